"""What ``kernels`` computes, in NumPy alone: the same rows and strengths, only slower."""

import numpy as np

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, Strengths
from matchmaker.ranking.parts import Part

_MARGIN = 1.0 - 2e-5


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
