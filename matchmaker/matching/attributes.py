"""What patents on offer are like besides their words: what passes filters, and how many each choice would leave.

A filter is a few comparisons of whole arrays, so that narrowing 1.35 million patents takes milliseconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.classification import subclass_name
from matchmaker.matching.columns import STATUSES, TO_BE_AGREED, WAYS, Columns, Ids, Mask, bits, columns_of
from matchmaker.matching.enums import Order
from matchmaker.matching.filters import FilterKind, Filters
from matchmaker.matching.kept_columns import KeptColumns
from matchmaker.patents.enums import ListingState, Readiness
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.queries import (
    catalogue_identity,
    catalogue_revision,
    holders,
    listings_open,
    terms_changed_since,
)
from matchmaker.ranking.documents import Hit

_ROWS_AT_ONCE = 50_000
_LAST = 2**62
_WORTH_KEEPING = 10_000  # patents read at once: reading fewer again costs less than writing all
Counts: TypeAlias = Mapping[FilterKind, Mapping[Any, int]]


@dataclass(frozen=True, eq=False)
class Attributes:
    """The patents on offer at one moment, ready to be filtered and counted.

    Attributes:
        columns: what each patent is like.
        names: the name of each holder by id.
        regions: the region of each holder by id, ``""`` where it is not known.
        industries: the industry of each holder by id, ``""`` where it is not known.
    """

    columns: Columns
    names: Mapping[int, str]
    regions: Mapping[int, str]
    industries: Mapping[int, str]

    @property
    def size(self) -> int:
        """How many patents are on offer."""
        return self.columns.size

    def allowed_ids(self, filters: Filters) -> Ids:
        """The ids of the patents that pass, in no particular order."""
        return self.columns.ids[self._passing(self._masks(filters))]

    def count(self, filters: Filters) -> int:
        """How many patents pass."""
        return int(np.count_nonzero(self._passing(self._masks(filters))))

    def arranged(self, filters: Filters, order: Order) -> Ids:
        """The ids of the patents that pass, in an order; where that says nothing, the newest here first."""
        (rows,) = np.nonzero(self._passing(self._masks(filters)))
        return self.columns.ids[rows[np.lexsort((-self.columns.ids[rows], self._keys(rows, order)))]]

    def arranged_hits(self, hits: Sequence[Hit], order: Order) -> list[Hit]:
        """Hits in an order; where that says nothing, as they came."""
        (rows,) = np.nonzero(self.columns.live & np.isin(self.columns.ids, [hit.id for hit in hits]))
        keys = dict(zip(self.columns.ids[rows].tolist(), self._keys(rows, order).tolist(), strict=True))
        return sorted(hits, key=lambda hit: keys.get(hit.id, _LAST))

    def _keys(self, rows: npt.NDArray[np.int64], order: Order) -> npt.NDArray[np.int64]:
        """What the rows are sorted by, ascending; what is not stated stands last."""
        if order is Order.SCORE:
            return np.zeros(len(rows), np.int64)
        if order is Order.PRICE:
            prices = self.columns.prices[rows]
            return np.where(prices == TO_BE_AGREED, _LAST, prices)
        if order is Order.READINESS:
            return -self.columns.readiness[rows].astype(np.int64)
        days = self.columns.filed[rows]
        return np.where(np.isnat(days), _LAST, -days.astype(np.int64))

    def has_inventor(self, name: str) -> bool:
        """Whether a patent on offer has an inventor of this name."""
        return bool(self.columns.live[self.columns.invented_by(name)].any())

    def missed(self, filters: Filters, patent_id: int) -> tuple[FilterKind, ...]:
        """The filters that keep a patent out; none where it passes or is not on offer."""
        (rows,) = np.nonzero((self.columns.ids == patent_id) & self.columns.live)
        masks = self._masks(filters)
        return tuple(kind for kind, mask in masks.items() if len(rows) and not mask[rows[0]])

    def counts(self, filters: Filters) -> Counts:
        """How many patents each choice of a filter would leave, the other filters being as they are.

        By filter: subclasses, ids of holders, statuses, ways, regions, industries, years and levels (at least
        that one);
        under ``PRICE`` True counts those with a price and False those whose price is to be agreed.
        """
        if not filters.kinds:
            return self._totals
        masks = self._masks(filters)
        return {
            kind: count(self, self._passing(masks, besides=besides))
            for kind, (count, besides) in _COUNTED.items()
        }

    @cached_property
    def _totals(self) -> Counts:
        return {kind: count(self, self.columns.live) for kind, (count, _) in _COUNTED.items()}

    def _masks(self, filters: Filters) -> dict[FilterKind, Mask]:
        return {kind: _TESTS[kind](self, filters) for kind in filters.kinds}

    def _passing(self, masks: Mapping[FilterKind, Mask], besides: tuple[FilterKind, ...] = ()) -> Mask:
        passing = self.columns.live
        for kind, mask in masks.items():
            if kind not in besides:
                passing = passing & mask
        return passing


class AttributeTable:
    """The attributes of all patents on offer, one a process, shared by its threads and caught up like the index.

    With a ``folder``, they are left there for the other processes and the next start.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._revision = 0
        self._catching_up = Lock()
        self._current = _NOTHING

    def caught_up(self, session: Session) -> Attributes:
        """The attributes as of the last committed change: one small query where nothing has changed."""
        if catalogue_revision(session) != self._revision:
            with self._catching_up:
                self._catch_up(session)
        return self._current

    def _catch_up(self, session: Session) -> None:
        revision = catalogue_revision(session)
        columns, read = self._columns(session, revision)
        if self._folder and read >= _WORTH_KEEPING:
            KeptColumns(self._folder, catalogue_identity(session)).keep(columns, revision=revision)
        known = holders(session)
        self._current = Attributes(
            columns,
            names={number: name for number, name, _, _ in known},
            regions={number: region for number, _, region, _ in known},
            industries={number: industry for number, _, _, industry in known},
        )
        self._revision = revision

    def _columns(self, session: Session, revision: int) -> tuple[Columns, int]:
        """The columns at a revision, and how many patents were read for that."""
        if 0 < self._revision <= revision:
            return _with_changes(session, self._current.columns, self._revision)
        if self._folder:
            kept = KeptColumns(self._folder, catalogue_identity(session)).newest(up_to=revision)
            if kept:
                columns, read = _with_changes(session, kept[1], kept[0])
                # Of another number are those of a database that has gone back in time.
                if columns.size == listings_open(session):
                    return columns, read
        return _with_changes(session, _NOTHING.columns, 0)


