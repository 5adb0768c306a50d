"""A holder answers a need with patents of its own, also such as others stand before."""

import datetime as dt

import pytest

from matchmaker.errors import ForbiddenError
from matchmaker.matching.answering import (
    NothingOfferedError,
    PartOfNeedError,
    PatentNotOfferedError,
    offer_patents,
    own_patents_for,
)
from matchmaker.matching.enums import PassReason
from matchmaker.matching.models import MATCHES_A_NEED
from matchmaker.matching.offering import NeedClosedError, take_offer_back
from matchmaker.matching.queries import (
    latest_runs,
    matches_by_patent,
    matches_for_company,
    matches_of,
    offered_counts,
    undecided_counts,
)
from matchmaker.matching.rounds import changes_for, due_needs, leave_alone
from matchmaker.matching.service import current_run, pass_match, refresh_runs
from matchmaker.needs.enums import Secrecy
from matchmaker.needs.service import close_need
from matchmaker.organizations.enums import Role
from matchmaker.patents.service import list_patent, withdraw_listing
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_patent

TODAY = dt.date(2026, 1, 5)


@pytest.fixture
def officer(session):
    return make_person(session, role=Role.OFFICER, organization=make_university(session))


@pytest.fixture
def crowd(session):
    """More patents near the need than a run keeps."""
    return [make_patent(session) for _ in range(MATCHES_A_NEED + 2)]


@pytest.fixture
def far(session, officer):
    """A patent of the officer's that shares little with the need."""
    return make_patent(session, holder=officer.organization, title="一种陶瓷杯", abstract="一种杯。")


def answers(session, catalogue, need, officer):
    return own_patents_for(session, catalogue, need=need, holder=officer.organization, today=TODAY)


def test_a_holder_sees_its_own_patents_on_offer_the_nearest_first(session, catalogue, officer, far):
    need = make_need(session)
    near = make_patent(session, holder=officer.organization)
    make_patent(session, holder=officer.organization, offer=False)
    make_patent(session, holder=officer.organization, title="辣椒采摘机", abstract="采摘辣椒。")
    session.flush()
    found = answers(session, catalogue, need, officer)
    assert [(each.found.rank, each.found.patent) for each in found] == [(1, near), (2, far)]
    scores = {match.patent_id: match.score for match in matches_by_patent(session, need).values()}
    assert scores == {}
    current_run(session, catalogue, need=need)
    assert [each.match for each in found] == [None, None]
    for each in answers(session, catalogue, need, officer):
        assert each.match.score == each.found.score
        assert sum(part.value for part in each.found.evidence.contributions) == pytest.approx(
            each.found.score
        )
        assert each.found.untold == 0


def test_evidence_for_a_holder_has_no_word_that_is_masked_and_says_what_such_words_add(
    session, catalogue, officer
):
    company = make_organization(session, name="浙江岚峤陶瓷有限公司", region="浙江省")
    need = make_need(session, organization=company, title="岚峤陶瓷过滤板开裂", content="岚峤的过滤板开裂。")
    make_patent(session, holder=officer.organization, title="岚峤矿石制过滤板", abstract="岚峤矿石。")
    session.flush()
    (answer,) = answers(session, catalogue, need, officer)
    evidence = answer.found.evidence
    assert [part.term for part in evidence.contributions if "岚峤" in part.term] == []
    assert [
        part.text for part in (*evidence.title, *evidence.passage) if part.weight and "岚" in part.text
    ] == []
    told = sum(part.value for part in evidence.contributions)
    assert answer.found.untold == pytest.approx(answer.found.score - told)
    assert answer.found.untold > 0
    assessed = answer.found.assessment
    assert [
        word for word in (*assessed.unheld, *(part.term for part in assessed.missing)) if "岚" in word
    ] == []


