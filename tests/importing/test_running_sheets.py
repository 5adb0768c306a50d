"""Tables that are read as they run by, and what hostile files do to that."""

import io
import itertools

import openpyxl
import pytest

from matchmaker.importing.errors import NoSpreadsheetError, TooManyCellsError
from matchmaker.importing.sheets import open_sheet, read_sheet
from tests.importing.sheet_files import separated, xlsx


def read(content):
    return read_sheet(content, "list.csv", max_bytes=32 << 20)


def test_only_what_is_asked_for_is_held():
    content = "标题\n".encode() + "过滤板\n".encode() * 200_000
    with open_sheet(io.BytesIO(content), "list.csv") as sheet:
        assert sheet.about == 200_000
        assert [number for number, _ in itertools.islice(sheet.rows, 3)] == [2, 3, 4]


def test_a_workbook_that_is_left_early_ends_its_reader():
    with open_sheet(io.BytesIO(xlsx([["标题"], *[["过滤板"]] * 5_000])), "list.xlsx") as sheet:
        assert (sheet.about, next(sheet.rows)) == (4_999, (2, ("过滤板",)))


def test_a_file_put_together_of_two_encodings_is_read_line_by_line():
    lines = ["标题,申请人".encode(), "过滤板,甲大学".encode(), "轨枕,乙大学".encode("gb18030"), b"a,b"]
    assert [cells for _, cells in read(b"\n".join(lines)).rows] == [
        ("过滤板", "甲大学"),
        ("轨枕", "乙大学"),
        ("a", "b"),
    ]


def test_bytes_that_are_no_text_in_any_encoding_are_refused():
    with pytest.raises(NoSpreadsheetError):
        read("标题,申请人\n过滤板,".encode() + b"\xff\xff\xfe\n")


def test_a_hidden_sheet_is_not_read_in_place_of_the_visible_one():
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx([["标题", "备注"], ["看得见", ""]])))
    hidden = workbook.create_sheet("hidden")
    for row in (["标题", "申请号", "申请人", "摘要"], ["看不见", "1", "", ""]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    workbook.save(content)
    assert [cells for _, cells in read(content.getvalue()).rows] == [("看得见",)]


def test_headings_in_two_rows_as_merged_cells_leave_them_are_taken_together():
    content = separated(
        [["某大学", "", ""], ["专利名称", "号码", ""], ["", "申请号", "公开号"], ["轨枕", "1", "2"]]
    )
    sheet = read(content.encode())
    assert sheet.headings == ("专利名称", "申请号", "公开号")
    assert sheet.rows == ((4, ("轨枕", "1", "2")),)


def test_a_row_below_complete_headings_is_no_second_row_of_headings():
    sheet = read(separated([["标题", "申请号", ""], ["申请人", "1", "x"]]).encode())
    assert (sheet.headings, len(sheet.rows)) == (("标题", "申请号"), 1)


def test_a_formula_without_a_value_is_blank_and_one_with_a_value_is_that():
    sheet = read(xlsx([["标题", "申请号"], ["轨枕", "=1+1"]]))
    assert sheet.rows == ((2, ("轨枕",)),)


def test_a_line_without_an_end_is_refused():
    with pytest.raises((NoSpreadsheetError, TooManyCellsError)):
        read(b'{"a": "' + b"x" * (5 << 20))


def test_more_rows_than_a_workbook_has_are_refused():
    with pytest.raises(TooManyCellsError), open_sheet(io.BytesIO(b"a\n" * 1_048_577), "list.csv") as sheet:
        for _ in sheet.rows:
            pass
