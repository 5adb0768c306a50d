"""The loops of the ranking, as numba compiles them; ``kernels`` calls them.

A query's rare terms are summed over their postings. What its common terms can add at most is read for all
documents from columns of four bits, 32 documents an instruction (see ``columns``). Only a document whose sum
and bound together reach the best so far is looked up exactly, so that the result is that of a full sum (the
idea of MaxScore: Turtle and Flood 1995, doi 10.1016/0306-4573(95)00020-H).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from matchmaker.ranking.columns import BLOCK, HALF

F = TypeVar("F", bound=Callable[..., Any])

_STEP = 128  # documents whose bounds are compared at once
_MORE_SEEDS = 6  # than are asked for
_MOST_SEEDS = 100
_SEED_POSTINGS = 4096
MARGIN = np.float32(1.0 - 2e-5)
"""What sums in single precision may be off by, as a factor; documents this near are settled in double."""


def _compiled(function: F, *, loosely: bool = False) -> F:
    """Compiled on first use and kept on disk where Python keeps its own compiled files, or in memory only.

    Args:
        function: what numba understands.
        loosely: sums may be reordered, so that the loop becomes vector instructions.
    """
    options: dict[str, Any] = {
        "nogil": True,
        "error_model": "numpy",
        "boundscheck": False,
        "fastmath": loosely,
    }
    try:
        return cast("F", njit(cache=True, **options)(function))
    except RuntimeError:  # there is no folder that the machine code could be kept in
        return cast("F", njit(**options)(function))


@_compiled
def _add_postings(
    sums: Any, starts: Any, stops: Any, factors: Any, rows: Any, codes: Any, levels: Any
) -> None:
    scaled = np.empty(256, np.float32)
    for term in range(len(starts)):
        factor = factors[term]
        for level in range(256):
            scaled[level] = factor * levels[level]
        for posting in range(starts[term], stops[term]):
            sums[rows[posting]] += scaled[codes[posting]]


@_compiled
def _add_four_columns(
    bounds: Any, c0: Any, c1: Any, c2: Any, c3: Any, w0: Any, w1: Any, w2: Any, w3: Any
) -> None:
    # Two loops, each of which LLVM turns into vector instructions; in one it does not see how.
    for i in range(HALF):
        bounds[i] = np.uint16(
            bounds[i]
            + np.uint16(
                np.uint16(w0 * np.uint16(c0[i] & 15))
                + np.uint16(w1 * np.uint16(c1[i] & 15))
                + np.uint16(w2 * np.uint16(c2[i] & 15))
                + np.uint16(w3 * np.uint16(c3[i] & 15))
            )
        )
    for i in range(HALF):
        bounds[HALF + i] = np.uint16(
            bounds[HALF + i]
            + np.uint16(
                np.uint16(w0 * np.uint16(c0[i] >> 4))
                + np.uint16(w1 * np.uint16(c1[i] >> 4))
                + np.uint16(w2 * np.uint16(c2[i] >> 4))
                + np.uint16(w3 * np.uint16(c3[i] >> 4))
            )
        )


@_compiled
def place_of(row: int, start: int, stop: int, rows: Any, first_row: int, row_count: int) -> int:
    """Where the posting of a row stands between two places, -1 where there is none.

    Between them stand postings of rows from ``first_row`` on, of ``row_count`` rows in all; rows ascend.
    """
    if start == stop:
        return -1
    guess = start + (stop - start) * (row - first_row) // row_count
    low, high, leap = guess, guess, 1
    if rows[guess] < row:
        while high < stop and rows[high] < row:
            low = high + 1
            high += leap
            leap *= 2
        high = min(high, stop)
    else:
        while low > start and rows[low - 1] >= row:
            high = low - 1
            low -= leap
            leap *= 2
        low = max(low, start)
    while low < high:
        middle = (low + high) >> 1
        if rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low if low < stop and rows[low] == row else -1


@_compiled
def _settled(
    row: int,
    sum_of_rare: Any,
    bound: Any,
    least: Any,
    columns: Any,
    weights: Any,
    unit: Any,
    factors: Any,
    nibbles: Any,
    places: Any,
    rows: Any,
    codes: Any,
    levels: Any,
) -> Any:
    """The sum of a document, its common terms looked up; 0 once it turns out to be below ``least``.

    ``bound`` is what the columns allow at most; each term that is looked up brings it nearer to the sum.
    """
    block, inside = row // BLOCK, row % BLOCK
    byte, shift = (inside, 0) if inside < HALF else (inside - HALF, 4)
    total = sum_of_rare
    for term in range(len(factors)):
        steps = (nibbles[columns[term], block, byte] >> shift) & 15
        if steps:
            start, stop = places[columns[term], block], places[columns[term], block + 1]
            place = place_of(row, start, stop, rows, block * BLOCK, BLOCK)
            part = factors[term] * levels[codes[place]]
            total += part
            bound -= unit * np.float32(steps * weights[term]) - part
            if bound < least:
                return np.float32(0.0)
    return total


@_compiled
def _insert(best: Any, score: Any) -> None:
    """Puts a score among the best, a heap whose least stands first, in place of the least."""
    place, child = 0, 1
    while child < len(best):
        if child + 1 < len(best) and best[child + 1] < best[child]:
            child += 1
        if score <= best[child]:
            break
        best[place] = best[child]
        place, child = child, 2 * child + 1
    best[place] = score


@_compiled
def _seeds(
    count: int, sums: Any, inverse_norms: Any, allowed: Any, starts: Any, stops: Any, rows: Any
) -> Any:
    """Documents with high sums among those of the first terms; they set the bar for all others."""
    seeds, scores, taken = np.full(count, -1, np.int64), np.zeros(count, np.float32), 0
    for term in range(len(starts)):
        for posting in range(starts[term], stops[term]):
            row = rows[posting]
            score = sums[row] * inverse_norms[row]
            if score > scores[0] and (not len(allowed) or allowed[row]):
                known = False
                for seed in range(count):
                    known |= seeds[seed] == row
                if not known:
                    place = 0
                    while place + 1 < count and scores[place + 1] < score:
                        scores[place], seeds[place] = scores[place + 1], seeds[place + 1]
                        place += 1
                    scores[place], seeds[place] = score, row
        taken += stops[term] - starts[term]
        if taken > _SEED_POSTINGS:
            break
    return seeds


@_compiled
def _weightiest_first(factors: Any, chosen: Any) -> Any:
    """The places that are chosen, by falling factor."""
    places = np.flatnonzero(chosen)
    return places[np.argsort(-factors[places])]


@_compiled
def _whole_weights(added: Any, empty_column: int, columns: Any) -> Any:
    """What a step of each column adds, in whole units rounded up, so that no sum passes 16 bits.

    Returns:
        The columns, filled up to a multiple of four with the empty one; what a step of each adds in units; and
        the unit.
    """
    count = len(added)
    unit = np.float32(max(15 * added.sum() / (65_000 - 15 * count), 1e-30))
    padded = np.full((count + 3) // 4 * 4, empty_column, np.int64)
    weights = np.zeros(len(padded), np.uint16)
    for place in range(count):
        padded[place] = columns[place]
        weights[place] = np.uint16(np.ceil(added[place] / unit))
    return padded, weights, unit


@_compiled
def _add_all_odd(
    sums: Any, terms: Any, factors: Any, starts: Any, rows: Any, postings: Any, strengths: Any
) -> None:
    if len(postings):
        for place in range(len(terms)):
            first = np.searchsorted(postings, starts[terms[place]])
            last = np.searchsorted(postings, starts[terms[place] + 1])
            for odd in range(first, last):
                sums[rows[postings[odd]]] += factors[place] * strengths[odd]


@_compiled
def best_rows(
    sums: Any,
    inverse_norms: Any,
    allowed: Any,
    k: int,
    all_terms: Any,
    all_factors: Any,
    segment: Any,
    column_arrays: Any,
) -> Any:
    """See ``kernels.best_rows``; ``sums`` are zeros, one a row of whole blocks, and are left as zeros."""
    all_starts, rows, codes, levels, odd_postings, odd_strengths = segment
    common_terms, steps, nibbles, places = column_arrays
    here = all_terms < len(all_starts) - 1
    terms, factors = all_terms[here], all_factors[here]
    columns_of = np.searchsorted(common_terms, terms)
    is_common = np.zeros(len(terms), np.bool_)
    added = np.zeros(len(terms), np.float32)
    for place in range(len(terms)):
        column = columns_of[place]
        if column < len(common_terms) and common_terms[column] == terms[place]:
            is_common[place] = True
            added[place] = factors[place] * steps[column]
    rare, common = _weightiest_first(factors, ~is_common), _weightiest_first(added, is_common)
    starts, stops = all_starts[terms[rare]], all_starts[terms[rare] + 1]
    columns, weights, unit = _whole_weights(added[common], len(common_terms), columns_of[common])
    common_factors = factors[common]
    _add_postings(sums, starts, stops, factors[rare], rows, codes, levels)
    _add_all_odd(sums, terms, factors, all_starts, rows, odd_postings, odd_strengths)
    best = np.zeros(k, np.float32)
    for row in _seeds(min(k, _MOST_SEEDS) + _MORE_SEEDS, sums, inverse_norms, allowed, starts, stops, rows):
        if row >= 0:
            score = inverse_norms[row] * _settled(
                row,
                sums[row],
                np.float32(np.inf),
                np.float32(0.0),
                columns,
                weights,
                unit,
                common_factors,
                nibbles,
                places,
                rows,
                codes,
                levels,
            )
            if score > best[0]:
                _insert(best, score)
    # The pass meets the seeds again; a bar a little below them lets them in.
    bar = best[0] * MARGIN
    best[:] = bar
    found_rows, found_scores, found = np.empty(64 + 4 * k, np.int64), np.empty(64 + 4 * k, np.float32), 0
    bounds = np.zeros(BLOCK, np.uint16)
    for first_of_block in range(0, len(sums), BLOCK):
        _read_columns(bounds, first_of_block // BLOCK, nibbles, columns, weights)
        for step in range(0, BLOCK, _STEP):
            first, last = first_of_block + step, first_of_block + step + _STEP
            if not _reaching(
                sums[first:last], inverse_norms[first:last], bounds[step : step + _STEP], unit, bar
            ):
                continue
            for row in range(first, last):
                bound = sums[row] + unit * np.float32(bounds[row - first_of_block])
                if bound * inverse_norms[row] <= bar or (len(allowed) and not allowed[row]):
                    continue
                score = inverse_norms[row] * _settled(
                    row,
                    sums[row],
                    bound,
                    bar / inverse_norms[row],
                    columns,
                    weights,
                    unit,
                    common_factors,
                    nibbles,
                    places,
                    rows,
                    codes,
                    levels,
                )
                if score <= bar:
                    continue
                if found == len(found_rows):
                    found = _thinned(found_rows, found_scores, bar)
                    if found > len(found_rows) // 2:
                        found_rows = np.concatenate((found_rows, np.empty_like(found_rows)))
                        found_scores = np.concatenate((found_scores, np.empty_like(found_scores)))
                found_rows[found], found_scores[found] = row, score
                found += 1
                if score > best[0]:
                    _insert(best, score)
                    bar = max(bar, best[0] * MARGIN)
        sums[first_of_block : first_of_block + BLOCK] = np.float32(0.0)
    return found_rows[:found][found_scores[:found] > bar]


@_compiled
def _read_columns(bounds: Any, block: int, nibbles: Any, columns: Any, weights: Any) -> None:
    bounds[:] = 0
    for term in range(0, len(columns), 4):
        _add_four_columns(
            bounds,
            nibbles[columns[term], block],
            nibbles[columns[term + 1], block],
            nibbles[columns[term + 2], block],
            nibbles[columns[term + 3], block],
            weights[term],
            weights[term + 1],
            weights[term + 2],
            weights[term + 3],
        )


@partial(_compiled, loosely=True)
def _reaching(sums: Any, inverse_norms: Any, bounds: Any, unit: Any, bar: Any) -> int:
    """How many documents have a bound above the bar."""
    count = 0
    for i in range(len(sums)):
        count += (sums[i] + unit * np.float32(bounds[i])) * inverse_norms[i] > bar
    return count


@_compiled
def _thinned(rows: Any, scores: Any, bar: Any) -> int:
    """Moves what is above the bar to the front; gives how many those are."""
    kept = 0
    for place in range(len(rows)):
        if scores[place] > bar:
            rows[kept], scores[kept] = rows[place], scores[place]
            kept += 1
    return kept


@_compiled
def look_up(
    strengths: Any,
    wanted: Any,
    starts: Any,
    stops: Any,
    rows: Any,
    codes: Any,
    levels: Any,
    odd_postings: Any,
    odd_strengths: Any,
    row_count: int,
) -> None:
    """See ``kernels.strengths_at``, whose result it fills in."""
    for term in range(len(starts)):
        for number in range(len(wanted)):
            place = place_of(wanted[number], starts[term], stops[term], rows, 0, row_count)
            if place >= 0:
                code = codes[place]
                strengths[number, term] = (
                    levels[code] if code else odd_strengths[np.searchsorted(odd_postings, place)]
                )
