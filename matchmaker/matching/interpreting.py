"""What a text in the search box may mean here, with this centre's patents, holders and inventors."""

from sqlalchemy.orm import Session

from matchmaker.matching.asking import numbers_in
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.wanted import Names, Wanted, readings


def interpreted(session: Session, catalogue: Catalogue, text: str) -> tuple[Wanted, ...]:
    """The readings of a text, the likeliest first.

    Raises:
        TooManyNumbersError: it is over 50 numbers.
    """
    attributes = catalogue.attributes.caught_up(session)

    def is_one_word(name: str) -> bool:
        words = catalogue.query(text=name).words
        return len(words) == 1 and not catalogue.caught_up(session).unknown_terms({"words": words})

    names = Names(holders=attributes.names, is_inventor=attributes.has_inventor, is_word=is_one_word)
    return readings(text, numbers=numbers_in(text), names=names)
