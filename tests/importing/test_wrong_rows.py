"""The workbook of wrong rows."""

import io
from datetime import date

import openpyxl

from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.patents import PATENT_FIELDS, each_patent
from matchmaker.importing.sheets import Sheet, read_sheet
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from tests.importing.whole_sheets import read_whole

SHEET = Sheet(
    ("申请号", "专利名称", "申请日", "备注"),
    (
        (2, ("95115608.X", "好", date(2013, 1, 2))),
        (5, ("95115608.1", "坏", date(2013, 1, 2), '=HYPERLINK("http://example.com")')),
        (6, (1.5, "+1", "@x", "-2")),
    ),
)


def workbook_of(errors, translate=str):
    wrong = {error.row for error in errors}
    rows = [
        (cells, [error for error in errors if error.row == number])
        for number, cells in SHEET.rows
        if number in wrong
    ]
    return wrong_rows_workbook(SHEET.headings, rows, translate)


def cells(content):
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    return list(page.iter_rows())


def test_wrong_rows_come_back_as_they_were_with_the_reason_first():
    errors = read_whole(each_patent, SHEET, understand_headings(SHEET.headings, PATENT_FIELDS)).errors
    rows = [[cell.value for cell in row] for row in cells(workbook_of(errors))]
    assert rows[0] == ["What is wrong", *SHEET.headings]
    assert rows[1][0] == (
        "申请号: The check digit of 95115608.1 must be X, but it is 1. "
        "A digit was mistyped: compare the whole number with the patent document."
    )
    assert [row[1] for row in rows[1:]] == ["95115608.1", 1.5]


def test_no_text_runs_as_a_formula():
    errors = [RowError(row, "备注", "", "wrong", "mend", {}) for row in (5, 6)]
    found = cells(workbook_of(errors))
    guarded = [cell for row in found for cell in row if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert [cell.value for cell in guarded] == ['=HYPERLINK("http://example.com")', "+1", "@x", "-2"]
    assert {(cell.data_type, cell.quotePrefix) for cell in guarded} == {("s", True)}


def test_messages_are_translated_before_they_are_filled_in():
    errors = [RowError(5, "Title", "", "wrong %(what)s", "mend", {"what": "x"})]
    catalogue = {"Title": "名称", "wrong %(what)s": "错误 %(what)s", "mend": "改正", "What is wrong": "问题"}
    found = cells(workbook_of(errors, lambda message: catalogue.get(message, message)))
    assert [row[0].value for row in found] == ["问题", "名称: 错误 x 改正"]


def test_corrected_rows_can_be_imported_again():
    errors = [RowError(6, "专利名称", "", "wrong", "mend", {})]
    sheet = read_sheet(workbook_of(errors), "wrong.xlsx", max_bytes=1 << 20)
    assert sheet.headings[1:] == SHEET.headings
    assert [row[1:] for _, row in sheet.rows] == [(1.5, "+1", "@x", "-2")]
