"""What somebody has to think of these days: ends of trials, offers and open licences, needs and their stages.

Annual fees have a page of their own (``patents/reminders.py``), and so has the recordal of licences.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.needs.due_needs import deadlines_between, stages_over_between
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Person
from matchmaker.organizations.queries import reach_of
from matchmaker.patents.endings import endings_between

WEEK = dt.timedelta(days=7)
YEAR = dt.timedelta(days=365)
CHOICES_OF_DAYS = (7, 30, 90)

_WANTED = N_("The need is to be met")
_STAGE = N_("The time of the stage “%(stage)s” is up")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due on a day: what (a message that ``stage``, itself one, fills), and of which thing."""

    what: str
    on: dt.date
    title: str
    whose: str
    stage: str = ""
    patent_id: int | None = None
    need_id: int | None = None


def due_between(
    session: Session, reader: Person, first: dt.date, last: dt.date, *, on: dt.date, zone: dt.tzinfo
) -> list[Due]:
    """What is due for a person from ``first`` to ``last``, both in it, the earliest first: five queries.

    A company sees its needs, a holder its offers, the centre's staff all offers and the needs that they, or nobody,
    are on. Stages are told of once their time is up on the day ``on``, whose limits hold, and not ahead; days begin
    in ``zone``, the centre's.
    """
    found = [
        Due(each.label, each.on, each.patent.title, each.patent.organization.name, patent_id=each.patent.id)
        for each in endings_between(session, reach_of(reader), first, last)
    ]
    needs = deadlines_between(session, reader, first, last)
    found += [_of_need(_WANTED, need.deadline, need) for need in needs if need.deadline]
    if reader.role.is_staff:
        over = stages_over_between(session, reader, first, min(last, on), on=on, zone=zone)
        found += [_of_need(_STAGE, day, need, stage=need.state.stage) for day, need in over]
    return sorted(found, key=lambda due: (due.on, due.title, due.what))


def due_ahead(
    session: Session,
    reader: Person,
    today: dt.date,
    *,
    zone: dt.tzinfo,
    days: int = WEEK.days,
    back: dt.timedelta = WEEK,
) -> list[Due]:
    """What is due within so many days, and what became so within the time before and still stands."""
    return due_between(session, reader, today - back, today + dt.timedelta(days=days), on=today, zone=zone)


def newly_due(
    session: Session, reader: Person, *, told_on: dt.date, today: dt.date, zone: dt.tzinfo
) -> list[Due]:
    """What came within a week, or fell due, after the day on which the person was last told and up to today."""
    found = due_between(session, reader, told_on + dt.timedelta(days=1), today + WEEK, on=today, zone=zone)
    return [due for due in found if told_on < due.on <= today or told_on < due.on - WEEK <= today]


def _of_need(what: str, day: dt.date, need: Need, *, stage: str = "") -> Due:
    return Due(what, day, need.title, need.organization.name, stage=stage, need_id=need.id)
