"""What is left out of a text before it is compared: set phrases and words that say nothing of a technology.

The lists are this project's own, kept as text files beside this module: phrases in ``stop_phrases.txt``, one
a line, words in ``stop_words.txt``, divided by blanks; ``#`` opens a remark.
"""

import re
from collections.abc import Collection
from functools import cache
from importlib import resources

from matchmaker.text.normalising import normalise


@cache
def default_stop_words() -> frozenset[str]:
    """Gives the words of ``stop_words.txt``, normalised."""
    return frozenset(word for line in entries_of("stop_words.txt") for word in line.split())


@cache
def default_stop_phrases() -> frozenset[str]:
    """Gives the phrases of ``stop_phrases.txt``, normalised."""
    return frozenset(entries_of("stop_phrases.txt"))


def entries_of(name: str) -> list[str]:
    """Gives the lines of a file beside this module, normalised, without remarks and blank ones."""
    content = resources.files("matchmaker.text").joinpath(name).read_text(encoding="utf-8")
    lines = (normalise(line.partition("#")[0]).strip() for line in content.splitlines())
    return [line for line in lines if line]


class PhraseBlanker:
    """Overwrites phrases with blanks, so that every other character keeps its place.

    Where phrases overlap, the one that begins first is taken, and of those the longest.
    """

    def __init__(self, phrases: Collection[str]) -> None:
        longest_first = sorted(filter(None, phrases), key=lambda phrase: (-len(phrase), phrase))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def blanked(self, text: str) -> str:
        """Gives ``text`` with the phrases blanked; the length stays."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: " " * len(match.group()), text)
