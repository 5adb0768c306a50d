"""Texts that are nearly the same, found without holding each against all others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from rapidfuzz import fuzz

MOST_GRAMS = 12
_SHARE_OF_GRAMS = 0.3


def like_pairs(texts: Mapping[int, str], *, least: float) -> Iterator[tuple[int, int, float]]:
    """Gives the pairs of texts whose ``rapidfuzz.fuzz.ratio`` is at least ``least``, the lower id first.

    Only texts that share one of a text's rarest pairs of characters are compared: of n characters the
    0.3 n + 1 rarest pairs, which no edit that a ratio of 90 allows can all destroy, but at most 12. Longer texts
    that differ in every one of their 12 rarest pairs are therefore missed.

    Args:
        texts: normalised texts by id.
        least: from 0 to 100.

    Yields:
        Lower id, higher id, ratio.
    """
    grams = {number: {f"{a}{b}" for a, b in pairwise(text)} for number, text in texts.items()}
    counts = Counter(gram for found in grams.values() for gram in found)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, found in grams.items():
        for gram in found:
            if counts[gram] > 1:
                holders[gram].append(number)
    seen: set[tuple[int, int]] = set()
    for number, found in grams.items():
        near = {other for gram in _rarest(found, counts, len(texts[number])) for other in holders[gram]}
        for other in near - {number}:
            pair = (min(number, other), max(number, other))
            if pair in seen:
                continue
            seen.add(pair)
            ratio = fuzz.ratio(texts[pair[0]], texts[pair[1]], score_cutoff=least)
            if ratio:
                yield (*pair, ratio)


def _rarest(grams: set[str], counts: Counter[str], length: int) -> list[str]:
    several = sorted(grams, key=lambda gram: (counts[gram], gram))
    taken = several[: min(MOST_GRAMS, int(_SHARE_OF_GRAMS * length) + 1)]
    return [gram for gram in taken if counts[gram] > 1]
