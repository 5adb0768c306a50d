"""Scorecards in their versions with their indicators, and the scores that patents were given by them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.scorecards.enums import MarkRule, Scenario, ValueKind

WHOLE = 100


class Scorecard(Base):
    """One version of the scorecard of a scenario; it never changes: an edit makes the next version.

    ``made_by`` is None for the version that came with the platform.
    """

    __tablename__ = "scorecards"
    __table_args__ = (UniqueConstraint("scenario", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario: Mapped[Scenario] = mapped_column(choice(Scenario))
    version: Mapped[int]
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    made_by: Mapped[Person | None] = relationship()
    indicators: Mapped[list["Indicator"]] = relationship(order_by="Indicator.position", lazy="selectin")

    def of_value(self, value: ValueKind) -> list["Indicator"]:
        """The indicators beneath one value, in their order."""
        return [indicator for indicator in self.indicators if indicator.value is value]

    def weight_of(self, value: ValueKind) -> int:
        """The weight of one value in per cent: the sum of its indicators' weights."""
        return sum(indicator.weight for indicator in self.of_value(value))

    @property
    def weights(self) -> Mapping[ValueKind, int]:
        """The weight of each value in per cent."""
        return {value: self.weight_of(value) for value in ValueKind}


class Indicator(Base):
    """A line of a scorecard: its weight in per cent of the whole, and how it is marked from 0 to 100.

    ``rule`` is None where a person marks it; ``guide`` tells them by what.
    """

    __tablename__ = "indicators"
    __table_args__ = (
        UniqueConstraint("scorecard_id", "name"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    position: Mapped[int]
    value: Mapped[ValueKind] = mapped_column(choice(ValueKind))
    name: Mapped[str] = mapped_column(String(40))
    weight: Mapped[int]
    rule: Mapped[MarkRule | None] = mapped_column(choice(MarkRule))
    guide: Mapped[str] = mapped_column(String(200), default="")


class PatentScore(Base):
    """What a patent was worth by one version of a scorecard on a day, and who scored it.

    ``hundredths`` is the total in hundredths of a point, 0 to 10,000: the sum of weight × mark.
    """

    __tablename__ = "patent_scores"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    scored_on: Mapped[dt.date] = mapped_column(Date)
    scored_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hundredths: Mapped[int]

    patent: Mapped[Patent] = relationship()
    scorecard: Mapped[Scorecard] = relationship()
    scored_by: Mapped[Person | None] = relationship()
    marks: Mapped[list["Mark"]] = relationship(cascade="all, delete-orphan")

    @property
    def total(self) -> float:
        """The total, 0 to 100."""
        return self.hundredths / WHOLE

    def of_value(self, value: ValueKind) -> float:
        """The score of one value by itself, 0 to 100."""
        points = self.points
        lines = self.scorecard.of_value(value)
        return sum(line.weight * points[line.id] for line in lines) / sum(line.weight for line in lines)

    @property
    def points(self) -> Mapping[int, int]:
        """The points of each indicator, by its id."""
        return {mark.indicator_id: mark.points for mark in self.marks}

    @property
    def mark_of(self) -> Mapping[int, "Mark"]:
        """The mark of each indicator, by its id."""
        return {mark.indicator_id: mark for mark in self.marks}


class Mark(Base):
    """The points of one indicator: computed from a fact that was recorded, or given with evidence in words.

    ``fact`` is a catalogue message that ``params`` fill; it is empty where a person marked.
    """

    __tablename__ = "marks"
    __table_args__ = (
        UniqueConstraint("score_id", "indicator_id"),
        CheckConstraint("points BETWEEN 0 AND 100", name="points_are_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    score_id: Mapped[int] = mapped_column(ForeignKey("patent_scores.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    points: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text, default="")
    fact: Mapped[str] = mapped_column(String(200), default="")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
