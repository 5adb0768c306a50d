"""A deal's way through its stages: what is done, what is due, and how long it may stand still."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from matchmaker.deals.enums import PATH, Stage
from matchmaker.deals.models import Deal
from matchmaker.patents.enums import Way

STALE_AFTER_DAYS = {Stage.LEAD: 14, Stage.TALKS: 45, Stage.SIGNED: 90, Stage.REGISTERED: 180}
_MONTHS_TO_RECORD_A_LICENCE = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the line across a deal's page."""

    stage: Stage
    on: dt.date | None
    done: bool
    now: bool


def steps(deal: Deal) -> tuple[Step, ...]:
    """The line of stages; ``on`` is the day on which a stage was reached, where it is known."""
    days = {
        Stage.LEAD: deal.opened_on,
        Stage.TALKS: deal.talks_on,
        Stage.SIGNED: deal.signed_on,
        Stage.REGISTERED: deal.registered_on,
    }
    days[deal.stage] = deal.stage_since
    reached = PATH.index(deal.stage) if deal.stage in PATH else -1
    return tuple(
        Step(stage, days.get(stage), done=place < reached or deal.stage is Stage.PAID, now=place == reached)
        for place, stage in enumerate(PATH)
    )


def days_standing(deal: Deal, today: dt.date) -> int:
    """How long the deal has been at its stage."""
    return (today - deal.stage_since).days


def is_stale(deal: Deal, today: dt.date) -> bool:
    """Whether the deal has stood at its stage for longer than is good for it."""
    return days_standing(deal, today) > STALE_AFTER_DAYS.get(deal.stage, days_standing(deal, today))


def recordal_due(deal: Deal) -> dt.date | None:
    """The day by which a licence must be recorded: three months from its effect (实施细则第15条)."""
    if deal.way is not Way.LICENCE or deal.stage is not Stage.SIGNED or deal.signed_on is None:
        return None
    return _months_later(deal.signed_on, _MONTHS_TO_RECORD_A_LICENCE)


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
