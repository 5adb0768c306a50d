"""What a search of needs may be narrowed to, and how that stands in an address."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from matchmaker.errors import N_, InvalidError
from matchmaker.matching.classification import parse_prefix
from matchmaker.needs.enums import OPEN_STATES, Cooperation, NeedState

_FEN_A_WAN = 1_000_000
_SOON, _WITHIN_A_YEAR = dt.timedelta(days=91), dt.timedelta(days=365)


class Budget(StrEnum):
    """How much a company would spend; each band holds its upper bound."""

    UP_TO_20 = "20"
    UP_TO_50 = "50"
    UP_TO_100 = "100"
    UP_TO_500 = "500"
    MORE = "more"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        """The band in words."""
        return _BUDGET_LABELS[self]


class Due(StrEnum):
    """How soon a company needs a solution."""

    SOON = "soon"
    YEAR = "year"
    LATER = "later"
    PAST = "past"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The time in words."""
        return _DUE_LABELS[self]


class NeedFilterKind(StrEnum):
    """What a search of needs may be narrowed by."""

    INDUSTRY = "industry"
    REGION = "region"
    COOPERATION = "cooperation"
    BUDGET = "budget"
    DUE = "due"
    STATE = "state"
    COMPANY = "company"
    IPC = "ipc"

    @property
    def label(self) -> str:
        """The filter in words."""
        return _FILTER_LABELS[self]


MEMBERS: Mapping[NeedFilterKind, tuple[Cooperation | Budget | Due | NeedState, ...]] = {
    NeedFilterKind.COOPERATION: tuple(Cooperation),
    NeedFilterKind.BUDGET: tuple(Budget),
    NeedFilterKind.DUE: tuple(Due),
    NeedFilterKind.STATE: OPEN_STATES,
}
"""The choices of those filters that have a fixed number of them, in their order."""


@dataclass(frozen=True, slots=True)
class NeedFilters:
    """What a need must be like: several values of one filter are alternatives, all filters must be met."""

    chosen: Mapping[NeedFilterKind, tuple[str, ...]] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[NeedFilterKind, ...]:
        """The filters that narrow."""
        return tuple(kind for kind in NeedFilterKind if self.of(kind))

    def of(self, kind: NeedFilterKind) -> tuple[str, ...]:
        """The alternatives of one filter."""
        return self.chosen.get(kind, ())

    def without(self, kind: NeedFilterKind, value: str | None = None) -> "NeedFilters":
        """These filters without one, or without one of its alternatives."""
        left = tuple(other for other in self.of(kind) if value is not None and other != value)
        return NeedFilters({**self.chosen, kind: left})

    def each(self) -> Iterator[tuple[NeedFilterKind, str]]:
        """Every demand by itself."""
        for kind in self.kinds:
            yield from ((kind, value) for value in self.of(kind))

    @property
    def arguments(self) -> dict[str, list[str]]:
        """The filters as they stand in an address; ``read_need_filters`` makes the same of them."""
        return {kind.value: list(self.of(kind)) for kind in self.kinds}


NEED_NAMES = tuple(kind.value for kind in NeedFilterKind)


def read_need_filters(values: Mapping[str, Sequence[str]]) -> tuple[NeedFilters, InvalidError | None]:
    """The filters that an address or a form tells, and the first thing in them that cannot be understood."""
    chosen: dict[NeedFilterKind, tuple[str, ...]] = {}
    problem: InvalidError | None = None
    for kind in NeedFilterKind:
        given = [text.strip() for text in values.get(kind.value, ()) if text.strip()]
        if kind is NeedFilterKind.IPC:
            try:
                given = [parse_prefix(text) for text in given]
            except InvalidError as error:
                given, problem = [], error
        if kind in MEMBERS:
            given = [member.value for member in MEMBERS[kind] if member.value in given]
        chosen[kind] = tuple(dict.fromkeys(given))
    return NeedFilters(chosen), problem


def budget_band(budget_fen: int | None) -> Budget:
    """The band of a budget; None is one to be agreed."""
    if budget_fen is None:
        return Budget.AGREED
    bounds = (band for band in Budget if band.value.isdigit())
    return next((band for band in bounds if budget_fen <= int(band) * _FEN_A_WAN), Budget.MORE)


def due_by(deadline: dt.date | None, *, today: dt.date) -> Due:
    """How soon a deadline is."""
    if deadline is None:
        return Due.OPEN
    if deadline < today:
        return Due.PAST
    if deadline <= today + _SOON:
        return Due.SOON
    return Due.YEAR if deadline <= today + _WITHIN_A_YEAR else Due.LATER


_BUDGET_LABELS = {
    Budget.UP_TO_20: N_("up to 20 (×10k yuan)"),
    Budget.UP_TO_50: N_("20 to 50"),
    Budget.UP_TO_100: N_("50 to 100"),
    Budget.UP_TO_500: N_("100 to 500"),
    Budget.MORE: N_("more than 500"),
    Budget.AGREED: N_("to be agreed"),
}
_DUE_LABELS = {
    Due.SOON: N_("within three months"),
    Due.YEAR: N_("within a year"),
    Due.LATER: N_("later than that"),
    Due.PAST: N_("has passed"),
    Due.OPEN: N_("not stated"),
}
_FILTER_LABELS = {
    NeedFilterKind.INDUSTRY: N_("Industry"),
    NeedFilterKind.REGION: N_("Region"),
    NeedFilterKind.COOPERATION: N_("How to work together"),
    NeedFilterKind.BUDGET: N_("Budget, ×10k yuan"),
    NeedFilterKind.DUE: N_("Needed by"),
    NeedFilterKind.STATE: N_("Stage"),
    NeedFilterKind.COMPANY: N_("Company"),
    NeedFilterKind.IPC: N_("IPC class of the best patents"),
}
