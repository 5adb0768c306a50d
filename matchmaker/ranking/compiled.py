"""Finds the best documents, as numba compiles it; ``kernels`` calls it.

A query's rare terms are summed over their postings, and what its common terms can add at most is bounded for groups
of documents (``bounding``). These sums are bounds from above, in whole units of 16 bits. The groups with the highest
bounds are looked into first, and the best documents there set a bar; then all others that may hold a document above
it. The few documents whose own bound passes the bar are summed exactly (``looking_up``), so that the result is that
of a full sum (the idea of MaxScore: Turtle and Flood 1995, doi 10.1016/0306-4573(95)00020-H).
"""

from typing import Any

import numpy as np

from matchmaker.ranking.bounding import (
    AT_ONCE,
    CHUNK,
    HEAVIEST,
    bound_block,
    groups_worth,
    in_fours,
    tightened,
)
from matchmaker.ranking.columns import BLOCK, LACKING, MOST_STEPS, TOGETHER
from matchmaker.ranking.compiling import compiled, fetch_soon
from matchmaker.ranking.lengths import FULL
from matchmaker.ranking.looking_up import places_of, slots_of, sums_of
from matchmaker.ranking.segment import ROW

_UNITS = 32_000  # that a sum of the usual length is worth; a bound that has reached FULL may stand for more
_FIRST_GROUPS = 32  # that are looked into to set the bar
_MANY = 3  # where one of so many groups is left, the columns of all documents are read
_LEAST_SUMMED = 8  # documents before the bar is set anew
_FIRST_POSTINGS, _POSTINGS_A_LINE = 128, 16  # the first of the next term are fetched
_GROUPS_AT_ONCE = 1_024  # that are looked into together
_UP, _DOWN = 1.0 + 2e-5, 1.0 - 2e-5  # what rounding may put a bound or a bar off by
_IN_EACH = np.uint64(0x0001000100010001)  # of four numbers of 16 bits
_NONE = np.float32(0.0)


@compiled
def _in_units(factor: Any, strength: Any, less: Any) -> Any:
    return np.uint32(min(np.ceil(factor * max(strength - less, _NONE)), FULL))


@compiled
def _end_below(limit: int, start: int, stop: int, postings: Any) -> int:
    """Where the first posting stands whose row is not below ``limit``."""
    while start < stop:
        middle = (start + stop) >> 1
        if postings[middle] >> ROW < limit:
            start = middle + 1
        else:
            stop = middle
    return start


@compiled
def _add_postings(sums: Any, waiting: Any, limit: int, of_terms: Any, postings: Any, levels: Any) -> None:
    """Adds what strengths have above ``less``, of the rows below ``limit``; moves ``waiting`` behind them."""
    # In numbers of 32 bits throughout: in 64, which numba takes where it may, this takes a third longer.
    in_units, full = np.empty(256, np.uint32), np.uint32(FULL)
    stops, factors, less = of_terms
    for term in range(len(stops)):
        start, stop = waiting[term], stops[term]
        if limit < len(sums):
            stop = _end_below(limit, start, stop, postings)
        of_term, waiting[term] = postings[start:stop], stop
        if term + 1 < len(stops):
            following = postings[waiting[term + 1] : stops[term + 1]]
            for place in range(0, min(len(following), _FIRST_POSTINGS), _POSTINGS_A_LINE):
                fetch_soon(following, place)
        is_long = len(of_term) > len(in_units)
        for level in range(len(in_units) if is_long else 0):
            in_units[level] = _in_units(factors[term], levels[level], less[term])
        for posting in of_term:
            row, code = posting >> np.uint32(ROW), posting & np.uint32(255)
            more = in_units[code] if is_long else _in_units(factors[term], levels[code], less[term])
            sums[row] = np.uint16(min(np.uint32(sums[row]) + more, full))


@compiled
def _add_odd_postings(sums: Any, first: int, limit: int, terms: Any, factors: Any, segment: Any) -> None:
    _, postings, _, odd_postings, odd_strengths, odd_starts = segment
    for place in range(len(terms)):
        term = terms[place]
        if 0 <= term < len(odd_starts) - 1:
            for odd in range(odd_starts[term], odd_starts[term + 1]):
                row = postings[odd_postings[odd]] >> ROW
                if first <= row < limit:
                    more = _in_units(factors[place], odd_strengths[odd], _NONE)
                    sums[row] = np.uint16(min(sums[row] + more, FULL))


