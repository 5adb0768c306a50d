"""A workbook of the rows that were not taken, to be corrected and imported again."""

from collections.abc import Callable, Iterable, Sequence

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell
from matchmaker.importing.errors import RowError
from matchmaker.workbooks import add_row, add_sheet, as_bytes, new_workbook

_REASON = N_("What is wrong")


def wrong_rows_workbook(
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[Cell], Sequence[RowError]]],
    translate: Callable[[str], str],
) -> bytes:
    """An .xlsx of wrong rows as they were, after a first column that says what is wrong with each.

    Texts are written as texts: none of them runs as a formula. ``translate`` is given the messages of the
    errors, and the heading of the first column, in English.
    """
    workbook = new_workbook()
    page = add_sheet(workbook, translate(_REASON))
    add_row(page, (translate(_REASON), *headings))
    for cells, errors in rows:
        add_row(page, ("\n".join(_reason(error, translate) for error in errors), *cells))
    return as_bytes(workbook)


def _reason(error: RowError, translate: Callable[[str], str]) -> str:
    return f"{translate(error.column)}: {translate(error.reason) % error.params} {translate(error.remedy)}"
