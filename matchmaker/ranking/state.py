"""One state of a TF-IDF index: its documents in parts, the terms' weights, and the cosines that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, Strengths
from matchmaker.ranking.documents import Contribution, Explanation, Fields
from matchmaker.ranking.engine import loops
from matchmaker.ranking.parts import Part
from matchmaker.ranking.plain_kernels import GRAINS
from matchmaker.ranking.segment import Segment
from matchmaker.ranking.vocabulary import Vocabulary

_ALL = np.empty(0, np.bool_)
_NOTHING = (np.empty(0, np.int64), np.empty(0))
_LOOKED_UP_AT_ONCE = 5_000  # strengths, or one for so many documents: less than reading all postings costs
_DOCUMENTS_A_LOOK_UP = 100


@dataclass(frozen=True, slots=True, eq=False)
class WeightedQuery:
    """Those of a query's known terms that count, scaled to length 1.

    Attributes:
        occurrences: all terms of the query, each as often as it occurs.
        places: where among these each known term stands first; (t,).
        numbers: their numbers; (t,).
        factors: what a strength of 1 of each adds to a dot product: its weight here times its weight in
            documents; (t,).
    """

    occurrences: Sequence[str]
    places: Ids
    numbers: Ids
    factors: Floats

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, in the order of the query."""
        return tuple(map(self.occurrences.__getitem__, self.places.tolist()))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class State:
    """The parts of an index with what they share; never changed.

    Attributes:
        vocabulary: the terms' numbers.
        parts: the documents of the last merge and, if any came since, those; one or two.
        weighed_by: the inverse document frequency of each term at the last merge; terms numbered since have
            ``weight_of_new``; (m,).
        weight_of_new: the weight of a term that no document held at the last merge.
    """

    vocabulary: Vocabulary
    parts: tuple[Part, ...]
    weighed_by: Floats
    weight_of_new: float

    @classmethod
    def of(cls, vocabulary: Vocabulary, segment: Segment) -> "State":
        """A state of one part, whose documents give the weights."""
        weights = inverse_document_frequencies(len(segment), segment.document_frequencies)
        return cls(vocabulary, (Part.of(segment, weights),), weights, rarest(len(segment)))

    @property
    def ids(self) -> Ids:
        """The ids of all documents, part by part."""
        return np.concatenate([part.ids for part in self.parts])

    def term_weights(self, numbers: Ids) -> Floats:
        """The weight of each term; (len(numbers),)."""
        if not len(self.weighed_by):
            return np.full(len(numbers), self.weight_of_new)
        weights = self.weighed_by.take(numbers, mode="clip")
        return np.where(numbers < len(self.weighed_by), weights, self.weight_of_new)

    def held(self, numbers: Ids) -> Booleans:
        """Whether any document holds each term; one that lost its last is held until the next merge."""
        held = np.zeros(len(numbers), np.bool_)
        for part in self.parts:
            starts, stops = part.segment.bounds(numbers)
            held |= stops > starts
        return held

    def weighted(self, query: Fields, field_weights: Mapping[str, float], lightest: float) -> WeightedQuery:
        """Weighs a query's terms; those that no document holds are left out, and of its length.

        Args:
            query: terms by field, as in a document.
            field_weights: field name → weight; fields that are not named weigh 1.
            lightest: how light a term may be, as for ``TfidfIndex``.
        """
        occurrences = list(chain.from_iterable(query.values()))
        numbers = self.vocabulary.numbers(occurrences)
        weighed = loops().weighed(
            numbers,
            np.array([len(terms) for terms in query.values()], np.int64),
            np.array([field_weights.get(field, 1.0) for field in query], np.float64),
            self.parts[0].segment.starts,
            self.parts[-1].segment.starts,
            self.weighed_by,
            self.weight_of_new,
        )
        places, factors = loops().counting(*weighed, lightest)
        return WeightedQuery(occurrences, places, numbers[places], factors)

    def nearest(self, query: WeightedQuery, k: int, allowed: Ids | None) -> tuple[Ids, Floats]:
        """The ids and scores of the ``k`` nearest documents, the nearest first, equal ones by ascending id."""
        found = [self._nearest(part, query, k, allowed) for part in self.parts] if len(query.numbers) else []
        if len(found) == 1:
            return found[0]
        ids, scores = map(np.concatenate, zip(_NOTHING, *found, strict=True))
        order = np.lexsort((ids, -scores))[:k]
        return ids[order], scores[order]

    def _nearest(self, part: Part, query: WeightedQuery, k: int, allowed: Ids | None) -> tuple[Ids, Floats]:
        few = max(_LOOKED_UP_AT_ONCE, len(part.segment) // _DOCUMENTS_A_LOOK_UP)
        if allowed is not None and len(allowed) * len(query.numbers) <= few:
            rows = part.rows_of(allowed)
            rows = rows[part.norms[rows] > 0.0]
            sums = _sums(_products(part, query, rows))
        else:
            permitted = _ALL if allowed is None else loops().permitted(part, allowed)
            rows, sums = loops().best_rows(part, query.numbers, query.factors, k, permitted)
        found: tuple[Ids, Floats] = loops().ranked(rows, sums, part.segment.ids, part.norms, k)
        return found

    def explanations(self, query: WeightedQuery, places: Sequence[tuple[Part, int]]) -> list[Explanation]:
        """Says what each term of a query adds to the score of each document, in their order."""
        explained = [Explanation(0.0, ())] * len(places)
        for part in self.parts if len(query.numbers) else ():
            numbers = [
                number
                for number, (other, row) in enumerate(places)
                if other is part and part.norms[row] > 0.0
            ]
            rows = np.array([places[number][1] for number in numbers], np.int32)
            products = _products(part, query, rows)
            scores = _cosines(part, rows, _sums(products)).tolist()
            for number, score, values in zip(numbers, scores, products / part.norms[rows, None], strict=True):
                explained[number] = Explanation(score, _contributions(query, values))
        return explained

    def place(self, document_id: int) -> tuple[Part, int] | None:
        """The part and row of a document, None if it is not here."""
        for part in self.parts:
            row = part.row(document_id)
            if row is not None:
                return part, row
        return None


def scores_of(part: Part, query: WeightedQuery, rows: Rows) -> Floats:
    """The cosines between a query and documents, in double precision; (rows,)."""
    return _cosines(part, rows, _sums(_products(part, query, rows)))


def inverse_document_frequencies(documents: int, frequencies: npt.NDArray[np.int64]) -> Floats:
    """The weight of terms that so many documents hold: 1 + ln((1 + n) / (1 + d)), as scikit-learn smooths it."""
    weights: Floats = 1.0 + np.log((1 + documents) / (1 + frequencies))
    return weights


def rarest(documents: int) -> float:
    """The weight of a term that none of so many documents holds."""
    return float(inverse_document_frequencies(documents, np.zeros(1, np.int64))[0])


def _products(part: Part, query: WeightedQuery, rows: Rows) -> Floats:
    strengths: Strengths = loops().strengths_at(part, query.numbers, rows)
    return strengths * query.factors


def _sums(products: Floats) -> Floats:
    sums: Floats = np.cumsum(products, axis=1)[:, -1]  # in one order, whatever the number of rows
    return sums


def _cosines(part: Part, rows: Rows, sums: Floats) -> Floats:
    scores: Floats = np.minimum(np.rint(sums / part.norms[rows] * GRAINS) / GRAINS, 1.0)
    return scores


def _contributions(query: WeightedQuery, values: Floats) -> tuple[Contribution, ...]:
    terms, above_zero = query.terms, np.flatnonzero(values > 0.0).tolist()
    contributions = [Contribution(terms[number], float(values[number])) for number in above_zero]
    return tuple(sorted(contributions, key=lambda each: (-each.value, each.term)))
