"""Steps over many patents of the inventory, from the ticks in the list to what is written."""

import datetime as dt
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import ListingState, PatentStatus, Way
from matchmaker.patents.life import enter_pledge
from matchmaker.patents.models import FeePayment, Listing, Patent
from tests.factories.patents import make_granted_patent, make_patent

TODAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()  # as the pages know it


@pytest.fixture
def patents(session, home):
    """Three patents of the officer's university: one free, one pledged, one on offer; and one of another."""
    holder = home[Role.OFFICER]
    facts = {"holder": holder, "department": "材料学院", "today": TODAY}
    free = make_granted_patent(session, title="一种自由过滤板", offer=False, **facts)
    pledged = make_granted_patent(session, title="一种质押过滤板", offer=False, **facts)
    enter_pledge(session, patent=pledged, pledgee="试验银行", registered_on=TODAY, consents=False, by=None)
    offered = make_granted_patent(
        session, holder=holder, title="一种在售过滤板", department="化工学院", today=TODAY
    )
    foreign = make_patent(session, title="一种别家过滤板", offer=False)
    session.commit()
    return {"free": free, "pledged": pledged, "offered": offered, "foreign": foreign}


def address_of(step, *ticked, **narrowed):
    ticks = [("patent", patent.id) for patent in ticked]
    which = "ticked" if ticked else "all"
    return f"/inventory/many?{urlencode([('step', step), ('which', which), *ticks, *narrowed.items()])}"


def agree(page):
    """Presses the button of the preview."""
    return page.forms()[-1].send()


def offers(session):
    session.rollback()
    rows = session.execute(
        sa.select(Patent.title, Listing.state, Listing.ways, Listing.price_fen).join(Listing)
    )
    return {title: terms for title, *terms in rows}


def test_ticked_patents_are_offered_after_a_preview_that_names_those_left_out(officer, session, patents):
    address = address_of("offer", *patents.values(), q="过滤板")
    page = officer.open(address)
    assert page.status == 200
    page = page.form().send(ways="licence", price="12", available_until=str(TODAY + dt.timedelta(days=30)))
    assert [strong.get_text() for strong in page.soup.select("section .counts strong")] == ["1", "1", "1"]
    rows = {
        row.select_one("a").get_text(): [cell.get_text(" ", strip=True) for cell in row.select("td")[2:]]
        for row in page.soup.select("details tr:has(a)")
    }
    until = f"until {TODAY + dt.timedelta(days=30)}"
    assert rows == {
        "一种自由过滤板": ["Not on offer", f"Licence · 12.00 ×10k yuan · {until}"],
        "一种质押过滤板": ["Pledged: the pledgee must consent"],
        "一种在售过滤板": ["On offer already; its terms stay"],
    }
    assert offers(session)["一种在售过滤板"] == [ListingState.OPEN, [Way.TRANSFER, Way.LICENCE], None]
    assert set(offers(session)) == {"一种在售过滤板"}
    page = agree(page)
    assert page.path == "/inventory"
    assert page.response.request.query_string.decode() == urlencode({"q": "过滤板"})
    assert page.notes == [
        "1 patents are on offer on these terms; searches find them from now on.",
        "2 patents were left as they are.",
    ]
    assert offers(session) == {
        "一种在售过滤板": [ListingState.OPEN, [Way.TRANSFER, Way.LICENCE], None],
        "一种自由过滤板": [ListingState.OPEN, [Way.LICENCE], 12_000_000],
    }


def test_all_that_a_list_has_are_withdrawn_as_the_address_narrows_it(officer, session, patents):
    page = officer.open(address_of("withdraw", department="化工学院"))
    assert "1 patents" in page.soup.select_one("h1").get_text()
    assert agree(page).notes == ["1 patents are no longer on offer; searches no longer find them."]
    assert offers(session)["一种在售过滤板"][0] is ListingState.WITHDRAWN


