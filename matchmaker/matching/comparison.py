"""Why one patent stands above another for a question, and why a patent is not among the first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError, NotFoundError
from matchmaker.importing.numbers import WrongCheckDigitError
from matchmaker.matching.asking import Question, ranked
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.filters import FilterKind
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Patent
from matchmaker.patents.numbered import wrong_check_digit
from matchmaker.patents.queries import may_read, patents_with_ids, patents_with_numbers
from matchmaker.ranking.documents import Contribution, Hit

DEEPEST = 10_000


class NoNumberError(InvalidError):
    """A patent is asked for without its number."""

    message = N_("Enter the number of the patent that you expected, for example 202011438186.0.")


class Absence(StrEnum):
    """Why a patent is not among the first of a list."""

    UNKNOWN_NUMBER = "unknown_number"
    NOT_ON_OFFER = "not_on_offer"
    OWN = "own"
    FILTERED_OUT = "filtered_out"
    NOTHING_SHARED = "nothing_shared"
    FAR_DOWN = "far_down"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _ABSENCE_LABELS[self]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two patents that are compared: its score, and its place (from 1) where that is known."""

    patent: Patent
    score: float
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one word adds to either score; ``difference`` is the first less the second."""

    word: str
    first: float
    second: float

    @property
    def difference(self) -> float:
        """How much more the word adds to the first."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two patents beside one another.

    ``words`` are sorted by falling difference; the differences add up to that of the scores within 1e-9.
    """

    first: Side
    second: Side
    words: tuple[Difference, ...]

    @property
    def difference(self) -> float:
        """How much the first has more."""
        return self.first.score - self.second.score


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a patent is that was expected on the list.

    Attributes:
        number: the number as it was written.
        absence: why it is not among the first; None where it is.
        patent: the patent, as far as the reader may see it.
        rank: its place from 1 to ``DEEPEST``; None where it has none or lies deeper.
        score: its score, 0 where it shares nothing.
        missed: the filters that keep it out.
        comparison: the last of the list beside it, where it shares a word.
    """

    number: str
    absence: Absence | None
    patent: Patent | None = None
    rank: int | None = None
    score: float = 0.0
    missed: tuple[FilterKind, ...] = ()
    comparison: Comparison | None = None

    @property
    def mistyped(self) -> WrongCheckDigitError | None:
        """What is wrong with a number that nobody has because its digits contradict one another."""
        return wrong_check_digit(self.number) if self.absence is Absence.UNKNOWN_NUMBER else None


def compare(
    session: Session, catalogue: Catalogue, *, question: Question, first_id: int, second_id: int
) -> Comparison:
    """Two patents on offer beside one another, word by word.

    Raises:
        NotFoundError: one of them is not on offer.
    """
    index = catalogue.caught_up(session)
    patents = patents_with_ids(session, [first_id, second_id])
    offered = {
        int(number) for number in (first_id, second_id) if number in patents and _is_offered(patents[number])
    }
    if offered != {first_id, second_id}:
        raise NotFoundError
    query = question.query
    explanations = {number: index.explain(query.fields, number) for number in offered}
    places = _places(ranked(session, catalogue, index, question, DEEPEST))
    first, second = (
        Side(patents[number], explanations[number].score, places.get(number))
        for number in (first_id, second_id)
    )
    words = (query.credited(explanations[number].contributions) for number in (first_id, second_id))
    return Comparison(first, second, _differences(*words))


def whereabouts(
    session: Session,
    catalogue: Catalogue,
    *,
    question: Question,
    number: str,
    reader: Person | None,
    length: int,
) -> Whereabouts:
    """Why a patent is not among the first ``length`` of a list; its number in any customary form.

    Raises:
        NoNumberError: no number is given.
    """
    number = number.strip()
    if not number:
        raise NoNumberError
    patent = patents_with_numbers(session, [number]).get(number)
    if patent is None or not may_read(patent, reader):
        return Whereabouts(number, Absence.UNKNOWN_NUMBER)
    if not _is_offered(patent):
        return Whereabouts(number, Absence.NOT_ON_OFFER, patent)
    if patent in question.own:
        return Whereabouts(number, Absence.OWN, patent)
    return _among_others(session, catalogue, question, number, patent, length)


def _among_others(
    session: Session, catalogue: Catalogue, question: Question, number: str, patent: Patent, length: int
) -> Whereabouts:
    """Where a patent on offer is."""
    index = catalogue.caught_up(session)
    score = index.explain(question.query.fields, patent.id).score
    missed = catalogue.attributes.caught_up(session).missed(question.filters, patent.id)
    if missed:
        return Whereabouts(number, Absence.FILTERED_OUT, patent, score=score, missed=missed)
    if not score:
        return Whereabouts(number, Absence.NOTHING_SHARED, patent)
    hits = ranked(session, catalogue, index, question, DEEPEST)
    rank = _places(hits).get(patent.id)
    if rank and rank <= length:
        return Whereabouts(number, None, patent, rank=rank, score=score)
    last = hits[min(length, len(hits)) - 1]
    beside = compare(session, catalogue, question=question, first_id=last.id, second_id=patent.id)
    return Whereabouts(number, Absence.FAR_DOWN, patent, rank=rank, score=score, comparison=beside)


def _differences(first: tuple[Contribution, ...], second: tuple[Contribution, ...]) -> tuple[Difference, ...]:
    values: tuple[Mapping[str, float], ...] = tuple(
        {part.term: part.value for part in parts} for parts in (first, second)
    )
    words = dict.fromkeys([*values[0], *values[1]])
    found = [Difference(word, values[0].get(word, 0.0), values[1].get(word, 0.0)) for word in words]
    return tuple(sorted(found, key=lambda each: (-each.difference, each.word)))


def _places(hits: list[Hit]) -> dict[int, int]:
    return {hit.id: place for place, hit in enumerate(hits, start=1)}


def _is_offered(patent: Patent) -> bool:
    return patent.listing is not None and patent.listing.state is ListingState.OPEN


_ABSENCE_LABELS = {
    Absence.UNKNOWN_NUMBER: N_("No patent here has this number. Compare it with the patent document."),
    Absence.NOT_ON_OFFER: N_("It is in the inventory, but not on offer: only what is on offer is ranked."),
    Absence.OWN: N_("It is one of the patents that were searched with; these are left out of the answer."),
    Absence.FILTERED_OUT: N_("The filters keep it out."),
    Absence.NOTHING_SHARED: N_(
        "It shares nothing that counts with the text: no word, and no character of one."
    ),
    Absence.FAR_DOWN: N_("It is found, but others are nearer."),
}
