"""A workbook of the rows that were not taken, to be corrected and imported again."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as WorkbookCell
from openpyxl.cell import WriteOnlyCell

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell
from matchmaker.importing.errors import RowError

_REASON = N_("What is wrong")
_FORMULA_STARTS = ("=", "+", "-", "@")
_MAX_CELL_CHARACTERS = 32_767


def wrong_rows_workbook(
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[Cell], Sequence[RowError]]],
    translate: Callable[[str], str],
) -> bytes:
    """An .xlsx of wrong rows as they were, after a first column that says what is wrong with each.

    Texts are written as texts: none of them runs as a formula. ``translate`` is given the messages of the
    errors, and the heading of the first column, in English.
    """
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet()
    page.append(list(_as_texts(page, (translate(_REASON), *headings))))
    for cells, errors in rows:
        reasons = "\n".join(_reason(error, translate) for error in errors)
        page.append(list(_as_texts(page, (reasons, *cells))))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _reason(error: RowError, translate: Callable[[str], str]) -> str:
    return f"{translate(error.column)}: {translate(error.reason) % error.params} {translate(error.remedy)}"


def _as_texts(page: Any, cells: Iterable[Cell]) -> Iterator[Cell | WorkbookCell]:
    for value in cells:
        if not isinstance(value, str):
            yield value
        elif value.startswith(_FORMULA_STARTS):
            cell = WriteOnlyCell(page, value[:_MAX_CELL_CHARACTERS])
            cell.data_type = "s"
            cell.quotePrefix = True
            yield cell
        else:
            yield value[:_MAX_CELL_CHARACTERS]
