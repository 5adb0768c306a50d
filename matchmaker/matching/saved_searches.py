"""Searches that people save under a name, and what is new in them since they last looked."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import parse_qs

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import found, now
from matchmaker.errors import N_, ConflictError, InvalidError, MatchmakerError
from matchmaker.matching.addresses import Asked, read_asked
from matchmaker.matching.catalogue import Catalogue, IndexBeingBuiltError
from matchmaker.matching.enums import Order, Sought
from matchmaker.matching.filters import Filters, read_filters
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.need_filters import NeedFilterKind, NeedFilters, read_need_filters
from matchmaker.matching.need_search import first_needs
from matchmaker.matching.queries import needs_changed_since, needs_revision
from matchmaker.matching.service import nearest
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import catalogue_revision
from matchmaker.ranking.ranker import RankerUnavailableError
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import latest_ended
from matchmaker.tasks.service import request_task

FIRST = 50
"""How many of a search's patents are watched."""

MOST_SAVED = 50
NAME_LENGTH = 80
_REST = dt.timedelta(minutes=15)
_LATE = dt.timedelta(minutes=15)
"""How long before a look something may have been recorded that was not to be seen yet."""


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
    session: Session,
    catalogue: Catalogue,
    *,
    asked: Asked,
    name: str,
    by_mail: bool = False,
    today: dt.date,
    by: Person,
) -> SavedSearch:
    """Saves a search; what it finds now is not new.

    Raises:
        NothingToSaveError, SearchNameError, SearchNameTakenError, TooManySearchesError: it cannot be saved so.
        EmptyTextError, TextTooLongError, TooManyNumbersError: its text cannot be searched for.
        IpcPrefixError, PriceBoundError: a filter cannot be understood.
    """
    filters, problem = _read_filters(asked)
    if problem:
        raise problem
    if not asked.text.strip() and not filters.kinds:
        raise NothingToSaveError
    known = searches_of(session, by)
    name = _free_name(name, known)
    if len(known) >= MOST_SAVED:
        raise TooManySearchesError
    at, revision = now(), _revision(session, catalogue, asked.sought)
    saved = SavedSearch(
        person=by,
        name=name,
        sought=asked.sought,
        address=asked.query(),
        by_mail=by_mail,
        new=[],
        unsent=[],
        found=_first(session, catalogue, asked, by, today),
        revision=revision,
        searched_at=at,
    )
    session.add(saved)
    record_change(session, subject=saved, action=N_("Search saved"), by=by)
    return saved


def look_through(session: Session, catalogue: Catalogue, *, saved: SavedSearch, today: dt.date) -> int:
    """Looks what a saved search finds now, and gives how much of it is new.

    New is what is among its first, was not before, and has been listed or changed since; of a list of needs, what was
    never in it. What is no longer among them is not new any more either: it may not be there to be seen.
    """
    at, revision = now(), _revision(session, catalogue, saved.sought)
    asked = asked_by(saved)
    first = _first(session, catalogue, asked, saved.person, today)
    known = set(saved.found)
    came = _changed(session, saved, asked, [number for number in first if number not in known])
    saved.new = [number for number in first if number in {*saved.new, *came}]
    saved.unsent = [number for number in first if number in {*saved.unsent, *came}]
    saved.found = first if saved.sought is Sought.PATENTS else sorted({*known, *first})
    saved.revision, saved.searched_at = revision, at
    return len(came)


def open_search(
    session: Session, catalogue: Catalogue, *, saved_id: int, sought: Sought, today: dt.date, reader: Person
) -> SavedSearch:
    """A reader's own saved search, looked through as of now; NotFoundError where there is none of this kind."""
    saved = saved_search_of(session, saved_id, reader)
    found(saved if saved.sought is sought else None)
    with suppress(MatchmakerError):  # the page of the search tells of it
        look_through(session, catalogue, saved=saved, today=today)
    return saved


def catch_up(
    session: Session, catalogue: Catalogue, *, searches: Sequence[SavedSearch], today: dt.date
) -> None:
    """Looks those searches through that a change may have altered; what cannot be searched now stays as it was."""
    revisions = _revisions(session)
    for saved in searches:
        if saved.revision < revisions[saved.sought]:
            with suppress(MatchmakerError):  # the index is being built
                look_through(session, catalogue, saved=saved, today=today)


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


