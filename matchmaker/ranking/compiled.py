"""The loops of the ranking, as numba compiles them; ``kernels`` calls them.

A query's rare terms are summed over their postings. What its common terms can add at most is read from columns
(see ``columns``), first for groups of documents (block maxima: Ding and Suel 2011, doi 10.1145/2009916.2010048);
where many groups stay open, for all documents. These sums are bounds from above, in whole units of 16 bits. The
few documents whose bound passes what the best have at least are summed exactly, so that the result is that of a
full sum (the idea of MaxScore: Turtle and Flood 1995, doi 10.1016/0306-4573(95)00020-H).
"""

import heapq
from typing import Any

import numpy as np

from matchmaker.ranking.columns import BLOCK, GROUPS, HALF
from matchmaker.ranking.compiling import compiled
from matchmaker.ranking.lengths import FULL, USUAL
from matchmaker.ranking.segment import ROW

_UNITS = 65_000  # that a sum of the usual length is worth; a bound that has reached FULL may stand for more
_HEAVIEST = 1_091  # units a step; four columns of fifteen steps stay below FULL
_MORE_SEEDS = 6  # than are asked for
_MOST_SEEDS = 100
_SEED_POSTINGS = 1024
_LEFT_OUT = 0.25  # of what a short document needs: columns that add less are read for candidates only
_MANY_OPEN = 32  # groups of a block; from then on columns are read of all documents
_NEAR = 32  # a bound that passes the bar by less than a part in so many does not raise it
_UP, _DOWN = 1.0 + 2e-5, 1.0 - 2e-5  # what rounding may put a bound or a bar off by


@compiled
def _in_units(factor: Any, strength: Any) -> Any:
    return np.uint32(min(np.ceil(factor * strength), FULL))


@compiled
def _add_postings(sums: Any, starts: Any, stops: Any, factors: Any, postings: Any, levels: Any) -> None:
    # In numbers of 32 bits throughout: in 64, which numba takes where it may, this takes a third longer.
    in_units, full = np.empty(256, np.uint32), np.uint32(FULL)
    for term in range(len(starts)):
        of_term = postings[starts[term] : stops[term]]
        is_long = len(of_term) > len(in_units)
        for level in range(len(in_units) if is_long else 0):
            in_units[level] = _in_units(factors[term], levels[level])
        for posting in of_term:
            row, code = posting >> np.uint32(ROW), posting & np.uint32(255)
            more = in_units[code] if is_long else _in_units(factors[term], levels[code])
            sums[row] = np.uint16(min(np.uint32(sums[row]) + more, full))


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
def _with_four(bound: Any, n0: Any, n1: Any, n2: Any, n3: Any, w: Any) -> Any:
    w0, w1, w2, w3 = w
    first, second = np.uint16(w0 * np.uint16(n0)), np.uint16(w1 * np.uint16(n1))
    third, fourth = np.uint16(w2 * np.uint16(n2)), np.uint16(w3 * np.uint16(n3))
    more = np.uint16(np.uint16(first + second) + np.uint16(third + fourth))
    total = np.uint16(bound + more)
    return total if total >= more else np.uint16(FULL)


@compiled
def _fours(arrays: Any, block: int, columns: Any, weights: Any, term: int) -> Any:
    c, w = columns[term : term + 4], weights[term : term + 4]
    c0, c1, c2, c3 = arrays[c[0], block], arrays[c[1], block], arrays[c[2], block], arrays[c[3], block]
    return c0, c1, c2, c3, (w[0], w[1], w[2], w[3])


@compiled
def _add_columns(bounds: Any, block: int, nibbles: Any, columns: Any, weights: Any) -> None:
    # Two loops of a known length, each of which LLVM turns into vector instructions; in one it does not see how.
    for term in range(0, len(columns), 4):
        c0, c1, c2, c3, w = _fours(nibbles, block, columns, weights, term)
        for i in range(HALF):
            bounds[i] = _with_four(bounds[i], c0[i] & 15, c1[i] & 15, c2[i] & 15, c3[i] & 15, w)
        for i in range(HALF):
            bounds[HALF + i] = _with_four(bounds[HALF + i], c0[i] >> 4, c1[i] >> 4, c2[i] >> 4, c3[i] >> 4, w)


@compiled
def _add_peaks(bounds: Any, block: int, peaks: Any, columns: Any, weights: Any) -> None:
    for term in range(0, len(columns), 4):
        p0, p1, p2, p3, w = _fours(peaks, block, columns, weights, term)
        for i in range(GROUPS):
            bounds[i] = _with_four(bounds[i], p0[i], p1[i], p2[i], p3[i], w)


@compiled
def _in_fours(columns: Any, weights: Any, empty_column: int) -> Any:
    """Columns and weights, filled up to a multiple of four."""
    length = (len(columns) + 3) // 4 * 4
    filled, weighing = np.full(length, empty_column, np.int64), np.zeros(length, np.uint16)
    filled[: len(columns)], weighing[: len(columns)] = columns, weights
    return filled, weighing


@compiled
def _how_many_to_read(weights: Any, small: Any) -> Any:
    """How many columns, the weightiest first, are read of all documents of a block."""
    count, rest = len(weights), 0
    while count and rest + 15 * weights[count - 1] <= small:
        count -= 1
        rest += 15 * weights[count]
    return (count + 3) // 4 * 4


