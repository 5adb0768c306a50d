"""A short question of which no patent has a third is told to have probably no answer here."""

import pytest

from matchmaker.matching.enums import Order
from matchmaker.matching.service import search_patents
from tests.factories.patents import make_patent


@pytest.fixture
def answered(session, catalogue):
    make_patent(session, title="陶瓷过滤板高温开裂", abstract="", claims="")
    make_patent(session, title="注射器", abstract="针筒塑件", claims="")
    for title in ("光纤", "轨枕"):
        make_patent(session, title=title, abstract="", claims="")
    session.flush()
    return lambda text, **chosen: search_patents(session, catalogue, text=text, **chosen)


def test_the_weightiest_words_that_no_patent_found_has_whole_are_named(answered):
    answer = answered("注塑机钛合金")
    assert [found.patent.title for found in answer.found] == ["注射器"]
    assert set(answer.unanswered) == {"注塑机", "钛合金"}


def test_a_question_of_which_one_patent_has_a_third_is_answered(answered):
    assert answered("陶瓷过滤板钛合金").unanswered == ()


def test_a_word_is_found_by_its_synonym(session, answered):
    make_patent(session, title="注射成型机", abstract="", claims="")
    session.flush()
    assert answered("注塑机").unanswered == ()


def test_a_synonym_of_one_word_of_many_is_no_answer(session, answered):
    make_patent(session, title="注射成型机", abstract="", claims="")
    session.flush()
    assert answered("注塑机轨枕光纤钛合金").unanswered == ("钛合金",)


def test_nothing_is_doubted_where_nothing_is_found(answered):
    answer = answered("咖啡")
    assert (answer.found, answer.unanswered) == ((), ())


def test_a_long_text_is_not_doubted(answered):
    short = "注塑机钛合金"
    assert answered(short).unanswered != ()
    long = "冷链 疫苗 果园 喷药 咖啡 烘焙 焊缝 探伤 奶牛 猪场 电梯 饮片 面料 色差 轴承 夹杂 污泥 垃圾 橡胶 漏油 麻点"
    assert answered(f"{short} {long}").unanswered == ()


def test_only_the_first_page_by_score_is_doubted(answered):
    assert answered("注塑机钛合金", order=Order.FILED).unanswered == ()
    assert answered("注塑机钛合金", start=10).unanswered == ()
