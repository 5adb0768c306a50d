"""What an offer says beyond its ways and price."""

import datetime as dt

import pytest

from matchmaker.organizations.queries import trail_of
from matchmaker.patents import offers
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.models import OpenLicence
from matchmaker.patents.service import list_patent
from tests.factories.patents import make_patent

TODAY = dt.date(2026, 11, 25)
LATER = dt.date(2027, 5, 1)


@pytest.fixture
def listing(session):
    return make_patent(session).listing


def set_terms(session, listing, *, today=TODAY, **terms):
    offers.set_offer_terms(session, listing=listing, terms=offers.OfferTerms(**terms), today=today, by=None)


def test_terms_are_kept_and_only_changes_are_recorded(session, listing):
    terms = {
        "licence_kind": LicenceKind.SOLE,
        "scenarios": "用于高温烟气过滤",
        "trial_until": LATER,
        "available_until": TODAY,
    }
    set_terms(session, listing, **terms)
    set_terms(session, listing, **terms)
    assert offers.offer_terms(listing) == offers.OfferTerms(**terms)
    actions = [entry.action for entry in trail_of(session, listing)]
    assert actions.count("Terms of the offer changed") == 1


def test_a_kind_of_licence_goes_with_the_way_of_licence(session, listing):
    list_patent(session, patent=listing.patent, ways=[Way.TRANSFER], on=TODAY, by=None)
    with pytest.raises(offers.KindWithoutLicenceError):
        set_terms(session, listing, licence_kind=LicenceKind.ORDINARY)


@pytest.mark.parametrize("name", ["trial_until", "available_until"])
def test_a_day_that_has_passed_is_refused_unless_it_stood_there(session, listing, name):
    with pytest.raises(offers.OfferEndedError):
        set_terms(session, listing, **{name: TODAY - dt.timedelta(days=1)})
    set_terms(session, listing, **{name: TODAY})
    set_terms(session, listing, today=LATER, **{name: TODAY}, scenarios="用于窑炉")
    assert getattr(listing, name) == TODAY


def test_no_exclusive_licence_is_offered_beside_an_open_one(session, listing):
    listing.patent.open_licence = OpenLicence(
        fixed_fee_fen=1, payment="一次付清", declared_on=TODAY, ends_on=LATER
    )
    set_terms(session, listing, licence_kind=LicenceKind.ORDINARY)
    with pytest.raises(offers.OpenLicenceKindError):
        set_terms(session, listing, licence_kind=LicenceKind.EXCLUSIVE)