@compiled
def _steps_at(row: Any, column: Any, nibbles: Any) -> Any:
    block, inside = row // BLOCK, row % BLOCK
    if inside < HALF:
        return np.int64(nibbles[column, block, inside] & 15)
    return np.int64(nibbles[column, block, inside - HALF] >> 4)


@compiled
def _at_most(
    row: Any, bound: Any, columns: Any, weights: Any, nibbles: Any, peaks: Any, rest: Any, needed: Any
) -> Any:
    """A document's bound once these columns, which add ``rest`` at most, are read too; 0 where it is not enough."""
    block, group = row // BLOCK, row % GROUPS
    for term in range(len(columns)):
        column = columns[term]
        peak = np.int64(peaks[column, block, group])
        if peak:
            rest -= weights[term] * peak
            bound += weights[term] * _steps_at(row, column, nibbles)
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
def _open_groups(
    are_open: Any, sums: Any, block: int, peaks: Any, columns: Any, weights: Any, shortest: Any, slope: Any
) -> Any:
    """Which groups of a block may hold a document that reaches the bar, and how many they are."""
    bounds, count = are_open, 0
    for group in range(GROUPS):
        most = np.uint16(0)
        for row in range(BLOCK // GROUPS):
            most = max(most, sums[row * GROUPS + group])
        bounds[group] = most
    _add_peaks(bounds, block, peaks, columns, weights)
    for group in range(GROUPS):
        are_open[group] = np.uint16(bounds[group] > _needed(shortest[group], slope))
        count += are_open[group]
    return count


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
    columns, weights, nibbles, peaks = common
    norms, lengths, shortest, gone, usual, short = documents
    best = [0.0] * k
    most = 15 * np.sum(weights)
    for row in seeds:
        bound = _at_most(row, np.int64(sums[row]), columns, weights, nibbles, peaks, most, -1)
        least = _at_least(row, bound, rounded, columns, weights, nibbles)
        heapq.heappushpop(best, least * unit / norms[row] * _DOWN)
    best = [best[0]] * k  # the pass meets the seeds again
    slope = _slope(best[0], usual, unit)
    first = _how_many_to_read(weights, best[0] * short / unit * _LEFT_OUT)
    all_columns, all_weights = _in_fours(columns, weights, len(nibbles) - 1)
    found_rows, found_scores, found = np.empty(len(sums), np.int64), np.empty(len(sums)), 0
    are_open, reads_all = np.empty(GROUPS, np.uint16), False
    for start in range(0, len(sums), BLOCK):
        block, bounds = start // BLOCK, sums[start : start + BLOCK]
        least_lengths = shortest[block * GROUPS : (block + 1) * GROUPS]
        unread, weighing = all_columns, all_weights
        if len(allowed):
            _bar_out(bounds, allowed[start : start + BLOCK])
        if not reads_all:
            count = _open_groups(are_open, bounds, block, peaks, unread, weighing, least_lengths, slope)
            reads_all = count > _MANY_OPEN
        if reads_all:
            _add_columns(bounds, block, nibbles, all_columns[:first], all_weights[:first])
            unread, weighing = all_columns[first:], all_weights[first:]
            _open_groups(are_open, bounds, block, peaks, unread, weighing, least_lengths, slope)
        for group in np.flatnonzero(are_open):
            rest = np.int64(0)
            for term in range(len(unread)):
                rest += weighing[term] * np.int64(peaks[unread[term], block, group])
            needed_by_all = np.int64(_needed(least_lengths[group], slope))
            for row in range(start + group, start + BLOCK, GROUPS):
                bound = np.int64(sums[row])
                if bound + rest <= needed_by_all:
                    continue
                needed = np.int64(_needed(lengths[row], slope))
                if bound + rest <= needed or gone[row] or (len(allowed) and not allowed[row]):
                    continue
                bound = _at_most(row, bound, unread, weighing, nibbles, peaks, rest, needed)
                if bound <= needed:
                    continue
                found_rows[found] = row
                found_scores[found] = np.inf if bound == FULL else bound * unit / norms[row]
                found += 1
                if bound > needed + needed // _NEAR:
                    least = _at_least(row, bound, rounded, columns, weights, nibbles)
                    heapq.heappushpop(best, least * unit / norms[row] * _DOWN)
                    slope = _slope(best[0], usual, unit)
        bounds[:] = np.uint16(0)
    reaching = np.flatnonzero(found_scores[:found] >= best[0])
    return found_rows[reaching], found_scores[reaching]


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
    _, _, nibbles, _, places = column_arrays
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
    _, steps, nibbles, peaks, _ = column_arrays
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
        k, seeds, sums, unit, rounded, (columns[common], weights, nibbles, peaks), documents, allowed
    )
    order = np.argsort(-bounds)
    found, bounds = found[order], bounds[order]
    first = _sums_of(found[:k], places, factors, segment, column_arrays)
    bar = np.min(first / norms[found[:k]]) if len(found) > k else 0.0
    count = np.searchsorted(-bounds, -bar * _DOWN, side="right")
    others = _sums_of(found[k:count], places, factors, segment, column_arrays)
    return found[: max(count, len(first))].astype(np.int32), np.concatenate((first, others))
