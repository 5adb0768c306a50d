"""Putting patents on offer, taking them off, and what the catalogue's counter tells the index."""

import datetime as dt

import pytest

from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import ListingState, PatentStatus, Readiness, Way
from matchmaker.patents.queries import catalogue_revision, changed_since, holders_with_listings, listings_open
from matchmaker.patents.service import (
    LapsedPatentError,
    NoWayError,
    PriceError,
    check_status,
    enter_patents,
    list_patent,
    next_revision,
    withdraw_listing,
)
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import ENTERED_ON, make_patent, make_record

LATER = dt.date(2025, 8, 1)


def test_the_catalogue_counts_from_nothing(session):
    assert catalogue_revision(session) == 0
    assert [next_revision(session), next_revision(session)] == [1, 2]
    assert catalogue_revision(session) == 2


def test_entering_nothing_leaves_the_catalogue_alone(session):
    holder = make_university(session)
    assert enter_patents(session, records=[], holder=holder, offer=True, on=ENTERED_ON, by=None) == []
    assert catalogue_revision(session) == 0


def test_patents_entered_together_are_one_change_of_the_catalogue(session):
    holder, by = make_university(session, name="试验大学"), make_person(session)
    records = [make_record(applicants=("试验大学", "试验公司"), status="in_force"), make_record()]
    first, second = enter_patents(session, records=records, holder=holder, offer=False, on=ENTERED_ON, by=by)
    assert (first.revision, second.revision, catalogue_revision(session)) == (1, 1, 1)
    assert (first.status, first.status_checked_on) == (PatentStatus.IN_FORCE, None)
    assert (second.status, second.status_checked_on) == (PatentStatus.UNKNOWN, None)
    assert (first.organization, first.names_holder, first.listing) == (holder, True, None)
    (entry,) = trail_of(session, first)
    assert (entry.action, entry.person, entry.after) == ("Patent entered", by, {"number": first.number})


def test_a_patent_entered_on_offer_is_listed_for_transfer_and_licence(session):
    by = make_person(session)
    listing = make_patent(session, by=by).listing
    assert (listing.state, listing.ways) == (ListingState.OPEN, [Way.TRANSFER, Way.LICENCE])
    assert (listing.price_fen, listing.listed_on) == (None, ENTERED_ON)
    (entry,) = trail_of(session, listing)
    terms = {"state": "On offer", "ways": ["Transfer", "Licence"], "price_fen": None, "readiness": None}
    assert (entry.action, entry.person, entry.before, entry.after) == ("Patent put on offer", by, {}, terms)


def test_a_patent_whose_applicants_do_not_name_its_holder_is_entered_and_not_put_on_offer(session):
    holder = make_university(session, name="试验大学")
    offered = [make_patent(session, holder=holder, applicants=names).listing for names in ((), ("另一所",))]
    assert [listing is None for listing in offered] == [False, True]


@pytest.mark.parametrize("status", ["in_force", "pending", None])
def test_what_may_be_in_force_is_listed_on_entry(session, status):
    assert make_patent(session, status=status).listing.state is ListingState.OPEN


def test_a_lapsed_patent_is_not_listed_on_entry(session):
    assert make_patent(session, status="lapsed").listing is None


def test_an_offer_says_in_which_ways_and_at_what_price(session):
    patent, by = make_patent(session, offer=False), make_person(session)
    before = catalogue_revision(session)
    listing = list_patent(
        session, patent=patent, ways=[Way.EQUITY], price_fen=500_00, benefit=" 省电 ", on=LATER, by=by
    )
    session.flush()
    session.expire_all()
    assert (listing.patent, listing.state, listing.ways) == (patent, ListingState.OPEN, [Way.EQUITY])
    assert (listing.price_fen, listing.benefit, listing.listed_on) == (500_00, "省电", LATER)
    assert patent.revision == catalogue_revision(session) == before + 1


def test_changing_an_offer_keeps_its_day_and_traces_both_terms(session):
    patent = make_patent(session)
    terms = {"ways": [Way.LICENCE], "price_fen": 900_00, "readiness": Readiness.PRODUCT}
    list_patent(session, patent=patent, **terms, on=LATER, by=None)
    session.flush()
    entry = trail_of(session, patent.listing)[0]
    assert patent.listing.listed_on == ENTERED_ON
    assert entry.before == {
        "state": "On offer",
        "ways": ["Transfer", "Licence"],
        "price_fen": None,
        "readiness": None,
    }
    assert entry.after == {
        "state": "On offer",
        "ways": ["Licence"],
        "price_fen": 900_00,
        "readiness": "8 Product qualified",
    }


def test_a_lapsed_patent_cannot_be_offered(session):
    patent = make_patent(session, offer=False, status="lapsed", legal_status="未缴年费")
    with pytest.raises(LapsedPatentError) as refused:
        list_patent(session, patent=patent, on=LATER, by=None)
    assert refused.value.params == {"number": patent.number, "status": "未缴年费"}


