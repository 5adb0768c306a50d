"""What ``kernels`` computes, in NumPy alone: the same rows and strengths, only slower."""

import numpy as np

from matchmaker.ranking.arrays import Booleans, Ids, Rows, Strengths
from matchmaker.ranking.parts import Part
from matchmaker.ranking.segment import Segment

_MARGIN = 1.0 - 2e-5


def best_rows(part: Part, terms: Ids, factors: Strengths, k: int, allowed: Booleans) -> Rows:
    """The rows of a part that may be among its ``k`` best, and perhaps a few more; see ``kernels.best_rows``."""
    segment, sums = part.segment, np.zeros(len(part.segment))
    for start, stop, factor in zip(*segment.bounds(terms), factors, strict=True):
        rows = segment.rows[start:stop]  # each once
        sums[rows] += segment.strengths(int(start), int(stop)) * factor
    scores = sums * part.inverse_norms[: len(sums)]
    if len(allowed):
        scores[~allowed] = 0.0
    bar = np.partition(scores, -k)[-k] if k < len(scores) else 0.0
    return np.flatnonzero((scores >= bar * _MARGIN) & (scores > 0.0)).astype(np.int32)


def strengths_at(segment: Segment, terms: Ids, rows: Rows) -> Strengths:
    """The strength of each term in each row, 0 where it does not stand; (rows, terms)."""
    strengths = np.zeros((len(rows), len(terms)), np.float32)
    for term, (start, stop) in enumerate(zip(*segment.bounds(terms), strict=True)):
        places = start + np.searchsorted(segment.rows[start:stop], rows)
        for number in np.flatnonzero(places < stop):
            place = int(places[number])
            if segment.rows[place] == rows[number]:
                strengths[number, term] = segment.strengths(place, place + 1)[0]
    return strengths
