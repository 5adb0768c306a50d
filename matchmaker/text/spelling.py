"""Words as people wrote them: they are compared in one form (``pbt``) and shown in their own (``PBT``)."""

import re
from functools import lru_cache

from matchmaker.text.normalising import normalise


def as_written(word: str, text: str) -> str:
    """Gives a normalised word as it first stands in a text; as it is where the text does not have it.

    A word in Latin letters or digits is found only where no other letter or digit of these touches it.

    >>> as_written("ra", "graphene, Ra≤0.1 nm")
    'Ra'
    """
    prepared = _prepared(text)
    if word.isascii():
        found = re.search(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", prepared)
        place = found.start() if found else -1
    else:
        place = prepared.find(word)
    return text[place : place + len(word)] if place >= 0 else word


@lru_cache(maxsize=16)
def _prepared(text: str) -> str:
    return normalise(text)
