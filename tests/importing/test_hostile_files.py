"""Files of any bytes at all; those that are broken on purpose stand in ``hostile_table.py``."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.importing.errors import EmptyFileError, FileTooLargeError, ImportingError, OpenQuotationError
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.patents import PATENT_FIELDS, each_patent
from matchmaker.importing.sheets import read_sheet
from matchmaker.importing.skipped_rows import SkippedRows
from tests.importing.sheet_files import separated, xlsx
from tests.importing.whole_sheets import read_whole

ROWS = [["标题", "申请号"], ["轨枕", "95115608.X"]]
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
    found = read_whole(each_patent, sheet, uses)
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


def test_too_large_a_file_says_size_and_limit():
    with pytest.raises(FileTooLargeError) as caught:
        read(bytes(3 << 20), max_bytes=2 << 20)
    assert caught.value.params == {"filename": "list.xlsx", "size_mb": "3.0", "limit_mb": "2"}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row(end):
    with pytest.raises(OpenQuotationError) as caught:
        read(f'标题,申请号\n轨枕,1\n"陶瓷,2\n水泥,3{end}'.encode())
    assert caught.value.params == {"filename": "list.xlsx", "row": 3}
