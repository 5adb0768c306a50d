"""What is compared of one word of a text: a long word's parts, itself, and its letters."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

Located: TypeAlias = tuple[str, int, int]
"""A term, where it begins and where it ends."""

BREAK = "\n"
"""Stands among letters where they do not follow on one another; no normalised text has one."""

_PART_LENGTHS = (2, 3)
_BLANK = " "
_REMEMBERED = 200_000  # words


class Word(NamedTuple):
    """A word as it was cut from a text.

    Attributes:
        terms: the terms that it is compared by, the word itself behind its parts.
        letters: the letters of its whole terms except those of ASCII, with breaks for all else but blanks.
        latin: its whole terms in ASCII.
    """

    terms: tuple[str, ...]
    letters: str
    latin: tuple[str, ...]


class Words(dict[str, Word]):
    """Words, each read when it is first asked for, by its text, normalised.

    Args:
        is_known: whether the dictionary has a word.
        is_term: whether a word is compared; others are left out.
    """

    def __init__(self, is_known: Callable[[str], bool], is_term: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_known = is_known
        self._is_term = is_term

    def __missing__(self, text: str) -> Word:
        if len(self) >= _REMEMBERED:
            self.clear()
        word = self[text] = self._read(text)
        return word

    def _read(self, text: str) -> Word:
        terms = [part for part in with_parts(text, self._is_known) if self._is_term(part[0])]
        wholes = whole_words(terms)
        return Word(
            terms=tuple(term for term, _, _ in terms),
            letters=_letters(text, wholes),
            latin=tuple(term for term, _, _ in wholes if term.isascii()),
        )


def whole_words(terms: Sequence[Located]) -> list[Located]:
    """Gives, of a text's located terms, those that are part of no other; parts come before their word."""
    wholes: list[Located] = []
    for term in reversed(terms):
        if not wholes or term[2] <= wholes[-1][1]:
            wholes.append(term)
    return wholes[::-1]


def with_parts(text: str, is_known: Callable[[str], bool]) -> list[Located]:
    """Gives a word behind its parts of two and of three characters that the dictionary has.

    A number and its unit with a blank between them stand from the one to the other, and are given without it.
    """
    parts = [
        (part, start, start + length)
        for length in _PART_LENGTHS
        if length < len(text)
        for start in range(len(text) - length + 1)
        if is_known(part := text[start : start + length])
    ]
    return [*parts, (text.replace(_BLANK, "") or text, 0, len(text))]


def _letters(text: str, wholes: Sequence[Located]) -> str:
    letters, after = "", 0
    for word, start, end in wholes:
        letters += _between(text[after:start])
        letters += "".join([each if each.isalpha() and not each.isascii() else BREAK for each in word])
        after = end
    return letters + _between(text[after:])


def _between(gap: str) -> str:
    return BREAK if gap.strip(_BLANK) else ""
