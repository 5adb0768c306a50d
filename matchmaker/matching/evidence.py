"""What a person sees of a hit: the shared words marked in title and abstract, and what each adds to the score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from matchmaker.matching.assessment import Assessment
from matchmaker.matching.recipe import Query
from matchmaker.patents.models import Patent
from matchmaker.ranking.documents import Contribution, Hit
from matchmaker.ranking.index import UnknownDocumentError
from matchmaker.ranking.ranker import Ranker
from matchmaker.text.features import Kind, features
from matchmaker.text.marking import Fragment, best_passage, mark
from matchmaker.text.measures import without_gaps
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import meant_by, said_by

_PASSAGE_LENGTH = 110
_MUCH = 0.1  # of the score
_BETWEEN = "、"
_Texts: TypeAlias = tuple[str, str, str]
"""Title, abstract or other text, and claims."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a patent was found; the contributions add up to the score.

    ``partly`` are the words that the patent does not have whole, with the characters of theirs that it has:
    耐磨性 → 耐磨, 劳动强度 → 劳动、度. ``claim`` is a passage of the first claim, where that has words which
    neither title nor abstract has; else it is empty.
    """

    partly: Mapping[str, str]
    contributions: tuple[Contribution, ...]
    title: tuple[Fragment, ...]
    passage: tuple[Fragment, ...]
    abstract: tuple[Fragment, ...]
    claim: tuple[Fragment, ...] = ()

    @property
    def strongest(self) -> float:
        """The most that one word adds."""
        return max((part.value for part in self.contributions), default=0.0)


@dataclass(frozen=True, slots=True)
class Found:
    """A patent found for a text: its place (from 1), its score (0 to 1), the evidence, and what speaks against it.

    ``asked`` is the text. ``untold`` is what those words add of which the reader may not learn,
    ``from_own`` the words that only the asking company's own patents have.
    """

    rank: int
    score: float
    patent: Patent
    evidence: Evidence
    assessment: Assessment | None = None
    asked: str = ""
    untold: float = 0.0
    from_own: frozenset[str] = frozenset()


def evidence_for(patent: Patent, contributions: Iterable[Contribution], segmenter: Segmenter) -> Evidence:
    """The evidence for one patent, from the contributions of words, marked where they stand."""
    return evidence_in(patent.title, patent.abstract, contributions, segmenter, claims=patent.claims)


def evidence_in(
    title: str, text: str, contributions: Iterable[Contribution], segmenter: Segmenter, *, claims: str = ""
) -> Evidence:
    """The evidence in a title, a text, and claims where there are any."""
    parts = tuple(contributions)
    weights = _weights_in_patent(parts, segmenter)
    texts = (title, text, claims)
    partly = _partly(texts, parts, segmenter)
    characters = _characters_in_patent(parts, partly)
    return Evidence(
        partly=partly,
        contributions=parts,
        title=mark(title, weights, segmenter, characters),
        passage=best_passage(text, weights, segmenter, length=_PASSAGE_LENGTH, characters=characters),
        abstract=mark(text, weights, segmenter, characters),
        claim=_claim(texts, weights, segmenter),
    )


def shared_words(patent: Patent, words: Iterable[str]) -> list[str]:
    """Those of a need's words, in their order, that a patent has whole; of synonyms what they mean."""
    text = _normalised((patent.title, patent.abstract, patent.claims))
    return [word for word in words if meant_by(word) in text]


def weights_in_need(contributions: Iterable[Contribution]) -> dict[str, float]:
    """What to mark in a need: its own words, also where a synonym of one found something, by all that they add."""
    weights: dict[str, float] = {}
    for part in contributions:
        word = said_by(part.term)
        weights[word] = weights.get(word, 0.0) + part.value
    return weights


def _weights_in_patent(contributions: Iterable[Contribution], segmenter: Segmenter) -> dict[str, float]:
    """What to mark in a patent: the words of the need, and of a synonym what it means, with its Latin words."""
    weights: dict[str, float] = {}
    for part in contributions:
        meant = meant_by(part.term)
        latin = filter(str.isascii, segmenter.terms(meant)) if meant != part.term else ()
        for word in (meant, *latin):
            weights[word] = max(weights.get(word, 0.0), part.value)
    return weights


def _claim(texts: _Texts, weights: Mapping[str, float], segmenter: Segmenter) -> tuple[Fragment, ...]:
    title, abstract, claims = texts
    claim, elsewhere = _normalised((claims,)), _normalised((title, abstract))
    only_there = {word: weight for word, weight in weights.items() if word in claim and word not in elsewhere}
    passage = best_passage(claims, only_there, segmenter, length=_PASSAGE_LENGTH) if only_there else ()
    return passage if any(part.weight for part in passage) else ()


def _partly(texts: _Texts, contributions: Iterable[Contribution], segmenter: Segmenter) -> dict[str, str]:
    """The words that title, text and claims do not have whole, with their characters that they have."""
    whole = _normalised(texts)
    missing = [part.term for part in contributions if meant_by(part.term) not in whole]
    if not missing:
        return {}
    read = [features(text, segmenter) for text in texts]
    characters, pairs = (
        {each for found in read for each in found[kind]} for kind in (Kind.CHARACTER, Kind.PAIR)
    )
    return {term: _held_part(meant_by(term), characters, pairs) for term in missing}


def _normalised(texts: Iterable[str]) -> str:
    return without_gaps(normalise("\n".join(texts)))


def _held_part(word: str, characters: set[str], pairs: set[str]) -> str:
    """The characters of a word that are among some, those together that stand there as a pair."""
    parts: list[str] = []
    before = ""
    for letter in word:
        if letter in characters:
            if before and before + letter in pairs:
                parts[-1] += letter
            else:
                parts.append(letter)
        before = letter
    return _BETWEEN.join(parts)


def _characters_in_patent(
    contributions: Sequence[Contribution], partly: Mapping[str, str]
) -> dict[str, float]:
    """Single characters to mark: those of words that add much to the score and stand in the patent only so."""
    least = _MUCH * sum(part.value for part in contributions)
    weights: dict[str, float] = {}
    for part in contributions:
        found = partly.get(part.term, "").split(_BETWEEN)
        if part.value >= least and max(map(len, found)) == 1:
            for letter in found:
                weights[letter] = max(weights.get(letter, 0.0), part.value / len(meant_by(part.term)))
    return weights


def explained(index: Ranker, query: Query, hits: Sequence[Hit]) -> list[tuple[Hit, tuple[Contribution, ...]]]:
    """Hits with what each word adds, without those that have gone since from an index that others change."""
    try:
        explanations = index.explain_all(query.fields, [hit.id for hit in hits])
    except UnknownDocumentError:
        return [each for hit in hits if len(hits) > 1 for each in explained(index, query, [hit])]
    return [
        (hit, query.credited(explanation.contributions))
        for hit, explanation in zip(hits, explanations, strict=True)
    ]
