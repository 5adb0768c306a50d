"""What the pages tell of a sheet's rows: the lines that are no entries, and all numbers of a patent."""

import sqlalchemy as sa

from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.patents import each_patent
from matchmaker.importing.sheets import read_sheet
from matchmaker.patents.models import Patent
from tests.factories.patents import make_patent
from tests.factories.sheets import sheet
from tests.importing.whole_sheets import read_whole
from tests.web.browsing import as_file

NUMBERS = ("CN1087654A", "CN1034567C")


def hand_in(reader, address, *rows):
    page = reader.open(address)
    return page.form().send(file=as_file(sheet(*rows), "表.csv"))


def left_out(page):
    return [
        line.get_text() for line in page.soup.select("main p.definition") if "no entries" in line.get_text()
    ]


def confirm(page):
    return page.form(f"{page.path}/confirm").send()


def test_lines_that_are_no_patents_are_named_and_the_report_keeps_them(officer, session):
    headings = ("申请号", "名称")
    rows = [("202011438186.0", "过滤板"), headings, ("95115608.X", "轨枕"), ("合计", 2), ("注：完",)]
    page = hand_in(officer, "/inventory/import", headings, *rows)
    why = (
        "Lines left out because they are no entries (totals, repeated headings, notes, blank numbered lines)"
    )
    told = [f"{why}: 3, in rows 3, 5–6."]
    assert (left_out(page), page.soup.select(".counts strong")[3].get_text()) == (told, "0")
    assert left_out(confirm(page)) == told
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(Patent.id))) == 2


def test_lines_that_are_no_needs_are_named(broker):
    headings = ("需求编号", "需求名称", "企业名称")
    page = hand_in(broker, "/needs/import", headings, ("N-1", "过滤板开裂", "丙方机械有限公司"), ("共1条",))
    assert [line.split(": ")[1] for line in left_out(page)] == ["1, in rows 3."]
    assert [figure.get_text() for figure in page.soup.select(".counts strong")][:4] == ["1", "0", "0", "0"]
    assert left_out(confirm(page)) == left_out(page)


def test_the_page_of_a_patent_and_the_sheet_of_a_search_tell_all_its_numbers(visitor, session):
    patent = make_patent(session, application_number="95115608.X", publication_numbers=NUMBERS)
    session.commit()
    shown = visitor.open(f"/patents/{patent.id}").soup.select(".facts dd.digits span")
    assert tuple(number.get_text() for number in shown) == NUMBERS
    content = visitor.open("/search/sheet?text=陶瓷过滤板").response.get_data()
    found = read_sheet(content, "found.xlsx", max_bytes=1 << 20)
    read = read_whole(each_patent, found, understand_headings(found.headings, PATENT_FIELDS))
    assert (read.errors, [record.publication_numbers for record in read.records]) == ((), [NUMBERS])
