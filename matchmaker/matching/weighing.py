"""The weights that the catalogue's index gives to terms: the one place that looks into the index for them."""

from collections.abc import Iterable, Mapping

import numpy as np

from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.documents import Fields
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.postings import term_strengths


def query_weights(index: TfidfIndex, fields: Fields) -> Mapping[str, float]:
    """The weight of each term of a query of length 1, without the terms that no document holds."""
    return index.snapshot_.unit_weights(term_strengths(fields, index.field_weights))


def term_weights(index: TfidfIndex, terms: Iterable[str]) -> Floats:
    """The inverse document frequency of each term, 0 for one that no document holds; (terms,)."""
    snapshot = index.snapshot_
    numbers = snapshot.postings.term_numbers
    return np.array(
        [snapshot.term_weights[numbers[term]] if snapshot.holds(term) else 0.0 for term in terms], np.float64
    )


def strengths(fields: Fields, field_weights: Mapping[str, float]) -> Mapping[str, float]:
    """How strongly each term stands in a text, before it is weighed: the damped frequency."""
    return term_strengths(fields, field_weights)


def state_of(index: TfidfIndex) -> Floats:
    """What stands for one state of an index: the same object until a document comes, changes or goes."""
    return index.snapshot_.term_weights
