"""Words that mean what others say: a need that says 硅麦 also looks for 麦克风.

The supplied pairs are this project's own, kept as ``synonyms.txt`` beside this module, one pair a line:
``A = B`` holds both ways, ``A → B`` only from what a need says (A) to what a patent may say (B); ``#`` opens a
remark.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.stopping import entries_of
from matchmaker.text.words import Located, whole_words

BOTH_WAYS = "="
ONE_WAY = "→"
_ARROW = f" {ONE_WAY} "


@dataclass(frozen=True, slots=True, order=True)
class Synonym:
    """What a text says, and what is meant by it too; in this direction only."""

    said: str
    meant: str

    @property
    def reversed(self) -> "Synonym":
        """The other direction."""
        return Synonym(self.meant, self.said)

    @property
    def name(self) -> str:
        """How a contribution of it is named: 硅麦 → 麦克风."""
        return f"{self.said}{_ARROW}{self.meant}"


@dataclass(frozen=True, slots=True)
class Said:
    """A word with synonyms where it stands in a text."""

    word: str
    start: int
    end: int
    meanings: tuple[str, ...]


class Synonyms:
    """Finds the words of a text that have synonyms.

    A word is found where it begins and ends with words of the text: 废水 also within 工业废水, which is 工业 and
    废水, but 电机 not within 发电机, which could as well be 发电 and 机. Of words that overlap, the first is taken,
    and of those the longest. Synonyms are not followed on: with a → b and
    b → c, a text that says a is not looked up under c.

    >>> synonyms = Synonyms([Synonym("硅麦", "麦克风")])
    >>> [(found.word, found.meanings) for found in synonyms.in_text("硅麦噪声", Segmenter())]
    [('硅麦', ('麦克风',))]
    >>> list(synonyms.in_text("硅麦克风噪声", Segmenter()))
    []

    Attributes:
        pairs: the pairs, normalised.
        fingerprint: what changes whenever the pairs do.
    """

    def __init__(self, pairs: Iterable[Synonym] = ()) -> None:
        self.pairs = frozenset(Synonym(normalise(pair.said), normalise(pair.meant)) for pair in pairs)
        self.fingerprint = hashlib.sha256(repr(sorted(self.pairs)).encode()).hexdigest()
        self._meanings: dict[str, list[str]] = {}
        for pair in sorted(self.pairs):
            self._meanings.setdefault(pair.said, []).append(pair.meant)
        self._by_beginning: dict[str, list[str]] = {}
        for word in sorted(filter(None, self._meanings), key=lambda word: (-len(word), word)):
            self._by_beginning.setdefault(word[0], []).append(word)

    def in_text(self, text: str, segmenter: Segmenter) -> Iterator[Said]:
        """Gives the words of ``text`` that have synonyms, in their order."""
        prepared = segmenter.prepared(text)
        candidates = [
            (place, word)
            for place, letter in enumerate(prepared)
            for word in self._by_beginning.get(letter, ())
            if prepared.startswith(word, place)
        ]
        if not candidates:
            return
        inside = _places_inside_words(segmenter.located_terms(text))
        after = 0
        for place, word in candidates:
            end = place + len(word)
            if place >= after and place not in inside and end not in inside:
                yield Said(word, place, end, tuple(self._meanings[word]))
                after = end


def _places_inside_words(terms: list[Located]) -> set[int]:
    """Where no word begins or ends; the parts of a word are words where no other part runs across them."""
    inside: set[int] = set()
    edges: set[int] = set()
    wholes = iter(whole_words(terms))
    parts: list[Located] = []
    whole = next(wholes, None)
    for term in terms:
        if whole is None or term != whole:
            parts.append(term)
            continue
        inside.update(range(whole[1] + 1, whole[2]))
        edges.update(
            place for part in parts if not any(_cross(part, other) for other in parts) for place in part[1:]
        )
        parts, whole = [], next(wholes, None)
    return inside - edges


def _cross(part: Located, other: Located) -> bool:
    return part[1] < other[1] < part[2] < other[2] or other[1] < part[1] < other[2] < part[2]


NO_SYNONYMS = Synonyms()


@cache
def default_synonyms() -> Synonyms:
    """Gives the pairs of ``synonyms.txt``."""
    return Synonyms(pair for line in entries_of("synonyms.txt") for pair in pairs_in(line))


def pairs_in(line: str) -> tuple[Synonym, ...]:
    """Gives the pairs that a line says: two for ``A = B``, one for ``A → B``, none where it says neither."""
    for sign in (BOTH_WAYS, ONE_WAY):
        said, found, meant = line.partition(sign)
        if found and said.strip() and meant.strip():
            pair = Synonym(said.strip(), meant.strip())
            return (pair, pair.reversed) if sign == BOTH_WAYS else (pair,)
    return ()


def said_by(name: str) -> str:
    """Gives the word of the need in the name of a contribution: 硅麦 of 硅麦 → 麦克风."""
    return name.partition(_ARROW)[0]


def meant_by(name: str) -> str:
    """Gives the word of the patent in the name of a contribution: 麦克风 of 硅麦 → 麦克风."""
    return name.rpartition(_ARROW)[2]
