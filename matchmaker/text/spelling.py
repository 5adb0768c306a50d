"""Words as people wrote them: they are compared in one form (``pbt``) and shown in their own (``PBT``)."""

import re
from functools import lru_cache

from matchmaker.text.normalising import normalise

_BEFORE_LETTERS = re.compile("(?<=[0-9])(?=[a-z])")


def as_written(word: str, text: str) -> str:
    """Gives a normalised word as it first stands in a text; as it is where the text does not have it.

    A word in Latin letters or digits is found only where no other letter or digit of these touches it, and with a
    blank between a number and its unit too.

    >>> as_written("ra", "graphene, Ra≤0.1 nm")
    'Ra'
    """
    prepared = _prepared(text)
    if word.isascii():
        spaced = _BEFORE_LETTERS.sub(" ?", re.escape(word))
        found = re.search(rf"(?<![0-9a-z]){spaced}(?![0-9a-z])", prepared)
        return text[found.start() : found.end()] if found else word
    place = prepared.find(word)
    return text[place : place + len(word)] if place >= 0 else word


@lru_cache(maxsize=16)
def _prepared(text: str) -> str:
    return normalise(text)
