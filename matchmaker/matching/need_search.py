"""Searches open needs: the nearest to a text, or all of a kind, with what a reader may see of each."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from matchmaker.matching.addresses import Asked
from matchmaker.matching.asking import TEXT_LENGTH, EmptyTextError, TextTooLongError
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Order
from matchmaker.matching.evidence import Evidence, evidence_in
from matchmaker.matching.facets import Chip, Choice, Facet, Label
from matchmaker.matching.need_filters import MEMBERS, NeedFilterKind, NeedFilters, budget_band, due_by
from matchmaker.matching.need_shelf import Shelf, ShelvedNeed
from matchmaker.matching.queries import leading_codes
from matchmaker.matching.service import MOST_RANKED, MOST_SORTED
from matchmaker.matching.wanted import Names, Wanted, readings
from matchmaker.organizations.models import Person

_MOST_CHOICES = 8
_NUMBER_LENGTH = 9
_WATCHED = 20
_NEAR_ENOUGH = 0.5  # of the score of the nearest
_COUNTED = tuple(kind for kind in NeedFilterKind if kind not in {NeedFilterKind.COMPANY, NeedFilterKind.IPC})


@dataclass(frozen=True, slots=True)
class NeedHit:
    """A need found: its place (from 1) and, where it was ranked for a text ``asked``, its score and the evidence."""

    rank: int
    need: ShelvedNeed
    score: float | None = None
    evidence: Evidence | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class NeedNarrowing:
    """The filters of needs with their choices, what is in force, how many needs pass, and how many there are."""

    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    allowed: int
    total: int


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """What a search of needs found; ``terms`` are the words of the text, ``unknown`` those that no need has."""

    found: tuple[NeedHit, ...]
    more: bool
    narrowing: NeedNarrowing
    terms: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def shelf_for(session: Session, catalogue: Catalogue, reader: Person | None) -> Shelf:
    """The needs that a reader may search: the staff all open ones in full, everybody else what is public."""
    shelf = catalogue.inside_needs if reader and reader.role.is_staff else catalogue.public_needs
    return shelf.caught_up(session, catalogue.reader)


def need_readings(shelf: Shelf, text: str) -> tuple[Wanted, ...]:
    """What a text in the box for needs may mean, the likeliest first, by the rules of the box for patents."""
    companies = {
        need.company_id: need.company for need in shelf.needs.values() if need.company_id and need.company
    }
    names = Names(holders=companies, is_inventor=lambda _: False, is_word=lambda _: False)
    return tuple(
        Wanted(each.reading, {"company": each.filters["holder"]}, each.words)
        if "holder" in each.filters
        else each
        for each in readings(text, numbers=(), names=names)
    )


def need_numbered(shelf: Shelf, text: str) -> ShelvedNeed | None:
    """The need whose number here is all that a text says (``12``, ``#12``, ``需求12``), if the reader may see it."""
    digits = text.strip().removeprefix("需求").lstrip("#＃ ")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _NUMBER_LENGTH):
        return None
    return shelf.needs.get(int(digits))


def search_needs(
    session: Session,
    catalogue: Catalogue,
    *,
    asked: Asked,
    filters: NeedFilters,
    reader: Person | None,
    today: dt.date,
    start: int = 0,
    k: int = 10,
) -> NeedAnswer:
    """The needs that pass the filters, those nearest to the text first; without a text in the order asked for.

    Raises:
        EmptyTextError, TextTooLongError: the text cannot be taken.
    """
    shelf = shelf_for(session, catalogue, reader)
    traits = _traits(session, shelf, filters, today)
    passing = _passing(traits, filters)
    narrowed = _narrowing(shelf, traits, filters)
    if asked.is_list:
        ordered = _sorted([NeedHit(0, shelf.needs[number]) for number in passing], asked.sorted_by)
        return NeedAnswer(_numbered(ordered, start, k), len(ordered) > start + k, narrowed)
    text = _checked(asked.text)
    query = catalogue.query(text=text)
    most = min(start + k + 1, MOST_RANKED) if asked.order is Order.SCORE else MOST_SORTED
    hits = shelf.index.rank(query.fields, most, allowed=passing)
    ordered = _sorted([NeedHit(0, shelf.needs[hit.id], hit.score) for hit in hits], asked.order)
    unknown = shelf.index.unknown_terms({"words": query.words})
    explained = _explained(shelf, catalogue, text, _numbered(ordered, start, k))
    return NeedAnswer(
        found=explained,
        more=len(ordered) > start + k,
        narrowing=narrowed,
        terms=query.words,
        unknown=tuple(word for word in query.words if word in unknown),
    )


