"""Other patents that a sheet names beside one of its own: its family, what it cites, what cites it; and counts."""

import re
import unicodedata
from collections.abc import Iterable

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell, cell_text
from matchmaker.importing.errors import WrongValueError

_SEPARATORS = re.compile(r"[|;,、\n]")
_REMARK = re.compile(r"\([^()\n]*\)")
_NUMBER = re.compile(r"(?P<office>[A-Z]{2})[A-Z]?[0-9][0-9A-Z/.-]*")
_LONGEST = 40
_COUNT = re.compile(r"(?P<count>[0-9]{1,6})(?:\.0+)?[件次项个条]?")


class WrongDocumentsError(WrongValueError):
    """A cell of other patents names something that is none."""

    message = N_("%(value)s is not the publication number of a patent, which looks like US2020123456A1.")
    remedy = N_("Put a semicolon between several numbers, or leave the cell blank.")


class WrongCountError(WrongValueError):
    """A cell of a count holds something else."""

    message = N_("%(value)s is not a count.")
    remedy = N_("Write a whole number, or leave the cell blank.")


def parse_documents(cell: Cell) -> tuple[str, ...]:
    """Publication numbers of any office, each once, in the order given: ``("CN114081026A", "US2020123456A1")``.

    Remarks in brackets, such as the category of a citation, are left off.

    Raises:
        WrongDocumentsError: something else stands among them.
    """
    text = unicodedata.normalize("NFKC", cell_text(cell)).upper()
    parts = (re.sub(r"\s", "", part) for part in _SEPARATORS.split(_REMARK.sub("", text)))
    numbers = tuple(dict.fromkeys(part for part in parts if part))
    for number in numbers:
        if len(number) > _LONGEST or not _NUMBER.fullmatch(number):
            raise WrongDocumentsError(value=number[:_LONGEST])
    return numbers


def parse_count(cell: Cell) -> int:
    """A count of things: ``12``, ``12.0``, ``12件`` and ``12 次`` are 12.

    Raises:
        WrongCountError: it is none.
    """
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell_text(cell)))
    match = _COUNT.fullmatch(written)
    if match is None:
        raise WrongCountError(value=cell_text(cell)[:_LONGEST])
    return int(match["count"])


def offices_of(numbers: Iterable[str]) -> tuple[str, ...]:
    """The offices that published patents, as the two letters before their numbers, in order.

    >>> offices_of(["US2020123456A1", "CN114081026A", "US11000000B2"])
    ('CN', 'US')
    """
    matches = map(_NUMBER.fullmatch, numbers)
    return tuple(sorted({match["office"] for match in matches if match}))
