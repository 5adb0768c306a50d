"""What a query's common terms can add at most, as numba compiles it: to each document of a group, in whole units.

It is read from the peaks of the terms' columns (see ``columns``; block maxima: Ding and Suel 2011, doi
10.1145/2009916.2010048), and where many groups may hold one of the best, from the columns themselves.
"""

from typing import Any

import numpy as np

from matchmaker.ranking.columns import BLOCK, GROUPS, MOST_STEPS, TOGETHER, WORDS
from matchmaker.ranking.compiling import compiled, compiled_in_place, fetch_soon, trailing_zeros
from matchmaker.ranking.lengths import FULL

HEAVIEST = 5_000
"""Units that a step may add, so that four columns stay within ``FULL``."""
AT_ONCE = 8
"""Columns are read as a multiple of so many."""
CHUNK = 128
"""Groups that have one maximum."""
_PARTS = 255 - 4 * MOST_STEPS  # of eight bits, less what rounding four weights up may add
_WORDS_A_LINE = 32  # of the processor's cache
_GATHERED = np.uint64(0x0102040810204080)  # puts eight bytes' lowest bits side by side on top of the product
_FULL_WORTH = np.uint32(0xFFFFFFFF)


@compiled
def in_fours(columns: Any, weights: Any) -> Any:
    """Columns, filled up to a multiple of ``AT_ONCE``, and their weights in units, rounded up.

    Four columns are added up in eight bits, three steps of each: their weights are the product of a part of these
    eight bits and the four's scale.

    Returns:
        The columns, their parts, the scale of each four, and the weights of the columns.
    """
    length = (len(columns) + AT_ONCE - 1) // AT_ONCE * AT_ONCE
    filled, parts = np.zeros(length, np.int64), np.zeros(length, np.uint16)
    scales, products = np.ones(length // 4, np.uint16), np.zeros(length, np.uint16)
    for four in range(length // 4):
        together = range(4 * four, min(4 * four + 4, len(columns)))
        heavy = 0.0
        for each in together:
            heavy += weights[each]
        scale = max(np.ceil(MOST_STEPS * heavy / _PARTS), 1.0)
        scales[four] = np.uint16(scale)
        for each in together:
            filled[each] = columns[each]
            parts[each] = np.uint16(np.ceil(weights[each] / scale))
            products[each] = np.uint16(parts[each] * scale)
    return filled, parts, scales, products


@compiled
def _added(bound: Any, in_eight: Any, scale: Any) -> Any:
    more = np.uint16(np.uint16(in_eight & np.uint16(255)) * scale)
    total = np.uint16(bound + more)
    return total if total >= more else np.uint16(FULL)


@compiled_in_place
def _two(word: Any, shift: Any, part: Any) -> Any:
    return np.uint16(np.uint16((word >> shift) & np.uint16(0x0303)) * part)


@compiled_in_place
def _add_fields(bounds: Any, field: int, words: Any, weights: Any) -> None:
    """Adds two of the eight fields of each word, the one in its lower half and the one in its upper."""
    (w0, w1, w2, w3), (p0, p1, p2, p3, scale) = words, weights
    shift, low, high = 2 * field, field * WORDS, (field + 4) * WORDS
    for i in range(WORDS):
        first = np.uint16(_two(w0[i], shift, p0) + _two(w1[i], shift, p1))
        second = np.uint16(_two(w2[i], shift, p2) + _two(w3[i], shift, p3))
        both = np.uint16(first + second)
        bounds[low + i] = _added(bounds[low + i], both, scale)
        bounds[high + i] = _added(bounds[high + i], both >> 8, scale)


@compiled
def _fetch(words: Any) -> None:
    for word in range(0, WORDS, _WORDS_A_LINE):
        fetch_soon(words, word)


@compiled
def _add_words(bounds: Any, block: int, words: Any, read: Any) -> None:
    """Adds a block of columns, or of their peaks, to its bounds, those of a field side by side."""
    # Four loops of a known length and shift, each of which LLVM turns into vector instructions. In front of each a
    # fourth of what the next four columns need is fetched, or of what the next block needs.
    columns, parts, scales, _ = read
    for four in range(len(scales)):
        first, then, later = 4 * four, 4 * four + 4, block
        if then == len(columns):
            then, later = 0, min(block + 1, words.shape[1] - 1)
        c, p, n = columns[first : first + 4], parts[first : first + 4], columns[then : then + 4]
        of_four = words[c[0], block], words[c[1], block], words[c[2], block], words[c[3], block]
        weights = p[0], p[1], p[2], p[3], scales[four]
        _fetch(words[n[0], later])
        _add_fields(bounds, 0, of_four, weights)
        _fetch(words[n[1], later])
        _add_fields(bounds, 1, of_four, weights)
        _fetch(words[n[2], later])
        _add_fields(bounds, 2, of_four, weights)
        _fetch(words[n[3], later])
        _add_fields(bounds, 3, of_four, weights)


@compiled
def _worth(bound: Any, inverse: Any) -> Any:
    """A group's bound as a score, in parts of a whole that are the same for all groups."""
    return _FULL_WORTH if bound == FULL else np.uint32(np.uint32(bound) * np.uint32(inverse))


@compiled
def _bar_out(bounds: Any, allowed: Any) -> None:
    of_groups = allowed.view(np.uint32)  # of four documents each
    for group in range(GROUPS):
        bounds[group] = bounds[group] if of_groups[group] else np.uint16(0)


@compiled
def _most_worth(best: Any, bounds: Any, inverses: Any) -> None:
    for chunk in range(len(best)):
        most = np.uint32(0)
        for group in range(chunk * CHUNK, (chunk + 1) * CHUNK):
            most = max(most, _worth(bounds[group], inverses[group]))
        best[chunk] = most


@compiled
def _own_most(own: Any, group: int) -> Any:
    first = TOGETHER * group
    return max(own[first], own[first + 1], own[first + 2], own[first + 3])


@compiled
def bound_block(
    best: Any, bounds: Any, sums: Any, block: int, columns: Any, inverses: Any, allowed: Any
) -> None:
    """Bounds what any document of a group may have; tells ``best`` the most that a group of each chunk is worth."""
    read, peaks = columns
    of_groups, of_rows = (
        slice(block * GROUPS, (block + 1) * GROUPS),
        slice(block * BLOCK, (block + 1) * BLOCK),
    )
    here, own, chunks = bounds[of_groups], sums[of_rows], GROUPS // CHUNK
    for group in range(GROUPS):
        here[group] = _own_most(own, group)
    _add_words(here, block, peaks, read)
    if len(allowed):
        _bar_out(here, allowed[of_rows])
    _most_worth(best[block * chunks : (block + 1) * chunks], here, inverses[of_groups])


@compiled
def _as_bits(in_words: Any) -> Any:
    """Bit i is the lowest bit of byte i of eight words, whose bytes are 0 or 1."""
    bits = np.uint64(0)
    for place in range(8):
        bits |= ((in_words[place] * _GATHERED) >> np.uint64(56)) << np.uint64(8 * place)
    return bits


@compiled
def groups_worth(low: Any, high: Any, room: Any, bounds: Any, best: Any, inverses: Any) -> Any:
    """The groups that are worth ``low`` to ``high``, written to ``room``."""
    count, wide = 0, np.uint32(high - low)
    are_worth = np.empty(CHUNK, np.uint8)
    in_words = are_worth.view(np.uint64)
    for chunk in range(len(best)):
        if best[chunk] >= low:
            first = chunk * CHUNK
            here, inverses_here = bounds[first : first + CHUNK], inverses[first : first + CHUNK]
            for group in range(CHUNK):
                are_worth[group] = np.uint32(_worth(here[group], inverses_here[group]) - low) <= wide
            for word in range(0, len(in_words), 8):
                are_left = _as_bits(in_words[word : word + 8])
                while are_left:
                    room[count] = first + 8 * word + trailing_zeros(are_left)
                    count += 1
                    are_left &= are_left - np.uint64(1)
    return room[:count]


@compiled
def _bound_documents(most: Any, own: Any, part: int, words: Any, read: Any) -> None:
    """Bounds each document of some groups by its own sum and these columns; gives the most of each group."""
    # By place among a word's eight documents, of which two groups have four each.
    of_documents = np.empty(GROUPS, np.uint16)
    for word in range(WORDS):
        for field in range(8):
            of_documents[field * WORDS + word] = own[8 * word + field]
    _add_words(of_documents, part, words, read)
    for half in range(2):
        for word in range(WORDS):
            at = half * TOGETHER * WORDS + word
            most[2 * word + half] = max(
                of_documents[at],
                of_documents[at + WORDS],
                of_documents[at + 2 * WORDS],
                of_documents[at + 3 * WORDS],
            )


@compiled
def tightened(tight: Any, bounds: Any, sums: Any, read: Any, fours: Any, inverses: Any, high: Any) -> None:
    """Gives the bounds of groups by the columns of their documents; 0 for those that are worth more than ``high``."""
    words, count = fours.view(np.uint16).reshape(len(fours), -1, WORDS), GROUPS // TOGETHER
    for part in range(words.shape[1]):
        here = slice(part * count, (part + 1) * count)
        most, before, inverses_here = tight[here], bounds[here], inverses[here]
        _bound_documents(most, sums[part * GROUPS : (part + 1) * GROUPS], part, words, read)
        for group in range(count):
            is_above = _worth(before[group], inverses_here[group]) > high
            most[group] = np.uint16(0) if is_above else min(most[group], before[group])
