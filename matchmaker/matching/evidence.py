"""What a person sees of a hit: the shared words marked in title and abstract, and what each adds to the score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matchmaker.matching.assessment import Assessment
from matchmaker.matching.recipe import Query
from matchmaker.patents.models import Patent
from matchmaker.ranking.documents import Contribution, Hit
from matchmaker.ranking.index import UnknownDocumentError
from matchmaker.ranking.ranker import Ranker
from matchmaker.text.marking import Fragment, best_passage, mark
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import meant_by, said_by

_PASSAGE_LENGTH = 110


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a patent was found; the contributions add up to the score.

    ``partly`` are the words that the patent does not have whole: only characters of theirs were found in it.
    """

    partly: frozenset[str]
    contributions: tuple[Contribution, ...]
    title: tuple[Fragment, ...]
    passage: tuple[Fragment, ...]
    abstract: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A patent found for a text: its place (from 1), its score (0 to 1), the evidence, and what speaks against it."""

    rank: int
    score: float
    patent: Patent
    evidence: Evidence
    assessment: Assessment | None = None


def evidence_for(patent: Patent, contributions: Iterable[Contribution], segmenter: Segmenter) -> Evidence:
    """The evidence for one patent, from the contributions of words, marked where they stand."""
    return evidence_in(patent.title, patent.abstract, contributions, segmenter, unshown=patent.claims)


def evidence_in(
    title: str, text: str, contributions: Iterable[Contribution], segmenter: Segmenter, *, unshown: str = ""
) -> Evidence:
    """The evidence in a title and a text, and in what is read with them but not shown."""
    parts = tuple(contributions)
    weights = _weights_in_patent(parts, segmenter)
    whole = normalise(f"{title}\n{text}\n{unshown}")
    return Evidence(
        partly=frozenset(part.term for part in parts if meant_by(part.term) not in whole),
        contributions=parts,
        title=mark(title, weights, segmenter),
        passage=best_passage(text, weights, segmenter, length=_PASSAGE_LENGTH),
        abstract=mark(text, weights, segmenter),
    )


def weights_in_need(contributions: Iterable[Contribution]) -> dict[str, float]:
    """What to mark in a need: its own words, also where a synonym of one found something."""
    return {said_by(part.term): part.value for part in contributions}


def _weights_in_patent(contributions: Iterable[Contribution], segmenter: Segmenter) -> dict[str, float]:
    """What to mark in a patent: the words of the need, and of a synonym what it means, with its Latin words."""
    weights: dict[str, float] = {}
    for part in contributions:
        meant = meant_by(part.term)
        latin = filter(str.isascii, segmenter.terms(meant)) if meant != part.term else ()
        for word in (meant, *latin):
            weights[word] = max(weights.get(word, 0.0), part.value)
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
