"""Reads of roadshows."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from matchmaker.database import found
from matchmaker.matching.models import Match
from matchmaker.organizations.models import Organization
from matchmaker.patents.models import Patent
from matchmaker.roadshows.enums import RegistrationState
from matchmaker.roadshows.models import Intent, Pitch, Registration, Roadshow


def roadshow_with_id(session: Session, roadshow_id: int) -> Roadshow:
    """One roadshow with its programme, registrations and intents, or NotFoundError; a fixed number of queries."""
    return found(
        session.scalar(
            sa.select(Roadshow)
            .where(Roadshow.id == roadshow_id)
            .options(
                selectinload(Roadshow.pitches).options(
                    joinedload(Pitch.patent).options(
                        joinedload(Patent.organization), joinedload(Patent.listing)
                    ),
                    joinedload(Pitch.match),
                    selectinload(Pitch.intents).options(
                        joinedload(Intent.organization), joinedload(Intent.owner)
                    ),
                ),
                selectinload(Roadshow.registrations).joinedload(Registration.organization),
            )
        )
    )


def pitch_counts(session: Session, need_ids: Sequence[int]) -> dict[int, int]:
    """On how many programmes the matches of each need stand, by need: one query."""
    rows = session.execute(
        sa.select(Match.need_id, sa.func.count(Pitch.id))
        .join(Pitch, Pitch.match_id == Match.id)
        .where(Match.need_id.in_(need_ids))
        .group_by(Match.need_id)
    )
    return {row[0]: row[1] for row in rows}


def upcoming_roadshows(session: Session, at: dt.datetime) -> list[Roadshow]:
    """Roadshows still to come, the nearest first."""
    return list(
        session.scalars(sa.select(Roadshow).where(Roadshow.starts_at >= at).order_by(Roadshow.starts_at))
    )


def past_roadshows(at: dt.datetime) -> sa.Select[Roadshow]:
    """Roadshows that have begun, the latest first, to be paged."""
    return sa.select(Roadshow).where(Roadshow.starts_at < at).order_by(Roadshow.starts_at.desc())


def pitch_with_id(session: Session, pitch_id: int) -> Pitch:
    """One pitch, or NotFoundError."""
    return found(session.get(Pitch, pitch_id))


def intent_with_id(session: Session, intent_id: int) -> Intent:
    """One intent with its pitch and company, or NotFoundError."""
    return found(session.get(Intent, intent_id))


def registration_of(session: Session, roadshow: Roadshow, organization: Organization) -> Registration | None:
    """An organisation's registration for a roadshow as it now stands, given-up ones included."""
    return session.scalar(
        sa.select(Registration)
        .where(Registration.roadshow_id == roadshow.id, Registration.organization_id == organization.id)
        .execution_options(populate_existing=True)
    )


def seats_taken(session: Session, roadshow: Roadshow) -> int:
    """How many seats of a roadshow are confirmed."""
    return (
        session.scalar(
            sa.select(sa.func.count(Registration.id)).where(
                Registration.roadshow_id == roadshow.id, Registration.state == RegistrationState.CONFIRMED
            )
        )
        or 0
    )


def first_waiting(session: Session, roadshow: Roadshow) -> Registration | None:
    """Who now has waited longest for a seat."""
    return session.scalar(
        sa.select(Registration)
        .where(Registration.roadshow_id == roadshow.id, Registration.state == RegistrationState.WAITING)
        .order_by(Registration.registered_at, Registration.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def intents_to_follow_up() -> sa.Select[Intent]:
    """Every intent that has not ended, with its pitch and company, the one due first first."""
    return (
        sa.select(Intent)
        .join(Intent.pitch)
        .join(Pitch.patent)
        .join(Pitch.roadshow)
        .options(
            contains_eager(Intent.pitch).options(
                contains_eager(Pitch.patent), contains_eager(Pitch.roadshow)
            ),
            joinedload(Intent.organization),
            joinedload(Intent.owner),
        )
        .where(Intent.ended_on.is_(None))
        .order_by(Intent.follow_up_on, Intent.id)
    )
