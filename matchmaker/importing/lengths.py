"""Values that are longer than the place where they will be kept."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from matchmaker.errors import N_
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse

_TOO_LONG = N_("This is %(length)s characters long; at most %(limit)s are taken.")
_SHORTEN = N_("Shorten it and import the row again.")


class Record(Protocol):
    """What a row was read as."""

    @property
    def row(self) -> int:
        """The row's number."""


def too_long(record: Record, uses: Iterable[ColumnUse], limits: Mapping[str, int]) -> RowError | None:
    """The error of the first field of a record that has more characters than its limit, if one has."""
    for field, limit in limits.items():
        value = getattr(record, field) or ""
        if len(value) > limit:
            heading = next((use.heading for use in uses if use.field == field), "")
            params = {"length": len(value), "limit": limit}
            return RowError(record.row, heading, value, _TOO_LONG, _SHORTEN, params)
    return None
