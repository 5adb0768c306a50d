"""The values of a cell, made the same whatever file they come from."""

import json
import math
import re
from datetime import date, datetime, time
from typing import TypeAlias

Cell: TypeAlias = str | int | float | date
"""A date with a time of day is a ``datetime``; a blank cell is ``""``."""

# What no person typed, and what neither a database nor a spreadsheet takes; marks of direction come with copied text.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_EXACT_INTEGERS = 2**53
_DASHES = re.compile("[-–—－/／]+")  # what databases and people write where nothing is to be told


def clean_cell(value: object) -> Cell:  # noqa: PLR0911 - one line for each kind of value
    """The cell for a value that a reader found.

    Texts lose control characters and outer blanks, midnights become dates, a list becomes one text with
    ``"; "`` between its values, and an integer that a float cannot hold becomes a text.
    """
    match value:
        case None:
            return ""
        case str():
            lines = value.replace("\r\n", "\n").replace("\r", "\n")
            return _UNPRINTABLE.sub("", lines).strip()
        case bool():
            return str(value).upper()
        case int():
            return value if abs(value) < _EXACT_INTEGERS else str(value)
        case float():
            return value if math.isfinite(value) else ""
        case datetime():
            return value.date() if value.time() == time.min else value.replace(tzinfo=None)
        case date():
            return value
        case list():
            return "; ".join(cell_text(clean_cell(item)) for item in value)
        case dict():
            return cell_text(clean_cell(json.dumps(value, ensure_ascii=False)))
        case _:
            return str(value)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell, or only a dash or slash."""
    return isinstance(cell, str) and (cell == "" or _DASHES.fullmatch(cell) is not None)


def cell_text(cell: Cell) -> str:
    """The cell as a person would have typed it: ``2012202497674.0`` is ``2012202497674``."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
