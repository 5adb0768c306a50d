"""The weights that the catalogue's index gives to terms: the one place that looks into the index for them."""

from collections.abc import Iterable, Mapping

import numpy as np

from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.documents import Fields
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.reading import term_strengths
from matchmaker.ranking.state import State


def query_weights(index: TfidfIndex, fields: Fields) -> Mapping[str, float]:
    """The weight of each term of a query of length 1, without the terms that no document holds."""
    state = index.state_
    query = state.weighted(term_strengths(fields, index.field_weights))
    weights = query.factors / state.term_weights(query.numbers)
    return dict(zip(query.terms, weights.tolist(), strict=True))


def term_weights(index: TfidfIndex, terms: Iterable[str]) -> Floats:
    """The inverse document frequency of each term, 0 for one that no document holds; (terms,)."""
    state = index.state_
    numbers = state.vocabulary.numbers(list(terms))
    weights: Floats = np.where(state.held(numbers), state.term_weights(numbers), 0.0)
    return weights


def strengths(fields: Fields, field_weights: Mapping[str, float]) -> Mapping[str, float]:
    """How strongly each term stands in a text, before it is weighed: the damped frequency."""
    return term_strengths(fields, field_weights)


def state_of(index: TfidfIndex) -> State:
    """What stands for one state of an index: the same object until a document comes, changes or goes."""
    return index.state_
