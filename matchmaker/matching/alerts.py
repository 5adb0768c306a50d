"""Who is told by e-mail what is new in their saved searches, at most once a day, and the way out of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import found
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.saved_searches import choose_mail, searches_of
from matchmaker.organizations.models import Person
from matchmaker.organizations.ways_out import person_on_way_out, way_out_of
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import may_read, patents_with_ids
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import latest_ended
from matchmaker.tasks.service import request_task

_A_DAY = dt.timedelta(hours=24)
_AFTER_A_FAILURE = dt.timedelta(hours=1)
_MAIL = "no more mail of saved searches"


@dataclass(frozen=True, slots=True)
class Alert:
    """What one person is told: the new patents of each of their searches that has some."""

    person: Person
    found: Mapping[SavedSearch, tuple[Patent, ...]]

    @property
    def count(self) -> int:
        """How many patents it tells of."""
        return len({patent.id for patents in self.found.values() for patent in patents})


def people_to_tell(session: Session, *, at: dt.datetime) -> list[int]:
    """The ids of those who chose mail, have something new, and got none for a day."""
    lately = sa.select(SavedSearch.person_id).where(SavedSearch.mailed_at > at - _A_DAY)
    waiting = (
        sa.select(SavedSearch.person_id)
        .join(SavedSearch.person)
        .where(
            SavedSearch.by_mail,
            Person.active,
            sa.cast(SavedSearch.unsent, sa.Text) != "[]",
            SavedSearch.person_id.not_in(lately),
        )
    )
    return sorted(set(session.scalars(waiting)))


def request_alerts_when_due(session: Session, *, at: dt.datetime) -> None:
    """Asks that people be told where somebody waits for it, an hour after the last time."""
    last = latest_ended(session, TaskKind.ALERTS)
    rested = last is None or last.ended_at is None or at >= last.ended_at + _AFTER_A_FAILURE
    if rested and people_to_tell(session, at=at):
        request_task(session, kind=TaskKind.ALERTS, by=None)


def take_alert(session: Session, *, person_id: int, at: dt.datetime) -> Alert:
    """What a person is to be told, noted as told; whoever cannot send it takes the transaction back."""
    person = found(session.get(Person, person_id))
    chosen = [saved for saved in searches_of(session, person) if saved.by_mail]
    known = patents_with_ids(session, [number for saved in chosen for number in saved.unsent])
    told: dict[SavedSearch, tuple[Patent, ...]] = {}
    for saved in chosen:
        patents = (known[number] for number in saved.unsent if number in known)
        readable = tuple(patent for patent in patents if may_read(patent, person))
        if readable:
            told[saved] = readable
        saved.unsent, saved.mailed_at = [], at
    return Alert(person, told)


def way_out(person: Person, *, secret: str) -> str:
    """What in a link tells whose mail is to end; nobody else can make it."""
    return way_out_of(_MAIL, person, secret=secret)


def person_of_way_out(session: Session, token: str, *, secret: str) -> Person:
    """Whose mail such a link ends, or NotFoundError."""
    return person_on_way_out(session, _MAIL, token, secret=secret)


def end_mail(session: Session, *, person: Person) -> None:
    """Ends all mail of a person's saved searches; what is new is still counted on the pages."""
    for saved in searches_of(session, person):
        choose_mail(session, saved=saved, by_mail=False, by=None)