def test_a_lapsed_patent_without_a_written_status_is_told_in_words(session):
    patent = make_patent(session, offer=False, status="lapsed")
    with pytest.raises(LapsedPatentError) as refused:
        list_patent(session, patent=patent, on=LATER, by=None)
    assert refused.value.params == {"number": patent.number, "status": "Lapsed"}


def test_an_offer_of_nothing_is_refused(session):
    with pytest.raises(NoWayError) as refused:
        list_patent(session, patent=make_patent(session), ways=[], on=LATER, by=None)
    assert refused.value.params == {}


@pytest.mark.parametrize("price_fen", [0, -1])
def test_a_price_that_is_none_is_refused(session, price_fen):
    with pytest.raises(PriceError) as refused:
        list_patent(session, patent=make_patent(session), price_fen=price_fen, on=LATER, by=None)
    assert refused.value.params == {}


def test_a_refused_offer_changes_nothing(session):
    patent = make_patent(session)
    before = catalogue_revision(session)
    with pytest.raises(PriceError):
        list_patent(session, patent=patent, ways=[Way.EQUITY], price_fen=0, on=LATER, by=None)
    assert (patent.listing.ways, catalogue_revision(session)) == ([Way.TRANSFER, Way.LICENCE], before)
    assert len(trail_of(session, patent.listing)) == 1


def test_taking_a_patent_off_offer_moves_the_catalogue_and_is_traced(session):
    patent, by = make_patent(session), make_person(session)
    before = catalogue_revision(session)
    withdraw_listing(session, patent=patent, by=by)
    session.flush()
    entry = trail_of(session, patent.listing)[0]
    assert patent.listing.state is ListingState.WITHDRAWN
    assert patent.revision == catalogue_revision(session) == before + 1
    assert (entry.action, entry.person) == ("Patent taken off offer", by)
    assert (entry.before["state"], entry.after["state"]) == ("On offer", "Not on offer")


def test_taking_off_what_is_not_on_offer_does_nothing(session):
    unlisted, withdrawn = make_patent(session, offer=False), make_patent(session)
    withdraw_listing(session, patent=withdrawn, by=None)
    before = catalogue_revision(session)
    withdraw_listing(session, patent=unlisted, by=None)
    withdraw_listing(session, patent=withdrawn, by=None)
    assert catalogue_revision(session) == before
    assert len(trail_of(session, withdrawn.listing)) == 2


def test_a_withdrawn_patent_can_be_offered_again(session):
    patent = make_patent(session)
    withdraw_listing(session, patent=patent, by=None)
    list_patent(session, patent=patent, on=LATER, by=None)
    assert patent.listing.state is ListingState.OPEN
    assert listings_open(session) == 1


def test_a_checked_status_has_its_day_and_is_traced(session):
    patent, by = make_patent(session), make_person(session)
    before = catalogue_revision(session)
    check_status(session, patent=patent, status=PatentStatus.IN_FORCE, on=LATER, source="登记簿", by=by)
    assert patent.revision == catalogue_revision(session) == before + 1
    entry = trail_of(session, patent)[0]
    assert (patent.status, patent.status_checked_on) == (PatentStatus.IN_FORCE, LATER)
    assert (entry.action, entry.person) == ("Legal status checked", by)
    assert entry.before == {"status": "Status not checked", "status_checked_on": None}
    assert entry.after == {
        "status": "In force",
        "status_checked_on": "2025-08-01",
        "status_source": "登记簿",
    }
    assert patent.listing.state is ListingState.OPEN


def test_a_patent_found_lapsed_is_taken_off_offer(session):
    patent, by = make_patent(session), make_person(session)
    check_status(session, patent=patent, status=PatentStatus.LAPSED, on=LATER, by=by)
    session.flush()
    assert patent.listing.state is ListingState.WITHDRAWN
    assert trail_of(session, patent.listing)[0].person is by


def test_what_is_on_offer_is_counted_by_listing_and_by_holder(session):
    holder = make_university(session)
    patents = [make_patent(session, holder=holder), make_patent(session, holder=holder), make_patent(session)]
    make_patent(session, offer=False)
    assert (listings_open(session), holders_with_listings(session)) == (3, 2)
    withdraw_listing(session, patent=patents[2], by=None)
    assert (listings_open(session), holders_with_listings(session)) == (2, 1)


def test_the_index_is_told_what_has_changed_since_it_looked(session):
    first = make_patent(session, title="第一", abstract="摘要", claims="权利要求")
    seen = catalogue_revision(session)
    second = make_patent(session, title="第二", offer=False)
    assert session.execute(changed_since(seen)).all() == [(second.id, second.revision, "第二", "", "", None)]
    withdraw_listing(session, patent=first, by=None)
    session.flush()
    assert session.execute(changed_since(0)).all()[0] == (
        first.id, first.revision, "第一", "摘要", "权利要求", ListingState.WITHDRAWN
    )  # fmt: skip
    assert session.execute(changed_since(catalogue_revision(session))).all() == []
