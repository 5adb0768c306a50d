"""What is written into a workbook is read from it again, and no text of it runs."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from matchmaker.workbooks import add_row, add_sheet, as_bytes, new_workbook


def written(*rows, **choices):
    workbook = new_workbook()
    sheet = add_sheet(workbook, "表", (10, 20), frozen="B2")
    for row in rows:
        add_row(sheet, row, **choices)
    return load_workbook(BytesIO(as_bytes(workbook)))["表"]


def test_numbers_days_and_texts_come_back_as_they_were():
    sheet = written(["名称", 3, Decimal("1234.50"), dt.date(2026, 1, 2)])
    assert [cell.value for cell in sheet[1]] == ["名称", 3, 1234.5, dt.datetime(2026, 1, 2)]
    assert [cell.number_format for cell in sheet[1]][2:4] == ["#,##0.00", "yyyy-mm-dd"]
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width) == ("B2", 20)


def test_a_row_may_stand_out():
    assert written(["a"], bold=True)["A1"].font.bold
    assert written(["a"], wrapped=True)["A1"].alignment.wrap_text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), st.sampled_from("=+-@"))
def test_no_text_runs_as_a_formula(text, start):
    cell = written([start + text])["A1"]
    assert (cell.data_type == "f", cell.value, cell.quotePrefix) == (False, start + text, True)


def test_characters_that_no_sheet_can_hold_are_left_out():
    assert written(["过\x00滤\x1f板"])["A1"].value == "过滤板"


def test_a_text_that_is_longer_than_a_cell_is_cut_off():
    assert len(written(["长" * 40_000])["A1"].value) == 32_767
