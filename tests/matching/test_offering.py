"""A holder offers a patent for a need that it was found for."""

import datetime as dt

import pytest

from matchmaker.errors import ForbiddenError
from matchmaker.matching.offering import (
    AlreadyDecidedError,
    NeedClosedError,
    OfferNoteTooLongError,
    notes_for_company,
    offer_match,
    take_offer_back,
)
from matchmaker.matching.service import keep_match
from matchmaker.matching.unmatched import matches_with_needs, unmatched
from matchmaker.needs.enums import Secrecy
from matchmaker.needs.service import close_need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.models import Patent
from matchmaker.patents.service import withdraw_listing
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def match(session):
    made = make_match(session)
    session.flush()
    return made


@pytest.fixture
def officer(session, match):
    return make_person(session, role=Role.OFFICER, organization=match.patent.organization)


def waiting(session, patent):
    return sorted(row[0] for row in session.execute(unmatched(Patent.id == patent.id)))


def test_an_offer_has_its_moment_and_is_made_once(session, match, officer):
    offer_match(session, match=match, on=DAY, by=officer)
    offered_at = match.offered_at
    offer_match(session, match=match, on=DAY, by=officer)
    assert match.offered_at == offered_at
    assert [(entry.action, entry.after, entry.person) for entry in trail_of(session, match)] == [
        ("Offered by the holder", {"on": "2026-11-22"}, officer)
    ]
    assert waiting(session, match.patent) == [match.id]


def test_nobody_offers_the_patent_of_another(session, match):
    stranger = make_person(session, role=Role.OFFICER, organization=make_organization(session))
    with pytest.raises(ForbiddenError):
        offer_match(session, match=match, on=DAY, by=stranger)


def test_a_need_that_is_for_the_centre_alone_is_offered_nothing(session, match, officer):
    match.need.secrecy = Secrecy.CENTRE
    with pytest.raises(ForbiddenError):
        offer_match(session, match=match, on=DAY, by=officer)
    assert match.offered_at is None


def test_what_is_closed_or_decided_is_not_offered_any_more(session, match, officer):
    keep_match(session, match=match, by=officer)
    with pytest.raises(AlreadyDecidedError):
        offer_match(session, match=match, on=DAY, by=officer)
    close_need(session, need=match.need, by=officer)
    with pytest.raises(NeedClosedError):
        offer_match(session, match=match, on=DAY, by=officer)


def test_a_patent_kept_for_one_open_need_waits_for_none(session, officer):
    patent = make_patent(session)
    first, second = (make_match(session, need=make_need(session), patent=patent) for _ in range(2))
    session.flush()
    assert waiting(session, patent) == [first.id, second.id]
    keep_match(session, match=first, by=officer)
    session.flush()
    assert waiting(session, patent) == []
    close_need(session, need=first.need, by=officer)
    session.flush()
    assert waiting(session, patent) == [second.id]
    withdraw_listing(session, patent=patent, by=officer)
    session.flush()
    assert waiting(session, patent) == []


def test_matches_come_with_their_needs_in_one_query(session, match, count_queries):
    wanted = [match.id]
    session.expire_all()
    with count_queries() as statements:
        found = matches_with_needs(session, wanted)
        names = [each.need.organization.name for each in found.values()]
    assert (len(statements), len(names)) == (1, 1)


def test_an_offer_keeps_who_made_it_and_the_note_which_can_be_changed(session, match, officer):
    for note in (" 有样机 ", "", "有样机，可送样"):
        offer_match(session, match=match, on=DAY, note=note, by=officer)
    assert (match.offered_by, match.offer_note) == (officer, "有样机，可送样")
    assert [(entry.action, entry.after.get("offer_note")) for entry in trail_of(session, match)] == [
        ("Note on the offer changed", "有样机，可送样"), ("Offered by the holder", "有样机")
    ]  # fmt: skip
    with pytest.raises(OfferNoteTooLongError):
        offer_match(session, match=match, on=DAY, note="长" * 1_001, by=officer)


def test_an_offer_is_taken_back_by_its_holder_until_the_centre_decides(session, match, officer):
    offer_match(session, match=match, on=DAY, note="有样机", by=officer)
    with pytest.raises(ForbiddenError):
        take_offer_back(
            session,
            match=match,
            on=DAY,
            by=make_person(session, role=Role.OFFICER, organization=make_organization(session)),
        )
    for _ in range(2):
        take_offer_back(session, match=match, on=DAY, by=officer)
    assert (match.offered_at, match.offered_by, match.offer_note) == (None, None, "")
    offer_match(session, match=match, on=DAY, by=officer)
    keep_match(session, match=match, by=officer)
    with pytest.raises(AlreadyDecidedError):
        take_offer_back(session, match=match, on=DAY, by=officer)


def test_the_company_reads_a_note_without_persons_and_telephones(session, match, officer):
    match.patent.inventors = ["陆遥"]
    note = "我校王教授、陆遥团队有样机，联系13800138000或试验员。"
    offer_match(session, match=match, on=DAY, note=note, by=officer)
    assert notes_for_company(session, [match]) == {
        match.id: "我校某人、某人团队有样机，联系（联系方式略）或某人。"
    }
    assert match.offer_note == note


def test_who_changes_a_note_offers_and_all_of_the_holders_people_are_masked(
    session, match, officer, count_queries
):
    colleague, third = (
        make_person(session, role=Role.OFFICER, organization=match.patent.organization, name=name)
        for name in ("端木晓", "闻人悦")
    )
    officer.name = "第五伦"
    offer_match(session, match=match, on=DAY, note="请找第五伦。", by=officer)
    offer_match(session, match=match, on=DAY, note="请找第五伦、端木晓或闻人悦。", by=colleague)
    assert match.offered_by is colleague
    session.flush()
    with count_queries() as statements:
        notes = notes_for_company(session, [match, match])
    assert (len(statements), notes) == (1, {match.id: "请找某人、某人或某人。"})
    offer_match(session, match=match, on=DAY, note="请找第五伦、端木晓或闻人悦。", by=third)
    assert match.offered_by is colleague