@compiled
def _lanes(group: int, bounds: Any, sums: Any) -> Any:
    """What each of a group's four documents may have at most, in 16 bits each, by the group's peaks."""
    lanes, most = np.uint64(0), np.uint64(0)
    for place in range(TOGETHER):
        own = np.uint64(sums[TOGETHER * group + place])
        most = max(most, own)
        lanes |= own << np.uint64(16 * place)
    return lanes + (np.uint64(bounds[group]) - most) * _IN_EACH


@compiled
def _in_lane(lanes: Any, place: int) -> Any:
    return (lanes >> np.uint64(16 * place)) & np.uint64(FULL)


@compiled
def _highest(lanes: Any) -> Any:
    return max(_in_lane(lanes, 0), _in_lane(lanes, 1), _in_lane(lanes, 2), _in_lane(lanes, 3))


@compiled
def _lacking(steps: Any, group: int, weights: Any) -> Any:
    """What each of four documents lacks of the group's peaks in eight columns."""
    s, w = steps, weights
    return (
        LACKING[s[0][group]] * w[0]
        + LACKING[s[1][group]] * w[1]
        + LACKING[s[2][group]] * w[2]
        + LACKING[s[3][group]] * w[3]
        + LACKING[s[4][group]] * w[4]
        + LACKING[s[5][group]] * w[5]
        + LACKING[s[6][group]] * w[6]
        + LACKING[s[7][group]] * w[7]
    )


@compiled
def _eight(values: Any, first: int) -> Any:
    v = values[first : first + AT_ONCE]
    return v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]


@compiled
def _most_lacking_first(read: Any, lacking: Any) -> Any:
    """Columns and their weights, those first by which documents fall the furthest behind their group."""
    columns, _, _, weights = read
    order = np.argsort(-lacking[columns] * weights)
    return columns[order], weights[order]


@compiled
def _lowered(groups: Any, lanes: Any, needed: Any, read: Any, fours: Any) -> int:
    """Lowers what the documents of groups may have by their own steps, eight columns at a time.

    Returns:
        How many groups have a document left that may have what is needed; they stand first then.
    """
    columns, weights = read
    count = len(groups)
    for term in range(0, len(columns), AT_ONCE):
        c, w, kept = _eight(columns, term), _eight(weights, term), 0
        steps = (
            fours[c[0]],
            fours[c[1]],
            fours[c[2]],
            fours[c[3]],
            fours[c[4]],
            fours[c[5]],
            fours[c[6]],
            fours[c[7]],
        )
        for number in range(count):
            group, least = groups[number], needed[number]
            left = lanes[number] - _lacking(steps, group, w)
            groups[kept], lanes[kept], needed[kept] = group, left, least
            kept += int(_highest(left) >= least)
        count = kept
    return count


@compiled
def _candidates(
    groups: Any, bar: Any, unit: Any, room: Any, common: Any, documents: Any, allowed: Any
) -> Any:
    """The rows of these groups that may reach a bar, and their bounds as scores."""
    (sums, bounds, _, _, _), (read, fours) = room, common
    norms, inverses, shortest, _, gone = documents
    rows, scores, count = np.empty(TOGETHER * len(groups), np.int64), np.empty(TOGETHER * len(groups)), 0
    lanes, needed = np.empty(_GROUPS_AT_ONCE, np.uint64), np.empty(_GROUPS_AT_ONCE, np.uint64)
    for first in range(0, len(groups), _GROUPS_AT_ONCE):
        here = groups[first : first + _GROUPS_AT_ONCE]
        for number in range(len(here)):
            group = here[number]
            lanes[number] = _lanes(group, bounds, sums)
            of_group = bar * _DOWN * shortest * FULL / unit / inverses[group]
            needed[number] = np.uint64(0 if bounds[group] == FULL else of_group)
        for number in range(_lowered(here, lanes, needed, read, fours)):
            group = here[number]
            for place in range(TOGETHER):
                row, bound = TOGETHER * group + place, _in_lane(lanes[number], place)
                if (
                    row < len(norms)
                    and norms[row] > 0.0
                    and not gone[row]
                    and (not len(allowed) or allowed[row])
                ):
                    score = np.inf if bounds[group] == FULL else bound * unit / norms[row]
                    if score >= bar and score > 0.0:
                        rows[count], scores[count] = row, score
                        count += 1
    return rows[:count], scores[:count]


