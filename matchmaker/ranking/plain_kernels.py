"""What ``kernels`` computes, in NumPy alone: the same rows and strengths, only slower."""

import numpy as np

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, Strengths
from matchmaker.ranking.parts import Part

_MARGIN = 1.0 - 2e-5


def weighed(
    numbers: Ids, strengths: Floats, starts: Ids, later_starts: Ids, weighed_by: Floats, weight_of_new: float
) -> tuple[Ids, Floats]:
    """Weighs a query's terms; a loop over few numbers, which ``kernels`` compiles as it stands.

    Args:
        numbers: the terms' numbers; below 0 where a term has none; (t,).
        strengths: how strong each is in the query; (t,).
        starts: where the postings of each term begin in the first part of the index, as in ``Segment``; (m + 1,).
        later_starts: the same of its last part, which may be the first.
        weighed_by: the weight of each term; (m,).
        weight_of_new: the weight of every other term.

    Returns:
        The places of the terms that a document holds, and their ``WeightedQuery.factors``; (h,) each.
    """
    held, factors, squares, count = np.empty(len(numbers), np.int64), np.empty(len(numbers)), 0.0, 0
    for place in range(len(numbers)):
        number, is_held = numbers[place], False
        if 0 <= number < len(starts) - 1:
            is_held = starts[number] < starts[number + 1]
        if 0 <= number < len(later_starts) - 1:
            is_held |= later_starts[number] < later_starts[number + 1]
        if is_held:
            term_weight = weighed_by[number] if number < len(weighed_by) else weight_of_new
            weight = strengths[place] * term_weight
            held[count], factors[count] = place, weight * term_weight
            squares += weight * weight
            count += 1
    return held[:count], factors[:count] / np.sqrt(squares)


def best_rows(part: Part, terms: Ids, factors: Floats, k: int, allowed: Booleans) -> tuple[Rows, Floats]:
    """The rows of a part that may be among its ``k`` best, and their sums; see ``kernels.best_rows``."""
    segment, sums = part.segment, np.zeros(len(part.segment))
    for start, stop, factor in zip(*segment.bounds(terms), factors, strict=True):
        rows = segment.rows(int(start), int(stop))  # each once
        sums[rows] += segment.strengths(int(start), int(stop)) * factor
    scores = np.divide(sums, part.norms, out=np.zeros(len(sums)), where=(part.norms > 0.0) & ~part.gone)
    if len(allowed):
        scores[~allowed] = 0.0
    bar = np.partition(scores, -k)[-k] if k < len(scores) else 0.0
    found = np.flatnonzero((scores >= bar * _MARGIN) & (scores > 0.0)).astype(np.int32)
    return found, sums[found]


def strengths_at(part: Part, terms: Ids, rows: Rows) -> Strengths:
    """The strength of each term in each row, 0 where it does not stand; (rows, terms)."""
    segment, strengths = part.segment, np.zeros((len(rows), len(terms)), np.float32)
    for term, (start, stop) in enumerate(zip(*segment.bounds(terms), strict=True)):
        here = segment.rows(int(start), int(stop))
        places = np.searchsorted(here, rows)
        for number in np.flatnonzero(places < len(here)):
            place = int(start) + int(places[number])
            if here[places[number]] == rows[number]:
                strengths[number, term] = segment.strengths(place, place + 1)[0]
    return strengths