def first_needs(
    session: Session,
    catalogue: Catalogue,
    *,
    asked: Asked,
    filters: NeedFilters,
    reader: Person,
    today: dt.date,
) -> list[int]:
    """The ids of what a saved search of needs watches: of a list all of it, of a text what is really near to it.

    The latter are the nearest twenty, as far as they are at least half as near as the nearest: every need
    shares a few characters with every text.

    Raises:
        EmptyTextError, TextTooLongError: the text cannot be taken.
    """
    shelf = shelf_for(session, catalogue, reader)
    passing = _passing(_traits(session, shelf, filters, today), filters)
    if asked.is_list:
        ordered = _sorted([NeedHit(0, shelf.needs[number]) for number in passing], Order.PUBLISHED)
        return [hit.need.id for hit in ordered]
    query = catalogue.query(text=_checked(asked.text))
    hits = shelf.index.rank(query.fields, _WATCHED, allowed=passing)
    return [hit.id for hit in hits if hit.score >= hits[0].score * _NEAR_ENOUGH]


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise EmptyTextError
    if len(text) > TEXT_LENGTH:
        raise TextTooLongError(length=len(text))
    return text


def _explained(shelf: Shelf, catalogue: Catalogue, text: str, hits: Sequence[NeedHit]) -> tuple[NeedHit, ...]:
    query = catalogue.query(text=text)
    explanations = shelf.index.explain_all(query.fields, [hit.need.id for hit in hits])
    return tuple(
        NeedHit(
            hit.rank,
            hit.need,
            hit.score,
            evidence_in(
                hit.need.title,
                hit.need.content,
                query.credited(explanation.contributions),
                catalogue.segmenter,
            ),
            text,
        )
        for hit, explanation in zip(hits, explanations, strict=True)
    )


def _numbered(hits: Sequence[NeedHit], start: int, k: int) -> tuple[NeedHit, ...]:
    shown = enumerate(hits[start : start + k], start + 1)
    return tuple(NeedHit(rank, hit.need, hit.score) for rank, hit in shown)


def _sorted(hits: list[NeedHit], order: Order) -> list[NeedHit]:
    """Hits in an order; where that says nothing, the newest first; what has no deadline stands last."""
    if order is Order.SCORE:
        return hits
    newest = sorted(hits, key=lambda hit: (hit.need.since, hit.need.id), reverse=True)
    if order is Order.DEADLINE:
        return sorted(newest, key=lambda hit: hit.need.deadline or dt.date.max)
    return newest


_Traits = Mapping[int, Callable[[NeedFilterKind], tuple[str, ...]]]


def _traits(session: Session, shelf: Shelf, filters: NeedFilters, today: dt.date) -> _Traits:
    """What each need has that filters ask for; the classes of its best patents only where these are asked for."""
    codes = leading_codes(session) if filters.of(NeedFilterKind.IPC) else {}
    prefixes = filters.of(NeedFilterKind.IPC)

    def trait(need: ShelvedNeed, kind: NeedFilterKind) -> tuple[str, ...]:
        if kind is NeedFilterKind.IPC:
            own = codes.get(need.id, ())
            return tuple(prefix for prefix in prefixes if any(code.startswith(prefix) for code in own))
        return {
            NeedFilterKind.INDUSTRY: (need.industry,),
            NeedFilterKind.REGION: (need.region,),
            NeedFilterKind.COOPERATION: tuple(way.value for way in need.cooperation),
            NeedFilterKind.BUDGET: (budget_band(need.budget_fen).value,),
            NeedFilterKind.DUE: (due_by(need.deadline, today=today).value,),
            NeedFilterKind.STATE: (need.state.value,),
            NeedFilterKind.COMPANY: (str(need.company_id),),
        }[kind]

    return {number: partial(trait, need) for number, need in shelf.needs.items()}


def _passing(traits: _Traits, filters: NeedFilters, besides: NeedFilterKind | None = None) -> list[int]:
    kinds = [kind for kind in filters.kinds if kind is not besides]
    return [
        number
        for number, trait in traits.items()
        if all(set(trait(kind)) & set(filters.of(kind)) for kind in kinds)
    ]


def _narrowing(shelf: Shelf, traits: _Traits, filters: NeedFilters) -> NeedNarrowing:
    names = {str(need.company_id): need.company for need in shelf.needs.values() if need.company}
    facets = []
    for kind in _COUNTED:
        counts = Counter(value for each in _passing(traits, filters, kind) for value in traits[each](kind))
        facet = Facet(kind, tuple(_choices(kind, counts, filters.of(kind))))
        several = len(facet.choices) > 1 or filters.of(kind)
        if several:
            facets.append(facet)
    chips = tuple(
        Chip(kind, _label(kind, value, names), filters.without(kind, value)) for kind, value in filters.each()
    )
    return NeedNarrowing(tuple(facets), chips, len(_passing(traits, filters)), len(shelf.needs))


def _choices(kind: NeedFilterKind, counts: Counter[str], chosen: tuple[str, ...]) -> Iterator[Choice]:
    values: Iterable[str]
    if kind in MEMBERS:
        values = [member.value for member in MEMBERS[kind]]
        values = [value for value in values if counts[value] or value in chosen]
    else:
        leading = sorted((value for value in counts if value), key=lambda value: (-counts[value], value))
        values = dict.fromkeys([*chosen, *leading[:_MOST_CHOICES]])
    for value in values:
        yield Choice(value, _label(kind, value, {}), counts[value], value in chosen)


def _label(kind: NeedFilterKind, value: str, names: Mapping[str, str | None]) -> Label:
    for member in MEMBERS.get(kind, ()):
        if member.value == value:
            return Label(member.label, is_message=True)
    return Label(names.get(value) or value)
