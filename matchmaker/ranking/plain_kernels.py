"""What ``kernels`` computes, in NumPy alone: the same rows and strengths, only slower."""

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Postings, Rows, Strengths
from matchmaker.ranking.parts import Part
from matchmaker.ranking.segment import ROW, Segment

GRAINS = 1e12
"""How finely scores are told apart: finer than anyone sees, coarser than the rounding of sums, so that what is equal
compares equal."""

_MARGIN = 1.0 - 2e-5
_SPREAD = 40_503  # puts numbers that are near one another into slots that are not


def weighed(
    numbers: Ids,
    lengths: Ids,
    weights: Floats,
    starts: Ids,
    later_starts: Ids,
    weighed_by: Floats,
    weight_of_new: float,
) -> tuple[Ids, Floats, Floats]:
    """Weighs a query's terms; a loop over few numbers, which ``kernels`` compiles as it stands.

    Args:
        numbers: the number of each occurrence's term; below 0 where it has none; (o,).
        lengths: how many of these are in each field, one field after the other; (f,).
        weights: what an occurrence counts in each field; (f,).
        starts: where the postings of each term begin in the first part of the index, as in ``Segment``; (m + 1,).
        later_starts: the same of its last part, which may be the first.
        weighed_by: the weight of each term; (m,).
        weight_of_new: the weight of every other term.

    Returns:
        The places where the terms that a document holds occur first, their weights in the query, and these times
        their weights in documents; (t,) each.
    """
    places, factors, count = np.empty(len(numbers), np.int64), np.zeros(len(numbers)), 0
    room = 2
    while room < 2 * len(numbers):
        room *= 2
    slots = np.full(room, -1)
    field, end = 0, lengths[0] if len(lengths) else 0
    for occurrence in range(len(numbers)):
        while occurrence == end:
            field += 1
            end += lengths[field]
        number, is_held = numbers[occurrence], False
        if 0 <= number < len(starts) - 1:
            is_held = starts[number] < starts[number + 1]
        if 0 <= number < len(later_starts) - 1:
            is_held |= later_starts[number] < later_starts[number + 1]
        if is_held:
            slot = number * _SPREAD & (room - 1)
            while slots[slot] >= 0 and numbers[places[slots[slot]]] != number:
                slot = (slot + 1) & (room - 1)
            if slots[slot] < 0:
                slots[slot], places[count] = count, occurrence
                count += 1
            factors[slots[slot]] += weights[field]
    weights = np.empty(count)
    for term in range(count):
        number = numbers[places[term]]
        term_weight = weighed_by[number] if number < len(weighed_by) else weight_of_new
        weights[term] = np.sqrt(factors[term]) * term_weight
        factors[term] = weights[term] * term_weight
    return places[:count], weights, factors[:count]


def counting(places: Ids, weights: Floats, factors: Floats, lightest: float) -> tuple[Ids, Floats]:
    """Of what ``weighed`` gives, what counts; a few numbers, which ``kernels`` compiles as it stands.

    Args:
        places: where each term occurs first; (t,).
        weights: its weight in the query.
        factors: what it can add, but for a scale.
        lightest: of the greatest factor, the least that counts.

    Returns:
        The places of the terms that count, in their order, and their ``WeightedQuery.factors``.
    """
    heaviest = squares = 0.0
    for factor in factors:
        heaviest = max(heaviest, factor)
    kept = np.flatnonzero(factors >= lightest * heaviest)
    for weight in weights[kept]:
        squares += weight * weight
    return places[kept], factors[kept] / np.sqrt(squares)


def turn_around(segment: Segment, starts: npt.NDArray[np.int64], held: Postings) -> None:
    """Fills in ``Holdings.held``; ``starts`` are those of the holdings."""
    free = starts[:-1].copy()
    for first, last in segment.stretches():
        start, stop = int(segment.starts[first]), int(segment.starts[last])
        terms = np.repeat(np.arange(first, last), np.diff(segment.starts[first : last + 1])).astype(np.uint32)
        rows = segment.rows(start, stop)
        order, counts = np.argsort(rows, kind="stable"), np.bincount(rows, minlength=len(segment))
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        places = np.repeat(free, counts) + within
        held[places] = ((terms << np.uint32(ROW)) | segment.codes(start, stop))[order]
        free += counts


def permitted(part: Part, ids: Ids) -> Booleans:
    """Whether each document is one of ``ids``; (n,)."""
    return np.isin(part.segment.ids, ids)


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


def ranked(rows: Rows, sums: Floats, ids: Ids, norms: Floats, k: int) -> tuple[Ids, Floats]:
    """Puts documents in order; a few numbers, which ``kernels`` compiles as it stands.

    Args:
        rows: the documents; (n,).
        sums: the sums of their products; (n,).
        ids: the id of every document by row.
        norms: their lengths.
        k: how many are asked for.

    Returns:
        The ids and cosines of the ``k`` best above 0, the best first, equal ones by ascending id.
    """
    scores = np.minimum(np.rint(sums / norms[rows] * GRAINS) / GRAINS, 1.0)
    by_id = np.argsort(ids[rows])
    order = by_id[np.argsort(-scores[by_id], kind="mergesort")]
    order = order[scores[order] > 0.0][:k]
    return ids[rows[order]], scores[order]


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
