"""What a search may be narrowed to, and how that stands in an address."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from matchmaker.errors import N_, InvalidError
from matchmaker.matching.classification import parse_prefix
from matchmaker.patents.enums import PatentStatus, Readiness, Way

_FEN_A_WAN = 1_000_000
_MOST_WAN = 10_000_000
_OUT = "no"
_ID = re.compile(r"[0-9]{1,9}")
_YEAR = re.compile(r"[0-9]{4}")


class PriceBoundError(InvalidError):
    """An upper price that is no amount."""

    message = N_("%(value)s is no amount. Write the highest price in 10,000 yuan, for example 50.")


class FilterKind(StrEnum):
    """What a search may be narrowed by."""

    IPC = "ipc"
    HOLDER = "holder"
    STATUS = "status"
    WAY = "way"
    PRICE = "price"
    AGREED = "agreed"
    REGION = "region"
    INDUSTRY = "industry"
    READINESS = "readiness"
    YEAR = "year"
    INVENTOR = "inventor"

    @property
    def label(self) -> str:
        """The filter in words."""
        return _FILTER_LABELS[self]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a patent on offer must be like to be found; an empty filter lets everything pass.

    Several values of one filter are alternatives; the filters among themselves must all be met.

    Attributes:
        ipc: beginnings of IPC codes in canonical form; one of its codes must begin with one of them.
        holder: ids of organisations.
        status: legal statuses.
        way: ways of which it must be offered for one.
        price: the highest price in fen; what is to be agreed passes.
        agreed: what to do with prices to be agreed (面议): False leaves them out.
        region: regions of the holder.
        industry: industries of the holder.
        readiness: the lowest level; what is not stated does not pass.
        year: years of filing.
        inventor: names of inventors.
    """

    ipc: tuple[str, ...] = ()
    holder: tuple[int, ...] = ()
    status: tuple[PatentStatus, ...] = ()
    way: tuple[Way, ...] = ()
    price: int | None = None
    agreed: bool = True
    region: tuple[str, ...] = ()
    readiness: Readiness | None = None
    year: tuple[int, ...] = ()
    inventor: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[FilterKind, ...]:
        """The filters that narrow."""
        return tuple(kind for kind in FilterKind if self.of(kind) != NO_FILTERS.of(kind))

    def of(self, kind: FilterKind) -> object:
        """What one filter demands."""
        return getattr(self, kind.value)

    def without(self, kind: FilterKind, value: object = None) -> "Filters":
        """These filters without one, or without one of its alternatives."""
        chosen, left = self.of(kind), NO_FILTERS.of(kind)
        if value is not None and isinstance(chosen, tuple):
            left = tuple(other for other in chosen if other != value)
        changed: dict[str, Any] = {kind.value: left}
        return replace(self, **changed)

    def each(self) -> Iterator[tuple[FilterKind, object]]:
        """Every demand by itself: the alternatives of a filter one by one."""
        for kind in self.kinds:
            chosen = self.of(kind)
            yield from ((kind, value) for value in (chosen if isinstance(chosen, tuple) else (chosen,)))

    @property
    def arguments(self) -> dict[str, list[str]]:
        """The filters as they stand in an address; ``read_filters`` makes the same of them."""
        return {
            kind.value: [written(kind, value) for one, value in self.each() if one is kind]
            for kind in self.kinds
        }


NO_FILTERS = Filters()
NAMES = tuple(field.name for field in fields(Filters))


def read_filters(values: Mapping[str, Sequence[str]]) -> tuple[Filters, InvalidError | None]:
    """The filters that an address or a form tells, and the first thing in them that cannot be understood.

    What was typed by hand and is wrong is told; choices that nobody offered are left out.
    """
    problems: list[InvalidError] = []
    given = {name: [text.strip() for text in values.get(name, ()) if text.strip()] for name in NAMES}
    filters = Filters(
        ipc=_prefixes(given["ipc"], problems),
        holder=tuple(dict.fromkeys(int(text) for text in given["holder"] if _ID.fullmatch(text))),
        status=tuple(status for status in PatentStatus if status.value in given["status"]),
        way=tuple(way for way in Way if way.value in given["way"]),
        price=_fen(given["price"], problems),
        agreed=_OUT not in given["agreed"],
        region=tuple(dict.fromkeys(given["region"])),
        readiness=next((level for level in Readiness if str(level.value) in given["readiness"]), None),
        year=tuple(dict.fromkeys(int(text) for text in given["year"] if _YEAR.fullmatch(text))),
        inventor=tuple(dict.fromkeys(given["inventor"])),
        industry=tuple(dict.fromkeys(given["industry"])),
    )
    return filters, next(iter(problems), None)


def _prefixes(texts: Sequence[str], problems: list[InvalidError]) -> tuple[str, ...]:
    prefixes: dict[str, None] = {}
    for text in texts:
        try:
            prefixes[parse_prefix(text)] = None
        except InvalidError as error:
            problems.append(error)
    return tuple(prefixes)


def _fen(texts: Sequence[str], problems: list[InvalidError]) -> int | None:
    for text in texts:
        try:
            wan = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            wan = Decimal(-1)
        if wan.is_finite() and 0 <= wan <= _MOST_WAN:
            return int(wan * _FEN_A_WAN)
        problems.append(PriceBoundError(value=text))
    return None


def written(kind: FilterKind, value: object) -> str:
    """One demand as it stands in an address."""
    if kind is FilterKind.AGREED:
        return _OUT
    if kind is FilterKind.PRICE:
        return format((Decimal(str(value)) / _FEN_A_WAN).normalize(), "f")
    if isinstance(value, PatentStatus | Way | Readiness):
        return str(value.value)
    return str(value)


_FILTER_LABELS = {
    FilterKind.IPC: N_("IPC class"),
    FilterKind.HOLDER: N_("Holder"),
    FilterKind.STATUS: N_("Legal status"),
    FilterKind.WAY: N_("Offered for"),
    FilterKind.PRICE: N_("Highest price"),
    FilterKind.AGREED: N_("Without prices to be agreed"),
    FilterKind.REGION: N_("Region of the holder"),
    FilterKind.INDUSTRY: N_("Industry of the holder"),
    FilterKind.READINESS: N_("Technology readiness"),
    FilterKind.YEAR: N_("Year of filing"),
    FilterKind.INVENTOR: N_("Inventor"),
}
