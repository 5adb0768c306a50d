"""Statistics: every figure opens the entries that add up to it, and the workbook says the same."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.models import LedgerEntry
from matchmaker.deals.service import lose_deal, take_payment_back
from matchmaker.organizations.service import join_alliance
from matchmaker.patents.enums import Way
from tests.factories.deals import TODAY, make_deal_at
from tests.factories.organizations import make_organization

YEAR = "/statistics?year=2025"


@pytest.fixture
def booked(session):
    """Deals of every way and stage in 2025, one of them lost after its signature and one payment taken back."""
    for place, way in enumerate(Way, start=1):
        for stage in (Stage.TALKS, Stage.SIGNED, Stage.REGISTERED, Stage.PAID):
            make_deal_at(session, stage, way=way, amount_fen=123_456_78 * place)
    lost = make_deal_at(session, Stage.SIGNED)
    lose_deal(session, deal=lost, on=TODAY, reason="价格谈不拢", today=TODAY, by=None)
    paid = make_deal_at(session, Stage.PAID)
    receipt = next(entry for entry in paid.entries if entry.kind is EntryKind.RECEIPT)
    take_payment_back(session, entry=receipt, note="记错了", on=TODAY, by=None)
    for _ in range(3):
        join_alliance(session, organization=make_organization(session), on=dt.date(2025, 1, 1), by=None)
    session.commit()


def value(tag):
    """A figure as the page shows it; an amount in full, from what stands behind the 万元."""
    amount = tag.select_one("span[title]")
    text = amount["title"].split()[0] if amount else tag.get_text(strip=True)
    return Decimal(text.replace(",", ""))


def test_every_figure_of_the_table_opens_entries_that_add_up_to_it(broker, booked):
    page = broker.open(YEAR)
    lines = page.soup.select("tbody tr")
    assert len(lines) == len(Way) + 1
    for line in lines:
        figures = line.select("a.figure")
        for figure, column in zip(figures, (-4, -3, -2, -1, -1, -1), strict=True):
            behind = broker.open(figure["href"])
            sums = behind.soup.select("tfoot td")
            assert (value(sums[column]) if sums else 0) == value(figure), figure["href"]
            rows = [row.select("td") for row in behind.soup.select("tbody tr")]
            assert sum(value(row[column]) for row in rows) == value(figure), figure["href"]


def test_the_figures_of_recognition_open_what_they_count(broker, booked):
    amount, projects, members = broker.open(YEAR).soup.select(".standing a.figure")
    assert value(broker.open(amount["href"]).soup.select("tfoot td")[-1]) == value(amount)
    assert value(broker.open(projects["href"]).soup.select("tfoot td")[-4]) == value(projects)
    assert len(broker.open(members["href"]).soup.select("tbody tr")) == value(members) == 3


def test_a_past_years_members_are_those_of_its_last_day(broker, session, booked):
    join_alliance(session, organization=make_organization(session), on=dt.date(2026, 1, 1), by=None)
    session.commit()
    members = broker.open(YEAR).soup.select(".standing a.figure")[-1]
    assert len(broker.open(members["href"]).soup.select("tbody tr")) == value(members) == 3
    assert len(broker.open("/statistics/members?on=2026-01-01").soup.select("tbody tr")) == 4
    assert broker.open("/statistics/members?on=yesterday").status == 422


def test_the_ways_add_up_to_the_total(broker, booked):
    table = [
        [value(figure) for figure in line.select("a.figure")]
        for line in broker.open(YEAR).soup.select("tbody tr")
    ]
    *ways, total = table
    assert [sum(column) for column in zip(*ways, strict=True)] == total
    assert min(total) > 0


def test_the_entries_of_a_figure_lead_to_their_deals(broker, booked):
    figure = broker.open(YEAR).soup.select("tbody tr.fw-bold a.figure")[4]
    deals = [link for link in broker.open(figure["href"]).links() if link.startswith("/deals/")]
    assert deals != []
    assert {broker.open(deal).status for deal in deals} == {200}


def test_the_workbook_has_the_figures_of_the_page_and_entries_that_add_up_to_them(broker, booked, session):
    page = broker.open(YEAR)
    answer = broker.client.get("/statistics/2025.xlsx")
    assert answer.headers["Content-Disposition"] == "attachment; filename=statistics-2025.xlsx"
    workbook = openpyxl.load_workbook(BytesIO(answer.data))
    figures, entries = workbook.worksheets
    for line, row in zip(
        page.soup.select("tbody tr"), figures.iter_rows(min_row=3, values_only=True), strict=False
    ):
        shown = [value(figure) for figure in line.select("a.figure")]
        assert [Decimal(str(cell)) for cell in row[1:7]] == shown
    amounts = [Decimal(str(row[9])) for row in entries.iter_rows(min_row=2, values_only=True)]
    assert len(amounts) == session.scalar(sa.select(sa.func.count(LedgerEntry.id)))
    assert sum(amounts) == Decimal(session.scalar(sa.select(sa.func.sum(LedgerEntry.amount_fen)))) / 100


def test_a_centre_without_deals_has_figures_of_0_that_open_too(broker):
    page = broker.open("/statistics")
    for figure in page.soup.select("a.figure"):
        assert value(figure) == 0
        assert broker.open(figure["href"]).status == 200


NO_FIGURE = (
    "/statistics?year=1984",
    "/statistics?year=9999",
    "/statistics/1900.xlsx",
    "/statistics/entries",
    "/statistics/entries?kind=effect&first=x&last=2025-12-31",
    "/statistics/entries?kind=gift&first=2025-01-01&last=2025-12-31",
    "/statistics/entries?kind=effect&first=2025-01-01&last=2025-12-31&way=gift",
)


def test_an_address_that_names_no_figure_says_so(broker):
    pages = {address: broker.open(address) for address in NO_FIGURE}
    said = {address: (page.status, page.soup.select(".empty") != []) for address, page in pages.items()}
    assert said == dict.fromkeys(NO_FIGURE, (422, True))
