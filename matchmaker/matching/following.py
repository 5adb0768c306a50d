"""Searches that are offered ready-made: needs in the classes of one's own patents, patents for one's own need."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ForbiddenError, InvalidError
from matchmaker.matching.addresses import Asked
from matchmaker.matching.asking import TEXT_LENGTH
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Reading, Sought
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.need_filters import NeedFilterKind
from matchmaker.matching.queries import leading_subclasses_of
from matchmaker.matching.saved_searches import NAME_LENGTH, save_search, searches_of
from matchmaker.needs.models import Need
from matchmaker.needs.publication import own_words
from matchmaker.needs.queries import belongs_to
from matchmaker.organizations.models import Person

MOST_CLASSES = 20
"""Of so many IPC subclasses of a holder's patents, the most frequent, are needs followed."""


class NoClassesError(InvalidError):
    """A holder whose patents have no classes would follow needs by them."""

    message = N_(
        "None of your patents has an IPC class yet. Import them with their classes, or describe what they can do."
    )


def own_subclasses(session: Session, person: Person) -> list[str]:
    """The IPC subclasses of the patents of a person's organisation, those of most patents first."""
    return leading_subclasses_of(session, person.organization, most=MOST_CLASSES)


def follow_needs_of_classes(
    session: Session, catalogue: Catalogue, *, subclasses: list[str], name: str, today: dt.date, by: Person
) -> tuple[SavedSearch, bool]:
    """Saves a search of the needs in these classes; the one that is there already, and False, where it is the same.

    Raises:
        NoClassesError: there are no classes.
        TooManySearchesError: the person has saved as many as there may be.
    """
    if not subclasses:
        raise NoClassesError
    asked = Asked(text="", typed={NeedFilterKind.IPC.value: subclasses}, sought=Sought.NEEDS)
    return _follow(session, catalogue, asked, name, today, by)


def follow_patents_for_need(
    session: Session, catalogue: Catalogue, *, need: Need, today: dt.date, by: Person
) -> tuple[SavedSearch, bool]:
    """Saves a search of the patents for a company's own need, by its own words, so that mail can tell of new ones.

    What its own patents say is no part of it: a search of words knows none to leave out, and would find just these.

    Raises:
        ForbiddenError: it is another company's.
        TooManySearchesError: the person has saved as many as there may be.
    """
    if not belongs_to(need, by):
        raise ForbiddenError
    title, words = own_words(need)
    asked = Asked(text=f"{title}\n{words}"[:TEXT_LENGTH], typed={}, reading=Reading.WORDS)
    return _follow(session, catalogue, asked, title, today, by)


def _follow(
    session: Session, catalogue: Catalogue, asked: Asked, name: str, today: dt.date, by: Person
) -> tuple[SavedSearch, bool]:
    known = searches_of(session, by)
    address = asked.query()
    same = (saved for saved in known if saved.sought is asked.sought and saved.address == address)
    if saved := next(same, None):
        return saved, False
    taken = {saved.name for saved in known}
    names = (_numbered(name, number) for number in range(1, len(taken) + 2))
    free = next(each for each in names if each not in taken)
    return save_search(session, catalogue, asked=asked, name=free, today=today, by=by), True


def _numbered(name: str, number: int) -> str:
    suffix = f" {number}" if number > 1 else ""
    return name[: NAME_LENGTH - len(suffix)].strip() + suffix
