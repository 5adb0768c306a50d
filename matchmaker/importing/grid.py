"""Rows as they stand in a file, before it is known which of them holds the headings."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from matchmaker.importing.cells import Cell, cell_text, clean_cell
from matchmaker.importing.fields import KNOWN_HEADINGS
from matchmaker.importing.headings import fold_heading

NumberedRow: TypeAlias = tuple[int, tuple[Cell, ...]]

MAX_COLUMNS = 16_383  # one fewer than a workbook has, so that wrong rows fit in with their reason
MAX_ROWS = 1_048_575
MAX_CELLS = 10_000_000
MAX_CHARACTERS = 200_000_000
_HEADINGS_WITHIN_ROWS = 10


class GridTooLargeError(ValueError):
    """There are more rows, columns, cells or text than one import takes."""


def bounded_rows(rows: Iterable[tuple[int, Iterable[object]]]) -> Iterator[NumberedRow]:
    """The rows that are not blank, cleaned and without the blanks at their ends.

    Raises:
        GridTooLargeError: they pass ``MAX_COLUMNS``, ``MAX_ROWS``, ``MAX_CELLS`` or ``MAX_CHARACTERS``.
    """
    row_count = cell_count = character_count = 0
    for number, values in rows:
        cells = _without_blank_end([clean_cell(value) for value in values])
        if not cells:
            continue
        row_count += 1
        cell_count += len(cells)
        character_count += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(cells) > MAX_COLUMNS or row_count > MAX_ROWS:
            raise GridTooLargeError
        if cell_count > MAX_CELLS or character_count > MAX_CHARACTERS:
            raise GridTooLargeError
        yield number, cells


def heading_place(rows: Iterable[NumberedRow]) -> tuple[int, int]:
    """Place and number of known headings of the row, among the first ten, that has most of them."""
    known = [_known_headings(cells) for _, cells in islice(rows, _HEADINGS_WITHIN_ROWS)]
    best = max(known, default=0)
    return (known.index(best) if known else 0), best


def _known_headings(cells: Sequence[Cell]) -> int:
    return len(KNOWN_HEADINGS & {fold_heading(cell_text(cell)) for cell in cells})


def _without_blank_end(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)
