"""How strong a query's terms are in documents, read off what these hold (``holdings``); as numba compiles it."""

from typing import Any

import numpy as np

from matchmaker.ranking.compiling import compiled, fetch_soon
from matchmaker.ranking.segment import ROW

_SLOTS_A_TERM = 32  # so that most terms that a query does not have meet an empty slot at once
_HOLDINGS_A_LINE = 16  # of the processor's cache
_AHEAD = 2  # documents, whose holdings are fetched before their turn
_ROWS_AT_ONCE = 65_536  # what so many documents hold stays in the last cache


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
def slots_of(terms: Any) -> Any:
    """A table of terms: at the slot of a term's lowest bits, or the next free one, stands its place, from 1."""
    room = 2
    while room < _SLOTS_A_TERM * len(terms):
        room *= 2
    slots = np.zeros(room, np.int32)
    for place in range(len(terms)):
        slot = terms[place] & (room - 1)
        while slots[slot]:
            slot = (slot + 1) & (room - 1)
        slots[slot] = place + 1
    return slots


@compiled
def _odd_strength(row: Any, term: Any, segment: Any) -> Any:
    _, postings, _, odd_postings, odd_strengths, odd_starts = segment
    low, high = odd_starts[term], odd_starts[term + 1]
    while low < high:
        middle = (low + high) >> 1
        if postings[odd_postings[middle]] >> ROW < row:
            low = middle + 1
        else:
            high = middle
    return odd_strengths[low]


@compiled
def _look_up(strengths: Any, row: Any, terms: Any, slots: Any, segment: Any, holdings: Any) -> None:
    (starts, held), levels = holdings, segment[2]
    one, last = np.uint32(1), np.uint32(len(slots) - 1)
    strengths[:] = np.float32(0.0)
    for holding in held[starts[row] : starts[row + 1]]:
        term, code = holding >> np.uint32(ROW), holding & np.uint32(255)
        slot = term & last
        while slots[slot]:
            place = slots[slot] - 1
            if terms[place] == term:
                strengths[place] = levels[code] if code else _odd_strength(row, term, segment)
                break
            slot = (slot + one) & last


@compiled
def look_up(strengths: Any, rows: Any, terms: Any, segment: Any, holdings: Any) -> None:
    """See ``kernels.strengths_at``, whose result it fills in."""
    slots = slots_of(terms)
    for number in range(len(rows)):
        _look_up(strengths[number], rows[number], terms, slots, segment, holdings)


@compiled
def _fetch(row: Any, starts: Any, held: Any) -> None:
    for place in range(starts[row], starts[row + 1], _HOLDINGS_A_LINE):
        fetch_soon(held, place)


@compiled
def sums_of(rows: Any, terms: Any, slots: Any, factors: Any, segment: Any, holdings: Any) -> Any:
    """The sum of each row's products, in double precision, over the terms in their order."""
    starts, held = holdings
    strengths, sums = np.empty(len(terms), np.float32), np.zeros(len(rows))
    for row in rows:
        fetch_soon(starts, row)
    for row in rows[:_AHEAD]:
        _fetch(row, starts, held)
    for number in range(len(rows)):
        if number + _AHEAD < len(rows):
            _fetch(rows[number + _AHEAD], starts, held)
        _look_up(strengths, rows[number], terms, slots, segment, holdings)
        for term in range(len(terms)):
            sums[number] += factors[term] * np.float64(strengths[term])
    return sums


@compiled
def permit(allowed: Any, ids: Any, rows: Any, least: Any) -> None:
    """Says of the row of each id that it is allowed; ``rows`` are those of the ids from the least on."""
    for number in ids:
        place = number - least
        if 0 <= place < len(rows) and rows[place] >= 0:
            allowed[rows[place]] = True


@compiled
def turn_around(starts: Any, postings: Any, held_starts: Any, held: Any) -> None:
    """See ``kernels.turn_around``."""
    free, waiting = held_starts[:-1].copy(), starts[:-1].copy()
    for first_row in range(0, len(free), _ROWS_AT_ONCE):
        limit = min(first_row + _ROWS_AT_ONCE, len(free))
        for term in range(len(waiting)):
            place, stop = waiting[term], starts[term + 1]
            while place < stop and postings[place] >> ROW < limit:
                row, code = postings[place] >> np.uint32(ROW), postings[place] & np.uint32(255)
                held[free[row]] = (np.uint32(term) << np.uint32(ROW)) | code
                free[row] += 1
                place += 1
            waiting[term] = place
