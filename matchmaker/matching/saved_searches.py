"""Searches that people save under a name, and what is new in them since they last looked."""

import datetime as dt
from urllib.parse import parse_qs

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import found, now
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.matching.addresses import Asked, read_asked
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Order
from matchmaker.matching.filters import read_filters
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.service import nearest
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import catalogue_revision
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import latest_ended
from matchmaker.tasks.service import request_task

FIRST = 50
"""How many of a search's patents are watched."""

MOST_SAVED = 50
NAME_LENGTH = 80
_REST = dt.timedelta(minutes=15)


class SearchNameError(InvalidError):
    """A search is saved without a name, or under a very long one."""

    message = N_("Give the search a name of 1 to 80 characters.")


class SearchNameTakenError(ConflictError):
    """A person saves a second search under one name."""

    message = N_("You have a search named “%(name)s” already. Choose another name, or delete that one first.")


class TooManySearchesError(ConflictError):
    """A person saves more searches than anybody would look at."""

    message = N_("You have saved 50 searches, as many as there may be. Delete one first.")


class NothingToSaveError(InvalidError):
    """A search without words and without filters is saved."""

    message = N_("There is nothing to save yet. Search for something first.")


def save_search(
    session: Session, catalogue: Catalogue, *, asked: Asked, name: str, by_mail: bool = False, by: Person
) -> SavedSearch:
    """Saves a search; what it finds now is not new.

    Raises:
        NothingToSaveError, SearchNameError, SearchNameTakenError, TooManySearchesError: it cannot be saved so.
        EmptyTextError, TextTooLongError, TooManyNumbersError: its text cannot be searched for.
        IpcPrefixError, PriceBoundError: a filter cannot be understood.
    """
    name = "".join(filter(str.isprintable, name)).strip()
    filters, problem = read_filters(asked.typed)
    if problem:
        raise problem
    if not asked.text.strip() and not filters.kinds:
        raise NothingToSaveError
    if not 0 < len(name) <= NAME_LENGTH:
        raise SearchNameError
    known = searches_of(session, by)
    if name in {saved.name for saved in known}:
        raise SearchNameTakenError(name=name)
    if len(known) >= MOST_SAVED:
        raise TooManySearchesError
    revision = _revision(session, catalogue)
    saved = SavedSearch(
        person=by,
        name=name,
        address=asked.query(),
        by_mail=by_mail,
        new=[],
        unsent=[],
        found=_first(session, catalogue, asked, by),
        revision=revision,
    )
    session.add(saved)
    record_change(session, subject=saved, action=N_("Search saved"), by=by)
    return saved


def look_through(session: Session, catalogue: Catalogue, *, saved: SavedSearch) -> int:
    """Looks what a saved search finds now, and gives how many of these patents are new.

    New is what is among its first fifty, was not before, and has been listed or changed since. What is no longer
    among them is not new any more either.
    """
    revision = _revision(session, catalogue)
    first = _first(session, catalogue, asked_by(saved), saved.person)
    unknown = [number for number in first if number not in set(saved.found)]
    changed = set(
        session.scalars(sa.select(Patent.id).where(Patent.id.in_(unknown), Patent.revision > saved.revision))
    )
    came = [number for number in unknown if number in changed]
    saved.new = [number for number in first if number in {*saved.new, *came}]
    saved.unsent = [number for number in first if number in {*saved.unsent, *came}]
    saved.found, saved.revision = first, revision
    return len(came)


def note_search_look(saved: SavedSearch) -> tuple[int, ...]:
    """Remembers that the person looks at a search now; gives the ids of what was new until then."""
    new = tuple(saved.new)
    saved.new, saved.unsent, saved.looked_at = [], [], now()
    return new


def choose_mail(session: Session, *, saved: SavedSearch, by_mail: bool, by: Person | None) -> None:
    """Has what is new told by e-mail too, or no longer; ``by`` is None where a mail's own link was followed."""
    if saved.by_mail == by_mail:
        return
    record_change(
        session,
        subject=saved,
        action=N_("E-mail for a saved search chosen"),
        by=by,
        before={"by_mail": saved.by_mail},
        after={"by_mail": by_mail},
    )
    saved.by_mail, saved.unsent = by_mail, []


def delete_search(session: Session, *, saved: SavedSearch, by: Person) -> None:
    """Forgets a saved search; the trail keeps that there was one, and not what somebody looked for."""
    record_change(session, subject=saved, action=N_("Saved search deleted"), by=by)
    session.delete(saved)


def asked_by(saved: SavedSearch) -> Asked:
    """What a saved search asks."""
    return read_asked(parse_qs(saved.address))


def searches_of(session: Session, person: Person) -> list[SavedSearch]:
    """What a person has saved, by name."""
    return list(
        session.scalars(
            sa.select(SavedSearch).where(SavedSearch.person_id == person.id).order_by(SavedSearch.name)
        )
    )


def saved_search_of(session: Session, saved_id: int, person: Person) -> SavedSearch:
    """One of a person's own saved searches, or NotFoundError."""
    saved = session.get(SavedSearch, saved_id)
    return found(saved if saved and saved.person_id == person.id else None)


def new_count(session: Session, person: Person) -> int:
    """How many patents are new in a person's saved searches, as far as these were looked through."""
    rows = session.scalars(sa.select(SavedSearch.new).where(SavedSearch.person_id == person.id))
    return len({number for new in rows for number in new})


def searches_behind(revision: int) -> sa.Select[int]:
    """The ids of saved searches that were looked through before a revision, by id."""
    return sa.select(SavedSearch.id).where(SavedSearch.revision < revision).order_by(SavedSearch.id)


def request_searches_when_due(session: Session, *, at: dt.datetime) -> None:
    """Asks that saved searches be looked through where patents have changed, a quarter of an hour after the last."""
    last = latest_ended(session, TaskKind.SEARCHES)
    rested = last is None or last.ended_at is None or at >= last.ended_at + _REST
    if rested and session.scalar(searches_behind(catalogue_revision(session)).limit(1)) is not None:
        request_task(session, kind=TaskKind.SEARCHES, by=None)


def _revision(session: Session, catalogue: Catalogue) -> int:
    """The catalogue's count of changes that whatever is ranked from now on has read at least."""
    catalogue.caught_up(session)
    return catalogue.revision


def _first(session: Session, catalogue: Catalogue, asked: Asked, reader: Person) -> list[int]:
    """The ids of the nearest fifty; of a list, of those that were entered last."""
    filters, _ = read_filters(asked.typed)
    if asked.is_list:
        ids = catalogue.attributes.caught_up(session).arranged(filters, Order.SCORE)
        return [int(number) for number in ids[:FIRST]]
    hits = nearest(session, catalogue, text=asked.text, filters=filters, reader=reader, k=FIRST)
    return [hit.id for hit in hits]
