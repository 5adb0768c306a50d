"""How needs and patents are compared: which features count, in which field, by how much.

One recipe serves the search, the needs and the evaluation. Each number, and what was tried in its place, has
its evidence in ``docs/matching.md``.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from matchmaker.matching.expansion import LAST_HALVING, Expansion
from matchmaker.ranking.documents import Contribution, Fields
from matchmaker.text.features import READING, Feature, Kind, features, located_features
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import NO_SYNONYMS, Said, Synonyms


@dataclass(frozen=True, slots=True)
class Query:
    """A need or a search, read.

    Attributes:
        fields: its features, for the index.
        words: its whole words, each once, in their order.
        shares: feature → the words it sits in, and how much of the feature's frequency each accounts for. A
            feature that a synonym brought in sits in the synonym, named like 硅麦 → 麦克风.
    """

    fields: Fields
    words: tuple[str, ...]
    shares: Mapping[str, Mapping[str, float]]

    def credited(self, contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
        """Credits the contributions of features to whole words; the sum stays.

        A feature's contribution is divided among the words that it sits in by how much each adds to its
        frequency in the query: 料 stands for 材料 and 塑料, and more for the one that is in the title.
        """
        values: dict[str, float] = {}
        for part in contributions:
            shares = self.shares[part.term]
            whole = sum(shares.values())
            for word, share in shares.items():
                values[word] = values.get(word, 0.0) + part.value * share / whole
        return tuple(
            Contribution(word, value)
            for word, value in sorted(values.items(), key=lambda item: (-item[1], item[0]))
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """What counts by how much: the weight of a feature's kind times the weight of its field.

    Attributes:
        words, characters, pairs: the kinds of features; a weight of 0 leaves a kind out.
        title, abstract, first_claim: the fields of a patent.
        need_title, need_opening, need_rest: the fields of a need; the opening is the first
            ``opening_length`` characters of its text. A search is a need without a title.
        synonyms: how much all synonyms of a word together may count, of the word itself; 0 leaves them out.
        lightest: of what the heaviest feature of a need or search can add, what another must be able to add to
            count; all count if 0.
    """

    words: float = 1 / 8
    characters: float = 1.0
    pairs: float = 1 / 3
    title: float = 3.0
    abstract: float = 1.0
    first_claim: float = 1.0
    need_title: float = 1.0
    need_opening: float = 1 / 4
    need_rest: float = 1 / 100
    opening_length: int = 500
    synonyms: float = 1 / 2
    lightest: float = 1 / 32

    @property
    def field_weights(self) -> dict[str, float]:
        """The weights for ``TfidfIndex``, by the names of the fields that this recipe gives."""
        patent = {"title": self.title, "abstract": self.abstract, "first claim": self.first_claim}
        need = {
            "need title": self.need_title,
            "need opening": self.need_opening,
            "need rest": self.need_rest,
        }
        halvings = range(LAST_HALVING + 1) if self.synonyms > 0 else ()
        brought_in = {
            _synonyms_of(name, halving): weight / 2**halving
            for (name, weight), halving in product(need.items(), halvings)
        }
        return {
            _name(name, kind): weight * self._kinds[kind]
            for (name, weight), kind in product((patent | need | brought_in).items(), self._kinds)
        }

    def fingerprint(self, segmenter: Segmenter) -> str:
        """What changes whenever the same texts may get other scores."""
        lists = sorted(segmenter.stop_words), sorted(segmenter.stop_phrases), sorted(segmenter.own_terms)
        return hashlib.sha256(repr((self, READING, lists)).encode()).hexdigest()

    def patent(self, segmenter: Segmenter, *, title: str, abstract: str, first_claim: str = "") -> Fields:
        """A patent's features by field, for the index."""
        texts = {"title": title, "abstract": abstract, "first claim": first_claim}
        return {
            _name(name, kind): found
            for name, text in texts.items()
            for kind, found in features(text, segmenter).items()
            if kind in self._kinds
        }

    def need(self, segmenter: Segmenter, *, title: str, text: str, synonyms: Synonyms = NO_SYNONYMS) -> Query:
        """A need as a query; a search has no title. A synonym counts where the word it is of stands."""
        reading = _Reading(self.field_weights)
        for feature in located_features(title, segmenter):
            reading.take("need title", feature)
        for feature in located_features(text, segmenter):
            reading.take(self._field_at(feature.start), feature)
        if self.synonyms > 0:
            own_words = segmenter.prepared(title), segmenter.prepared(text)
            expansion = Expansion(segmenter, self._kinds, self.synonyms, own_words)
            for said in synonyms.in_text(title, segmenter):
                reading.take_synonyms("need title", expansion, said)
            for said in synonyms.in_text(text, segmenter):
                reading.take_synonyms(self._field_at(said.start), expansion, said)
        return Query(reading.fields, tuple(reading.words), reading.shares)

    def _field_at(self, place: int) -> str:
        return "need opening" if place < self.opening_length else "need rest"

    @property
    def _kinds(self) -> dict[Kind, float]:
        kinds = {Kind.WORD: self.words, Kind.CHARACTER: self.characters, Kind.PAIR: self.pairs}
        return {kind: weight for kind, weight in kinds.items() if weight > 0}


WORDS_ALONE = Recipe(
    characters=0.0,
    pairs=0.0,
    need_title=3.0,
    need_opening=1.0,
    need_rest=1.0,
    synonyms=0.0,
    lightest=0.0,
)
"""What the default is measured against: jieba's words, the need's title three times and its whole text."""


@dataclass(slots=True)
class _Reading:
    """A query while it is read."""

    weights: Mapping[str, float]
    fields: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)

    def take(self, name: str, feature: Feature) -> None:
        self.words.update(dict.fromkeys(feature.words))
        name = _name(name, feature.kind)
        if name not in self.weights:
            return
        self.fields.setdefault(name, []).append(feature.text)
        shares = self.shares.setdefault(feature.text, {})
        for word in feature.words:
            shares[word] = shares.get(word, 0.0) + self.weights[name] / len(feature.words)

    def take_synonyms(self, name: str, expansion: Expansion, said: Said) -> None:
        for feature in expansion.of(said):
            field_name = _name(_synonyms_of(name, feature.halving), feature.kind)
            self.fields.setdefault(field_name, []).append(feature.text)
            shares = self.shares.setdefault(feature.text, {})
            shares[feature.synonym] = shares.get(feature.synonym, 0.0) + self.weights[field_name]


def _name(field_name: str, kind: Kind) -> str:
    return f"{field_name} {kind.value}"


def _synonyms_of(field_name: str, halving: int) -> str:
    return f"{field_name}, synonyms / {2**halving}:"
