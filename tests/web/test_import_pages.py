"""The import of a sheet by hand: the file, its columns, what would happen, and the decision."""

import subprocess
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from matchmaker.importing.numbers import check_digit
from matchmaker.organizations.enums import Role
from matchmaker.patents.import_models import PatentImport, PatentImportRow
from matchmaker.patents.models import Listing, Patent
from tests.factories.organizations import make_university
from tests.factories.patents import make_patent
from tests.factories.sheets import sheet
from tests.importing.sheet_files import xlsx
from tests.web.browsing import as_file
from tests.web.conftest import MAX_UPLOAD_BYTES

HEADINGS = ("标题", "申请号", "申请人", "摘要")
HOLDER = "乙方理工大学"


def number(serial):
    digits = f"20191{serial:07}"
    return f"{digits}.{check_digit(digits)}"


def row(serial, *, title="一种多孔陶瓷过滤板", given=None):
    return (title, given or number(serial), HOLDER, "多孔陶瓷过滤板在高温下抗热震。")


def wrong_number(serial):
    """A number whose check digit is another one."""
    right = number(serial)
    return right[:-1] + ("1" if right[-1] == "0" else "0")


@pytest.fixture
def kept(session):
    """How many rows of a model are kept."""

    def count(model):
        session.rollback()
        return session.scalar(sa.select(sa.func.count()).select_from(model))

    return count


@pytest.fixture
def put_aside(tmp_path):
    """The files that are kept aside."""
    return lambda: list((tmp_path / "imports").glob("*"))


def hand_in(reader, content, name="patents.csv", **facts):
    return reader.open("/inventory/import").form().send(file=as_file(content, name), **facts)


def counts_on(page):
    """New, changed, unchanged and wrong, as the preview counts them."""
    return [int(figure.get_text()) for figure in page.soup.select(".counts strong")][:4]


def decision_on(page):
    """The form that decides, which stands above the menus of the columns."""
    return page.form(f"{page.path}/confirm")


def columns_on(page):
    return page.form(f"{page.path}/columns")


def confirm(page, **choice):
    return decision_on(page).send(**choice)


def test_a_sheet_is_shown_first_and_kept_when_the_officer_agrees(officer, kept, put_aside):
    page = hand_in(officer, sheet(HEADINGS, row(1), row(2)))
    assert counts_on(page) == [2, 0, 0, 0]
    assert (kept(Patent), len(put_aside())) == (0, 1)
    report = confirm(page)
    assert report.path == page.path
    assert counts_on(report) == [2, 0, 0, 0]
    assert (kept(Patent), kept(Listing), kept(PatentImportRow), put_aside()) == (2, 2, 0, [])
    assert len(officer.open("/inventory").soup.select("td.title")) == 2


def test_new_patents_are_not_offered_where_the_box_is_cleared(officer, kept):
    confirm(hand_in(officer, sheet(HEADINGS, row(1))), offer=None)
    assert (kept(Patent), kept(Listing)) == (1, 0)


def test_a_dropped_file_leaves_nothing(officer, kept, put_aside):
    page = hand_in(officer, sheet(HEADINGS, row(1)))
    assert decision_on(page).send(f"{page.path}/drop").path == "/inventory"
    assert (kept(Patent), kept(PatentImportRow), put_aside()) == (0, 0, [])
    assert officer.open(page.path).soup.select("main form") == []


def test_three_wrong_rows_of_199_are_told_and_the_others_come_in(officer, kept):
    rows = [row(serial, title=f"第{serial}种多孔陶瓷过滤板") for serial in range(1, 200)]
    rows[9], rows[49] = row(10, given=wrong_number(10)), row(1, title="第1种多孔陶瓷过滤板")
    rows[99] = ("", number(100), HOLDER, "")
    page = hand_in(officer, sheet(HEADINGS, *rows))
    assert counts_on(page) == [196, 0, 0, 3]
    told = page.soup.select_one("main table").select("tbody tr")
    assert [line.td.get_text() for line in told] == ["11", "51", "101"]
    assert [line.select("td")[2].get_text() for line in told][:1] == [wrong_number(10)]
    assert all(cell.get_text(strip=True) for line in told for cell in line.select("td")[3:])
    confirm(page)
    assert kept(Patent) == 196


