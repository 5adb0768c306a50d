"""A company's own patents, named by their numbers, are part of what is asked and no part of the answer."""

import pytest
import sqlalchemy as sa

from matchmaker.importing.numbers import WrongCheckDigitError
from matchmaker.matching.asking import MOST_NUMBERS, TooManyNumbersError
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.demand import needs_for
from matchmaker.matching.enums import Level
from matchmaker.matching.own_judgements import judged_rows
from matchmaker.matching.own_numbers import (
    MOST_OF_ABSTRACT,
    NotANumberError,
    UnknownNumberError,
    all_numbers,
    held_by_others,
    own_numbers_of,
    patents_to_pick,
    read_own_patents,
)
from matchmaker.matching.queries import matches_of
from matchmaker.matching.refinement import refinement_of
from matchmaker.matching.service import current_run, evidence_of, judge_match
from matchmaker.needs.models import Need
from matchmaker.needs.publication import outward_words
from matchmaker.needs.service import change_need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_number, make_patent


@pytest.fixture
def company(session):
    return make_organization(session)


@pytest.fixture
def own(session, company):
    return make_patent(
        session, holder=company, title="一种离心泵叶轮", abstract="叶轮表面有耐磨涂层。", offer=False
    )


@pytest.fixture
def near(session):
    """What only the own patent's words find."""
    return make_patent(session, title="叶轮耐磨涂层的喷涂方法", abstract="喷涂叶轮。")


def thin_need(session, company, own):
    found = read_own_patents(session, own.number, company)
    return make_need(
        session,
        organization=company,
        title="寿命短",
        content="寿命太短。",
        own_patents=list(found.numbers),
        patents_text=found.text,
    )


def test_numbers_are_read_in_any_form_and_what_is_wrong_is_named(session, company, own):
    digits = own.application_number
    wrong = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    unknown = make_number()
    found = read_own_patents(session, f"ZL{digits}，{own.number}\n{wrong}; {unknown} 离心泵", company)
    assert (found.numbers, found.text) == ((own.number,), f"{own.title}\n{own.abstract}")
    assert [type(problem) for problem in found.problems] == [WrongCheckDigitError, NotANumberError]
    found = read_own_patents(session, f"{unknown}\n离心泵", company)
    assert [(type(problem), *problem.params.values()) for problem in found.problems] == [
        (UnknownNumberError, unknown), (NotANumberError, "离心泵")
    ]  # fmt: skip
    (problem,) = read_own_patents(session, own.number, make_organization(session)).problems
    assert isinstance(problem, UnknownNumberError)
    many = "\n".join(make_number() for _ in range(MOST_NUMBERS + 1))
    (problem,) = read_own_patents(session, many, company).problems
    assert isinstance(problem, TooManyNumbersError)
    assert read_own_patents(session, " \n", company).numbers == ()


def test_a_company_picks_from_its_own_patents_that_have_a_number(session, company, own):
    make_patent(session, holder=company, source_key="内部编号")
    make_patent(session)
    assert list(patents_to_pick(session, company)) == [own]


def test_own_patents_that_others_hold_are_told_apart_from_those_that_name_the_company(session, company, own):
    foreign = make_patent(session)
    joint = make_patent(session, applicants=("某大学", company.name))
    numbers = [own.number, foreign.number, joint.number]
    need = make_need(session, organization=company, own_patents=numbers)
    assert held_by_others(session, need) == (foreign,)
    assert held_by_others(session, make_need(session, organization=company)) == ()


def test_a_thin_need_is_ranked_by_its_own_patents_too_which_are_no_answer(session, company, own, near):
    catalogue = Catalogue()
    on_offer = make_patent(session, holder=company, title="一种离心泵叶轮", abstract="叶轮。")
    thin = make_need(session, organization=company, title="寿命短", content="寿命太短。")
    session.flush()
    assert matches_of(session, thin, current_run(session, catalogue, need=thin)) == []
    need = thin_need(session, company, on_offer)
    session.flush()
    (match,) = matches_of(session, need, current_run(session, catalogue, need=need))
    assert match.patent is near
    found = evidence_of(match, catalogue)
    assert found.from_own == {part.term for part in found.evidence.contributions}
    assert session.scalar(sa.select(Need.wording).where(Need.id == need.id)) == need.wording
    assert need.said == "寿命太短。"
    reader = make_person(session, role=Role.BROKER)
    assert [hit.need for hit in needs_for(session, catalogue, patent=near, reader=reader)] == [need]
    assert needs_for(session, catalogue, patent=on_offer, reader=reader) == ()
    assert "叶轮" not in outward_words(need)


