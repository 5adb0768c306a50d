"""What a score does not say of a hit: words that found nothing, kinship by class, and conditions met or missed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from matchmaker.matching.classification import IpcSection
from matchmaker.matching.conditions import Condition, conditions_of_filters, conditions_of_need
from matchmaker.matching.filters import Filters
from matchmaker.matching.recipe import Query
from matchmaker.needs.models import Need
from matchmaker.patents.models import Patent
from matchmaker.ranking.documents import Contribution
from matchmaker.ranking.ranker import Ranker

NEIGHBOURS = 30
_FEWEST_NEIGHBOURS = 5
_LEADING_SHARE = 0.2
_MOST_LEADING = 3
_SUBCLASS_LENGTH = 4

Ranked: TypeAlias = Sequence[tuple[Patent, float]]
"""Patents with their scores, the best first."""


@dataclass(frozen=True, slots=True)
class Subclass:
    """An IPC subclass and the share (0 to 1) that it has in the scores of the best hits."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Kinship:
    """The IPC subclasses of a patent beside those that the best hits share.

    ``agrees`` is None where there is nothing to compare: too few hits, or a patent without a class.
    """

    own: tuple[str, ...]
    leading: tuple[Subclass, ...]
    agrees: bool | None

    @property
    def sections(self) -> tuple[IpcSection, ...]:
        """The sections of its subclasses, each once."""
        return tuple(dict.fromkeys(IpcSection(code[0]) for code in self.own))


@dataclass(frozen=True, slots=True)
class Assessment:
    """What speaks for and against a hit besides its score.

    ``missing`` are the words of the query that added nothing and that other patents have, the weightiest first:
    ``value`` is what the word could have added, its share of a perfect score of 1. ``unheld`` are those that no
    patent has, ``light`` those that do not count, as others weigh so much more.
    """

    missing: tuple[Contribution, ...] = ()
    unheld: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    kinship: Kinship | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Yardstick:
    """What all hits of one query are held against.

    Attributes:
        potential: what each word of the query could add to a score, the weightiest first; they add up to 1.
        unheld: the words of the query that no patent has; their characters may have been found.
        light: the words of the query that do not count, as others weigh so much more.
        leading: the subclasses that the best hits share.
        filters: the filters of a search.
        need: the need, where it is one.
        today: the day of asking.
    """

    potential: tuple[Contribution, ...] = ()
    unheld: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    leading: tuple[Subclass, ...] = ()
    filters: Filters = field(default_factory=Filters)
    need: Need | None = None
    today: dt.date | None = None

    @classmethod
    def of_words(cls, index: Ranker, query: Query) -> "Yardstick":
        """What the words of a query can do in an index."""
        parts = potential(index, query)
        unknown = index.unknown_terms({"words": query.words})
        counted = {part.term for part in parts}
        return cls(
            potential=parts,
            unheld=tuple(word for word in query.words if word in unknown),
            light=tuple(word for word in query.words if word not in unknown and word not in counted),
        )

    def assess(self, patent: Patent, contributions: Iterable[Contribution]) -> Assessment:
        """Holds one hit against it."""
        found = {part.term for part in contributions}
        return Assessment(
            missing=tuple(
                part for part in self.potential if part.term not in found and part.term not in self.unheld
            ),
            unheld=self.unheld,
            light=self.light,
            kinship=_kinship(patent, self.leading),
            conditions=(
                conditions_of_need(self.need, patent, self.today)
                if self.need
                else conditions_of_filters(self.filters, patent)
            ),
        )


def potential(index: Ranker, query: Query) -> tuple[Contribution, ...]:
    """What each word of a query could add to a score, the weightiest first: a perfect score is 1.

    It is the word's part in the score of a text that weighs every term as the query does: the squares of the
    query's weights, credited to words as contributions are.
    """
    weights = index.query_weights(query.fields)
    return query.credited(Contribution(term, weight * weight) for term, weight in weights.items())


def leading_subclasses(hits: Ranked) -> tuple[Subclass, ...]:
    """The IPC subclasses that at least a fifth of the best hits' scores stands behind, three at most.

    Each hit counts with its score, and once for each of its subclasses; fewer than five hits lead nowhere.
    """
    hits = hits[:NEIGHBOURS]
    whole = sum(score for _, score in hits)
    if len(hits) < _FEWEST_NEIGHBOURS or not whole:
        return ()
    shares: dict[str, float] = {}
    for patent, score in hits:
        for code in subclasses_of(patent):
            shares[code] = shares.get(code, 0.0) + score / whole
    leading = [Subclass(code, share) for code, share in shares.items() if share >= _LEADING_SHARE]
    return tuple(sorted(leading, key=lambda each: (-each.share, each.code))[:_MOST_LEADING])


def subclasses_of(patent: Patent) -> tuple[str, ...]:
    """The IPC subclasses of a patent, each once, the main one first."""
    return tuple(dict.fromkeys(code[:_SUBCLASS_LENGTH] for code in patent.ipc))


def _kinship(patent: Patent, leading: tuple[Subclass, ...]) -> Kinship:
    own = subclasses_of(patent)
    shared: Mapping[str, None] = dict.fromkeys(each.code for each in leading)
    agrees = any(code in shared for code in own) if own and leading else None
    return Kinship(own, leading, agrees)
