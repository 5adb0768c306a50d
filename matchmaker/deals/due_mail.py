"""Who is reminded by e-mail of what is due, at most once a day, and the way out of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import found
from matchmaker.deals.due import WEEK, Due, newly_due
from matchmaker.deals.models import DueMail
from matchmaker.errors import N_
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import latest_ended
from matchmaker.tasks.service import request_task

MAIL = "no more mail of what is due"
"""What its way out is signed for."""

_AFTER_A_FAILURE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one person is reminded of; nothing where ``due`` is empty."""

    person: Person
    due: Sequence[Due]


def wants_mail(session: Session, person: Person) -> bool:
    """Whether a person chose to be reminded by e-mail."""
    return session.get(DueMail, person.id) is not None


def choose_due_mail(
    session: Session, *, person: Person, wished: bool, today: dt.date, by: Person | None
) -> None:
    """Begins or ends a person's reminders by e-mail; the first tells of all that is due this week."""
    kept = session.get(DueMail, person.id)
    if wished is (kept is not None):
        return
    if kept is None:
        session.add(DueMail(person_id=person.id, told_on=today - WEEK))
    else:
        session.delete(kept)
    session.flush()
    record_change(
        session,
        subject=person,
        action=N_("Reminders by e-mail chosen"),
        by=by,
        before={"by_mail": not wished},
        after={"by_mail": wished},
    )


def people_to_remind(session: Session, *, today: dt.date) -> list[int]:
    """The ids of those who chose reminders and got none today."""
    waiting = sa.select(DueMail.person_id).join(DueMail.person).where(Person.active, DueMail.told_on < today)
    return list(session.scalars(waiting.order_by(DueMail.person_id)))


def request_reminders_when_due(session: Session, *, at: dt.datetime) -> None:
    """Asks that people be reminded once a day of UTC (at eight in China), and an hour after a failure."""
    last = latest_ended(session, TaskKind.REMINDERS)
    rested = last is None or last.ended_at is None or at >= last.ended_at + _AFTER_A_FAILURE
    if rested and people_to_remind(session, today=at.date()):
        request_task(session, kind=TaskKind.REMINDERS, by=None)


def take_reminder(session: Session, *, person_id: int, today: dt.date, zone: dt.tzinfo) -> Reminder:
    """What a person is to be reminded of, noted as told; whoever cannot send it takes the transaction back."""
    kept = found(session.get(DueMail, person_id))
    due = newly_due(session, kept.person, told_on=kept.told_on, today=today, zone=zone)
    kept.told_on = today
    return Reminder(kept.person, due)
