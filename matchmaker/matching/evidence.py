"""What a person sees of a hit: the shared words marked in title and abstract, and what each adds to the score."""

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.patents.models import Patent
from matchmaker.ranking.documents import Contribution
from matchmaker.text.marking import Fragment, best_passage, mark
from matchmaker.text.segmenting import Segmenter

_PASSAGE_LENGTH = 110


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a patent was found; the contributions add up to the score."""

    contributions: tuple[Contribution, ...]
    title: tuple[Fragment, ...]
    passage: tuple[Fragment, ...]
    abstract: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A patent found for a text: its place (from 1), its score (0 to 1) and the evidence."""

    rank: int
    score: float
    patent: Patent
    evidence: Evidence


def evidence_for(patent: Patent, contributions: Iterable[Contribution], segmenter: Segmenter) -> Evidence:
    """The evidence for one patent, its words marked where they stand."""
    parts = tuple(contributions)
    weights = {part.term: part.value for part in parts}
    return Evidence(
        contributions=credited_to_whole_words(parts),
        title=mark(patent.title, weights, segmenter),
        passage=best_passage(patent.abstract, weights, segmenter, length=_PASSAGE_LENGTH),
        abstract=mark(patent.abstract, weights, segmenter),
    )


def credited_to_whole_words(contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """The contributions with the parts of a long word (病虫 and 虫害 of 病虫害) credited to it; the sum stays.

    The segmenter gives a long word and its parts as terms of their own; to a reader they are one reason.
    Single characters stand for themselves: they are words, not parts.
    """
    values: dict[str, float] = {}
    for part in sorted(contributions, key=lambda each: -len(each.term)):
        whole = next((word for word in values if len(part.term) > 1 and part.term in word), part.term)
        values[whole] = values.get(whole, 0.0) + part.value
    return tuple(
        Contribution(term, value)
        for term, value in sorted(values.items(), key=lambda item: (-item[1], item[0]))
    )
