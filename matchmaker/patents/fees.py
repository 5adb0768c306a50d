"""The annual fees of a patent: which year's is due when, how much, what a late payment adds, and when it lapses.

A year is counted from the day of filing. The first fee is that of the year of grant and is paid with it; each
later one is due on the anniversary of filing with which its year begins (专利审查指南第五部分第九章2.2.1).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matchmaker.patents.enums import FeeStanding, PatentType
from matchmaker.patents.life_rules import ExtensionFee, FeeSchedule, Grace, LifeRules, in_force, life_rules
from matchmaker.patents.term import Term, months_after, term_of, whole_months, years_after

OPEN_STANDINGS = (FeeStanding.IN_GRACE, FeeStanding.DUE)
_MONTHS_A_YEAR = 12
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What the fees of a patent depend on.

    ``paid`` are the days of payment by year; ``seen_in_force_on`` is the day on which the register last said
    that the patent is in force.
    """

    patent_type: PatentType | None
    filed_on: dt.date | None
    granted_on: dt.date | None
    extension_days: int = 0
    seen_in_force_on: dt.date | None = None
    paid: Mapping[int, dt.date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurchargeMonth:
    """A month of grace: what is to be paid after ``after`` and until ``until``, that day included."""

    after: dt.date
    until: dt.date
    percent: int
    surcharge_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class AnnualFee:
    """The fee of one year; ``fee_fen`` is None where no schedule tells it."""

    year: int
    due_on: dt.date
    fee_fen: int | None
    standing: FeeStanding
    schedule: FeeSchedule | ExtensionFee | None
    grace: Grace | None
    paid_on: dt.date | None = None

    @property
    def lapses_after(self) -> dt.date | None:
        """The last day on which it can be paid; the right then ends as of the due day. None for that of the grant."""
        if self.standing is FeeStanding.WITH_GRANT or self.grace is None:
            return None
        return months_after(self.due_on, self.grace.months)

    @property
    def surcharges(self) -> tuple[SurchargeMonth, ...]:
        """Month by month what a late payment costs; the surcharge is a share of the full fee."""
        if self.grace is None or self.fee_fen is None:
            return ()
        return tuple(
            SurchargeMonth(
                after=months_after(self.due_on, place),
                until=months_after(self.due_on, place + 1),
                percent=percent,
                surcharge_fen=self.fee_fen * percent // _PERCENT,
                total_fen=self.fee_fen + self.fee_fen * percent // _PERCENT,
            )
            for place, percent in enumerate(self.grace.percents)
        )

    def payable_fen(self, today: dt.date) -> int | None:
        """What it costs today, with the surcharge of the running month."""
        if today <= self.due_on:
            return self.fee_fen
        return next((month.total_fen for month in self.surcharges if today <= month.until), None)


@dataclass(frozen=True, slots=True)
class FeeCalendar:
    """All fees of a patent by year, from that of its grant to its last."""

    fees: tuple[AnnualFee, ...]

    @property
    def missed(self) -> AnnualFee | None:
        """The fee that was not paid in time: the right has ended, unless a payment was not recorded."""
        return next((fee for fee in self.fees if fee.standing is FeeStanding.UNPAID), None)

    @property
    def next_fee(self) -> AnnualFee | None:
        """The fee to be paid next; None where none is left, or one was missed."""
        if self.missed:
            return None
        return next((fee for fee in self.fees if fee.standing in OPEN_STANDINGS), None)


def fee_calendar(facts: FeeFacts, *, today: dt.date, rules: LifeRules | None = None) -> FeeCalendar | None:
    """The fees of a patent as they stand on a day; None where it is not granted or its dates do not tell."""
    rules = rules or life_rules()
    term = term_of(facts.patent_type, facts.filed_on, extension_days=facts.extension_days, rules=rules)
    if term is None or facts.granted_on is None or facts.granted_on < term.filed_on:
        return None
    return FeeCalendar(tuple(_fees(facts, term, facts.granted_on, today, rules)))


def _fees(
    facts: FeeFacts, term: Term, granted_on: dt.date, today: dt.date, rules: LifeRules
) -> Iterator[AnnualFee]:
    first = whole_months(term.filed_on, granted_on) // _MONTHS_A_YEAR + 1
    year, due_on = first, granted_on
    while due_on < term.expires_on:
        kind = term.rule.patent_type
        schedule: FeeSchedule | ExtensionFee | None
        if year <= term.years:
            schedule = in_force(rules.schedules, due_on)
            fee_fen = schedule.fee_fen(kind, year) if schedule else None
        else:
            schedule = in_force(rules.extension_fees, due_on)
            fee_fen = schedule.fee_fen if schedule else None
        grace = in_force(rules.graces, due_on)
        yield AnnualFee(
            year=year,
            due_on=due_on,
            fee_fen=fee_fen,
            standing=_standing(facts, year, due_on, grace, today, is_first=year == first),
            schedule=schedule,
            grace=grace,
            paid_on=facts.paid.get(year),
        )
        year, due_on = year + 1, years_after(term.filed_on, year)


def _standing(
    facts: FeeFacts, year: int, due_on: dt.date, grace: Grace | None, today: dt.date, *, is_first: bool
) -> FeeStanding:
    if year in facts.paid:
        return FeeStanding.PAID
    if is_first:
        return FeeStanding.WITH_GRANT
    if due_on >= today:
        return FeeStanding.DUE
    if grace is None or not facts.paid or year < max(facts.paid):
        return FeeStanding.NOT_KNOWN
    last_day = months_after(due_on, grace.months)
    if today <= last_day:
        return FeeStanding.IN_GRACE
    seen = facts.seen_in_force_on
    return FeeStanding.NOT_KNOWN if seen and seen > last_day else FeeStanding.UNPAID
