"""One state of a TF-IDF index: weights, lengths and the cosines that follow from them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matchmaker.ranking.arrays import Floats, Rows
from matchmaker.ranking.documents import Contribution, Explanation
from matchmaker.ranking.postings import Postings

_DECIMALS = 12  # finer than anyone sees, coarser than the rounding of sums: what is equal compares equal


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The postings of n documents and m terms with what is computed from them; never changed.

    Attributes:
        postings: which document holds which term.
        term_weights: the inverse document frequency of each term; (m,).
        norms: the Euclidean length of each document's weighted terms; (n,).
    """

    postings: Postings
    term_weights: Floats
    norms: Floats

    @classmethod
    def of(cls, postings: Postings) -> "Snapshot":
        """Computes the weights and lengths."""
        documents = len(postings.ids)
        term_weights = 1.0 + np.log((1 + documents) / (1 + postings.document_frequencies))
        return cls(postings, term_weights, postings.norms(term_weights))

    def holds(self, term: str) -> bool:
        """Says whether any document holds ``term``."""
        return self.postings.rows[self.postings.place(term)].size > 0

    def unit_weights(self, strengths: Mapping[str, float]) -> dict[str, float]:
        """Weighs a query's terms and scales them to length 1; terms that no document holds are left out."""
        weights = {
            term: strength * self._weight(term) for term, strength in strengths.items() if self.holds(term)
        }
        norm = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
        return {term: weight / norm for term, weight in weights.items()}

    def cosines(self, weights: Mapping[str, float]) -> tuple[Rows, Floats]:
        """Gives the rows of the documents that share a term with a query of length 1, and their scores."""
        if not weights:
            return np.empty(0, np.int32), np.empty(0)
        places = [self.postings.place(term) for term in weights]
        rows = np.concatenate([self.postings.rows[place] for place in places])
        products = np.concatenate(
            [
                self.postings.strengths[place].astype(np.float64) * (self._weight(term) * weight)
                for place, (term, weight) in zip(places, weights.items(), strict=True)
            ]
        )
        sums = np.bincount(rows, products, minlength=len(self.norms))
        found = np.flatnonzero(sums).astype(np.int32)
        return found, _rounded(sums[found] / self.norms[found])

    def explanation(self, weights: Mapping[str, float], row: int) -> Explanation:
        """Says what each term of a query of length 1 adds to the score of one document."""
        strengths = {term: self.postings.strength(term, row) for term in weights}
        products = {
            term: strength * (self._weight(term) * weights[term])
            for term, strength in strengths.items()
            if strength > 0.0
        }
        if not products:
            return Explanation(0.0, ())
        norm = float(self.norms[row])
        total = np.cumsum(list(products.values()))[-1:]  # one after the other, as bincount adds them up
        contributions = [Contribution(term, product / norm) for term, product in products.items()]
        return Explanation(
            score=float(_rounded(total / norm)[0]),
            contributions=tuple(sorted(contributions, key=lambda part: (-part.value, part.term))),
        )

    def _weight(self, term: str) -> float:
        return float(self.term_weights[self.postings.term_numbers[term]])


def _rounded(scores: Floats) -> Floats:
    return np.minimum(np.round(scores, _DECIMALS), 1.0)
