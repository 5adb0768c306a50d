"""The filters of a search as a reader sees them: each choice with its count, what is chosen, and what loosens it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from matchmaker.matching.attributes import Attributes, Counts
from matchmaker.matching.classification import IpcSection
from matchmaker.matching.filters import FilterKind, Filters, written
from matchmaker.matching.need_filters import NeedFilterKind, NeedFilters
from matchmaker.patents.enums import PatentStatus, Readiness, Way
from matchmaker.ranking.documents import Fields
from matchmaker.ranking.ranker import Ranker

MOST_COUNTED = 1000
_MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a choice: a message of the catalogue, or a name that stands as it is."""

    text: str
    is_message: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet: how it stands in an address, its words, and how many patents it would leave."""

    value: str
    label: Label
    count: int
    chosen: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the choices that there are."""

    kind: FilterKind | NeedFilterKind
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A demand that is in force, and the filters without it."""

    kind: FilterKind | NeedFilterKind
    label: Label
    without: Filters | NeedFilters


@dataclass(frozen=True, slots=True)
class Loosening:
    """A filter to drop, the filters that are left, and how many patents would be found then.

    ``count`` is at most ``MOST_COUNTED``, which then stands for that many or more.
    """

    kind: FilterKind
    without: Filters
    count: int


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Everything that a page shows of the filters.

    Attributes:
        facets: the filters with their choices.
        chips: what is in force.
        priced, to_be_agreed: patents with a price and without one, the other filters being as they are.
        allowed: how many patents on offer pass all filters.
        total: how many are on offer.
    """

    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    priced: int
    to_be_agreed: int
    allowed: int
    total: int


def narrowing(attributes: Attributes, filters: Filters) -> Narrowing:
    """What there is to choose from, counted among all patents on offer under the other filters."""
    counts = attributes.counts(filters)
    prices = counts[FilterKind.PRICE]
    return Narrowing(
        facets=tuple(_facets(attributes, filters, counts)),
        chips=tuple(
            Chip(kind, _label(attributes, kind, value), filters.without(kind, value))
            for kind, value in filters.each()
        ),
        priced=prices.get(True, 0),
        to_be_agreed=prices.get(False, 0),
        allowed=attributes.count(filters),
        total=attributes.size,
    )


def loosenings(
    attributes: Attributes, filters: Filters, index: Ranker, fields: Fields
) -> tuple[Loosening, ...]:
    """What dropping each filter would give for a query, the one that gives most first; none that gives nothing."""
    found = []
    for kind in filters.kinds:
        without = filters.without(kind)
        allowed = attributes.allowed_ids(without) if without.kinds else None
        found.append(Loosening(kind, without, len(index.rank(fields, MOST_COUNTED, allowed=allowed))))
    return tuple(sorted((each for each in found if each.count), key=lambda each: -each.count))


def _facets(attributes: Attributes, filters: Filters, counts: Counts) -> Iterator[Facet]:
    status, ways, levels = counts[FilterKind.STATUS], counts[FilterKind.WAY], counts[FilterKind.READINESS]
    yield Facet(FilterKind.STATUS, tuple(_members(status, PatentStatus, filters.status)))
    yield Facet(FilterKind.WAY, tuple(_members(ways, Way, filters.way)))
    yield Facet(FilterKind.READINESS, tuple(_members(levels, Readiness, (filters.readiness,))))
    yield Facet(
        FilterKind.IPC,
        tuple(
            Choice(code, Label(code), count, code in filters.ipc, note=IpcSection(code[0]).label)
            for code, count in _leading(_with_prefixes(attributes, filters, counts), filters.ipc)
        ),
    )
    yield Facet(
        FilterKind.YEAR,
        tuple(
            Choice(str(year), Label(str(year)), counts[FilterKind.YEAR].get(year, 0), year in filters.year)
            for year in _newest(counts[FilterKind.YEAR], filters.year)
        ),
    )
    yield Facet(
        FilterKind.REGION,
        tuple(
            Choice(region, Label(region), count, region in filters.region)
            for region, count in _leading(counts[FilterKind.REGION], filters.region)
        ),
    )
    industries = counts[FilterKind.INDUSTRY]
    if industries or filters.industry:
        yield Facet(
            FilterKind.INDUSTRY,
            tuple(
                Choice(industry, Label(industry), count, industry in filters.industry)
                for industry, count in _leading(industries, filters.industry)
            ),
        )
    yield Facet(
        FilterKind.HOLDER,
        tuple(
            Choice(str(holder), Label(attributes.names[holder]), count, holder in filters.holder)
            for holder, count in _leading(counts[FilterKind.HOLDER], filters.holder)
            if holder in attributes.names
        ),
    )


def _with_prefixes(attributes: Attributes, filters: Filters, counts: Counts) -> dict[str, int]:
    chosen = {prefix: attributes.count(replace(filters, ipc=(prefix,))) for prefix in filters.ipc}
    return {**counts[FilterKind.IPC], **chosen}


def _members(
    counts: Mapping[object, int],
    kind: type[PatentStatus] | type[Way] | type[Readiness],
    chosen: Collection[object],
) -> Iterator[Choice]:
    for member in kind:
        count = counts.get(member, 0)
        if count or member in chosen:
            yield Choice(str(member.value), Label(member.label, is_message=True), count, member in chosen)


def _leading(counts: Mapping[Any, int], chosen: Iterable[Any]) -> list[tuple[Any, int]]:
    """The most frequent values and, first of all, the chosen ones."""
    first = [(value, counts.get(value, 0)) for value in chosen]
    others = [(value, count) for value, count in counts.items() if value not in set(chosen)]
    others.sort(key=lambda pair: (-pair[1], str(pair[0])))
    return [*first, *others[: max(_MOST_CHOICES - len(first), 0)]]


def _newest(years: Iterable[int], chosen: Iterable[int]) -> list[int]:
    """The newest years and all that are chosen."""
    newest = sorted(years, reverse=True)[:_MOST_CHOICES]
    return sorted({*newest, *chosen}, reverse=True)


def _label(attributes: Attributes, kind: FilterKind, value: Any) -> Label:
    if kind is FilterKind.HOLDER:
        return Label(attributes.names.get(value, str(value)))
    if kind is FilterKind.PRICE:
        return Label(written(kind, value))
    if kind is FilterKind.AGREED:
        return Label(kind.label, is_message=True)
    if isinstance(value, PatentStatus | Way | Readiness):
        return Label(value.label, is_message=True)
    return Label(str(value))
