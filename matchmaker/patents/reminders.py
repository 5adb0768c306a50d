"""Which annual fees an organisation has to think of: missed, in grace, or due soon."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.organizations.models import Organization
from matchmaker.patents.enums import FeeStanding, Reminder
from matchmaker.patents.fees import AnnualFee
from matchmaker.patents.models import Patent
from matchmaker.patents.standing import fee_calendars
from matchmaker.patents.term import months_after

_YEAR = 12
_LOOKED_BACK = 24  # months in which a missed fee can still be news
_STANDINGS = {
    Reminder.MISSED: (FeeStanding.UNPAID,),
    Reminder.GRACE: (FeeStanding.IN_GRACE, FeeStanding.NOT_KNOWN),
}


@dataclass(frozen=True, slots=True)
class DueFee:
    """An annual fee of one patent."""

    patent_id: int
    fee: AnnualFee


def fees_to_remind_of(
    session: Session, holder: Organization | None, reminder: Reminder, *, today: dt.date
) -> list[DueFee]:
    """The fees that a reminder tells of, of a holder's patents (all for None), the earliest first.

    Two queries. Fees of patents that are to lapse on purpose are left out, unless they are missed.
    """
    back = _LOOKED_BACK if reminder is Reminder.MISSED else _YEAR
    first = today if reminder.days else months_after(today, -back)
    last = today + dt.timedelta(days=reminder.days) if reminder.days else today - dt.timedelta(days=1)
    due = _fees_between(
        session, holder, first, last, _STANDINGS.get(reminder, (FeeStanding.DUE,)), today=today
    )
    if reminder is Reminder.GRACE:
        return [each for each in due if each.fee.lapses_after and each.fee.lapses_after >= today]
    return due


def fees_of_the_coming_year(session: Session, holder: Organization | None, *, today: dt.date) -> list[DueFee]:
    """The fees in grace and those due within a year, of a holder's patents (all for None): what a calendar holds."""
    ahead = _fees_between(session, holder, today, months_after(today, _YEAR), (FeeStanding.DUE,), today=today)
    return [*fees_to_remind_of(session, holder, Reminder.GRACE, today=today), *ahead]


def _fees_between(
    session: Session,
    holder: Organization | None,
    first: dt.date,
    last: dt.date,
    standings: Collection[FeeStanding],
    *,
    today: dt.date,
) -> list[DueFee]:
    months = {(first.month + place - 1) % _YEAR + 1 for place in range(_months_touched(first, last))}
    conditions: list[sa.ColumnElement[bool]] = [
        sa.extract("month", Patent.filed_on).in_(sorted(months)),
        Patent.let_lapse_on.is_(None),
    ]
    if holder:
        conditions.append(Patent.organization_id == holder.id)
    due = [
        DueFee(patent_id, fee)
        for patent_id, calendar in fee_calendars(session, *conditions, today=today).items()
        for fee in calendar.fees
        if first <= fee.due_on <= last and fee.standing in standings
    ]
    return sorted(due, key=lambda each: (each.fee.due_on, each.patent_id))


def _months_touched(first: dt.date, last: dt.date) -> int:
    """How many months of the calendar a stretch of days touches, at most 12."""
    return min(_YEAR, (last.year - first.year) * _YEAR + last.month - first.month + 1)
