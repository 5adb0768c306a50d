"""The year's figures: sums of ledger entries, each of which knows the entries that it adds up."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.deals.enums import EntryKind
from matchmaker.deals.queries import EntryFilter, LedgerSum, sums_by_kind_and_way
from matchmaker.patents.enums import Way

FIRST_DAY = dt.date(1985, 4, 1)  # the Patent Law's first day: "to date" begins here


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on a page: ``total`` is what the entries chosen by ``behind`` add up to."""

    total: LedgerSum
    behind: EntryFilter


@dataclass(frozen=True, slots=True)
class WayFigures:
    """One row of the year's table; ``way`` is None for the row of totals."""

    way: Way | None
    contract: Figure
    effect: Figure
    registration: Figure
    receipt: Figure


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year's figures up to a day: a row a way, and their totals.

    The four measures are kept apart: patents (件), contracts (项), registrations (次) and money, of which
    the contract amount and the amount received are two figures.
    """

    year: int
    as_of: dt.date
    ways: tuple[WayFigures, ...]
    total: WayFigures


def year_figures(session: Session, *, year: int, as_of: dt.date) -> YearFigures:
    """The figures of a year, up to and with ``as_of``; one query."""
    first_day, last_day = dt.date(year, 1, 1), min(as_of, dt.date(year, 12, 31))
    sums = sums_by_kind_and_way(session, first_day, last_day)
    rows = {way: _row(sums, way, first_day, last_day) for way in Way}
    return YearFigures(
        year=year, as_of=last_day, ways=tuple(rows.values()), total=_row(sums, None, first_day, last_day)
    )


def figures_to_date(session: Session, *, as_of: dt.date) -> Figure:
    """Contracts in effect since the beginning: the cumulative count of projects."""
    sums = sums_by_kind_and_way(session, FIRST_DAY, as_of)
    return _figure(sums, EntryFilter(EntryKind.EFFECT, FIRST_DAY, as_of))


Sums = Mapping[tuple[EntryKind, Way], LedgerSum]


def _row(sums: Sums, way: Way | None, first_day: dt.date, last_day: dt.date) -> WayFigures:
    chosen = EntryFilter(EntryKind.CONTRACT, first_day, last_day, way)
    return WayFigures(
        way=way,
        contract=_figure(sums, chosen),
        effect=_figure(sums, replace(chosen, kind=EntryKind.EFFECT)),
        registration=_figure(sums, replace(chosen, kind=EntryKind.REGISTRATION)),
        receipt=_figure(sums, replace(chosen, kind=EntryKind.RECEIPT)),
    )


def _figure(sums: Sums, chosen: EntryFilter) -> Figure:
    ways = (chosen.way,) if chosen.way else tuple(Way)
    parts = [sums.get((chosen.kind, way), LedgerSum()) for way in ways]
    return Figure(
        total=LedgerSum(
            amount_fen=sum(part.amount_fen for part in parts),
            contracts=sum(part.contracts for part in parts),
            patents=sum(part.patents for part in parts),
            registrations=sum(part.registrations for part in parts),
        ),
        behind=chosen,
    )
