"""Why one patent stands above another, and why one is not on the list."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.errors import NotFoundError
from matchmaker.matching.asking import Question, read_question
from matchmaker.matching.comparison import Absence, NoNumberError, compare, whereabouts
from matchmaker.matching.filters import FilterKind, Filters
from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import Way
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import make_number, make_patent

TEXT = "陶瓷过滤板高温开裂"
WORDS = ("陶瓷", "过滤", "高温", "开裂", "轨枕", "光纤", "烧结", "滤板")


@pytest.fixture
def ask(session, catalogue):
    def ask(text=TEXT, **narrowed):
        session.flush()
        return read_question(session, catalogue, text=text, **narrowed)

    return ask


@pytest.fixture
def where(session, catalogue, ask):
    def where(number, *, question=None, reader=None, length=10):
        session.flush()
        question = question or ask()
        return whereabouts(session, catalogue, question=question, number=number, reader=reader, length=length)

    return where


@pytest.fixture
def titled(session):
    """Forty patents of random trade words."""
    return [
        make_patent(
            session, title="".join(WORDS[(place * step) % 8] for step in (1, 3, 5)), abstract=WORDS[place % 8]
        )
        for place in range(40)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    places=st.tuples(*[st.integers(0, 39)] * 2),
)
def test_what_each_word_differs_by_adds_up_to_the_difference_of_the_scores(
    session, catalogue, ask, titled, words, places
):
    question = ask("".join(words))
    first, second = (titled[place] for place in places)
    found = compare(session, catalogue, question=question, first_id=first.id, second_id=second.id)
    assert (found.first.patent, found.second.patent) == (first, second)
    assert math.fsum(each.first for each in found.words) == pytest.approx(found.first.score, abs=1e-9)
    assert math.fsum(each.second for each in found.words) == pytest.approx(found.second.score, abs=1e-9)
    assert math.fsum(each.difference for each in found.words) == pytest.approx(found.difference, abs=1e-9)
    differences = [each.difference for each in found.words]
    assert differences == sorted(differences, reverse=True)


def test_the_places_are_those_of_the_list(session, catalogue, ask):
    near, far = make_patent(session, title=TEXT), make_patent(session, title="过滤网")
    found = compare(session, catalogue, question=ask(), first_id=near.id, second_id=far.id)
    assert (found.first.rank, found.second.rank) == (1, 2)
    assert found.difference > 0


def test_what_is_not_on_offer_is_not_compared(session, catalogue, ask):
    near, hidden = make_patent(session), make_patent(session, offer=False)
    for number in (hidden.id, 999_999):
        with pytest.raises(NotFoundError):
            compare(session, catalogue, question=ask(), first_id=near.id, second_id=number)


def test_a_number_that_nobody_knows(where):
    number = make_number()
    for written in (number, "12345", "一种过滤板"):
        assert (where(written).absence, where(written).patent) == (Absence.UNKNOWN_NUMBER, None)


def test_a_patent_not_on_offer_is_named_to_those_who_may_read_it_and_unknown_to_others(session, where):
    holder = make_university(session)
    hidden = make_patent(session, holder=holder, offer=False)
    officer = make_person(session, role=Role.OFFICER, organization=holder)
    assert where(hidden.application_number).absence is Absence.UNKNOWN_NUMBER
    found = where(hidden.application_number, reader=officer)
    assert (found.absence, found.patent) == (Absence.NOT_ON_OFFER, hidden)


def test_a_patent_that_the_filters_keep_out_names_them_and_its_score(session, where, ask):
    patent = make_patent(session, ipc=("H01M",))
    filters = Filters(ipc=("C",), way=(Way.EQUITY,), price=1)
    found = where(patent.application_number, question=ask(filters=filters))
    assert (found.absence, found.missed) == (Absence.FILTERED_OUT, (FilterKind.IPC, FilterKind.WAY))
    assert found.score > 0


def test_a_patent_without_a_shared_word(session, where):
    patent = make_patent(session, title="光纤")
    assert where(patent.application_number).absence is Absence.NOTHING_SHARED


def test_a_patent_on_the_list_has_its_place_there(session, where):
    _, second = make_patent(session, title=TEXT), make_patent(session, title="过滤网")
    found = where(f"ZL {second.application_number}")
    assert (found.absence, found.rank, found.patent) == (None, 2, second)


def test_a_patent_far_down_has_its_place_and_is_held_against_the_last_of_the_list(session, where):
    listed = [make_patent(session, title=TEXT) for _ in range(3)]
    deep = make_patent(session, title="过滤网")
    found = where(deep.application_number, length=2)
    assert (found.absence, found.rank) == (Absence.FAR_DOWN, 4)
    assert found.comparison.first.patent is listed[1]
    assert (found.comparison.second.patent, found.comparison.second.score) == (deep, found.score)
    assert {each.word for each in found.comparison.words if each.second == 0} >= {"陶瓷", "高温"}


def test_a_patent_that_was_searched_with_is_left_out(session, where, ask):
    patent = make_patent(session)
    number = patent.application_number
    assert where(number, question=ask(number)).absence is Absence.OWN


def test_without_a_number_there_is_nothing_to_look_for(catalogue, session):
    with pytest.raises(NoNumberError) as refused:
        whereabouts(
            session,
            catalogue,
            question=Question(TEXT, catalogue.query(text=TEXT)),
            number=" ",
            reader=None,
            length=10,
        )
    assert refused.value.params == {}
