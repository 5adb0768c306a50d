"""The recognition test: three measures against the thresholds in force on a day.

Source: 产业知识产权运营中心建设管理工作指引（暂行）, 国知办函运字〔2024〕1155号: the year's amount or the
cumulative projects, and the number of key members.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.organizations.queries import members_on
from matchmaker.statistics.enums import Measure, RecognitionLevel
from matchmaker.statistics.figures import YearFigures, figures_to_date
from matchmaker.statistics.models import Threshold
from matchmaker.statistics.queries import thresholds_on


@dataclass(frozen=True, slots=True)
class Standing:
    """One measure against its threshold; ``value`` in fen for the amount, else a count."""

    measure: Measure
    value: int
    threshold: Threshold

    @property
    def met(self) -> bool:
        """Whether the threshold is reached."""
        return self.value >= self.threshold.value

    @property
    def share(self) -> float:
        """How much of the threshold is reached: 1.0 is all of it."""
        return self.value / self.threshold.value

    @property
    def missing(self) -> int:
        """How much is still missing; 0 once it is met."""
        return max(0, self.threshold.value - self.value)


@dataclass(frozen=True, slots=True)
class Recognition:
    """How a centre stands on a day; ``met`` joins the measures as the rule does."""

    as_of: dt.date
    amount: Standing
    projects: Standing
    members: Standing

    @property
    def met(self) -> bool:
        """(amount or projects) and members."""
        return (self.amount.met or self.projects.met) and self.members.met

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The three measures in the order in which the page shows them."""
        return (self.amount, self.projects, self.members)


def recognition(
    session: Session, figures: YearFigures, *, level: RecognitionLevel = RecognitionLevel.NATIONAL
) -> Recognition | None:
    """The recognition test of a year's figures; None where no threshold was in force yet."""
    thresholds = thresholds_on(session, level, figures.as_of)
    if set(thresholds) != set(Measure):
        return None
    values = {
        Measure.AMOUNT: figures.total.effect.total.amount_fen,
        Measure.PROJECTS: figures_to_date(session, as_of=figures.as_of).total.contracts,
        Measure.MEMBERS: len(members_on(session, figures.as_of)),
    }
    standings = {measure: Standing(measure, values[measure], thresholds[measure]) for measure in Measure}
    return Recognition(
        as_of=figures.as_of,
        amount=standings[Measure.AMOUNT],
        projects=standings[Measure.PROJECTS],
        members=standings[Measure.MEMBERS],
    )