def test_a_refinement_is_ranked_with_the_own_patents_below_it(session, company, own, near):
    need = thin_need(session, company, own)
    session.flush()
    found = refinement_of(session, Catalogue(), need=need, title="寿命短", content="寿命太短，请延长。")
    assert [(place.patent, place.before, place.after) for place in found.places] == [(near, 1, 1)]


def test_exported_judgements_leave_the_own_patents_out(session, company, own, near):
    need = thin_need(session, company, own)
    session.flush()
    (match,) = matches_of(session, need, current_run(session, Catalogue(), need=need))
    judge_match(session, match=match, level=Level.FAIR, by=make_person(session))
    session.flush()
    assert [row["content"] for row in judged_rows(session).needs] == ["寿命太短。"]


def test_a_patent_named_by_another_of_its_numbers_is_no_answer_to_the_need(session, company, count_queries):
    catalogue = Catalogue()
    publication = "CN114081026A"
    patent = make_patent(
        session, application_number=make_number(), publication_number=publication, title="一种离心泵叶轮"
    )
    needs = [
        make_need(session, organization=company, title="叶轮", content="离心泵叶轮。", own_patents=numbers)
        for numbers in ([publication], [f"ZL{patent.number}"], [make_number()])
    ]
    session.flush()
    reader = make_person(session, role=Role.BROKER)
    assert [hit.need for hit in needs_for(session, catalogue, patent=patent, reader=reader)] == [needs[2]]
    with count_queries() as few:
        needs_for(session, catalogue, patent=patent, reader=reader)
    make_need(session, organization=company, title="叶轮", content="叶轮。", own_patents=[publication])
    needs_for(session, catalogue, patent=patent, reader=reader)
    with count_queries() as many:
        needs_for(session, catalogue, patent=patent, reader=reader)
    assert len(many) == len(few)


def test_of_each_abstract_only_the_opening_is_read_and_the_trail_keeps_none_of_it(session, company):
    long = make_patent(session, holder=company, title="长", abstract="叶" * (MOST_OF_ABSTRACT + 1))
    found = read_own_patents(session, long.number, company)
    assert found.text == "长\n" + "叶" * MOST_OF_ABSTRACT
    need = make_need(session, organization=company)
    words = {"title": need.title, "content": need.content, "budget_fen": None, "deadline": None}
    own = {"own_patents": list(found.numbers), "patents_text": found.text}
    change_need(session, need=need, patents=(), **words, **own, by=None)
    entry = trail_of(session, need)[0]
    assert (entry.before, entry.after) == ({"own_patents": []}, {"own_patents": [long.number]})
    assert need.patents_text == found.text
    change_need(session, need=need, patents=(), **words, patents_text="叶轮", by=None)
    assert (trail_of(session, need)[0].after, need.patents_text) == ({}, "叶轮")


def test_all_numbers_of_the_patents_that_needs_name_are_read_at_once(session, count_queries):
    application, publication = "202011438186.0", "CN114081026A"
    make_patent(session, application_number=application, publication_number=publication)
    unknown = make_number()
    needs = [make_need(session, own_patents=own) for own in ([application], [unknown, publication], [])]
    session.flush()
    with count_queries() as statements:
        numbers = own_numbers_of(session, needs)
    assert len(statements) == 1
    assert [numbers[need.id] for need in needs] == [
        [application, publication], [unknown, publication, application], []
    ]  # fmt: skip
    assert all_numbers(session, [publication]) == [publication, application]
    with count_queries() as none:
        assert (own_numbers_of(session, needs[2:]), all_numbers(session, [])) == ({needs[2].id: []}, [])
    assert none == []
