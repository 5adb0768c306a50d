"""The loops of the ranking, as numba compiles them; ``kernels`` calls them.

A query's rare terms are summed over their postings. What its common terms can add at most is read for all
documents from columns of four bits, 32 documents an instruction (see ``columns``). These sums are bounds from
above, in whole units of 16 bits. The few documents whose bound passes what the best have at least are summed
exactly, so that the result is that of a full sum (the idea of MaxScore: Turtle and Flood 1995,
doi 10.1016/0306-4573(95)00020-H).
"""

import heapq
from typing import Any

import numpy as np

from matchmaker.ranking.columns import BLOCK, HALF
from matchmaker.ranking.compiling import compiled
from matchmaker.ranking.lengths import FULL, USUAL
from matchmaker.ranking.lengths import STEP as _STEP
from matchmaker.ranking.segment import ROW

_UNITS = 65_000  # that a sum of the usual length is worth; a bound that has reached FULL may stand for more
_HEAVIEST = 1_091  # units a step; four columns of fifteen steps stay below FULL
_MORE_SEEDS = 6  # than are asked for
_MOST_SEEDS = 100
_SEED_POSTINGS = 1024
_LEFT_OUT = 0.25  # of what a short document needs: columns that add less are read for candidates only
_NEAR = 32  # a bound that passes the bar by less than a part in so many does not raise it
_UP, _DOWN = 1.0 + 2e-5, 1.0 - 2e-5  # what rounding may put a bound or a bar off by


@compiled
def _in_units(factor: Any, strength: Any) -> Any:
    return np.int64(min(np.ceil(factor * strength), FULL))


@compiled
def _add_postings(sums: Any, starts: Any, stops: Any, factors: Any, postings: Any, levels: Any) -> None:
    in_units = np.empty(256, np.int64)
    for term in range(len(starts)):
        is_long = stops[term] - starts[term] > len(in_units)
        for level in range(len(in_units) if is_long else 0):
            in_units[level] = _in_units(factors[term], levels[level])
        for place in range(starts[term], stops[term]):
            row, code = postings[place] >> ROW, postings[place] & 255
            more = in_units[code] if is_long else _in_units(factors[term], levels[code])
            sums[row] = np.uint16(min(sums[row] + more, FULL))


@compiled
def _add_odd_postings(
    sums: Any, starts: Any, stops: Any, factors: Any, postings: Any, odd_postings: Any, strengths: Any
) -> None:
    for term in range(len(starts) if len(odd_postings) else 0):
        first, last = np.searchsorted(odd_postings, starts[term]), np.searchsorted(odd_postings, stops[term])
        for odd in range(first, last):
            row = postings[odd_postings[odd]] >> ROW
            sums[row] = np.uint16(min(sums[row] + _in_units(factors[term], strengths[odd]), FULL))


@compiled
def _add_four_columns(
    bounds: Any, c0: Any, c1: Any, c2: Any, c3: Any, w0: Any, w1: Any, w2: Any, w3: Any
) -> None:
    # Two loops, each of which LLVM turns into vector instructions; in one it does not see how.
    for i in range(HALF):
        more = np.uint16(
            np.uint16(w0 * np.uint16(c0[i] & 15))
            + np.uint16(w1 * np.uint16(c1[i] & 15))
            + np.uint16(w2 * np.uint16(c2[i] & 15))
            + np.uint16(w3 * np.uint16(c3[i] & 15))
        )
        bound = np.uint16(bounds[i] + more)
        bounds[i] = bound if bound >= more else np.uint16(FULL)
    for i in range(HALF):
        more = np.uint16(
            np.uint16(w0 * np.uint16(c0[i] >> 4))
            + np.uint16(w1 * np.uint16(c1[i] >> 4))
            + np.uint16(w2 * np.uint16(c2[i] >> 4))
            + np.uint16(w3 * np.uint16(c3[i] >> 4))
        )
        bound = np.uint16(bounds[HALF + i] + more)
        bounds[HALF + i] = bound if bound >= more else np.uint16(FULL)


