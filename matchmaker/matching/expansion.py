"""What the synonyms of a word bring into a query, and how little of it counts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from matchmaker.text.features import Kind, features
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import Said, Synonym

LAST_HALVING = 12
"""How often the weight of a synonym is halved at most: enough for eight of 30 characters beside a word of one."""


@dataclass(frozen=True, slots=True)
class SynonymFeature:
    """A feature of a synonym: it counts ``1 / 2**halving`` of what it would if the need said it."""

    text: str
    kind: Kind
    synonym: str
    halving: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """Reads the synonyms of words that a need says.

    Brought in are those words and pairs of a synonym that the word itself does not have, and no single
    characters: those of 无人飞行器 stand in too many words that mean something else. Their weight is halved
    until all that the synonyms of one word bring in weighs, by its kinds, at most ``share`` of what the word
    itself does: a word of many or long synonyms still counts most by itself. A synonym that the need says in
    its own words is not brought in again.

    Attributes:
        segmenter: cuts the words.
        kinds: the weight of each kind of feature.
        share: how much the synonyms of a word may weigh together, of the word itself; above 0.
        already_said: the need's own texts, as the segmenter prepares them.
    """

    segmenter: Segmenter
    kinds: Mapping[Kind, float]
    share: float
    already_said: tuple[str, ...] = ()
    _known: dict[str, tuple[SynonymFeature, ...]] = field(default_factory=dict)

    def of(self, said: Said) -> tuple[SynonymFeature, ...]:
        """Gives what the synonyms of a word bring in."""
        if said.word not in self._known:
            self._known[said.word] = self._read(said)
        return self._known[said.word]

    def _read(self, said: Said) -> tuple[SynonymFeature, ...]:
        meanings = [meant for meant in said.meanings if not any(meant in text for text in self.already_said)]
        own = self._features(said.word)
        own_texts = {text for _, text in own}
        brought_in: list[SynonymFeature] = []
        for meant in meanings:
            new = [
                (kind, text)
                for kind, text in self._features(meant)
                if text not in own_texts and (len(text) > 1 or text.isascii())
            ]
            halving = _halvings(len(meanings) * self._weight(new), self.share * self._weight(own))
            name = Synonym(said.word, meant).name
            brought_in += [SynonymFeature(text, kind, name, halving) for kind, text in new]
        return tuple(brought_in)

    def _features(self, word: str) -> list[tuple[Kind, str]]:
        found = features(word, self.segmenter)
        return [(kind, text) for kind in self.kinds for text in found[kind]]

    def _weight(self, found: list[tuple[Kind, str]]) -> float:
        return math.fsum(self.kinds[kind] for kind, _ in found)


def _halvings(weight: float, most: float) -> int:
    """How often a weight is halved until it is no more than another."""
    if weight <= most:
        return 0
    return min(LAST_HALVING, math.ceil(math.log2(weight / most))) if most > 0 else LAST_HALVING
