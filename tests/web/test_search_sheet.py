"""What a search finds is taken away as an Excel sheet, in its order, and runs no formulas."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories.organizations import make_university
from tests.factories.patents import make_patent

FAMILY = ("CN114081026A", "US2020123456A1")


@pytest.fixture
def patents(session):
    kept = [
        make_patent(
            session, title=f"一种第{place}号陶瓷过滤板", ipc=("C04B 38/00",), family=FAMILY, cited_times=place
        )
        for place in range(12)
    ]
    holder = make_university(session)
    make_patent(
        session,
        holder=holder,
        title="=1+1 陶瓷过滤板",
        abstract="-1 陶瓷\x0b",
        inventors=("@张", "+李"),
        applicants=("=2", holder.name),
    )
    session.commit()
    return kept


def sheets(page):
    assert (page.status, page.response.mimetype.split(".")[-1]) == (200, "sheet")
    workbook = load_workbook(BytesIO(page.response.get_data()))
    return [[[cell.value for cell in row] for row in sheet.rows] for sheet in workbook.worksheets], workbook


def test_all_that_was_found_is_in_the_sheet_with_its_score(visitor, patents):
    page = visitor.open("/search?text=陶瓷过滤板")
    (found, asked), _ = sheets(visitor.open(page.soup.find("a", string="Download as Excel")["href"]))
    assert found[0][:2] == ["Place", "Title"]
    assert len(found) == 1 + 13
    first = page.soup.select_one(".hit h3 a").get_text()
    assert (found[1][1], [row[0] for row in found[1:]]) == (first, list(range(1, 14)))
    assert all(0 < row[14] <= 1 for row in found[1:])
    assert asked[0] == ["Search", "陶瓷过滤板"]


def test_a_list_is_in_the_sheet_with_its_filters(visitor, patents):
    (found, asked), _ = sheets(visitor.open("/search/sheet?said=C04B&ipc=C04B"))
    assert [row[1] for row in found[1:]] == [patent.title for patent in reversed(patents)]
    assert found[0][-3:] == ["Number of claims", "Family", "Times cited"]
    assert found[1][-3:] == [None, "CN114081026A; US2020123456A1", 11]
    assert asked[:2] == [["Search", "C04B"], ["IPC class", "C04B"]]


def test_a_long_text_is_sent_again_for_its_sheet(visitor, patents):
    page = visitor.open("/search").form("/search").send(text="陶瓷过滤板高温开裂，" * 100)
    button = page.soup.select_one("button[formaction='/search/sheet']")
    (found, _), _ = sheets(page.form("/search").send(action="/search/sheet", instead=button["value"]))
    assert len(found) == 1 + 13


@pytest.mark.parametrize("address", ["", "?text=", "?text=陶瓷&price=x", "?ipc=电池"])
def test_what_cannot_be_searched_for_gives_no_sheet_but_the_reason(visitor, patents, address):
    page = visitor.open(f"/search/sheet{address}")
    assert (page.status, page.response.mimetype) == (422, "text/html")


def test_a_table_shows_the_chosen_columns_and_so_does_its_sheet(visitor, patents):
    page = visitor.open("/search?text=陶瓷过滤板&columns=ipc&columns=number&columns=nonsense")
    headings = [cell.get_text() for cell in page.soup.select(".results thead th")]
    assert headings == ["Place", "Title", "Number", "IPC class", "Score"]
    assert (len(page.soup.select(".results tbody tr")), page.soup.select(".hit")) == (10, [])
    following = visitor.open(page.soup.find("a", string="Next")["href"])
    assert len(following.soup.select(".results tbody tr")) == 3
    (found, _), _ = sheets(visitor.open(page.soup.find("a", string="Download as Excel")["href"]))
    assert found[0] == [
        "Place",
        "Title",
        "Application number",
        "Publication number",
        "IPC",
        "Score",
        "Abstract",
    ]


@pytest.mark.parametrize("what", ["text=陶瓷过滤板", "ipc=C04B"])
def test_every_column_can_be_shown(visitor, patents, what):
    kinds = [box["value"] for box in visitor.open(f"/search?{what}").soup.select("input[name=columns]")]
    page = visitor.open(f"/search?{what}&{'&'.join(f'columns={kind}' for kind in kinds)}")
    rows = page.soup.select(".results tbody tr")
    assert {len(row.select("td")) for row in rows} == {2 + len(kinds) + ("text" in what)}
    assert "C04B 38/00" in page.soup.select_one(".results").get_text()