def rename_search(session: Session, *, saved: SavedSearch, name: str, by: Person) -> None:
    """Gives a saved search another name.

    Raises:
        SearchNameError, SearchNameTakenError: it cannot have this one.
    """
    others = [each for each in searches_of(session, by) if each is not saved]
    name = _free_name(name, others)
    if name != saved.name:
        saved.name = name
        record_change(session, subject=saved, action=N_("Saved search renamed"), by=by)


def delete_search(session: Session, *, saved: SavedSearch, by: Person) -> None:
    """Forgets a saved search; the trail keeps that there was one, and not what somebody looked for."""
    record_change(session, subject=saved, action=N_("Saved search deleted"), by=by)
    session.delete(saved)


def asked_by(saved: SavedSearch) -> Asked:
    """What a saved search asks."""
    return read_asked(parse_qs(saved.address), saved.sought)


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
    """How many patents and needs are new in a person's saved searches, as far as these were looked through."""
    rows = session.execute(
        sa.select(SavedSearch.sought, SavedSearch.new).where(SavedSearch.person_id == person.id)
    )
    return len({(sought, number) for sought, new in rows for number in new})


def searches_behind(session: Session) -> sa.Select[int]:
    """The ids of saved searches that were looked through before the last change of what they find, by id."""
    behind = (
        sa.and_(SavedSearch.sought == sought, SavedSearch.revision < revision)
        for sought, revision in _revisions(session).items()
    )
    return sa.select(SavedSearch.id).where(sa.or_(*behind)).order_by(SavedSearch.id)


def request_searches_when_due(session: Session, *, at: dt.datetime) -> None:
    """Asks that saved searches be looked through where something changed, a quarter of an hour after the last."""
    last = latest_ended(session, TaskKind.SEARCHES)
    rested = last is None or last.ended_at is None or at >= last.ended_at + _REST
    if rested and session.scalar(searches_behind(session).limit(1)) is not None:
        request_task(session, kind=TaskKind.SEARCHES, by=None)


def _free_name(name: str, others: Sequence[SavedSearch]) -> str:
    """A name as it is kept, if none of these has it."""
    name = "".join(filter(str.isprintable, name)).strip()
    if not 0 < len(name) <= NAME_LENGTH:
        raise SearchNameError
    if name in {other.name for other in others}:
        raise SearchNameTakenError(name=name)
    return name


def _read_filters(asked: Asked) -> tuple[Filters | NeedFilters, InvalidError | None]:
    return read_filters(asked.typed) if asked.sought is Sought.PATENTS else read_need_filters(asked.typed)


def _revisions(session: Session) -> dict[Sought, int]:
    return {Sought.PATENTS: catalogue_revision(session), Sought.NEEDS: needs_revision(session)}


def _revision(session: Session, catalogue: Catalogue, sought: Sought) -> int:
    """The count of changes that whatever is ranked from now on has read at least."""
    if sought is Sought.NEEDS:
        with suppress(IndexBeingBuiltError, RankerUnavailableError):  # needs are found without it
            catalogue.caught_up(session)
        return needs_revision(session)
    catalogue.caught_up(session)
    return catalogue.revision


def _first(session: Session, catalogue: Catalogue, asked: Asked, reader: Person, today: dt.date) -> list[int]:
    """The ids of the nearest fifty patents; of a list, of those that were entered last. Of needs see first_needs."""
    if asked.sought is Sought.NEEDS:
        filters, _ = read_need_filters(asked.typed)
        return first_needs(session, catalogue, asked=asked, filters=filters, reader=reader, today=today)
    return _first_patents(session, catalogue, asked, reader)


def _first_patents(session: Session, catalogue: Catalogue, asked: Asked, reader: Person) -> list[int]:
    filters, _ = read_filters(asked.typed)
    if asked.is_list:
        ids = catalogue.attributes.caught_up(session).arranged(filters, Order.SCORE)
        return [int(number) for number in ids[:FIRST]]
    hits = nearest(session, catalogue, text=asked.text, filters=filters, reader=reader, k=FIRST)
    return [hit.id for hit in hits]


def _changed(session: Session, saved: SavedSearch, asked: Asked, unknown: list[int]) -> set[int]:
    """Those of what is found for the first time that were listed or changed since the last look."""
    if saved.sought is Sought.NEEDS:
        since = saved.searched_at - _LATE
        by_class = NeedFilterKind.IPC in asked.typed
        return (
            set(unknown)
            if asked.is_list
            else needs_changed_since(session, unknown, since, or_ranked=by_class)
        )
    changed = sa.select(Patent.id).where(Patent.id.in_(unknown), Patent.revision > saved.revision)
    return set(session.scalars(changed))