def test_the_wrong_rows_can_be_taken_home_mended_and_brought_back(officer, kept):
    page = hand_in(officer, sheet(HEADINGS, row(1), row(2, given=wrong_number(2))))
    answer = officer.client.get(f"{page.path}/wrong.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    confirm(page)
    workbook = openpyxl.load_workbook(BytesIO(answer.data))
    lines = list(workbook.active.iter_rows(values_only=True))
    assert wrong_number(2) in lines[1]
    for cells in workbook.active.iter_rows():
        for cell in cells:
            cell.value = number(2) if cell.value == wrong_number(2) else cell.value
    mended = BytesIO()
    workbook.save(mended)
    page = hand_in(officer, mended.getvalue(), "wrong-rows.xlsx")
    assert counts_on(page) == [1, 0, 0, 0]
    confirm(page)
    assert kept(Patent) == 2


def test_a_small_workbook_is_opened_once_for_its_preview(officer, monkeypatch):
    opened = []

    class Counted(subprocess.Popen):
        def __init__(self, *args, **options):
            opened.append(args)
            super().__init__(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    page = hand_in(officer, xlsx([HEADINGS, row(1)]), "list.xlsx")
    assert (counts_on(page), len(opened)) == ([1, 0, 0, 0], 1)


def test_a_second_import_shows_what_is_changed_field_by_field(officer, session, kept):
    confirm(hand_in(officer, sheet(HEADINGS, row(1), row(2))))
    page = hand_in(officer, sheet(HEADINGS, row(1), row(2, title="另一种过滤板")))
    assert counts_on(page) == [0, 1, 1, 0]
    assert page.soup.select_one(".was").get_text() == "一种多孔陶瓷过滤板"
    confirm(page)
    assert sorted(session.scalars(sa.select(Patent.title))) == ["一种多孔陶瓷过滤板", "另一种过滤板"]


def test_family_and_citations_come_in_and_what_is_left_out_is_named(officer, session):
    headings = (*HEADINGS, "简单同族", "被引用专利数量", "专利价值")
    told = ("CN114081026A | US2020123456A1", "7", "$120,000")
    page = hand_in(officer, sheet(headings, (*row(1), *told)))
    assert "Not taken over (1): 专利价值" in " ".join(page.text.split())
    confirm(page)
    shown = officer.open(f"/patents/{session.scalar(sa.select(Patent.id))}")
    facts = " ".join(shown.soup.select_one("dl.facts").get_text(" ").split())
    assert "Family 2 publications at CN、US Their numbers CN114081026A 、 US2020123456A1" in facts
    assert "Cited by others 7 times" in facts


def test_a_sheet_without_news_has_no_button_to_import_it(officer):
    confirm(hand_in(officer, sheet(HEADINGS, row(1))))
    page = hand_in(officer, sheet(HEADINGS, row(1)))
    assert counts_on(page) == [0, 0, 1, 0]
    assert page.soup.select("main button.btn-primary") == []


def test_a_patent_of_another_holder_is_refused_by_name(officer, session):
    patent = make_patent(session, application_number=number(1))
    session.commit()
    page = hand_in(officer, sheet(HEADINGS, row(1)))
    assert counts_on(page) == [0, 0, 0, 1]
    assert patent.organization.name in page.soup.select_one("main table").get_text()


def test_applicants_that_do_not_name_the_holder_are_marked_and_taken(officer, kept):
    page = hand_in(officer, sheet(HEADINGS, ("一种过滤板", number(1), "丙方学院", "")))
    assert counts_on(page) == [1, 0, 0, 0]
    assert len(page.soup.select("main table .state-badge")) == 1
    confirm(page)
    assert kept(Patent) == 1


def test_columns_that_were_not_recognised_are_chosen_by_hand(officer, kept):
    page = hand_in(officer, sheet(("甲", "乙"), ("一种多孔陶瓷过滤板", number(1))))
    assert len(page.refusals) == 1
    assert columns_on(page).choices.keys() == {"column-0", "column-1"}
    chosen = columns_on(page).send(**{"column-0": "title", "column-1": "application_number"})
    assert counts_on(chosen) == [1, 0, 0, 0]
    confirm(chosen)
    assert kept(Patent) == 1


def test_one_field_for_two_columns_is_refused_and_can_be_mended(officer):
    page = hand_in(officer, sheet(("甲", "乙"), ("一种多孔陶瓷过滤板", number(1))))
    page = columns_on(page).send(**{"column-0": "title", "column-1": "title"})
    assert len(page.refusals) == 1
    mended = page.forms()[0].send(**{"column-0": "title", "column-1": "application_number"})
    assert counts_on(mended) == [1, 0, 0, 0]


@pytest.mark.parametrize("column", ["column-99", "column-x", "column-"])
def test_a_column_that_the_sheet_does_not_have_breaks_nothing(officer, column):
    page = hand_in(officer, sheet(HEADINGS, row(1)))
    assert columns_on(page).send(**{column: "title"}).status < 500


def test_a_field_that_does_not_exist_breaks_nothing(officer):
    page = hand_in(officer, sheet(HEADINGS, row(1)))
    assert columns_on(page).send(**{"column-0": "colour"}).status < 500


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
def test_a_sheet_of_ten_thousand_columns_has_a_page_that_can_be_used(officer, kept):
    headings = (*HEADINGS, *(f"第{place}列" for place in range(10_000)))
    page = hand_in(officer, sheet(headings, (*row(1), *["1"] * 10_000)))
    assert counts_on(page) == [1, 0, 0, 0]
    assert len(page.soup.select("main select")) == 200
    confirm(page)
    assert kept(Patent) == 1


def test_a_form_without_a_file_says_so(officer):
    page = officer.open("/inventory/import").form().send()
    assert page.refusals == ["Choose a file first."]


def test_a_file_over_the_limit_is_refused_at_the_form(officer, kept):
    page = hand_in(officer, sheet(HEADINGS, row(1)) + b"," * MAX_UPLOAD_BYTES)
    assert (page.path, len(page.refusals), kept(PatentImport)) == ("/inventory/import", 1, 0)


def test_a_file_far_over_the_limit_is_not_even_read(officer, kept):
    page = hand_in(officer, bytes(MAX_UPLOAD_BYTES + 128 * 1024))
    assert (page.status, kept(PatentImport)) == (413, 0)
    assert "matchmaker import" in page.text


def test_staff_say_whose_patents_they_are(broker, home, session):
    page = broker.open("/inventory/import")
    university = home[Role.OFFICER]
    assert str(university.id) in page.form().choices["organization_id"]
    confirm(hand_in(broker, sheet(HEADINGS, row(1)), organization_id=str(university.id)))
    assert session.scalar(sa.select(Patent.organization_id)) == university.id


def test_staff_cannot_name_a_holder_that_is_not_there(broker, kept):
    page = hand_in(broker, sheet(HEADINGS, row(1)), organization_id="999999")
    assert page.path == "/inventory/import"
    assert (len(page.refusals), kept(PatentImport)) == (1, 0)


def test_an_officer_imports_for_no_other_holder(officer, session, home):
    other = make_patent(session).organization
    session.commit()
    hand_in(officer, sheet(HEADINGS, row(1)), organization_id=str(other.id))
    assert session.scalar(sa.select(PatentImport.organization_id)) == home[Role.OFFICER].id


def test_an_import_is_for_its_holder_and_the_centre(officer, broker, sign_in, session):
    page = hand_in(officer, sheet(HEADINGS, row(1, given=wrong_number(1)), row(2)))
    stranger = sign_in(Role.OFFICER, organization=make_university(session))
    for address in (page.path, f"{page.path}/wrong.xlsx"):
        assert broker.open(address).status == 200
        assert stranger.open(address).status == 404
    assert stranger.open("/inventory/imports").soup.select("td.title") == []


def test_the_report_stays_with_its_wrong_rows(officer):
    confirm(hand_in(officer, sheet(HEADINGS, row(1), row(2, given=wrong_number(2)))))
    (link,) = officer.open("/inventory/imports").soup.select("td.title a")
    report = officer.open(link["href"])
    assert counts_on(report) == [1, 0, 0, 1]
    answer = officer.client.get(f"{report.path}/wrong.xlsx")
    lines = list(openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert [line[2] for line in lines[1:]] == [wrong_number(2)]


def test_what_was_confirmed_once_is_remembered_for_the_organisation(officer, broker, home):
    headings = ("甲", "乙")
    page = hand_in(officer, sheet(headings, ("一种过滤板", number(1))))
    chosen = columns_on(page).send(**{"column-0": "title", "column-1": "application_number"})
    confirm(chosen)
    again = hand_in(officer, sheet(headings, ("一种过滤板", number(2))))
    assert counts_on(again) == [1, 0, 0, 0]
    assert again.text.count("as last time") == 2
    changed = columns_on(again).send(**{"column-0": "abstract", "column-1": "title"})
    assert changed.refusals != []
    other = {"organization_id": str(home[Role.ENGINEER].id)}
    assert hand_in(broker, sheet(headings, ("一种过滤板", number(3))), **other).refusals != []


def test_a_guessed_column_of_numbers_is_read_only_when_a_person_has_confirmed_it(officer, kept):
    page = hand_in(officer, sheet(("标题", "专利申请号码"), ("一种过滤板", number(1))))
    assert "guessed, please confirm" in page.text
    assert columns_on(page).values["column-1"] == "application_number"
    assert counts_on(page) == []
    confirmed = columns_on(page).send()
    assert counts_on(confirmed) == [1, 0, 0, 0]


def test_another_guess_is_used_and_shown(officer):
    page = hand_in(
        officer, sheet(("标题", "申请号", "申请(专利权)人名称"), ("一种过滤板", number(1), HOLDER))
    )
    assert counts_on(page) == [1, 0, 0, 0]
    assert "Guessed from similar headings" in page.text


def test_the_rows_of_a_preview_come_in_pages(officer):
    page = hand_in(officer, sheet(HEADINGS, *[row(serial) for serial in range(1, 121)]))
    assert len(page.soup.select("main table tbody tr")) == 50
    last = officer.open(f"{page.path}?kind=new&page=3")
    assert [line.td.get_text() for line in last.soup.select("main table tbody tr")][-1] == "121"


@pytest.mark.parametrize("step", ["confirm", "columns", "drop"])
def test_what_is_done_can_not_be_done_again(officer, step):
    page = hand_in(officer, sheet(HEADINGS, row(1)))
    confirm(page)
    answer = officer.post(f"{page.path}/{step}", data={"csrf_token": page.forms()[0].values["csrf_token"]})
    assert answer.status == 409
