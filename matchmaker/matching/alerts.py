"""Who is told by e-mail what is new in their saved searches, at most once a day, and the way out of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import found
from matchmaker.matching.enums import Sought
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.need_shelf import needs_to_tell
from matchmaker.matching.saved_searches import choose_mail, searches_of
from matchmaker.organizations.models import Person
from matchmaker.organizations.ways_out import person_on_way_out, way_out_of
from matchmaker.patents.queries import may_read, patents_with_ids
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import latest_ended
from matchmaker.tasks.service import request_task

_A_DAY = dt.timedelta(hours=24)
_AFTER_A_FAILURE = dt.timedelta(hours=1)
_MAIL = "no more mail of saved searches"


@dataclass(frozen=True, slots=True)
class News:
    """A patent or a need that is told of: the title as its reader may know it, and the number it is found by."""

    sought: Sought
    id: int
    title: str
    number: str


@dataclass(frozen=True, slots=True)
class Alert:
    """What one person is told: what is new in each of their searches that has something."""

    person: Person
    found: Mapping[SavedSearch, tuple[News, ...]]

    def count(self, sought: Sought) -> int:
        """How many patents, or needs, it tells of."""
        return len({each.id for news in self.found.values() for each in news if each.sought is sought})


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
    """What a person is to be told, noted as told; whoever cannot send it takes the transaction back.

    What may not be seen any more, or is over, is not told. Five queries, however much is new.
    """
    person = found(session.get(Person, person_id))
    chosen = [saved for saved in searches_of(session, person) if saved.by_mail]
    known = {
        Sought.PATENTS: _patents(session, _unsent(chosen, Sought.PATENTS), person),
        Sought.NEEDS: _needs(session, _unsent(chosen, Sought.NEEDS), person),
    }
    told: dict[SavedSearch, tuple[News, ...]] = {}
    for saved in chosen:
        news = tuple(known[saved.sought][each] for each in saved.unsent if each in known[saved.sought])
        if news:
            told[saved] = news
        saved.unsent = []
    for saved in chosen if told else ():
        saved.mailed_at = at
    return Alert(person, told)


def _unsent(chosen: Sequence[SavedSearch], sought: Sought) -> list[int]:
    return sorted({number for saved in chosen if saved.sought is sought for number in saved.unsent})


def _patents(session: Session, ids: Sequence[int], reader: Person) -> dict[int, News]:
    return {
        number: News(Sought.PATENTS, number, patent.title, patent.number)
        for number, patent in patents_with_ids(session, ids).items()
        if may_read(patent, reader)
    }


def _needs(session: Session, ids: Sequence[int], reader: Person) -> dict[int, News]:
    return {
        number: News(Sought.NEEDS, number, need.title, f"#{number}")
        for number, need in needs_to_tell(session, ids, reader).items()
    }


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