@pytest.mark.usefixtures("crowd")
def test_what_is_offered_stays_in_the_list_whatever_later_runs_find(session, catalogue, officer, far):
    need = make_need(session)
    session.flush()
    run = current_run(session, catalogue, need=need)
    (match,) = offer_patents(
        session, catalogue, need=need, patent_ids=[far.id], on=TODAY, note="有样机", by=officer
    )
    assert (match.rank, match.offer_note, match.offered_by) == (MATCHES_A_NEED + 3, "有样机", officer)
    assert sum(value for _, value in match.evidence) == pytest.approx(match.score)
    assert matches_of(session, need, run)[-1] is match
    assert offered_counts(session, [need.id]) == {need.id: 1}
    assert undecided_counts(session, [need.id]) == {need.id: MATCHES_A_NEED + 1}
    make_patent(session)
    session.flush()
    standing = catalogue.standing(session)
    due = due_needs(session, standing)
    assert leave_alone(session, standing, due=due, changes=changes_for(session, due)) == set()
    refresh_runs(session, catalogue, needs=[need])
    later = latest_runs(session, [need.id])[need.id]
    assert (later.id == run.id, matches_of(session, need, later)[-1]) == (False, match)
    take_offer_back(session, match=match, on=TODAY, by=officer)
    session.flush()
    assert match not in matches_of(session, need, later)
    assert match not in matches_of(session, need, run)


def test_only_own_patents_on_offer_are_offered_for_open_needs(session, catalogue, officer):
    need, own = make_need(session), make_patent(session, holder=officer.organization)
    other = make_patent(session)
    foreign = make_patent(session, holder=officer.organization, title="辣椒采摘机", abstract="采摘辣椒。")
    session.flush()

    def offer(*ids):
        return offer_patents(session, catalogue, need=need, patent_ids=ids, on=TODAY, note="", by=officer)

    for ids, refusal in (
        ((), NothingOfferedError),
        ((other.id,), ForbiddenError),
        ((own.id, 10**6), ForbiddenError),
        ((foreign.id,), PatentNotOfferedError),
    ):
        with pytest.raises(refusal):
            offer(*ids)
    withdraw_listing(session, patent=own, by=officer)
    session.flush()
    with pytest.raises(PatentNotOfferedError):
        offer(own.id)
    need.secrecy = Secrecy.CENTRE
    with pytest.raises(ForbiddenError):
        offer(own.id)
    need.secrecy = Secrecy.MASKED
    close_need(session, need=need, by=None)
    with pytest.raises(NeedClosedError):
        offer(own.id)


def test_what_the_centre_passed_on_is_told_beside_it(session, catalogue, officer):
    need, own = make_need(session), make_patent(session, holder=officer.organization)
    session.flush()
    (match,) = offer_patents(
        session, catalogue, need=need, patent_ids=[own.id], on=TODAY, note="", by=officer
    )
    pass_match(session, match=match, reason=PassReason.PRICE, by=make_person(session))
    (answer,) = answers(session, catalogue, need, officer)
    assert answer.match.pass_reason is PassReason.PRICE


def test_what_a_need_names_as_its_own_is_neither_proposed_nor_taken_as_its_answer(
    session, catalogue, officer, crowd, far
):
    named = make_patent(session, holder=officer.organization)
    need = make_need(session, own_patents=[named.number])
    session.flush()
    assert [each.found.patent for each in answers(session, catalogue, need, officer)] == [far]
    with pytest.raises(PartOfNeedError):
        offer_patents(
            session, catalogue, need=need, patent_ids=[far.id, named.id], on=TODAY, note="", by=officer
        )
    (match,) = offer_patents(
        session, catalogue, need=need, patent_ids=[far.id], on=TODAY, note="", by=officer
    )
    assert match.rank == len(crowd) + 1


def test_an_offer_is_out_of_sight_while_its_patent_is_not_on_offer(session, catalogue, officer, crowd, far):
    need = make_need(session)
    offer_patents(session, catalogue, need=need, patent_ids=[far.id], on=TODAY, note="", by=officer)

    def listed():
        run = current_run(session, catalogue, need=need)
        company = [match.patent for match in matches_for_company(session, need, run)]
        desk = [match.patent for match in matches_of(session, need, run)]
        return far in company, far in desk, offered_counts(session, [need.id])

    assert listed() == (True, True, {need.id: 1})
    withdraw_listing(session, patent=far, by=officer)
    session.flush()
    assert listed() == (False, False, {})
    list_patent(session, patent=far, on=TODAY, by=officer)
    session.flush()
    assert listed() == (True, True, {need.id: 1})
