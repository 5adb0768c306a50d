"""Workbooks that are written row by row. Texts stay texts: none of them runs as a formula."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value: TypeAlias = str | int | float | Decimal | dt.date | None
Sheet: TypeAlias = Any  # openpyxl's own, which is not typed

_FORMULA_STARTS = ("=", "+", "-", "@")
_LONGEST_TEXT = 32_767  # what a cell takes
_TOP = Alignment(wrap_text=True, vertical="top")


def new_workbook() -> Workbook:
    """A workbook without a sheet yet; what is written to it is not held in memory."""
    return Workbook(write_only=True)


def add_sheet(workbook: Workbook, title: str, widths: Sequence[float] = (), *, frozen: str = "") -> Sheet:
    """A further sheet, its columns so many characters wide; what is above and left of the cell ``frozen`` stays."""
    sheet: Sheet = workbook.create_sheet(title)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if frozen:
        sheet.freeze_panes = frozen
    return sheet


def add_row(sheet: Sheet, values: Iterable[Value], *, bold: bool = False, wrapped: bool = False) -> None:
    """A further row; texts lose characters that no sheet can hold, and what is longer than a cell takes."""
    cells = [_cell(sheet, value) for value in values]
    for cell in cells:
        if bold:
            cell.font = Font(bold=True)
        if wrapped:
            cell.alignment = _TOP
    sheet.append(cells)


def as_bytes(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file."""
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _cell(sheet: Sheet, value: Any) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_TEXT])
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_FORMULA_STARTS)
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, dt.datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    return cell
