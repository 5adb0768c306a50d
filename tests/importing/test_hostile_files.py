"""Files that are broken, or made to break what reads them."""

import contextlib
import io
import json
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.errors import (
    EmptyFileError,
    FileTooLargeError,
    ImportingError,
    NoSpreadsheetError,
    TooManyCellsError,
)
from matchmaker.importing.sheets import read_sheet
from tests.importing.sheet_files import (
    ods,
    separated,
    with_first_sheet_changed,
    xls,
    xlsx,
    xlsx_with_shared_text,
)

ROWS = [["标题", "申请号"], ["轨枕", "95115608.X"]]
END = b"</sheetData>"


def read(content, max_bytes=32 << 20):
    return read_sheet(content, "list.xlsx", max_bytes=max_bytes)


def refused_as(content):
    with pytest.raises(ImportingError) as caught:
        read(content)
    assert "list.xlsx" in str(caught.value)
    return type(caught.value)


@given(st.binary(max_size=2000))
def test_arbitrary_bytes_are_read_or_refused(content):
    with contextlib.suppress(ImportingError):
        read(content)


@given(st.text(alphabet='[]{}",:;\t\n\\u0d8標题1 ', max_size=200))
def test_arbitrary_text_is_read_or_refused(text):
    with contextlib.suppress(ImportingError):
        read(text.encode())


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", "标题,摘要\n".encode(), b"[]", b"{}", b"[{}]"]
)
def test_a_file_without_rows_is_called_empty(content):
    assert refused_as(content) is EmptyFileError


def test_a_workbook_without_rows_is_called_empty():
    assert refused_as(xlsx([["标题"]])) is EmptyFileError


def test_too_large_a_file_says_size_and_limit():
    with pytest.raises(FileTooLargeError) as caught:
        read(bytes(3 << 20), max_bytes=2 << 20)
    assert caught.value.params == {"filename": "list.xlsx", "size_mb": "3.0", "limit_mb": "2"}


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("content", [xlsx(ROWS), xls(ROWS), ods(ROWS)], ids=["xlsx", "xls", "ods"])
def test_a_truncated_workbook_is_no_spreadsheet(content, part):
    assert refused_as(content[: int(len(content) * part)]) is NoSpreadsheetError


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n\x00\x01\xff\xff",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b'{"title": "a"}\n{"title": ',
        b'[{"a": 1}, 2]',
        b'{"a":' * 100_000,
        b'a,b\n"' + b"x" * 200_000,
    ],
    ids=["pdf", "html", "half an object", "numbers", "deep", "open quotation"],
)
def test_other_files_are_no_spreadsheets(content):
    assert refused_as(content) is NoSpreadsheetError


def test_a_zip_of_something_else_is_no_spreadsheet():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert refused_as(content.getvalue()) is NoSpreadsheetError


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked():
    content = io.BytesIO()
    with (
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/a.xml", "w") as part,
    ):
        for _ in range(520):
            part.write(bytes(1 << 20))
    assert refused_as(content.getvalue()) is TooManyCellsError


def test_a_cell_too_far_away_ends_only_the_reading():
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END
    assert refused_as(with_first_sheet_changed(xlsx(ROWS), END, far)) is NoSpreadsheetError


def test_a_cell_too_far_away_in_an_old_workbook_ends_only_the_reading():
    content = xls([["标题"], [1.25]])
    record = struct.pack("<HHHH", 0x027E, 10, 1, 0)
    assert content.count(record) == 1
    far = content.replace(record, struct.pack("<HHHH", 0x027E, 10, 65535, 65535))
    assert refused_as(far) is NoSpreadsheetError


def test_a_text_shared_by_too_many_cells_ends_only_the_reading():
    sheet = read(xlsx_with_shared_text("轨枕", 3))
    assert (sheet.headings, [cells for _, cells in sheet.rows]) == (("标题",), [("轨枕",)] * 3)
    assert refused_as(xlsx_with_shared_text("a" * 1_000_000, 60_000)) is NoSpreadsheetError
    assert refused_as(xlsx_with_shared_text("a" * 1_000_000, 300)) is TooManyCellsError


def test_endlessly_repeated_cells_end_only_the_reading():
    content = ods(ROWS, 'table:number-rows-repeated="1000000"', 'table:number-columns-repeated="8000"')
    assert refused_as(content) in {NoSpreadsheetError, TooManyCellsError}


def test_a_million_blank_rows_do_no_harm():
    last = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>' + END
    sheet = read(with_first_sheet_changed(xlsx(ROWS), END, last))
    assert sheet.rows == ((2, ("轨枕", "95115608.X")), (1048576, ("x",)))


def test_ten_thousand_columns_are_read():
    sheet = read(separated([["标题"] * 10_000, ["轨枕"] * 10_000]).encode())
    assert len(sheet.headings) == 10_000


def test_more_columns_than_a_workbook_has_are_refused():
    assert refused_as(separated([["标题"] * 20_000, ["轨枕"]]).encode()) is TooManyCellsError


def test_objects_without_a_key_in_common_are_refused():
    assert refused_as(json.dumps([{str(key): 1} for key in range(20_000)]).encode()) is TooManyCellsError


def test_numbers_that_json_does_not_know_are_left_out():
    assert read(b'[{"a": NaN, "b": 1e999, "c": "\\ud800x"}]').rows == ((1, ("", "", "x")),)
