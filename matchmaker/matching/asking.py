"""What is asked of the catalogue: a text, a need, or the numbers of a company's own patents, narrowed by filters."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.importing.numbers import WrongCheckDigitError
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.filters import NO_FILTERS, Filters
from matchmaker.matching.recipe import Query
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.numbered import is_number, wrong_check_digit
from matchmaker.patents.queries import may_read, patents_with_numbers
from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.documents import Hit
from matchmaker.ranking.ranker import Ranker

TEXT_LENGTH = 20_000
MOST_NUMBERS = 50
_SEPARATORS = re.compile(r"[,，、;；|\n]+")
_NUMBER = re.compile(r"(?:(?:CN|ZL)+[0-9]{7,13}|[0-9]{9,13})(?:\.?[0-9X])?(?:[A-Z][0-9]?)?")


class EmptyTextError(InvalidError):
    """A search for nothing."""

    message = N_("Describe the problem in a few words, for example: 锂电池低温放电衰减快.")


class TextTooLongError(InvalidError):
    """A search with a whole report."""

    message = N_(
        "That is %(length)s characters; a search takes up to 20,000. Keep the part that describes the problem."
    )


class TooManyNumbersError(InvalidError):
    """A search with a whole portfolio."""

    message = N_(
        "That is %(count)s numbers; a search takes up to 50. Keep the patents nearest to what you need."
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, read for the index.

    Attributes:
        text: where its words are from, as they were written there.
        query: the words and their weights.
        filters: what a patent must be like.
        own: the patents whose numbers were given; they are the query, and no part of the answer.
        unknown_numbers: numbers given that no patent has which this reader may see.
    """

    text: str
    query: Query
    filters: Filters = NO_FILTERS
    own: tuple[Patent, ...] = ()
    unknown_numbers: tuple[str, ...] = ()

    @property
    def mistyped(self) -> tuple[WrongCheckDigitError, ...]:
        """What is wrong with those of the unknown numbers whose digits contradict one another."""
        return tuple(filter(None, map(wrong_check_digit, self.unknown_numbers)))


def read_question(
    session: Session,
    catalogue: Catalogue,
    *,
    text: str,
    filters: Filters = NO_FILTERS,
    reader: Person | None = None,
) -> Question:
    """Reads a text; where it is nothing but numbers of patents, these patents' titles and abstracts together.

    Raises:
        EmptyTextError: the text is blank.
        TextTooLongError: it has over 20,000 characters.
        TooManyNumbersError: it has over 50 numbers.
    """
    text = text.strip()
    if not text:
        raise EmptyTextError
    if len(text) > TEXT_LENGTH:
        raise TextTooLongError(length=len(text))
    numbers = numbers_in(text)
    if not numbers:
        return Question(text, catalogue.query(text=text), filters)
    known = patents_with_numbers(session, numbers)
    own = {number: patent for number, patent in known.items() if may_read(patent, reader)}
    queried = tuple(dict.fromkeys(own.values()))
    queries = [catalogue.query(title=patent.title, text=patent.abstract) for patent in queried]
    return Question(
        text="\n".join(f"{patent.title}\n{patent.abstract}" for patent in queried) or text,
        query=_together(queries) if queries else catalogue.query(text=text),
        filters=filters,
        own=queried,
        unknown_numbers=tuple(number for number in numbers if number not in own),
    )


def question_of(session: Session, need: Need, catalogue: Catalogue) -> Question:
    """A need as a question; its company's own patents are part of it, and no part of the answer."""
    query = catalogue.query(title=need.title, text=need.wording)
    return Question(text_of(need), query, own=own_patents_of(session, need))


def own_patents_of(session: Session, need: Need) -> tuple[Patent, ...]:
    """The patents of the company's own that a need names; no query where it names none."""
    return own_patents_by_need(session, [need])[need.id]


def own_patents_by_need(session: Session, needs: Collection[Need]) -> dict[int, tuple[Patent, ...]]:
    """The patents of its company's own that each need names, by need; all are looked up together."""
    numbers = list(dict.fromkeys(number for need in needs for number in need.own_patents))
    known = patents_with_numbers(session, numbers) if numbers else {}
    return {
        need.id: tuple(dict.fromkeys(known[number] for number in need.own_patents if number in known))
        for need in needs
    }


def nearest_others(index: Ranker, query: Query, k: int, own: Sequence[Patent]) -> list[Hit]:
    """The ``k`` nearest, without those that are part of what is asked."""
    left_out = {patent.id for patent in own}
    return [hit for hit in index.rank(query.fields, k + len(left_out)) if hit.id not in left_out][:k]


def text_of(need: Need) -> str:
    """All that is read of a need."""
    return f"{need.title}\n{need.wording}"


def ranked(session: Session, catalogue: Catalogue, index: Ranker, question: Question, k: int) -> list[Hit]:
    """The ``k`` nearest of the patents that pass the filters."""
    own = {patent.id for patent in question.own}
    hits = index.rank(
        question.query.fields, k + len(own), allowed=allowed_ids(session, catalogue, question.filters)
    )
    return [hit for hit in hits if hit.id not in own][:k]


def allowed_ids(session: Session, catalogue: Catalogue, filters: Filters) -> Ids | None:
    """The ids of the patents that pass, for ``Ranker.rank``; None where everything does."""
    if not filters.kinds:
        return None
    return catalogue.attributes.caught_up(session).allowed_ids(filters)


def numbers_in(text: str) -> list[str]:
    """The numbers that a text consists of; none where it has anything else in it."""
    parts = parts_of(text)
    if not parts or not all(map(is_meant_as_number, parts)):
        return []
    if len(parts) > MOST_NUMBERS:
        raise TooManyNumbersError(count=len(parts))
    return parts


def parts_of(text: str) -> list[str]:
    """What stands in a text one a line or between commas, each once; several numbers in a line are several."""
    lines = filter(None, map(str.strip, _SEPARATORS.split(unicodedata.normalize("NFKC", text))))
    return list(dict.fromkeys(part for line in lines for part in _parts(line)))


def _parts(line: str) -> list[str]:
    """A line as one number, whatever blanks it has inside, or as several with blanks between them."""
    pieces = line.split()
    several = not is_number(line) and all(map(is_meant_as_number, pieces))
    return pieces if several else [line]


def is_meant_as_number(text: str) -> bool:
    """Whether somebody meant a number by it, be there such a number or not."""
    compact = re.sub(r"\s", "", text).upper()
    return _NUMBER.fullmatch(compact) is not None or is_number(text)


def _together(queries: Sequence[Query]) -> Query:
    """Several texts as one query: every occurrence counts, as if they stood in one text."""
    fields: dict[str, list[str]] = {}
    shares: dict[str, dict[str, float]] = {}
    for query in queries:
        for name, terms in query.fields.items():
            fields.setdefault(name, []).extend(terms)
        for term, homes in query.shares.items():
            known = shares.setdefault(term, {})
            for word, share in homes.items():
                known[word] = known.get(word, 0.0) + share
    words = dict.fromkeys(word for query in queries for word in query.words)
    return Query(fields, tuple(words), shares)
