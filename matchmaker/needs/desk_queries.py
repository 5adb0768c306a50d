"""Reads of the need desk: what stands in which stage, since when, and who is on it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import now
from matchmaker.errors import N_
from matchmaker.needs.enums import DESK_STATES, NeedState
from matchmaker.needs.models import Need, NeedComment, StageLimit
from matchmaker.organizations.models import AuditEntry, Person
from matchmaker.organizations.roles import STAFF

RETURNED = N_("Need returned for change")
"""What the trail calls it; the entry's note is the reason."""

NOBODY = 0
"""In the place of a person's id: needs that nobody is on."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the desk: how many needs are in it, how many of them for too long, and those shown.

    ``days`` is how long a need may stay; None where nobody has said.
    """

    state: NeedState
    count: int
    stale: int
    days: int | None
    needs: tuple[Need, ...]


def stages(
    session: Session,
    *,
    on: dt.date,
    curator_id: int | None = None,
    state: NeedState | None = None,
    most: int = 8,
) -> list[Stage]:
    """The stages of the desk, each with its oldest needs: three queries.

    Args:
        session: the session.
        on: the day whose limits hold.
        curator_id: only what this person is on; ``NOBODY`` for what nobody is on; None for all.
        state: show needs of this stage alone; the others only with their numbers.
        most: how many needs to show of each stage.
    """
    limits = stage_limits_on(session, on)
    mine = [] if curator_id is None else [_is_on(curator_id)]
    counted = session.execute(
        sa.select(Need.state, sa.func.count(), sa.func.sum(sa.case((_is_stale(limits), 1), else_=0)))
        .where(Need.state.in_(DESK_STATES), *mine)
        .group_by(Need.state)
    )
    counts = {row[0]: (row[1], int(row[2])) for row in counted}
    place = sa.func.row_number().over(partition_by=Need.state, order_by=(Need.stage_since, Need.id))
    shown_states = (state,) if state else DESK_STATES
    placed = sa.select(Need.id, place.label("place")).where(Need.state.in_(shown_states), *mine).subquery()
    needs = session.scalars(
        sa.select(Need)
        .join(placed, placed.c.id == Need.id)
        .where(placed.c.place <= most)
        .options(joinedload(Need.organization), joinedload(Need.curator))
        .order_by(Need.stage_since, Need.id)
    ).all()
    return [
        Stage(
            each,
            *counts.get(each, (0, 0)),
            limits.get(each),
            tuple(need for need in needs if need.state is each),
        )
        for each in DESK_STATES
    ]


def stage_limits_on(session: Session, day: dt.date) -> dict[NeedState, int]:
    """How many days each stage may last by the limits that hold on a day."""
    rows = session.execute(
        sa.select(StageLimit.state, StageLimit.days)
        .where(StageLimit.valid_from <= day)
        .order_by(StageLimit.valid_from)
    )
    return {row.state: row.days for row in rows}


def stage_limits(session: Session) -> list[StageLimit]:
    """Every limit ever set, by stage, the latest first."""
    limits = session.scalars(sa.select(StageLimit).order_by(StageLimit.valid_from.desc())).all()
    return sorted(limits, key=lambda limit: DESK_STATES.index(limit.state))


def days_in_stage(need: Need) -> int:
    """For how many whole days a need has been in its state."""
    return (now() - need.stage_since).days


def returns_of(session: Session, needs: Sequence[Need]) -> dict[int, AuditEntry]:
    """When, by whom and why (the note) those of some needs that are with their company were returned, by need.

    One query; none where no need is.
    """
    ids = [need.id for need in needs if need.state is NeedState.RETURNED]
    if not ids:
        return {}
    entries = session.scalars(
        sa.select(AuditEntry)
        .where(
            AuditEntry.subject_type == Need.__tablename__,
            AuditEntry.subject_id.in_(ids),
            AuditEntry.action == RETURNED,
        )
        .options(joinedload(AuditEntry.person))
        .order_by(AuditEntry.id)
    )
    return {entry.subject_id: entry for entry in entries}


def comments_on(session: Session, need: Need, *, inside: bool) -> Sequence[NeedComment]:
    """What was noted on a need, the newest first; what is for the staff alone only from ``inside``."""
    noted = (
        sa.select(NeedComment).where(NeedComment.need_id == need.id).options(joinedload(NeedComment.person))
    )
    if not inside:
        noted = noted.where(sa.not_(NeedComment.inside))
    return session.scalars(noted.order_by(NeedComment.id.desc())).all()


def curators(session: Session) -> Sequence[Person]:
    """The staff who can be on a need, by name."""
    staff = sa.select(Person).where(Person.role.in_(STAFF), Person.active)
    return session.scalars(staff.order_by(Person.name, Person.id)).all()


def people_names(session: Session, need: Need) -> list[str]:
    """The names of the company's people who have an account."""
    own = sa.select(Person.name).where(Person.organization_id == need.organization_id)
    return list(session.scalars(own))


def _is_on(curator_id: int) -> sa.ColumnElement[bool]:
    return Need.curator_id.is_(None) if curator_id == NOBODY else Need.curator_id == curator_id


def _is_stale(limits: Mapping[NeedState, int]) -> sa.ColumnElement[bool]:
    past = [
        sa.and_(Need.state == state, Need.stage_since <= now() - dt.timedelta(days=days))
        for state, days in limits.items()
    ]
    return sa.or_(sa.false(), *past)
