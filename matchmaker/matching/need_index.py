"""Open needs by the features they share with a patent: the other direction of the match, by the same weights."""

from bisect import insort
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from matchmaker.matching.reading import Reader
from matchmaker.matching.recipe import Query
from matchmaker.needs.models import Need
from matchmaker.needs.queries import open_texts
from matchmaker.organizations.queries import trail_length
from matchmaker.ranking.arrays import Booleans, Floats, Ids
from matchmaker.ranking.documents import Fields, Hit
from matchmaker.ranking.ranker import Ranker
from matchmaker.ranking.reading import term_strengths

_MARGIN = 1e-6
_Text: TypeAlias = tuple[str, str]


class _Weighed(NamedTuple):
    """Needs by the weights of an index.

    Attributes:
        strengths: those of the postings; 0 where they are too light to count in their need; (p,).
        lengths: the Euclidean length of each need's weighted features that count, without those that may not count,
            1 where it has none; (n,).
    """

    strengths: Floats
    lengths: Floats


@dataclass(frozen=True, eq=False)
class OpenNeeds:
    """n open needs and their m features; never changed.

    Attributes:
        ids: the needs' ids; (n,).
        published: which of them everyone may read; (n,).
        texts: title and content by id.
        queries: each need as a query, by id.
        numbers: feature → its number below m.
        starts: the postings of feature t are those from ``starts[t]`` to ``starts[t + 1]``; (m + 1,).
        rows: the row of each posting's need; (p,).
        strengths: the damped frequency of each posting's feature in its need; (p,).
    """

    ids: Ids
    published: Booleans
    texts: Mapping[int, _Text]
    queries: Mapping[int, Query]
    numbers: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    strengths: Floats
    _weighed: list[tuple[Hashable, _Weighed]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        published: Mapping[int, bool],
        texts: Mapping[int, _Text],
        queries: Mapping[int, Query],
        field_weights: Mapping[str, float],
    ) -> "OpenNeeds":
        """Sorts needs by their features."""
        by_term: dict[str, list[tuple[int, float]]] = {}
        for row, query in enumerate(queries.values()):
            for term, strength in term_strengths(query.fields, field_weights).items():
                by_term.setdefault(term, []).append((row, strength))
        postings = [each for several in by_term.values() for each in several]
        return cls(
            ids=np.array(list(queries), np.int64),
            published=np.array([published[number] for number in queries], np.bool_),
            texts=texts,
            queries=queries,
            numbers={term: number for number, term in enumerate(by_term)},
            starts=np.cumsum([0, *(len(several) for several in by_term.values())], dtype=np.int64),
            rows=np.array([row for row, _ in postings], np.int64),
            strengths=np.array([strength for _, strength in postings], np.float64),
        )

    def best(
        self, index: Ranker, patent: Fields, patent_id: int, *, k: int, published_only: bool
    ) -> list[Hit]:
        """The ``k`` needs nearest to a patent of the index, each with the score that ``index`` gives the pair.

        The inverted list says what a score is at most; the scores are those of ``index.explain``, so that both
        directions agree to the last digit. Equal scores stand by ascending id.
        """
        most = self._most(index, patent)
        if published_only:
            most = most * self.published
        hits: list[Hit] = []
        for row in np.argsort(-most)[: np.count_nonzero(most)].tolist():
            if len(hits) == k > 0 and most[row] < hits[-1].score:
                break
            number = int(self.ids[row])
            score = index.explain(self.queries[number].fields, patent_id).score
            if score:
                insort(hits, Hit(number, score), key=lambda hit: (-hit.score, hit.id))
                del hits[k:]
        return hits

    def _most(self, index: Ranker, patent: Fields) -> Floats:
        """What the score of each need is at most, and hardly below: the sum over the features shared; (n,)."""
        found, weighed = term_strengths(patent, index.field_weights), self._weighed_by(index)
        strengths, weights = np.array(list(found.values())), index.term_weights(found)
        length = np.linalg.norm(strengths * weights) or 1.0
        sums = np.zeros(len(self.ids))
        for term, factor in zip(found, strengths * weights**2 / length, strict=True):
            if term in self.numbers:
                number = self.numbers[term]
                place = slice(self.starts[number], self.starts[number + 1])
                sums[self.rows[place]] += weighed.strengths[place] * factor
        most: Floats = sums / weighed.lengths * (1 + _MARGIN)
        return most

    def _weighed_by(self, index: Ranker) -> _Weighed:
        """The needs by the weights that an index has now; kept until they change."""
        weighing = index.weighing_
        for known, weighed in self._weighed:
            if known == weighing:
                return weighed
        weights = np.repeat(index.term_weights(self.numbers), np.diff(self.starts))
        products = self.strengths * weights
        factors, heaviest = products * weights, np.zeros(len(self.ids))
        np.maximum.at(heaviest, self.rows, factors)
        heaviest = heaviest[self.rows]
        least = index.lightest * heaviest
        strengths = np.where(factors < least * (1 - _MARGIN), 0.0, self.strengths)
        products[factors < np.minimum(least * (1 + _MARGIN), heaviest)] = 0.0
        squares = np.bincount(self.rows, products**2, minlength=len(self.ids))
        weighed = _Weighed(strengths, np.where(squares > 0, np.sqrt(squares), 1.0))
        self._weighed[:] = [(weighing, weighed)]
        return weighed


class NeedIndex:
    """The open needs, one index a process, shared by its threads.

    ``caught_up`` counts the recorded changes of needs (one query) and reads the needs again where there are
    new ones; a need whose words are as before is not segmented again.
    """

    def __init__(self) -> None:
        self._catching_up = Lock()
        self._known: tuple[int, str] = (-1, "")
        self._current = OpenNeeds.of({}, {}, {}, {})

    def caught_up(self, session: Session, reader: Reader) -> OpenNeeds:
        """The open needs as of the last recorded change."""
        fingerprint = reader.fingerprint + reader.synonyms.fingerprint
        state = trail_length(session, Need), fingerprint
        if state != self._known:
            with self._catching_up:
                self._current = self._read(session, reader, afresh=fingerprint != self._known[1])
                self._known = state
        return self._current

    def _read(self, session: Session, reader: Reader, *, afresh: bool) -> OpenNeeds:
        rows = list(session.execute(open_texts()))
        texts = {number: (title, content) for number, _, title, content in rows}
        known = {} if afresh else self._current.texts
        queries = {
            number: self._current.queries[number]
            if known.get(number) == (title, content)
            else reader.query(title=title, text=content)
            for number, (title, content) in texts.items()
        }
        published = {number: is_public for number, is_public, _, _ in rows}
        return OpenNeeds.of(published, texts, queries, reader.recipe.field_weights)