def test_a_check_and_fees_are_noted_for_many(officer, session, patents):
    page = officer.open(address_of("check")).form().send(source="专利登记簿")
    assert agree(page).notes == ["The check of 3 patents is noted with its day and source."]
    session.rollback()
    checked = session.execute(
        sa.select(Patent.status, Patent.status_checked_on, Patent.status_source).distinct()
    )
    assert {tuple(row) for row in checked} == {
        (PatentStatus.IN_FORCE, TODAY, "专利登记簿"), (PatentStatus.UNKNOWN, None, "")
    }  # fmt: skip
    page = officer.open(address_of("pay")).form().send()
    assert "1,200" in page.text
    assert agree(page).notes == ["The annual fees of 3 patents are noted as paid."]
    session.rollback()
    paid = session.execute(sa.select(FeePayment.year, FeePayment.paid_on, FeePayment.entered_by_id))
    assert [tuple(row) for row in paid] == [(6, TODAY, officer.person.id)] * 3


def test_nothing_is_written_where_a_patent_was_changed_since_the_preview(officer, broker, session, patents):
    page = officer.open(address_of("withdraw"))
    broker.open(f"/patents/{patents['offered'].id}/listing").form().send(price="3")
    page = agree(page)
    assert (page.path, len(page.refusals)) == ("/inventory/many", 1)
    assert offers(session)["一种在售过滤板"][0] is ListingState.OPEN
    assert agree(page).path == "/inventory"
    assert offers(session)["一种在售过滤板"][0] is ListingState.WITHDRAWN


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("offer", {"ways": None}),
        ("offer", {"price": "viel"}),
        ("offer", {"available_until": "2020-01-01"}),
        ("check", {"checked_on": "2999-01-01"}),
        ("check", {"source": ""}),
        ("pay", {"paid_on": "2999-01-01"}),
        ("pay", {"due_until": "bald"}),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_once_and_what_was_typed_is_kept(officer, session, patents, step, wrong):
    page = officer.open(address_of(step)).form().send(**wrong)
    assert page.status == 200
    assert len(page.soup.select(".is-invalid, .alert-danger")) == 1
    name, typed = next(iter(wrong.items()))
    assert typed is None or page.form().values[name] == typed
    assert page.soup.select("[name=agreed]") == []


def test_without_a_step_or_a_tick_the_list_is_shown_again_with_its_choices(officer, patents):
    for asked in ("which=all", "step=offer&which=ticked", "step=review&which=ticked"):
        page = officer.open(f"/inventory/many?{asked}&q=板")
        assert (page.path, len(page.notes)) == ("/inventory", 1)
        assert len(page.soup.select("td.title")) == 3


def test_patents_of_others_are_not_in_a_step_of_an_officer_but_in_one_of_the_centre(officer, broker, patents):
    page = officer.open(address_of("offer", patents["foreign"]))
    assert "0 patents" in page.soup.select_one("h1").get_text()
    assert page.forms() == []
    assert "4 patents" in broker.open(address_of("offer")).soup.select_one("h1").get_text()


def test_a_review_is_opened_over_ticked_patents_or_over_all_of_the_list(officer, patents):
    page = officer.open(address_of("review", patents["free"], patents["offered"]))
    assert page.path == "/reviews/new"
    assert [label.get_text() for label in page.soup.select("td.title label")] == [
        "一种在售过滤板",
        "一种自由过滤板",
    ]
    page = officer.open(address_of("review", offer="open"))
    assert [label.get_text() for label in page.soup.select("td.title label")] == ["一种在售过滤板"]


def test_the_list_tells_why_a_patent_is_not_on_offer_and_when_its_next_fee_is_due(officer, patents):
    page = officer.open("/inventory?offer=pledged&order=fee")
    (row,) = page.soup.select("tbody tr")
    assert "Pledged: the pledgee must consent" in row.get_text()
    assert str(TODAY + dt.timedelta(days=30)) in row.get_text()
    assert page.soup.select_one('th[aria-sort="ascending"] a')["href"] == (
        "/inventory?offer=pledged&order=fee&down=1"
    )
    kept = page.form("/inventory/many").values
    assert (kept["offer"], kept["order"], kept["which"]) == ("pledged", "fee", "ticked")
