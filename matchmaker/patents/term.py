"""How long a patent lasts: its term is counted from the day of filing."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from matchmaker.patents.enums import PatentType
from matchmaker.patents.life_rules import LifeRules, TermRule, life_rules

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Term:
    """The term of a patent: ``years`` from ``filed_on`` and ``extension_days`` more; it ends on ``expires_on``.

    ``expires_on`` is the first day on which the right no longer stands (期满终止日).
    """

    filed_on: dt.date
    rule: TermRule
    extension_days: int

    @property
    def years(self) -> int:
        """The years that the law gives, without an extension."""
        return self.rule.years

    @property
    def expires_on(self) -> dt.date:
        """The day on which the term has run out."""
        return years_after(self.filed_on, self.years) + dt.timedelta(days=self.extension_days)

    def months_left(self, today: dt.date) -> int:
        """The whole months that are left; 0 once it has run out."""
        return max(0, whole_months(today, self.expires_on))


def term_of(
    patent_type: PatentType | None,
    filed_on: dt.date | None,
    *,
    extension_days: int = 0,
    rules: LifeRules | None = None,
) -> Term | None:
    """The term of a patent; None where its type or day of filing is not known."""
    if patent_type is None or filed_on is None:
        return None
    rule = (rules or life_rules()).term(patent_type, filed_on)
    return Term(filed_on, rule, extension_days) if rule else None


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the month's last where it has no such day (实施细则第五条)."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 28 February for a 29th that is not there."""
    return months_after(day, years * _MONTHS)


def whole_months(first: dt.date, last: dt.date) -> int:
    """How many whole months lie between two days; below 0 where the last is earlier."""
    months = (last.year - first.year) * _MONTHS + last.month - first.month
    return months if months_after(first, months) <= last else months - 1
