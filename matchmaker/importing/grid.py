"""Rows as they stand in a file, before it is known which of them holds the headings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, zip_longest
from typing import TypeAlias

from matchmaker.importing.cells import Cell, cell_text, clean_cell
from matchmaker.importing.fields import KNOWN_HEADINGS
from matchmaker.importing.headings import fold_heading

NumberedRow: TypeAlias = tuple[int, tuple[Cell, ...]]

MAX_COLUMNS = 16_383  # one fewer than a workbook has, so that wrong rows fit in with their reason
MAX_ROWS = 1_048_575
_HEADINGS_WITHIN_ROWS = 10


class GridTooLargeError(ValueError):
    """There are more rows, columns, cells or text than one import takes."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many cells and characters of text a table may have."""

    cells: int
    characters: int


IN_MEMORY = Bounds(cells=10_000_000, characters=200_000_000)
IN_PASSING = Bounds(cells=200_000_000, characters=2_000_000_000)
"""For a table that is read row by row and never held whole."""


def bounded_rows(
    rows: Iterable[tuple[int, Iterable[object]]], bounds: Bounds = IN_PASSING
) -> Iterator[NumberedRow]:
    """The rows that are not blank, cleaned and without the blanks at their ends.

    Raises:
        GridTooLargeError: they pass ``MAX_COLUMNS``, ``MAX_ROWS`` or the bounds.
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
        if cell_count > bounds.cells or character_count > bounds.characters:
            raise GridTooLargeError
        yield number, cells


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """Where the headings end (the place of their last row), what they are, and how many of them are known."""

    place: int
    cells: tuple[Cell, ...]
    known: int


def first_rows(rows: Iterator[NumberedRow]) -> list[NumberedRow]:
    """Takes the rows among which the headings are looked for."""
    return list(islice(rows, _HEADINGS_WITHIN_ROWS))


def heading_row(rows: Sequence[NumberedRow]) -> HeadingRow:
    """The row, among the first ten, that has most known headings; the first where none has any.

    Headings in two rows, as merged cells leave them, are taken together where that makes more of them known: the
    lower one counts, and where it is blank the upper one.
    """
    candidates = [HeadingRow(place, cells, _known_headings(cells)) for place, (_, cells) in enumerate(rows)]
    candidates = candidates[:_HEADINGS_WITHIN_ROWS]
    for upper, lower in pairwise(tuple(candidates)):
        cells = tuple(below or above for above, below in zip_longest(upper.cells, lower.cells, fillvalue=""))
        candidates.append(HeadingRow(lower.place, cells, _known_headings(cells)))
    return max(candidates, key=lambda candidate: candidate.known, default=HeadingRow(0, (), 0))


def _known_headings(cells: Sequence[Cell]) -> int:
    return len(KNOWN_HEADINGS & {fold_heading(cell_text(cell)) for cell in cells})


def _without_blank_end(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)
