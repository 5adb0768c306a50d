"""Tables that are read as they run by, and what hostile files do to that."""

import io
import itertools

import pytest

from matchmaker.importing.errors import TooManyCellsError
from matchmaker.importing.grid import Bounds
from matchmaker.importing.sheets import open_sheet, read_sheet
from tests.importing.sheet_files import separated, xlsx, xlsx_with_shared_text


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


def test_a_text_that_a_workbook_keeps_once_counts_for_each_cell_that_shows_it():
    content = io.BytesIO(xlsx_with_shared_text("轨枕" * 50, 30))
    with open_sheet(content, "list.xlsx") as sheet:
        assert len(list(sheet.rows)) == 30
    with (
        pytest.raises(TooManyCellsError),
        open_sheet(content, "list.xlsx", bounds=Bounds(cells=100, characters=2_000)) as sheet,
    ):
        list(sheet.rows)


def test_a_row_below_complete_headings_is_no_second_row_of_headings():
    sheet = read(separated([["标题", "申请号", ""], ["申请人", "1", "x"]]).encode())
    assert (sheet.headings, len(sheet.rows)) == (("标题", "申请号"), 1)


def test_more_rows_than_a_workbook_has_are_refused():
    with pytest.raises(TooManyCellsError), open_sheet(io.BytesIO(b"a\n" * 1_048_577), "list.csv") as sheet:
        for _ in sheet.rows:
            pass
