"""Opening deals, and finding them again."""

import datetime as dt

import pytest

from matchmaker.database import page_of
from matchmaker.deals.enums import Stage
from matchmaker.deals.gates import SidesError, StageError
from matchmaker.deals.queries import (
    deal_counts,
    deal_from_intent,
    deal_from_match,
    deal_with_id,
    deals,
    deals_by_intent,
    deals_by_match,
    deals_of,
    may_read,
)
from matchmaker.deals.service import (
    DealExistsError,
    change_way,
    lose_deal,
    open_deal,
    open_deal_from_intent,
    open_deal_from_match,
)
from matchmaker.errors import NotFoundError
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import Way
from tests.factories.deals import OPENED_ON, TODAY, make_deal, make_deal_at
from tests.factories.matching import make_match
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent
from tests.factories.roadshows import make_intent, make_pitch

LATER = OPENED_ON + dt.timedelta(days=30)


def lose(session, deal):
    lose_deal(session, deal=deal, on=TODAY, reason="没有谈成", today=TODAY, by=None)
    session.flush()


def test_a_deal_begins_as_a_lead_of_the_broker_who_opened_it(session):
    patents, buyer, by = [make_patent(session)], make_organization(session), make_person(session)
    deal = make_deal(session, patents=patents, buyer=buyer, by=by)
    session.flush()
    session.expire_all()
    assert (deal.stage, deal.stage_since, deal.opened_on) == (Stage.LEAD, OPENED_ON, OPENED_ON)
    assert (deal.seller, deal.buyer, deal.patents) == (patents[0].organization, buyer, patents)
    assert (deal.way, deal.owner, deal.entries) == (Way.TRANSFER, by, [])
    (entry,) = trail_of(session, deal)
    assert (entry.action, entry.person) == ("Deal opened", by)
    assert entry.after == {"stage": "Lead", "on": "2025-01-10"}


def test_a_deal_opened_by_one_side_has_no_owner_yet(session):
    assert make_deal(session, by=make_person(session, role=Role.OFFICER)).owner is None


@pytest.mark.parametrize("case", ["oneself", "nothing", "another's patent"])
def test_a_deal_needs_two_sides_and_the_sellers_patents(session, case):
    patent, other, buyer = make_patent(session), make_patent(session), make_organization(session)
    session.flush()
    seller = patent.organization
    sides = {
        "oneself": (seller, [patent]),
        "nothing": (buyer, []),
        "another's patent": (buyer, [patent, other]),
    }
    buyer, patents = sides[case]
    with pytest.raises(SidesError) as refused:
        open_deal(
            session, way=Way.TRANSFER, seller=seller, buyer=buyer, patents=patents, on=OPENED_ON, by=None
        )
    assert refused.value.params == {}


def test_a_deal_from_a_match_knows_all_that_the_match_knows(session):
    match, by = make_match(session), make_person(session)
    deal = open_deal_from_match(session, match=match, way=Way.LICENCE, on=OPENED_ON, by=by)
    assert (deal.seller, deal.buyer) == (match.patent.organization, match.need.organization)
    assert (deal.patents, deal.need, deal.match, deal.intent) == ([match.patent], match.need, match, None)
    assert deal_from_match(session, match.id) is deal
    assert deals_by_match(session, [match.id, match.id + 1]) == {match.id: deal}


def test_a_match_has_one_deal_unless_it_was_lost(session):
    match, by = make_match(session), make_person(session)
    deal = open_deal_from_match(session, match=match, way=Way.LICENCE, on=OPENED_ON, by=by)
    with pytest.raises(DealExistsError) as refused:
        open_deal_from_match(session, match=match, way=Way.TRANSFER, on=OPENED_ON, by=by)
    assert refused.value.params == {"deal": deal.id}
    lose(session, deal)
    assert deal_from_match(session, match.id) is None
    again = open_deal_from_match(session, match=match, way=Way.TRANSFER, on=OPENED_ON, by=by)
    assert again is not deal


def test_a_deal_from_an_intent_knows_the_pitch_and_the_company(session):
    intent = make_intent(session)
    deal = open_deal_from_intent(session, intent=intent, way=Way.TRANSFER, on=OPENED_ON, by=None)
    assert (deal.seller, deal.buyer) == (intent.pitch.patent.organization, intent.organization)
    assert (deal.patents, deal.intent) == ([intent.pitch.patent], intent)
    assert (deal.need, deal.match) == (None, None)
    assert deal_from_intent(session, intent.id) is deal
    assert deals_by_intent(session, [intent.id]) == {intent.id: deal}


