"""What the centre teaches the matcher is known to the very next search, without anybody building anything."""

import math

import pytest

from matchmaker.matching.evidence import weights_in_need
from matchmaker.matching.queries import matches_by_patent
from matchmaker.matching.service import current_run, search_patents
from matchmaker.matching.vocabulary import (
    SHIPPED_WORDS,
    Vocabulary,
    vocabulary_of,
    words_revision,
)
from matchmaker.ranking.documents import Contribution
from matchmaker.text.synonyms import Synonym, default_synonyms
from tests.factories.matching import is_stale
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.factories.words import make_words


@pytest.fixture
def search(session, catalogue):
    def search(text):
        session.flush()
        return search_patents(session, catalogue, text=text).found

    return search


def titles(found):
    return [each.patent.title for each in found]


def marked(fragments):
    return [fragment.text for fragment in fragments if fragment.weight > 0]


def test_a_new_centre_begins_with_the_supplied_synonyms(session):
    assert vocabulary_of(session) == Vocabulary(synonyms=default_synonyms().pairs)
    assert vocabulary_of(session) == SHIPPED_WORDS
    assert words_revision(session) == 0


def test_a_saved_synonym_changes_the_next_search_at_once(session, search):
    make_patent(session, title="一种拾音器件")
    make_words(session)
    assert titles(search("硅麦")) == []
    make_words(session, synonyms="硅麦 → 拾音器件")
    assert titles(search("硅麦")) == ["一种拾音器件"]
    make_words(session)
    assert titles(search("硅麦")) == []


def test_a_synonym_holds_in_its_direction_only_unless_it_says_both(session, search):
    make_patent(session, title="一种马达")
    make_patent(session, title="一种电动机")
    make_words(session, synonyms="电动机 → 马达")
    assert titles(search("马达")) == ["一种马达"]
    assert titles(search("电动机")) == ["一种电动机", "一种马达"]
    make_words(session, synonyms="电动机 = 马达")
    assert titles(search("马达")) == ["一种马达", "一种电动机"]


def test_synonyms_are_not_followed_on(session, search):
    make_patent(session, title="一种话筒")
    make_words(session, synonyms="硅麦 → 拾音器件\n拾音器件 → 话筒")
    assert titles(search("硅麦")) == []
    assert titles(search("拾音器件")) == ["一种话筒"]


def test_the_word_itself_ranks_before_its_synonym(session, search):
    make_patent(session, title="一种马达", abstract="马达。")
    make_patent(session, title="一种电动机", abstract="电动机。")
    make_words(session, synonyms="电动机 = 马达")
    first, second = search("电动机")
    assert (first.patent.title, second.patent.title) == ("一种电动机", "一种马达")
    assert second.score < first.score


def test_what_a_synonym_found_is_credited_to_it_and_marked_where_it_stands(session, search):
    make_patent(session, title="微型麦克风", abstract="该麦克风的噪声低。")
    make_words(session, synonyms="硅麦 → 麦克风")
    (hit,) = search("硅麦噪声大")
    values = {part.term: part.value for part in hit.evidence.contributions}
    assert values.keys() == {"硅麦 → 麦克风", "噪声", "麦"}
    assert math.fsum(values.values()) == pytest.approx(hit.score, abs=1e-9)
    assert hit.evidence.partly == {}
    assert marked(hit.evidence.title) == ["麦克风"]
    assert marked(hit.evidence.abstract) == ["麦克风", "噪声"]


def test_a_need_is_marked_at_the_word_that_it_says():
    parts = [Contribution("硅麦 → 麦克风", 0.3), Contribution("噪声", 0.2)]
    assert weights_in_need(parts) == {"硅麦": 0.3, "噪声": 0.2}


def test_traditional_characters_find_simplified_ones_and_the_other_way_round(session, search):
    make_patent(session, title="鋰離子電池負極材料")
    make_patent(session, title="锂离子电池隔膜")
    assert set(titles(search("鋰離子電池"))) == {"鋰離子電池負極材料", "锂离子电池隔膜"}
    found = search("锂离子电池负极材料")
    assert titles(found) == ["鋰離子電池負極材料", "锂离子电池隔膜"]
    assert marked(found[0].evidence.title) == ["鋰離子", "電池", "負極", "材料"]


def test_a_part_of_a_long_word_finds_it_and_is_marked(session, search):
    make_patent(session, title="中国农业发展银行的信贷系统")
    make_patent(session, title="商业银行的信贷系统")
    found = search("农业")
    assert titles(found) == ["中国农业发展银行的信贷系统", "商业银行的信贷系统"]
    assert marked(found[0].evidence.title) == ["农业"]
    assert found[0].evidence.partly == {}
    assert marked(found[1].evidence.title) == ["业"]


def test_a_dictionary_term_takes_effect_without_anyone_building_the_index(session, catalogue, search):
    make_patent(session, title="磷酸锰铁锂正极")
    (before,) = search("磷酸锰铁锂")
    assert {part.term for part in before.evidence.contributions} == {"磷酸", "锰铁", "锂"}
    make_words(session, terms="磷酸锰铁锂")
    (after,) = search("磷酸锰铁锂")
    assert [part.term for part in after.evidence.contributions] == ["磷酸锰铁锂"]
    assert "磷酸锰铁锂" in catalogue.segmenter.terms("磷酸锰铁锂")


def test_a_stop_word_is_left_out_of_searches_and_patents(session, search):
    make_patent(session, title="一种智能鞋垫")
    make_patent(session, title="一种智能灯")
    assert len(search("智能鞋垫")) == 2
    make_words(session, stop_words="智能")
    found = search("智能鞋垫")
    assert titles(found) == ["一种智能鞋垫"]
    assert marked(found[0].evidence.title) == ["鞋垫"]


@pytest.mark.parametrize(
    ("stop_word", "terms"),
    [
        ("电池", {"蓄电", "蓄电池", "传感", "感器", "传感器", "peek"}),
        ("传感器", {"蓄电", "电池", "蓄电池", "peek"}),
        ("peek", {"蓄电", "电池", "蓄电池", "传感", "感器", "传感器"}),
    ],
)
def test_short_stop_words_go_where_they_are_words_and_long_ones_wherever_they_stand(stop_word, terms):
    segmenter = Vocabulary(stop_words=frozenset({stop_word})).segmenter()
    assert set(segmenter.terms("蓄电池 传感器 PEEK")) == terms


def test_a_change_of_words_makes_runs_stale_and_the_index_only_where_it_must(session, catalogue):
    make_patent(session, title="一种麦克风")
    need = make_need(session, title="硅麦噪声大", content="硅麦噪声大")
    run = current_run(session, catalogue, need=need)
    before = catalogue.fingerprint
    assert not is_stale(session, catalogue, need, run)
    make_words(session, synonyms="噪声 = 杂音")
    assert is_stale(session, catalogue, need, run)
    assert catalogue.fingerprint == before
    make_words(session, terms="磷酸锰铁锂")
    assert is_stale(session, catalogue, need, run)
    assert catalogue.fingerprint != before


def test_the_name_of_a_synonym_stays_with_the_match(session, catalogue):
    patent = make_patent(session, title="一种拾音器件")
    make_words(session, synonyms="硅麦 → 拾音器件")
    need = make_need(session, title="硅麦", content="硅麦")
    current_run(session, catalogue, need=need)
    session.expire_all()
    match = matches_by_patent(session, need)[patent.id]
    assert [word for word, _ in match.evidence] == [Synonym("硅麦", "拾音器件").name]
