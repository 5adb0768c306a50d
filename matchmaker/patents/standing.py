"""Where a patent stands on a day: its term, its fees, the licences and pledges that run, and whether it is dormant.

A patent is dormant while it is granted and in force and nobody uses it: no transfer, no running licence, no use
by its holder. Transfers and licences signed here are noted on the patent by the deal; others by its holder.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.patents.enums import DormancyPoint, PatentStatus, PatentType
from matchmaker.patents.fees import FeeCalendar, FeeFacts, fee_calendar
from matchmaker.patents.models import FeePayment, Patent, PatentLicence, Pledge
from matchmaker.patents.term import Term, term_of

ENDED = (PatentStatus.LAPSED, PatentStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Reason:
    """One point of dormancy, and whether it holds."""

    point: DormancyPoint
    holds: bool

    @property
    def label(self) -> str:
        """What is so, in words."""
        return self.point.label if self.holds else self.point.opposite


@dataclass(frozen=True, slots=True)
class Dormancy:
    """Whether a patent is dormant, point by point."""

    reasons: tuple[Reason, ...]

    @property
    def is_dormant(self) -> bool:
        """Whether every point holds."""
        return all(reason.holds for reason in self.reasons)


def term_of_patent(patent: Patent) -> Term | None:
    """The term of a patent; None where its type or day of filing is not known."""
    return term_of(patent.patent_type, patent.filed_on, extension_days=patent.extension_days)


def calendar_of(patent: Patent, today: dt.date) -> FeeCalendar | None:
    """The fees of a patent; None where it has none: not granted, ended, or its dates do not tell."""
    if patent.status in ENDED:
        return None
    paid = {payment.year: payment.paid_on for payment in patent.payments}
    return fee_calendar(
        _facts(
            patent.patent_type,
            patent.filed_on,
            patent.granted_on,
            patent.extension_days,
            patent.status,
            patent.status_checked_on,
            paid,
        ),
        today=today,
    )


def fee_calendars(
    session: Session, *conditions: sa.ColumnElement[bool], today: dt.date
) -> dict[int, FeeCalendar]:
    """The fees of all patents that meet the conditions and have any, by patent: two queries."""
    wanted = (Patent.granted_on.is_not(None), Patent.status.not_in(ENDED), *conditions)
    paid: dict[int, dict[int, dt.date]] = {}
    payments = sa.select(FeePayment.patent_id, FeePayment.year, FeePayment.paid_on).join(
        Patent, Patent.id == FeePayment.patent_id
    )
    for patent_id, year, paid_on in session.execute(payments.where(*wanted)):
        paid.setdefault(patent_id, {})[year] = paid_on
    rows = session.execute(
        sa.select(
            Patent.id,
            Patent.patent_type,
            Patent.filed_on,
            Patent.granted_on,
            Patent.extension_days,
            Patent.status,
            Patent.status_checked_on,
        ).where(*wanted)
    )
    calendars = {
        row[0]: fee_calendar(
            _facts(row[1], row[2], row[3], row[4], row[5], row[6], paid.get(row[0], {})), today=today
        )
        for row in rows
    }
    return {patent_id: calendar for patent_id, calendar in calendars.items() if calendar}


def running_licences(patent: Patent, today: dt.date) -> list[PatentLicence]:
    """The licences that run on a day."""
    return [
        licence
        for licence in patent.licences
        if licence.starts_on <= today and (licence.ends_on is None or licence.ends_on >= today)
    ]


def standing_pledges(patent: Patent, today: dt.date) -> list[Pledge]:
    """The pledges that are not released on a day."""
    return [pledge for pledge in patent.pledges if not pledge.released_on or pledge.released_on > today]


def dormancy_of(patent: Patent, today: dt.date) -> Dormancy:
    """Whether a patent is dormant on a day, and why or why not."""
    term = term_of_patent(patent)
    holds = {
        DormancyPoint.GRANTED: patent.granted_on is not None,
        DormancyPoint.IN_FORCE: patent.status is PatentStatus.IN_FORCE
        and (term is None or term.expires_on > today),
        DormancyPoint.NOT_TRANSFERRED: patent.transferred_on is None,
        DormancyPoint.NOT_LICENSED: not running_licences(patent, today),
        DormancyPoint.NOT_USED: not patent.own_use,
    }
    return Dormancy(tuple(Reason(point, holds[point]) for point in DormancyPoint))


def dormant_on(today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions under which a patent is dormant on a day, but for the end of its term."""
    running = sa.exists().where(
        PatentLicence.patent_id == Patent.id,
        PatentLicence.starts_on <= today,
        sa.or_(PatentLicence.ends_on.is_(None), PatentLicence.ends_on >= today),
    )
    return (
        Patent.granted_on.is_not(None),
        Patent.status == PatentStatus.IN_FORCE,
        Patent.transferred_on.is_(None),
        Patent.own_use.is_(False),
        ~running,
    )


def _facts(
    patent_type: PatentType | None,
    filed_on: dt.date | None,
    granted_on: dt.date | None,
    extension_days: int,
    status: PatentStatus,
    checked_on: dt.date | None,
    paid: Mapping[int, dt.date],
) -> FeeFacts:
    return FeeFacts(
        patent_type=patent_type,
        filed_on=filed_on,
        granted_on=granted_on,
        extension_days=extension_days,
        seen_in_force_on=checked_on if status is PatentStatus.IN_FORCE else None,
        paid=paid,
    )