@pytest.mark.parametrize("same_company", [True, False])
def test_a_deal_from_an_intent_knows_the_match_if_it_is_the_same_companys(session, same_company):
    match = make_match(session)
    pitch = make_pitch(session, patent=match.patent, match=match)
    company = match.need.organization if same_company else make_organization(session)
    intent = make_intent(session, pitch=pitch, organization=company)
    deal = open_deal_from_intent(session, intent=intent, way=Way.TRANSFER, on=OPENED_ON, by=None)
    assert (deal.match, deal.need) == ((match, match.need) if same_company else (None, None))


def test_an_intent_has_one_deal_unless_it_was_lost(session):
    intent = make_intent(session)
    deal = open_deal_from_intent(session, intent=intent, way=Way.TRANSFER, on=OPENED_ON, by=None)
    with pytest.raises(DealExistsError) as refused:
        open_deal_from_intent(session, intent=intent, way=Way.TRANSFER, on=OPENED_ON, by=None)
    assert refused.value.params == {"deal": deal.id}
    lose(session, deal)
    assert (deal_from_intent(session, intent.id), deals_by_intent(session, [intent.id])) == (None, {})
    open_deal_from_intent(session, intent=intent, way=Way.TRANSFER, on=OPENED_ON, by=None)


def test_the_way_is_settled_until_the_contract_is_signed(session):
    deal, by = make_deal(session), make_person(session)
    change_way(session, deal=deal, way=Way.EQUITY, by=by)
    entry = trail_of(session, deal)[0]
    assert (deal.way, entry.action, entry.person) == (Way.EQUITY, "Way changed", by)
    assert (entry.before, entry.after) == ({"way": "Transfer"}, {"way": "Equity contribution"})
    change_way(session, deal=deal, way=Way.EQUITY, by=by)
    assert len(trail_of(session, deal)) == 2
    signed = make_deal_at(session, Stage.SIGNED)
    with pytest.raises(StageError) as refused:
        change_way(session, deal=signed, way=Way.EQUITY, by=by)
    assert refused.value.params == {"stage": "Signed"}


def test_running_deals_come_first_those_longest_in_their_stage_before_others(session):
    young, old = make_deal(session, on=LATER), make_deal(session, on=OPENED_ON)
    lost = make_deal(session, on=OPENED_ON)
    lose(session, lost)
    paid = make_deal_at(session, Stage.PAID)
    session.flush()

    def listed(*args, **chosen):
        return list(page_of(session, deals(*args, **chosen), number=1).rows)

    assert listed() == [old, young, paid, lost]
    assert listed(running_only=True) == [old, young]
    assert listed(Stage.LOST) == [lost]
    assert deal_counts(session) == {Stage.LEAD: 2, Stage.PAID: 1, Stage.LOST: 1}


def test_an_organisation_sees_the_deals_in_which_it_sells_or_buys(session):
    patent, buyer = make_patent(session), make_organization(session)
    selling, buying = make_deal(session, patents=[patent]), make_deal(session, buyer=buyer, on=LATER)
    both = make_deal(session, patents=[patent], buyer=buyer, on=LATER)
    session.flush()

    def seen_by(organization):
        return list(page_of(session, deals_of(organization), number=1).rows)

    assert seen_by(patent.organization) == [both, selling]
    assert seen_by(buyer) == [both, buying]
    assert seen_by(make_organization(session)) == []


def test_a_deal_is_read_by_staff_and_the_two_sides(session):
    deal = make_deal(session)
    people = {
        "seller": make_person(session, role=Role.OFFICER, organization=deal.seller),
        "buyer": make_person(session, role=Role.ENGINEER, organization=deal.buyer),
        "broker": make_person(session, role=Role.BROKER),
        "stranger": make_person(session, role=Role.OFFICER),
    }
    session.flush()
    assert {name for name, person in people.items() if may_read(deal, person)} == {
        "seller",
        "buyer",
        "broker",
    }


def test_a_deal_is_found_by_id_or_not_at_all(session):
    deal = make_deal(session)
    assert deal_with_id(session, deal.id) is deal
    with pytest.raises(NotFoundError):
        deal_with_id(session, deal.id + 1)


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_of_deals_costs_the_same_whatever_its_length(session, count_queries, size):
    for _ in range(size):
        holder = make_patent(session).organization
        make_deal(
            session,
            patents=[make_patent(session, holder=holder) for _ in range(size)],
            by=make_person(session),
        )
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        shown = [
            (deal.seller.name, deal.buyer.name, deal.owner.name, patent.title)
            for deal in page_of(session, deals(), number=1).rows
            for patent in deal.patents
        ]
    assert (len(shown), len(statements)) == (size * size, 3)


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.PAID])
def test_a_deals_page_costs_the_same_whatever_its_ledger(session, count_queries, stage):
    deal_id = make_deal_at(session, stage).id
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        deal = deal_with_id(session, deal_id)
        shown = [(deal.need, deal.match, deal.intent, entry.entered_by) for entry in deal.entries]
    assert (bool(shown), len(statements)) == (True, 3)