def attribute_rows(
    revision: int,
) -> sa.Select[int, int, str, str, str, int | None, str | None, str | None, str, bool]:
    """Patents changed after a revision as they are stored, enumerations and lists as texts, which is read faster.

    Id, holder's id, status, IPC; the offer's ways, price and readiness; day of filing, inventors; whether the offer
    is open.
    """
    return terms_changed_since(revision).with_only_columns(
        Patent.id,
        Patent.organization_id,
        sa.cast(Patent.status, sa.Text),
        sa.cast(Patent.ipc, sa.Text),
        sa.cast(Listing.ways, sa.Text),
        Listing.price_fen,
        sa.cast(Listing.readiness, sa.Text),
        sa.cast(Patent.filed_on, sa.Text),
        sa.cast(Patent.inventors, sa.Text),
        sa.func.coalesce(Listing.state == ListingState.OPEN, sa.false()),
    )


def _with_changes(session: Session, columns: Columns, revision: int) -> tuple[Columns, int]:
    """Columns that have read the patents changed after a revision, and how many these were."""
    read = 0
    for rows in session.execute(
        attribute_rows(revision), execution_options={"yield_per": _ROWS_AT_ONCE}
    ).partitions():
        changed = np.array([row[0] for row in rows], np.int64)
        columns = columns.changed(changed, columns_of([row[:-1] for row in rows if row[-1]]))
        read += len(rows)
    return columns, read


_NOTHING = Attributes(columns_of([]), {}, {}, {})


def _has_code(attributes: Attributes, filters: Filters) -> Mask:
    mask = np.zeros(len(attributes.columns.ids), np.bool_)
    for prefix in filters.ipc:
        mask[attributes.columns.coded(prefix)] = True
    return mask


def _of_holder(attributes: Attributes, filters: Filters) -> Mask:
    return np.isin(attributes.columns.holders, np.array(filters.holder, np.int32))


def _of_region(attributes: Attributes, filters: Filters) -> Mask:
    return _held_by(attributes, attributes.regions, filters.region)


def _of_industry(attributes: Attributes, filters: Filters) -> Mask:
    return _held_by(attributes, attributes.industries, filters.industry)


def _held_by(attributes: Attributes, traits: Mapping[int, str], wanted: tuple[str, ...]) -> Mask:
    """Where the holder has one of the wanted traits."""
    having = [holder for holder, trait in traits.items() if trait in wanted]
    return np.isin(attributes.columns.holders, np.array(having, np.int32))


def _of_status(attributes: Attributes, filters: Filters) -> Mask:
    return np.isin(attributes.columns.statuses, [STATUSES.index(status) for status in filters.status])


def _for_way(attributes: Attributes, filters: Filters) -> Mask:
    return (attributes.columns.ways & np.uint8(bits(filters.way))).astype(np.bool_)


def _within_price(attributes: Attributes, filters: Filters) -> Mask:
    return np.less_equal(attributes.columns.prices, filters.price or 0)


def _with_price(attributes: Attributes, _: Filters) -> Mask:
    return np.not_equal(attributes.columns.prices, TO_BE_AGREED)