@compiled
def _summed(k: int, known: Any, candidates: Any, query: Any, norms: Any) -> Any:
    """Documents that were summed, with those of the candidates whose bound passes what the ``k`` best have at least.

    Returns:
        The rows, their sums, and what the ``k`` best have at least as a score; 0 where there are fewer.
    """
    found, sums, bar = known
    terms, slots, factors, segment, holdings = query
    rows, bounds = candidates
    order, first = np.argsort(-bounds), 0
    rows, bounds = rows[order], bounds[order]
    while first < len(rows) and bounds[first] >= bar:
        last = first + np.searchsorted(-bounds[first : first + max(k, _LEAST_SUMMED)], -bar, side="right")
        found = np.concatenate((found, rows[first:last]))
        sums = np.concatenate((sums, sums_of(rows[first:last], terms, slots, factors, segment, holdings)))
        if len(found) >= k:
            scores = sums / norms[found]
            bar = scores[np.argsort(scores)[len(found) - k]] * _DOWN
        first = last
    return found, sums, bar


@compiled
def _bounds(
    room: Any, factors: Any, common: Any, places: Any, read: Any, inverses: Any, allowed: Any, arrays: Any
) -> Any:
    """Sums the rare terms' postings and bounds all groups, some documents at a time, whose sums stay in the cache.

    Of the common terms, what their columns do not say is summed too.

    Returns:
        The most that a group of each chunk is worth.
    """
    (starts, stops, columns, terms), (segment, column_arrays, _) = places, arrays
    (sums, bounds, _, _, at_once), (_, steps, _, peaks, _, loud, loud_starts) = room, column_arrays
    postings, levels, of_common, rare = segment[1], segment[2], columns[common], np.flatnonzero(columns < 0)
    of_rare = stops[rare], factors[rare], np.zeros(len(rare), np.float32)
    of_loud = loud_starts[of_common + 1], factors[common], steps[of_common] * np.float32(MOST_STEPS)
    waiting, waiting_louds = starts[rare], loud_starts[of_common]
    best = np.empty(len(bounds) // CHUNK, np.uint32)
    for first in range(0, len(sums), at_once):
        last = min(first + at_once, len(sums))
        sums[first:last] = np.uint16(0)
        _add_postings(sums, waiting, last, of_rare, postings, levels)
        _add_postings(sums, waiting_louds, last, of_loud, loud, levels)
        _add_odd_postings(sums, first, last, terms, factors, segment)
        for block in range(first // BLOCK, last // BLOCK):
            bound_block(best, bounds, sums, block, (read, peaks), inverses, allowed)
    return best


@compiled
def _worth_of_first(best: Any, k: int) -> Any:
    """What a group must be worth to be among those that are looked into first."""
    count = max(_FIRST_GROUPS, k)
    if count >= len(best):
        return np.uint32(1)
    highest = np.ones(count, np.uint32)  # ascending
    for worth in best:
        place = 0
        while place < count and highest[place] < worth:
            if place:
                highest[place - 1] = highest[place]
            place += 1
        if place:
            highest[place - 1] = worth
    return highest[0]


@compiled
def best_rows(room: Any, documents: Any, allowed: Any, k: int, terms: Any, factors: Any, arrays: Any) -> Any:
    """See ``kernels.best_rows``.

    ``room`` is for a number a row of whole blocks and three a group, with how many rows are summed at once.
    """
    (sums, bounds, tight, for_groups, _), (segment, column_arrays, holdings) = room, arrays
    norms, inverses, shortest, usual, _ = documents
    _, steps, fours, _, lacking, _, _ = column_arrays
    _, _, columns, _ = places = places_of(terms, segment, column_arrays)
    common = np.flatnonzero(columns >= 0)
    added = factors[common] * steps[columns[common]] * _UP
    order = np.argsort(-added)
    common, added = common[order], added[order]
    unit = max(usual / _UNITS, added[0] / HEAVIEST if len(added) else 0.0)
    read = in_fours(columns[common], added / unit)
    best = _bounds(room, factors * (_UP / unit), common, places, read, inverses, allowed, arrays)
    query = terms, slots_of(terms), factors, segment, holdings
    lowering = _most_lacking_first(read, lacking)
    high = _worth_of_first(best, k)
    groups = groups_worth(high, np.uint32(0xFFFFFFFF), for_groups, bounds, best, inverses)
    found = _candidates(groups, 0.0, unit, room, (lowering, fours), documents, allowed)
    known = _summed(k, (np.empty(0, np.int64), np.empty(0), 0.0), found, query, norms)
    high, low = high - np.uint32(1), np.uint32(max(known[2] * _DOWN * shortest * FULL / unit, 1.0))
    if low <= high:
        groups = groups_worth(low, high, for_groups, bounds, best, inverses)
        if len(groups) * _MANY > len(bounds):
            tightened(tight, bounds, sums, read, fours, inverses, high)
            groups = groups_worth(low, high, for_groups, tight, best, inverses)
        found = _candidates(groups, known[2], unit, room, (lowering, fours), documents, allowed)
        known = _summed(k, known, found, query, norms)
    return known[0].astype(np.int32), known[1]
