"""Which needs have to be answered by which day, and which will have stood in their stage for too long."""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from matchmaker.needs.desk_queries import stage_limits_on
from matchmaker.needs.enums import DESK_STATES, ENDED_STATES
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Person


def deadlines_between(session: Session, reader: Person, first: dt.date, last: dt.date) -> list[Need]:
    """The running needs with a time limit from ``first`` to ``last``: a company's own, or what staff are on.

    What nobody is on is everybody's of the staff. One query.
    """
    return list(session.scalars(_whole().where(Need.deadline.between(first, last), *_of(reader))))


def stages_over_between(
    session: Session, reader: Person, first: dt.date, last: dt.date, *, on: dt.date, zone: dt.tzinfo
) -> Iterator[tuple[dt.date, Need]]:
    """The needs that staff are on whose stage has lasted as long as it may on a day of that stretch, with the day.

    ``on`` is the day whose limits hold; days begin in ``zone``, the centre's. Two queries.
    """
    limits = stage_limits_on(session, on)
    begun = [
        sa.and_(
            Need.state == state,
            Need.stage_since >= _midnight(first - dt.timedelta(days=days), zone),
            Need.stage_since < _midnight(last - dt.timedelta(days=days - 1), zone),
        )
        for state, days in limits.items()
    ]
    if not begun:
        return
    for need in session.scalars(_whole().where(sa.or_(*begun), *_of(reader))):
        yield need.stage_since.astimezone(zone).date() + dt.timedelta(days=limits[need.state]), need


def _of(reader: Person) -> tuple[sa.ColumnElement[bool], ...]:
    if reader.role.is_staff:
        return (
            Need.state.in_(DESK_STATES),
            sa.or_(Need.curator_id.is_(None), Need.curator_id == reader.id),
        )
    return Need.state.not_in(ENDED_STATES), Need.organization_id == reader.organization_id


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone)


def _whole() -> sa.Select[Need]:
    return sa.select(Need).join(Need.organization).options(contains_eager(Need.organization))