def _ready(attributes: Attributes, filters: Filters) -> Mask:
    return np.greater_equal(attributes.columns.readiness, filters.readiness or 0)


def _filed_in(attributes: Attributes, filters: Filters) -> Mask:
    return np.isin(attributes.columns.years, np.array(filters.year, np.int64))


def _invented(attributes: Attributes, filters: Filters) -> Mask:
    mask = np.zeros(len(attributes.columns.ids), np.bool_)
    for name in filters.inventor:
        mask[attributes.columns.invented_by(name)] = True
    return mask


def _by_subclass(attributes: Attributes, mask: Mask) -> dict[object, int]:
    numbers, rows, places = attributes.columns.subclasses
    counts = np.bincount(places[mask[rows]], minlength=len(numbers))
    return {
        subclass_name(int(number)): int(count) for number, count in zip(numbers, counts, strict=True) if count
    }


def _by_holder(attributes: Attributes, mask: Mask) -> dict[int, int]:
    counts = np.bincount(attributes.columns.holders[mask])
    return {int(holder): int(counts[holder]) for holder in np.flatnonzero(counts)}


def _by_region(attributes: Attributes, mask: Mask) -> dict[object, int]:
    return _by_trait(attributes, attributes.regions, mask)


def _by_industry(attributes: Attributes, mask: Mask) -> dict[object, int]:
    return _by_trait(attributes, attributes.industries, mask)


def _by_trait(attributes: Attributes, traits: Mapping[int, str], mask: Mask) -> dict[object, int]:
    """How many patents the holders of each trait have."""
    counts: dict[object, int] = {}
    for holder, count in _by_holder(attributes, mask).items():
        trait = traits.get(holder, "")
        if trait:
            counts[trait] = counts.get(trait, 0) + count
    return counts


def _by_status(attributes: Attributes, mask: Mask) -> dict[object, int]:
    counts = np.bincount(attributes.columns.statuses[mask], minlength=len(STATUSES))
    return {status: int(count) for status, count in zip(STATUSES, counts, strict=True) if count}


def _by_way(attributes: Attributes, mask: Mask) -> dict[object, int]:
    sets = np.bincount(attributes.columns.ways[mask], minlength=1 << len(WAYS))
    kinds = np.arange(len(sets))
    return {way: int(sets[(kinds & bits((way,))) != 0].sum()) for way in WAYS}


def _by_price(attributes: Attributes, mask: Mask) -> dict[object, int]:
    agreed = int(np.count_nonzero(mask & (attributes.columns.prices == TO_BE_AGREED)))
    return {True: int(np.count_nonzero(mask)) - agreed, False: agreed}


def _by_readiness(attributes: Attributes, mask: Mask) -> dict[object, int]:
    counts = np.bincount(attributes.columns.readiness[mask], minlength=len(Readiness) + 1)
    at_least = np.cumsum(counts[::-1])[::-1]
    return {level: int(at_least[level]) for level in Readiness}


def _by_year(attributes: Attributes, mask: Mask) -> dict[object, int]:
    years, counts = np.unique(attributes.columns.years[mask], return_counts=True)
    return {int(year): int(count) for year, count in zip(years, counts, strict=True) if year > 0}


_TESTS: Mapping[FilterKind, Callable[[Attributes, Filters], Mask]] = {
    FilterKind.IPC: _has_code,
    FilterKind.HOLDER: _of_holder,
    FilterKind.STATUS: _of_status,
    FilterKind.WAY: _for_way,
    FilterKind.PRICE: _within_price,
    FilterKind.AGREED: _with_price,
    FilterKind.REGION: _of_region,
    FilterKind.INDUSTRY: _of_industry,
    FilterKind.READINESS: _ready,
    FilterKind.YEAR: _filed_in,
    FilterKind.INVENTOR: _invented,
}
_COUNTED: Mapping[
    FilterKind, tuple[Callable[[Attributes, Mask], Mapping[Any, int]], tuple[FilterKind, ...]]
] = {
    FilterKind.IPC: (_by_subclass, (FilterKind.IPC,)),
    FilterKind.HOLDER: (_by_holder, (FilterKind.HOLDER,)),
    FilterKind.STATUS: (_by_status, (FilterKind.STATUS,)),
    FilterKind.WAY: (_by_way, (FilterKind.WAY,)),
    FilterKind.PRICE: (_by_price, (FilterKind.PRICE, FilterKind.AGREED)),
    FilterKind.REGION: (_by_region, (FilterKind.REGION,)),
    FilterKind.INDUSTRY: (_by_industry, (FilterKind.INDUSTRY,)),
    FilterKind.READINESS: (_by_readiness, (FilterKind.READINESS,)),
    FilterKind.YEAR: (_by_year, (FilterKind.YEAR,)),
}
