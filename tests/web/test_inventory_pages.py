"""The inventory, a patent's page, its offer and its legal status."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import ListingState, PatentStatus, Way
from matchmaker.patents.models import Listing, Patent
from tests.factories.patents import make_patent


@pytest.fixture
def patent(session, home):
    """A patent of the officer's university, in force and not on offer."""
    made = make_patent(session, holder=home[Role.OFFICER], offer=False, status=PatentStatus.IN_FORCE)
    session.commit()
    return made


@pytest.fixture
def foreign(session):
    """A patent of another university, not on offer."""
    made = make_patent(session, title="一种别家的过滤板", offer=False)
    session.commit()
    return made


def listing_of(session, patent):
    session.rollback()
    return session.scalar(sa.select(Listing).where(Listing.patent_id == patent.id))


def titles(page):
    return [cell.get_text(strip=True) for cell in page.soup.select("td.title")]


def test_an_officer_sees_the_own_inventory_and_staff_see_all(officer, broker, patent, foreign):
    assert titles(officer.open("/inventory")) == [patent.title]
    assert titles(broker.open("/inventory")) == [foreign.title, patent.title]


NARROWED = {
    "q=过滤板": 1, "q=锂电池": 0, "q=%25": 0, "q=20201": 1, "status=in_force": 1, "status=lapsed": 0,
    "status=none-such": 1, "foreign=1": 0, "page=99": 1, "page=-1": 1, "page=x": 1,
    "offer=ready": 1, "offer=open": 0, "offer=none-such": 1, "department=x": 0, "order=none-such": 1,
    "order=title&down=1": 1, "order=fee": 1, "patent=0": 0, "patent=99999999999999999999": 0,
}  # fmt: skip


def test_the_inventory_is_narrowed_by_what_the_address_says(officer, patent):
    pages = {query: officer.open(f"/inventory?{query}") for query in NARROWED}
    assert {query: (page.status, len(titles(page))) for query, page in pages.items()} == {
        query: (200, shown) for query, shown in NARROWED.items()
    }


def test_a_patent_that_is_not_offered_is_for_its_holder_and_the_centre(
    visitor, engineer, officer, broker, patent, foreign
):
    address = f"/patents/{patent.id}"
    assert [reader.open(address).status for reader in (visitor, engineer, officer, broker)] == [
        403,
        403,
        200,
        200,
    ]
    assert officer.open(f"/patents/{foreign.id}").status == 403


def test_a_visitor_reads_an_offered_patent_without_its_history(visitor, officer, patent):
    officer.open(f"/patents/{patent.id}/listing").form().send(
        ways="licence", price="12.5", benefit="省电一半"
    )
    page = visitor.open(f"/patents/{patent.id}")
    assert page.status == 200
    assert "省电一半" in page.text
    assert "12.50" in page.text
    assert page.soup.select(".timeline") == []
    assert not page.sends_to(f"/patents/{patent.id}/withdraw")


def test_an_offer_is_kept_as_it_was_entered(officer, session, patent):
    officer.open(f"/patents/{patent.id}/listing").form().send(
        ways="licence", price="12.345678", benefit="省电"
    )
    listing = listing_of(session, patent)
    assert (listing.ways, listing.price_fen, listing.benefit) == ([Way.LICENCE], 12_345_678, "省电")
    again = officer.open(f"/patents/{patent.id}/listing").form().values
    assert (again["ways"], float(again["price"]), again["benefit"]) == ("licence", 12.345678, "省电")


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "0"},
        {"price": "-1"},
        {"price": "viel"},
        {"price": "1e999"},
        {"price": "NaN"},
        {"ways": None},
    ],
    ids=str,
)
def test_an_offer_that_cannot_be_made_is_refused_and_what_was_typed_is_kept(officer, session, patent, wrong):
    form = officer.open(f"/patents/{patent.id}/listing").form()
    page = form.send(**{"ways": "transfer", "benefit": "耐高温一倍", **wrong})
    assert page.status == 200
    assert len(page.soup.select(".is-invalid, .alert-danger")) == 1
    assert page.form().values["benefit"] == "耐高温一倍"
    if wrong.get("price"):
        assert page.form().values["price"] == wrong["price"]
    assert listing_of(session, patent) is None


def test_a_lapsed_patent_cannot_be_offered(officer, session, patent):
    officer.open(f"/patents/{patent.id}/status").form().send(status="lapsed")
    page = officer.open(f"/patents/{patent.id}/listing").form().send(ways="transfer", benefit="耐高温")
    assert len(page.refusals) == 1
    assert page.form().values["benefit"] == "耐高温"
    assert listing_of(session, patent) is None


def test_a_status_is_noted_with_its_day_and_a_lapsed_patent_is_taken_off_offer(officer, session, patent):
    officer.open(f"/patents/{patent.id}/listing").form().send(ways="transfer")
    officer.open(f"/patents/{patent.id}/status").form().send(status="lapsed", checked_on="2025-06-01")
    assert listing_of(session, patent).state is ListingState.WITHDRAWN
    noted = session.execute(sa.select(Patent.status, Patent.status_checked_on)).one()
    assert tuple(noted) == (PatentStatus.LAPSED, dt.date(2025, 6, 1))


@pytest.mark.parametrize(
    "wrong",
    [{"checked_on": ""}, {"checked_on": "gestern"}, {"checked_on": "2999-01-01"}, {"status": "none-such"}],
    ids=str,
)
def test_a_status_that_cannot_be_noted_is_refused_at_its_field(officer, session, patent, wrong):
    page = officer.open(f"/patents/{patent.id}/status").form().send(**wrong)
    assert (page.status, len(page.refusals)) == (200, 1)
    assert session.scalar(sa.select(Patent.status_checked_on)) is None


@pytest.mark.parametrize("step", ["listing", "status"])
def test_an_officer_changes_no_patent_of_another_holder(officer, foreign, step):
    assert officer.open(f"/patents/{foreign.id}/{step}").status == 403


def test_a_price_that_is_no_number_is_told_once(officer, patent):
    page = officer.open(f"/patents/{patent.id}/listing").form().send(ways="licence", price="viel", benefit="")
    assert len(page.soup.select(".invalid-feedback")) == 1
