"""What importing a row of a sheet would do, how many rows do what, and what is shown of each."""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from matchmaker.importing.cells import Cell
from matchmaker.importing.errors import RowError
from matchmaker.importing.rows import ReadRow
from matchmaker.sheets.enums import RowKind

Record = TypeVar("Record")

_LONGEST = 400  # characters of a text that is shown beside another


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a sheet tells differently from what is kept; ``label`` names it in words."""

    label: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should look at before agreeing to a row; it is taken all the same.

    ``message`` and ``why`` are catalogue messages that ``params`` fill; ``known_id`` is what is kept that it speaks
    of, ``title`` what that is called.
    """

    message: str
    why: str
    params: Mapping[str, object]
    title: str = ""
    known_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Record]):
    """What importing one row does.

    ``record`` is what was read, None where something is wrong; then ``errors`` say what. ``known_id`` is what the
    row tells of where that is known already, and ``changes`` what it tells differently. ``remarks`` are for a person
    to look at.
    """

    kind: RowKind
    row: int
    title: str = ""
    cells: tuple[Cell, ...] = ()
    record: Record | None = None
    known_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    errors: tuple[RowError, ...] = field(default=())
    remarks: tuple[Remark, ...] = ()


class Judged(Protocol):
    """What has been said of a row."""

    @property
    def kind(self) -> RowKind:
        """What importing it would do."""


@dataclass(slots=True)
class Counts:
    """How many rows are new, changed, unchanged and wrong."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0

    def add(self, verdicts: Iterable[Judged]) -> None:
        """Counts some more rows."""
        for verdict in verdicts:
            name = verdict.kind.value
            setattr(self, name, getattr(self, name) + 1)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.new + self.changed + self.unchanged + self.wrong


class ShownRow(NamedTuple):
    """What is kept of a row to be shown; see ``SheetImportRow``."""

    kind: RowKind
    row: int
    title: str
    told: dict[str, Any]


def wrong(row: ReadRow[Record], errors: tuple[RowError, ...]) -> "Verdict[Record]":
    """The verdict on a row with which something is wrong."""
    number, cells = row.cells
    return Verdict(RowKind.WRONG, number, cells=tuple(cells), errors=errors)


def shown(verdict: "Verdict[Record]", in_short: Callable[[Record], dict[str, Any]]) -> ShownRow:
    """What is shown of a row; ``in_short`` tells what is new."""
    told: dict[str, Any] = {}
    if verdict.kind is RowKind.WRONG:
        told = told_of_wrong(verdict.cells, verdict.errors)
    elif verdict.kind is RowKind.CHANGED:
        told = {"changes": told_changes((each.label, each.before, each.after) for each in verdict.changes)}
    elif verdict.kind is RowKind.NEW and verdict.record is not None:
        told = in_short(verdict.record)
    if verdict.remarks:
        told["remarks"] = [{**asdict(each), "params": _plain(each.params)} for each in verdict.remarks]
    return ShownRow(verdict.kind, verdict.row, verdict.title, told)


def told_of_wrong(cells: Iterable[Cell], errors: Iterable[RowError]) -> dict[str, Any]:
    """The cells of a wrong row as they go back to the person, and what is wrong, as plain values."""
    plain = [{**asdict(error), "params": _plain(error.params)} for error in errors]
    return {"cells": [_kept(cell) for cell in cells], "errors": plain}


def told_changes(changes: Iterable[tuple[str, object, object]]) -> list[list[Any]]:
    """Label, what was before and what is after, as texts."""
    return [[label, _texts(before), _texts(after)] for label, before, after in changes]


def _kept(cell: Cell) -> str | int | float:
    """A cell as it goes back to the person; dates in the form that is read again."""
    return (
        cell.isoformat(" ")
        if isinstance(cell, dt.datetime)
        else (cell.isoformat() if isinstance(cell, dt.date) else cell)
    )


def _texts(value: object) -> list[str]:
    """A value as texts; the labels of enumerations are catalogue messages."""
    if value in (None, "", []):
        return []
    if isinstance(value, enum.Enum):
        return [str(getattr(value, "label", value.value))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [text for each in value for text in _texts(each)]
    return [str(value)[:_LONGEST]]


def _plain(params: Mapping[str, object]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, str | int | float) else str(value) for name, value in params.items()
    }
