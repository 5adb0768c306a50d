"""Turns the rows of a sheet into records, and gathers all that is wrong with each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, TypeVar

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell, cell_text, is_blank
from matchmaker.importing.earlier_rows import EarlierRows, Keys
from matchmaker.importing.errors import NoKnownHeadingError, RowError, WrongValueError
from matchmaker.importing.grid import NumberedRow
from matchmaker.importing.headings import ColumnUse, Field
from matchmaker.importing.skipped_rows import SkippedRows

Value = TypeVar("Value")
Record = TypeVar("Record")

_SEPARATORS = re.compile(r"[|;；\n]")
_MAX_HEADINGS_NAMED = 20


class MissingValueError(WrongValueError):
    """A required field is blank."""

    message = N_("Nothing is filled in here.")
    remedy = N_("Fill it in, or delete the row.")


class AllMissingError(WrongValueError):
    """A required field is blank, and so are those that could stand in for it, ``others``."""

    message = N_("Nothing is filled in here, nor in %(others)s.")
    remedy = N_("Fill in one of them, or delete the row.")


class RepeatedRowError(WrongValueError):
    """The same thing stands in an earlier row, ``first_row``."""

    message = N_("This is already in row %(first_row)s.")
    remedy = N_("Delete one of the two rows.")


class Row:
    """One row, read by field; ``errors`` gathers what is found wrong on the way."""

    def __init__(self, row: NumberedRow, columns: Mapping[str, ColumnUse], labels: Mapping[str, str]) -> None:
        self.number, self._cells = row
        self._columns = columns
        self._labels = labels
        self.errors: list[RowError] = []

    def heading(self, field: str) -> str:
        """The heading of the field's column, or the field's label where it has none."""
        use = self._columns.get(field)
        return self._labels[field] if use is None else use.heading

    def has(self, field: str) -> bool:
        """Whether the sheet has a column for the field."""
        return field in self._columns

    def cell(self, field: str) -> Cell:
        """What stands in the field's column, ``""`` where nothing or only a dash does."""
        use = self._columns.get(field)
        cell = self._cells[use.column] if use is not None and use.column < len(self._cells) else ""
        return "" if is_blank(cell) else cell

    def text(self, field: str) -> str:
        """The cell as a text."""
        return cell_text(self.cell(field))

    def line(self, field: str) -> str:
        """The cell as a text on one line."""
        return " ".join(self.text(field).split())

    def values(self, field: str, separators: re.Pattern[str] = _SEPARATORS) -> tuple[str, ...]:
        """The several values of a cell, each once."""
        parts = (part.strip() for part in separators.split(self.text(field)))
        return tuple(dict.fromkeys(part for part in parts if part))

    def parsed(self, field: str, parse: Callable[[Cell], Value]) -> Value | None:
        """What ``parse`` makes of the cell; None where it is blank, or wrong, which is then noted."""
        cell = self.cell(field)
        try:
            return None if cell == "" else parse(cell)
        except WrongValueError as error:
            self.refuse(field, error)
            return None

    def refuse(self, field: str, error: WrongValueError) -> None:
        """Notes that the field's value is wrong."""
        heading, value = self.heading(field), self.text(field)
        self.errors.append(RowError(self.number, heading, value, error.message, error.remedy, error.params))


@dataclass(frozen=True, slots=True)
class ReadRow(Generic[Record]):
    """A row as it stood and what it was read as: a record, or what is wrong with it.

    A row that is ``skipped`` is neither: a total, headings once more, a note (see ``skipped_rows``).
    """

    cells: NumberedRow
    record: Record | None
    errors: tuple[RowError, ...]
    skipped: bool = False


def each_row(
    headings: Sequence[str],
    rows: Iterable[NumberedRow],
    uses: Sequence[ColumnUse],
    fields: Sequence[Field],
    *,
    read: Callable[[Row], Record],
    keys: Callable[[Record], Keys],
) -> Iterator[ReadRow[Record]]:
    """Each row as it is read, one after the other, those that are no record marked as skipped.

    ``keys`` gives by field what a record is known by: a row that shares one with an earlier record is wrong.

    Raises, before the first row:
        NoKnownHeadingError: the sheet has no column for a required field, nor for one in its stead.
    """
    columns = {use.field: use for use in uses if use.field is not None}
    labels = {field.name: field.label for field in fields}
    also = {field.name: field.also for field in fields if field.also and field.name not in columns}
    _require_columns(headings, columns, fields)
    skipped = SkippedRows(headings, uses, fields)
    with closing(EarlierRows()) as earlier:
        for numbered in rows:
            if numbered[1] in skipped:
                yield ReadRow(numbered, None, (), skipped=True)
                continue
            row = Row(numbered, columns, labels)
            record = read(row)
            _require_values(row, fields)
            known_by = keys(record)
            if repeated := earlier.first_with(known_by):
                row.refuse(also.get(repeated[0], repeated[0]), RepeatedRowError(first_row=repeated[1]))
            if row.errors:
                yield ReadRow(numbered, None, tuple(row.errors))
            else:
                earlier.note(known_by, row.number)
                yield ReadRow(numbered, record, ())


def _require_columns(
    headings: Sequence[str], columns: Mapping[str, ColumnUse], fields: Sequence[Field]
) -> None:
    best_headings = {field.name: field.headings[0] for field in fields}
    for field in fields:
        if field.required and columns.keys().isdisjoint((field.name, *field.unless)):
            raise NoKnownHeadingError(
                needed=" / ".join(best_headings[name] for name in (field.name, *field.unless)),
                found=", ".join(headings[:_MAX_HEADINGS_NAMED]),
            )


def _require_values(row: Row, fields: Sequence[Field]) -> None:
    for field in fields:
        if not field.required or any(row.cell(name) != "" for name in (field.name, *field.unless)):
            continue
        others = ", ".join(row.heading(name) for name in field.unless if row.has(name))
        row.refuse(field.name, AllMissingError(others=others) if others else MissingValueError())
