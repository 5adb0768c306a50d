"""What a text is compared by: its words, and the characters and pairs of characters inside them.

A word that stands elsewhere in another form still shares its characters: 正极材料 with 阴极材料, 废料 with 废弃物.
On graded needs, characters and pairs from inside the words ranked better than words alone, and better than
those of the raw text; ``docs/matching.md`` has the figures.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, pairwise
from operator import itemgetter

from matchmaker.text.segmenting import Segmenter
from matchmaker.text.words import BREAK, Located, whole_words

READING = 1
"""Counted up whenever the same text may have other features than before: what was read earlier is then read anew."""

_PAIR = re.compile(f"(?=([^{BREAK}]{{2}}))")  # consumes nothing, so that each letter begins a pair


class Kind(StrEnum):
    """How a feature is found in a text."""

    WORD = "words"
    CHARACTER = "characters"
    PAIR = "pairs"


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature where it stands in a text.

    Attributes:
        text: the feature, normalised; a word of two characters and a pair can be the same text.
        kind: how it was found.
        start: where it begins.
        end: where it ends; a pair across blanks includes them.
        words: the whole words that it sits in: one, or two for a pair that joins neighbours.
    """

    text: str
    kind: Kind
    start: int
    end: int
    words: tuple[str, ...]


@dataclass(slots=True)
class _Run:
    """Letters in a row, each with its place and the whole word that it sits in."""

    letters: str = ""
    places: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def features(text: str, segmenter: Segmenter) -> dict[Kind, list[str]]:
    """Gives the features of ``text`` by kind, each in its order and as often as it occurs.

    Words are the segmenter's terms, long ones with their parts. Characters are the letters of whole words
    except those of ASCII; a whole word in ASCII stands among them as if it were one, so that PEEK does not
    count for less than 钢. Pairs are two such letters in a row: in one word, or in neighbouring words with
    nothing but blanks or left-out phrases between them.

    >>> {kind.value: found for kind, found in features("陶瓷传感器的壳体", Segmenter()).items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'words': ['陶瓷', '传感', '感器', '传感器', '壳体'],
     'characters': ['陶', '瓷', '传', '感', '器', '壳', '体'],
     'pairs': ['陶瓷', '瓷传', '传感', '感器', '壳体']}
    """
    words = segmenter.words_in(segmenter.prepared(text))
    letters = "".join([word.letters for word in words])
    return {
        Kind.WORD: list(chain.from_iterable([word.terms for word in words])),
        Kind.CHARACTER: [
            *letters.replace(BREAK, ""),
            *chain.from_iterable([word.latin for word in words]),
        ],
        Kind.PAIR: _PAIR.findall(letters),
    }


def located_features(text: str, segmenter: Segmenter) -> list[Feature]:
    """Gives what ``features`` gives, in the same order, with the places and the whole words it sits in."""
    prepared = segmenter.prepared(text)
    terms = segmenter.located_in(prepared)
    wholes = whole_words(terms)
    runs = list(_runs(prepared, wholes))
    return [
        *(
            Feature(term, Kind.WORD, start, end, (_home(term, start, end, wholes),))
            for term, start, end in terms
        ),
        *(
            Feature(letter, Kind.CHARACTER, place, place + 1, (word,))
            for run in runs
            for letter, place, word in zip(run.letters, run.places, run.words, strict=True)
        ),
        *(
            Feature(word, Kind.CHARACTER, start, end, (word,))
            for word, start, end in wholes
            if word.isascii()
        ),
        *(pair for run in runs for pair in _located_pairs(run)),
    ]


def _home(term: str, start: int, end: int, wholes: list[Located]) -> str:
    whole, _, whole_end = wholes[max(bisect_right(wholes, start, key=itemgetter(1)) - 1, 0)]
    return whole if end <= whole_end else term


def _runs(prepared: str, wholes: Iterable[Located]) -> Iterator[_Run]:
    run, after = _Run(), 0
    for word, start, end in wholes:
        if prepared[after:start].strip(" "):
            yield run
            run = _Run()
        for place, letter in enumerate(word, start):
            if letter.isascii() or not letter.isalpha():
                yield run
                run = _Run()
            else:
                run.letters += letter
                run.places.append(place)
                run.words.append(word)
        after = end
    yield run


def _located_pairs(run: _Run) -> Iterator[Feature]:
    letters = zip(run.letters, run.places, run.words, strict=True)
    for (first, start, word), (second, place, next_word) in pairwise(letters):
        words = (word,) if word == next_word else (word, next_word)
        yield Feature(first + second, Kind.PAIR, start, place + 1, words)
