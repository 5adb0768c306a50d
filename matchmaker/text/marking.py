"""Shows a reader where in a text the words of a match stand, or characters of theirs."""

import math
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import add, attrgetter

from matchmaker.text.features import Feature, Kind, located_features
from matchmaker.text.segmenting import Segmenter

NO_CHARACTERS: Mapping[str, float] = {}
_ELLIPSIS = "…"
_ENOUGH = 0.9  # of the most that a passage could say: so much must one that begins well
_SENTENCE_END = re.compile(r"[。！？!?\n][。！？!?\s]*")
_CLAUSE_START = re.compile(r"(?<=[，、；：,;:])\s*(?=\S)")


@dataclass(frozen=True)
class Fragment:
    """A stretch of text and how strongly it is marked; weight 0 is unmarked."""

    text: str
    weight: float


@dataclass(frozen=True)
class _Span:
    term: str
    start: int
    end: int
    weight: float


def mark(
    text: str,
    weights: Mapping[str, float],
    segmenter: Segmenter,
    characters: Mapping[str, float] = NO_CHARACTERS,
) -> tuple[Fragment, ...]:
    """Divides ``text`` into marked and unmarked fragments.

    Marked are the words that have a weight and, outside of these, pairs of characters that stand in such a
    word, with its weight by their share of its length.

    Args:
        text: the text to show.
        weights: word → weight above 0, such as a match's contributions; all else stays unmarked.
        segmenter: the segmenter that the words come from.
        characters: character → weight above 0, for single ones that are marked too.

    Returns:
        Fragments whose texts make up ``text`` exactly. Where marked words overlap, the greatest weight holds.
    """
    return _painted(text, _weighted_spans(text, weights, segmenter, characters), 0, len(text))


def best_passage(
    text: str,
    weights: Mapping[str, float],
    segmenter: Segmenter,
    length: int = 90,
    characters: Mapping[str, float] = NO_CHARACTERS,
) -> tuple[Fragment, ...]:
    """Gives the passage of ``text`` that says most about a match, marked like ``mark`` does.

    Of all passages it is one whose different words and pairs have the greatest sum of weights, or at least
    nine tenths of it where the passage then begins with a sentence, else with a clause; among those that begin
    alike it is the one with the greatest sum, and among those the first.

    Args:
        text: the text to show a passage of.
        weights: word → weight above 0.
        segmenter: the segmenter that the words come from.
        length: the most characters to take from ``text``; above 0.
        characters: character → weight above 0, for single ones that are marked too.

    Returns:
        Fragments of the passage, with an unmarked ``…`` at each end where text was left out.
    """
    spans = _weighted_spans(text, weights, segmenter, characters)
    start = _best_start(text, spans, length)
    end = _end_between_words(spans, start, min(start + length, len(text)))
    before = (Fragment(_ELLIPSIS, 0.0),) if start > 0 else ()
    after = (Fragment(_ELLIPSIS, 0.0),) if end < len(text) else ()
    return before + _painted(text, spans, start, end) + after


def _weighted_spans(
    text: str, weights: Mapping[str, float], segmenter: Segmenter, characters: Mapping[str, float]
) -> list[_Span]:
    features = located_features(text, segmenter)
    words = [_span(each, weights) for each in features if each.kind is Kind.WORD]
    marked = {place for span in words if span.weight > 0.0 for place in range(span.start, span.end)}
    part_weights = _pair_weights(weights)
    pairs = [
        _span(each, part_weights)
        for each in features
        if each.kind is Kind.PAIR and _is_unbroken(each) and not marked.issuperset((each.start, each.end - 1))
    ]
    single = [_span(each, characters) for each in features if characters and each.kind is Kind.CHARACTER]
    return sorted((span for span in words + pairs + single if span.weight > 0.0), key=attrgetter("start"))


def _span(feature: Feature, weights: Mapping[str, float]) -> _Span:
    return _Span(feature.text, feature.start, feature.end, weights.get(feature.text, 0.0))


def _is_unbroken(pair: Feature) -> bool:
    return pair.end - pair.start == len(pair.text)


def _pair_weights(weights: Mapping[str, float]) -> dict[str, float]:
    parts: dict[str, float] = {}
    for word, weight in weights.items():
        for pair in map(add, word, word[1:]):
            parts[pair] = max(parts.get(pair, 0.0), weight * len(pair) / len(word))
    return parts


def _painted(text: str, spans: list[_Span], start: int, end: int) -> tuple[Fragment, ...]:
    weight_at = [0.0] * (end - start)
    for span in spans:
        for place in range(max(span.start, start), min(span.end, end)):
            weight_at[place - start] = max(weight_at[place - start], span.weight)
    runs = groupby(range(start, end), key=lambda place: weight_at[place - start])
    return tuple(Fragment("".join(text[place] for place in places), weight) for weight, places in runs)


def _best_start(text: str, spans: list[_Span], length: int) -> int:
    if len(text) <= length:
        return 0
    starts = {span.start: 0 for span in spans}
    starts |= {match.end(): 1 for match in _CLAUSE_START.finditer(text)}
    starts |= {match.end(): 2 for match in _SENTENCE_END.finditer(text) if match.end() < len(text)}
    starts[0] = 2
    said = {start: _weight_within(spans, start, start + length) for start in starts}
    enough = max(said.values()) * _ENOUGH
    return max(
        (start for start in starts if said[start] >= enough),
        key=lambda start: (starts[start], said[start], -start),
    )


def _weight_within(spans: list[_Span], start: int, end: int) -> float:
    return math.fsum({span.term: span.weight for span in _spans_within(spans, start, end)}.values())


def _spans_within(spans: list[_Span], start: int, end: int) -> list[_Span]:
    first, last = (bisect_left(spans, place, key=attrgetter("start")) for place in (start, end))
    return [span for span in spans[first:last] if span.end <= end]


def _end_between_words(spans: list[_Span], start: int, end: int) -> int:
    """Moves the end before a marked word that it would cut, but behind every word that is whole."""
    cut = [span.start for span in spans if span.start < end < span.end]
    if not cut:
        return end
    return max(min(cut), start + 1, *(span.end for span in _spans_within(spans, start, end)))
