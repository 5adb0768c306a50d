"""How strong terms are in documents, looked up among the postings; as numba compiles it."""

from typing import Any

import numpy as np

from matchmaker.ranking.columns import MOST_STEPS, STRETCH, TOGETHER
from matchmaker.ranking.compiling import compiled, fetch_soon
from matchmaker.ranking.segment import ROW
from matchmaker.ranking.signs import SIGNS, WORD


@compiled
def _steps_at(row: Any, column: Any, fours: Any) -> Any:
    return (fours[column, row // TOGETHER] >> (2 * (row % TOGETHER))) & MOST_STEPS


@compiled
def guess_of(row: int, start: int, stop: int, first_row: int, row_count: int) -> int:
    """Where a row's posting would stand if the rows from ``first_row`` were spread evenly over these places."""
    return start + int((stop - start) * ((row - first_row) / row_count))


@compiled
def place_of(row: int, start: int, stop: int, postings: Any, guess: int) -> int:
    """Where a row's posting stands between two places, near ``guess``, or -1; there is a place, and rows ascend."""
    wanted = np.uint32(row << ROW)
    low, high, leap = guess, guess, 1
    if postings[guess] < wanted:
        while high < stop and postings[high] < wanted:
            low = high + 1
            high += leap
            leap *= 2
        high = min(high, stop)
    else:
        while low > start and postings[low - 1] >= wanted:
            high = low - 1
            low -= leap
            leap *= 2
        low = max(low, start)
    while low < high:
        middle = (low + high) >> 1
        if postings[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < stop and postings[low] >> ROW == row else -1


@compiled
def places_of(terms: Any, segment: Any, column_arrays: Any) -> Any:
    """Where the postings of each term begin and end, and its column or -1."""
    all_starts, common_terms = segment[0], column_arrays[0]
    starts, stops = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
    columns = np.full(len(terms), -1, np.int64)
    nearest = np.searchsorted(common_terms, terms)
    for place in range(len(terms)):
        if 0 <= terms[place] < len(all_starts) - 1:
            starts[place], stops[place] = all_starts[terms[place]], all_starts[terms[place] + 1]
            if nearest[place] < len(common_terms) and common_terms[nearest[place]] == terms[place]:
                columns[place] = nearest[place]
    return starts, stops, columns, terms


@compiled
def _guess_all(between: Any, wanted: Any, of_term: Any, segment: Any, column_arrays: Any) -> None:
    """Between which places each row's posting of a term may stand, and where it is looked for first."""
    start, stop, column, term = of_term
    postings, row_count, signs = segment[1], segment[6], segment[7]
    fours, places = column_arrays[2], column_arrays[4]
    for number in range(len(wanted)):
        row, first, last, first_row, rows = wanted[number], start, stop, 0, row_count
        if column >= 0:
            part = row // STRETCH
            first, last, first_row, rows = (
                places[column, part],
                places[column, part + 1],
                part * STRETCH,
                STRETCH,
            )
            if not _steps_at(row, column, fours):
                last = first
        elif not (signs[row, term % SIGNS // WORD] >> np.uint64(term % WORD)) & np.uint64(1):
            last = first
        between[number, 0], between[number, 1] = first, last
        if first < last:
            between[number, 2] = guess = guess_of(row, first, last, first_row, rows)
            fetch_soon(postings, guess)


@compiled
def _look_up(strengths: Any, wanted: Any, places_of_terms: Any, segment: Any, column_arrays: Any) -> None:
    starts, stops, columns, terms = places_of_terms
    _, postings, levels, odd_postings, odd_strengths, _, _, _ = segment
    fours, between = column_arrays[2], np.empty((2, len(wanted), 3), np.int64)
    for term in range(-1, len(starts)):  # term by term: postings that are near one another are read together
        if term + 2 < len(starts) and columns[term + 2] >= 0:
            for row in wanted:
                fetch_soon(fours[columns[term + 2]], row // TOGETHER)
        if term + 1 < len(starts):
            of_next = starts[term + 1], stops[term + 1], columns[term + 1], terms[term + 1]
            _guess_all(between[(term + 1) % 2], wanted, of_next, segment, column_arrays)
        for number in range(len(wanted) if term >= 0 else 0):
            first, last, guess = between[term % 2, number]
            place = place_of(wanted[number], first, last, postings, guess) if first < last else -1
            if place < 0:
                strengths[number, term] = 0.0
            elif postings[place] & 255:
                strengths[number, term] = levels[postings[place] & 255]
            else:
                strengths[number, term] = odd_strengths[np.searchsorted(odd_postings, place)]


@compiled
def look_up(strengths: Any, wanted: Any, terms: Any, segment: Any, column_arrays: Any) -> None:
    """See ``kernels.strengths_at``, whose result it fills in."""
    _look_up(strengths, wanted, places_of(terms, segment, column_arrays), segment, column_arrays)


@compiled
def sums_of(rows: Any, places: Any, factors: Any, segment: Any, column_arrays: Any) -> Any:
    """The sum of each row's products, in double precision, over the terms in their order."""
    strengths = np.empty((len(rows), len(factors)), np.float32)
    _look_up(strengths, rows, places, segment, column_arrays)
    sums = np.zeros(len(rows))
    for number in range(len(rows)):
        for term in range(len(factors)):
            sums[number] += factors[term] * np.float64(strengths[number, term])
    return sums


@compiled
def lower(bounds: Any, rows: Any, heaviest: Any, norms: Any, arrays: Any) -> None:
    """Lowers documents' bounds to what the strengths of the terms say whose columns are the heaviest."""
    places, factors = heaviest
    _, steps, fours, _, _, _, _ = arrays[1]
    strengths = np.empty((len(rows), len(factors)), np.float32)
    _look_up(strengths, rows, places, *arrays)
    for number in range(len(rows)):
        for term in range(len(factors)):
            column = places[2][term]
            most = _steps_at(rows[number], column, fours) * steps[column]
            bounds[number] -= max(most - strengths[number, term], 0.0) * factors[term] / norms[rows[number]]