@compiled
def _add_columns(bounds: Any, block: int, nibbles: Any, columns: Any, weights: Any) -> None:
    for term in range(0, len(columns), 4):
        c, w = columns[term : term + 4], weights[term : term + 4]
        c0, c1 = nibbles[c[0], block], nibbles[c[1], block]
        c2, c3 = nibbles[c[2], block], nibbles[c[3], block]
        _add_four_columns(bounds, c0, c1, c2, c3, w[0], w[1], w[2], w[3])


@compiled
def _in_fours(columns: Any, weights: Any, empty_column: int) -> Any:
    """Columns and weights, filled up to a multiple of four."""
    length = (len(columns) + 3) // 4 * 4
    filled, weighing = np.full(length, empty_column, np.int64), np.zeros(length, np.uint16)
    filled[: len(columns)], weighing[: len(columns)] = columns, weights
    return filled, weighing


@compiled
def _how_many_to_read(weights: Any, small: Any) -> Any:
    """How many columns, the weightiest first, are read of all documents, and what the others add at most."""
    count, rest = len(weights), 0
    while count and rest + 15 * weights[count - 1] <= small:
        count -= 1
        rest += 15 * weights[count]
    count = min((count + 3) // 4 * 4, len(weights))
    return count, np.uint16(15 * np.sum(weights[count:]))


@compiled
def _steps_at(row: Any, column: Any, nibbles: Any) -> Any:
    block, inside = row // BLOCK, row % BLOCK
    if inside < HALF:
        return np.int64(nibbles[column, block, inside] & 15)
    return np.int64(nibbles[column, block, inside - HALF] >> 4)


@compiled
def _at_most(row: Any, bound: Any, columns: Any, weights: Any, nibbles: Any, rest: Any, needed: Any) -> Any:
    """A document's bound once these columns, which add ``rest`` at most, are read too; 0 where it is not enough."""
    for term in range(len(columns)):
        bound += weights[term] * _steps_at(row, columns[term], nibbles)
        rest -= 15 * weights[term]
        if bound + rest <= needed:
            return 0
    return min(bound, FULL)


@compiled
def _at_least(row: Any, bound: Any, rounded: Any, columns: Any, weights: Any, nibbles: Any) -> Any:
    """What a document's sum is at least whose bound holds these columns and ``rounded`` other terms."""
    least = bound - rounded
    for term in range(len(columns)):
        steps = _steps_at(row, columns[term], nibbles)
        if steps:
            least -= weights[term] + steps
    return max(least, 0)


@compiled
def _slope(bar: Any, usual: Any, unit: Any) -> Any:
    """What a length is multiplied with to give what a document of that length needs to reach the bar."""
    return np.uint16(min(bar * usual / unit * (65_536 / USUAL), FULL))


@compiled
def _needed(length: Any, slope: Any) -> Any:
    """What a document's bound must be above to reach the bar, in units; 0 where there is no bar."""
    return (np.uint32(length) * np.uint32(slope)) >> np.uint32(16)


@compiled
def _highest(bounds: Any) -> Any:
    most = np.uint16(0)
    for i in range(len(bounds)):
        most = max(most, bounds[i])
    return most


@compiled
def _most_above(bounds: Any, lengths: Any, slope: Any, rest: Any) -> Any:
    """How far the bound of any document, with the rest added, is above what it needs."""
    most = np.uint16(0)
    for i in range(len(bounds)):
        needed = np.uint16(_needed(lengths[i], slope))
        bound = np.uint16(bounds[i] + rest)
        bound = bound if bound >= rest else np.uint16(FULL)
        most = max(most, np.uint16(bound - needed) if bound > needed else np.uint16(0))
    return most


@compiled
def _bar_out(bounds: Any, allowed: Any) -> None:
    for i in range(len(allowed)):
        bounds[i] = bounds[i] if allowed[i] else np.uint16(0)


@compiled
def place_of(row: int, start: int, stop: int, postings: Any, first_row: int, row_count: int) -> int:
    """Where a row's posting stands between two places, whose rows ascend within those from ``first_row``, or -1."""
    if start == stop:
        return -1
    wanted = np.uint32(row << ROW)
    guess = start + (stop - start) * (row - first_row) // row_count
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
def _seeds(
    count: int, sums: Any, lengths: Any, gone: Any, allowed: Any, starts: Any, stops: Any, postings: Any
) -> Any:
    """Documents with high sums among those of the first terms; they set the bar for all others."""
    seeds, scores, taken = np.full(count, -1, np.int64), np.zeros(count, np.float32), 0
    for term in range(len(starts)):
        for place_of_posting in range(starts[term], stops[term]):
            row = np.int64(postings[place_of_posting] >> ROW)
            score = np.float32(sums[row]) / np.float32(lengths[row])
            if score > scores[0] and not gone[row] and (not len(allowed) or allowed[row]):
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
    return seeds[seeds >= 0]


@compiled
def _candidates(
    k: int, seeds: Any, sums: Any, unit: Any, rounded: int, common: Any, documents: Any, allowed: Any
) -> Any:
    """The rows that may be among the best, and their bounds as scores."""
    columns, weights, nibbles = common
    norms, lengths, shortest, gone, usual, short = documents
    best = [0.0] * k
    most = 15 * np.sum(weights)
    for row in seeds:
        bound = _at_most(row, np.int64(sums[row]), columns, weights, nibbles, most, -1)
        least = _at_least(row, bound, rounded, columns, weights, nibbles)
        heapq.heappushpop(best, least * unit / norms[row] * _DOWN)
    best = [best[0]] * k  # the pass meets the seeds again
    slope = _slope(best[0], usual, unit)
    first, rest = _how_many_to_read(weights, best[0] * short / unit * _LEFT_OUT)
    first_columns, first_weights = _in_fours(columns[:first], weights[:first], len(nibbles) - 1)
    other_columns, other_weights = columns[first:], weights[first:]
    found_rows, found_scores, found = np.empty(64 + 4 * k, np.int64), np.empty(64 + 4 * k), 0
    for start in range(0, len(sums), BLOCK):
        bounds = sums[start : start + BLOCK]
        _add_columns(bounds, start // BLOCK, nibbles, first_columns, first_weights)
        if len(allowed):
            _bar_out(bounds, allowed[start : start + BLOCK])
        for step in range(start, start + BLOCK, _STEP):
            if _highest(sums[step : step + _STEP]) + np.int64(rest) <= _needed(
                shortest[step // _STEP], slope
            ):
                continue
            if not _most_above(sums[step : step + _STEP], lengths[step : step + _STEP], slope, rest):
                continue
            for row in range(step, step + _STEP):
                bound, needed = np.int64(sums[row]), np.int64(_needed(lengths[row], slope))
                if bound + rest <= needed:
                    continue
                bound = _at_most(row, bound, other_columns, other_weights, nibbles, np.int64(rest), needed)
                if bound <= needed or gone[row] or (len(allowed) and not allowed[row]):
                    continue
                if found == len(found_rows):
                    found = _thinned(found_rows, found_scores, best[0])
                    if found > len(found_rows) // 2:
                        found_rows = np.concatenate((found_rows, np.empty_like(found_rows)))
                        found_scores = np.concatenate((found_scores, np.empty_like(found_scores)))
                found_rows[found] = row
                found_scores[found] = np.inf if bound == FULL else bound * unit / norms[row]
                found += 1
                if bound > needed + needed // _NEAR:
                    least = _at_least(row, bound, rounded, columns, weights, nibbles)
                    heapq.heappushpop(best, least * unit / norms[row] * _DOWN)
                    slope = _slope(best[0], usual, unit)
        bounds[:] = np.uint16(0)
    found = _thinned(found_rows[:found], found_scores[:found], best[0])
    return found_rows[:found], found_scores[:found]


@compiled
def _thinned(rows: Any, scores: Any, bar: Any) -> int:
    """Moves what reaches the bar to the front; gives how many those are."""
    kept = 0
    for place in range(len(rows)):
        if scores[place] >= bar:
            rows[kept], scores[kept] = rows[place], scores[place]
            kept += 1
    return kept


@compiled
def _places_of(terms: Any, segment: Any, column_arrays: Any) -> Any:
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
    return starts, stops, columns


@compiled
def _look_up(strengths: Any, wanted: Any, places_of_terms: Any, segment: Any, column_arrays: Any) -> None:
    starts, stops, columns = places_of_terms
    _, postings, levels, odd_postings, odd_strengths, row_count = segment
    _, _, nibbles, places = column_arrays
    for term in range(len(starts)):  # term by term: postings that are near one another are read together
        column = columns[term]
        for number in range(len(wanted)):
            row, block = wanted[number], wanted[number] // BLOCK
            if column < 0:
                place = place_of(row, starts[term], stops[term], postings, 0, row_count)
            elif _steps_at(row, column, nibbles):
                first, last = places[column, block], places[column, block + 1]
                place = place_of(row, first, last, postings, block * BLOCK, BLOCK)
            else:
                place = -1
            if place < 0:
                strengths[number, term] = 0.0
            elif postings[place] & 255:
                strengths[number, term] = levels[postings[place] & 255]
            else:
                strengths[number, term] = odd_strengths[np.searchsorted(odd_postings, place)]


@compiled
def look_up(strengths: Any, wanted: Any, terms: Any, segment: Any, column_arrays: Any) -> None:
    """See ``kernels.strengths_at``, whose result it fills in."""
    _look_up(strengths, wanted, _places_of(terms, segment, column_arrays), segment, column_arrays)


@compiled
def _sums_of(rows: Any, places: Any, factors: Any, segment: Any, column_arrays: Any) -> Any:
    strengths = np.empty((len(rows), len(factors)), np.float32)
    _look_up(strengths, rows, places, segment, column_arrays)
    sums = np.zeros(len(rows))
    for number in range(len(rows)):
        for term in range(len(factors)):
            sums[number] += factors[term] * np.float64(strengths[number, term])
    return sums


@compiled
def best_rows(
    sums: Any,
    documents: Any,
    allowed: Any,
    k: int,
    terms: Any,
    factors: Any,
    segment: Any,
    column_arrays: Any,
) -> Any:
    """See ``kernels.best_rows``; ``sums`` are zeros, one a row of whole blocks, and are left as zeros."""
    _, postings, levels, odd_postings, odd_strengths, _ = segment
    norms, lengths, _, gone, usual, _ = documents
    _, steps, nibbles, _ = column_arrays
    starts, stops, columns = places = _places_of(terms, segment, column_arrays)
    common = np.flatnonzero(columns >= 0)
    added = factors[common] * steps[columns[common]] * _UP
    common, added = common[np.argsort(-added)], -np.sort(-added)
    rare = np.flatnonzero(columns < 0)
    rare = rare[np.argsort(-factors[rare])]
    unit = usual / _UNITS
    if len(common):
        unit = max(unit, added[0] / _HEAVIEST)
    in_units = factors * (_UP / unit)
    _add_postings(sums, starts[rare], stops[rare], in_units[rare], postings, levels)
    _add_odd_postings(sums, starts, stops, in_units, postings, odd_postings, odd_strengths)
    seeds = _seeds(
        min(k, _MOST_SEEDS) + _MORE_SEEDS, sums, lengths, gone, allowed, starts[rare], stops[rare], postings
    )
    rounded = len(rare) + 2  # the last for what _UP may come to
    weights = np.ceil(added / unit).astype(np.uint16)
    found, bounds = _candidates(
        k, seeds, sums, unit, rounded, (columns[common], weights, nibbles), documents, allowed
    )
    order = np.argsort(-bounds)
    found, bounds = found[order], bounds[order]
    first = _sums_of(found[:k], places, factors, segment, column_arrays)
    bar = np.min(first / norms[found[:k]]) if len(found) > k else 0.0
    count = np.searchsorted(-bounds, -bar * _DOWN, side="right")
    others = _sums_of(found[k:count], places, factors, segment, column_arrays)
    return found[: max(count, len(first))].astype(np.int32), np.concatenate((first, others))
