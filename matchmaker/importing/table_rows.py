"""Rows of tables as marked-up text gives them: several tables in one file, told apart by their place in it."""

from typing import NamedTuple, Protocol

from matchmaker.importing.grid import MAX_COLUMNS, GridTooLargeError


class TableRow(NamedTuple):
    """A row of the table at a place in the file (from 0), with its number in that table (from 1)."""

    table: int
    number: int
    cells: list[object]


class TableReader(Protocol):
    """Reads marked-up text piece by piece."""

    @property
    def hidden(self) -> set[int]:
        """The places of the tables that a person does not see; known once the text has ended."""
        ...

    def feed(self, text: str, /) -> object:
        """Reads a further piece."""
        ...

    def close(self) -> object:
        """Says that the text has ended."""
        ...

    def taken(self) -> list[TableRow]:
        """The rows that have ended since this was last asked."""
        ...


def put(cells: list[object], column: int, value: object) -> None:
    """Puts a value that is not blank into a row, at a column (from 0) right of what stands there.

    Raises:
        GridTooLargeError: the column is further right than a sheet may reach.
    """
    if column >= MAX_COLUMNS:
        raise GridTooLargeError
    cells.extend([None] * (column - len(cells)))
    cells.append(value)
