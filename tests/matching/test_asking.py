"""A company's own patents as the query: numbers in any customary form, and what of them is known."""

import pytest

from matchmaker.matching.asking import TooManyNumbersError, ranked, read_question
from matchmaker.organizations.enums import Role
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import make_number, make_patent

NUMBERS = {"application_number": "202011438186.0", "publication_number": "CN114081026A"}


@pytest.fixture
def ask(session, catalogue):
    def ask(text, **reading):
        session.flush()
        return read_question(session, catalogue, text=text, **reading)

    return ask


@pytest.mark.parametrize(
    "written",
    [
        "202011438186.0",
        "ZL 2020 1 1438186.0",
        "CN114081026A",
        "cn202011438186",
        "２０２０１１４３８１８６．０",
        "CN114081026A\nZL202011438186.0",
    ],
)
def test_a_patent_is_known_by_its_number_in_each_customary_form(session, ask, written):
    patent = make_patent(session, **NUMBERS)
    question = ask(written)
    assert (question.own, question.unknown_numbers) == ((patent,), ())


@pytest.mark.parametrize("separator", ["，", ",", "、", "；", " ", "\n", "\t"])
def test_several_numbers_may_be_set_apart_in_each_customary_way(session, ask, separator):
    first, second = make_patent(session), make_patent(session)
    stranger = make_number()
    question = ask(separator.join([first.application_number, stranger, second.application_number]))
    assert (question.own, question.unknown_numbers) == ((first, second), (stranger,))


@pytest.mark.parametrize(
    "text", ["202011438186.0 的改进", "1200 ℃", "20 30 40", "2024 2025", "PEEK 3D打印", "2024年"]
)
def test_a_text_with_anything_else_in_it_is_read_as_words(session, ask, text):
    make_patent(session, **NUMBERS)
    question = ask(text)
    assert (question.own, question.unknown_numbers) == ((), ())


def test_a_number_with_a_wrong_check_digit_is_named_as_not_known(session, ask):
    make_patent(session, **NUMBERS)
    assert ask("202011438186.1").unknown_numbers == ("202011438186.1",)


def test_one_patent_as_the_query_is_its_title_and_abstract_as_a_need(session, catalogue, ask):
    patent = make_patent(session, title="陶瓷过滤板", abstract="多孔陶瓷。")
    as_need = catalogue.query(title="陶瓷过滤板", text="多孔陶瓷。")
    assert ask(patent.application_number).query == as_need


def test_several_patents_are_one_query_and_left_out_of_the_answer(session, catalogue, ask):
    own = [make_patent(session, title="陶瓷过滤板"), make_patent(session, title="光纤连接器")]
    near = [make_patent(session, title="光纤"), make_patent(session, title="过滤板")]
    make_patent(session, title="轨枕")
    question = ask(" ".join(patent.application_number for patent in own))
    hits = ranked(session, catalogue, catalogue.caught_up(session), question, 10)
    assert {hit.id for hit in hits} == {patent.id for patent in near}
    assert len(ranked(session, catalogue, catalogue.caught_up(session), question, 1)) == 1


def test_what_a_reader_may_not_see_is_not_known_to_him(session, ask):
    holder = make_university(session)
    hidden = make_patent(session, holder=holder, offer=False)
    officer = make_person(session, role=Role.OFFICER, organization=holder)
    number = hidden.application_number
    assert (ask(number).own, ask(number).unknown_numbers) == ((), (number,))
    assert ask(number, reader=officer).own == (hidden,)


def test_fifty_numbers_are_taken_and_one_more_is_refused(ask):
    numbers = [make_number() for _ in range(51)]
    assert len(ask(" ".join(numbers[:50])).unknown_numbers) == 50
    with pytest.raises(TooManyNumbersError) as refused:
        ask(" ".join(numbers))
    assert refused.value.params == {"count": 51}
