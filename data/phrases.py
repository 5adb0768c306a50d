"""Fills the places of a phrase: ``{word}``, ``{2..8/0.5}`` (a range) and ``{=2..8/0.5}`` (one figure).

A range of a phrase is the first figure, the last figure and the step; what is written is a narrower
range within it, or one figure of it. A word is chosen once a patent, so that its title, its abstract
and its claim speak of the same thing.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

_FIGURES = re.compile(r"\{(?P<one>=?)(?P<first>[\d.]+?)\.\.(?P<last>[\d.]+)/(?P<step>[\d.]+)\}")
_WORD = re.compile(r"\{(?P<word>\w+)\}")
_NARROWEST = 4  # a written range spans at least this part of the possible one


class Phrasing:
    """The words and the chance of one patent."""

    def __init__(self, words: Mapping[str, Sequence[str]], rng: Random) -> None:
        self._words = {name: rng.choice(options) for name, options in words.items()}
        self._rng = rng

    def fill(self, phrase: str) -> str:
        """The phrase with every place filled.

        Raises:
            KeyError: the phrase names a word that the topic has not.
        """
        return _WORD.sub(lambda place: self._words[place["word"]], _FIGURES.sub(self._figures, phrase))

    def _figures(self, place: re.Match[str]) -> str:
        first, last, step = (Decimal(place[name]) for name in ("first", "last", "step"))
        steps = int((last - first) / step)
        if place["one"]:
            return _plain(first + step * self._rng.randint(0, steps))
        low = self._rng.randint(0, (steps - 1) // 2)
        high = self._rng.randint(low + max(1, steps // _NARROWEST), steps)
        return f"{_plain(first + step * low)}~{_plain(first + step * high)}"


def _plain(figure: Decimal) -> str:
    return f"{figure.normalize():f}"
