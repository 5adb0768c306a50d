"""Files that are broken, or made to break what reads them."""

import contextlib
import io
import json
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.importing.errors import (
    EmptyFileError,
    FileTooLargeError,
    ImportingError,
    NoSpreadsheetError,
    OpenQuotationError,
    TooManyCellsError,
    WebPageError,
)
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.patents import PATENT_FIELDS, read_patents
from matchmaker.importing.sheets import read_sheet
from matchmaker.importing.skipped_rows import SkippedRows
from tests.importing.sheet_files import (
    ods,
    ole,
    separated,
    with_first_sheet_changed,
    xls,
    xls_stream,
    xlsx,
    xlsx_with_shared_text,
)

ROWS = [["标题", "申请号"], ["轨枕", "95115608.X"]]
END = b"</sheetData>"
HEADINGS = (
    "标题",
    "申请号",
    "公开(公告)号",
    "申请日",
    "IPC",
    "简单同族",
    "被引证次数",
    "发明人",
    "技术成熟度",
)
CELLS = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [
            "95115608.X",
            "2.01710123456E+12",
            "20170101",
            "43101",
            "CN1A",
            "-",
            "合计",
            "H01M 10/05",
            "=1+1",
            "9" * 400,
        ]
    ),
)


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


@given(st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADINGS)), min_size=1, max_size=5), st.booleans())
def test_any_cells_become_patents_or_errors_of_their_rows(rows, as_lines):
    if as_lines:
        content = "\n".join(json.dumps(dict(zip(HEADINGS, row, strict=False))) for row in rows)
    else:
        content = separated([HEADINGS, *rows])
    try:
        sheet = read(content.encode())
    except EmptyFileError:
        return
    uses = understand_headings(HEADINGS, PATENT_FIELDS)
    found = read_patents(sheet, uses)
    told = [record.row for record in found.records] + sorted({error.row for error in found.errors})
    skipped = [number for number, cells in sheet.rows if cells in SkippedRows(HEADINGS, uses, PATENT_FIELDS)]
    assert sorted(told + skipped) == [row for row, _ in sheet.rows]


@settings(max_examples=12)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_bytes_changed_is_read_or_refused(changes):
    content = bytearray(xlsx(ROWS))
    for place, byte in changes:
        content[int(place * len(content))] = byte
    with contextlib.suppress(ImportingError):
        read(bytes(content))


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
        b'{"title": "a"}\n{"title": ',
        b'[{"a": 1}, 2]',
        b'{"a":' * 100_000,
        b'a,b\n"' + b"x" * 200_000,
    ],
    ids=["pdf", "half an object", "numbers", "deep", "open quotation"],
)
def test_other_files_are_no_spreadsheets(content):
    assert refused_as(content) is NoSpreadsheetError


@pytest.mark.parametrize("start", ["<html>", "\ufeff\n <!DOCTYPE html>", '<?xml version="1.0"?><Workbook>'])
def test_a_web_page_under_the_name_of_a_spreadsheet_is_called_so(start):
    """Some databases hand out an .xls that is one."""
    assert refused_as(f"{start}<table><tr><td>申请号</td></tr></table>".encode()) is WebPageError


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row(end):
    with pytest.raises(OpenQuotationError) as caught:
        read(f'标题,申请号\n轨枕,1\n"陶瓷,2\n水泥,3{end}'.encode())
    assert caught.value.params == {"filename": "list.xlsx", "row": 3}


def test_a_workbook_under_a_password_or_of_the_nineties_is_no_spreadsheet():
    locked = xls_stream(ROWS)
    locked = locked[:20] + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 1) + locked[20:]
    assert refused_as(ole(locked)) is NoSpreadsheetError
    assert refused_as(struct.pack("<HHHH", 0x0809, 8, 0x0500, 5) + bytes(200)) is NoSpreadsheetError


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
