"""Reads of scorecards and of the scores given by them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from matchmaker.database import found
from matchmaker.patents.models import Patent
from matchmaker.patents.scorecards.enums import Scenario, ValueKind
from matchmaker.patents.scorecards.models import WHOLE, Indicator, PatentScore, Scorecard


@dataclass(frozen=True, slots=True)
class LatestScore:
    """What a patent was worth when it was scored last: for what, by which version, and how its values weighed."""

    score_id: int
    scenario: Scenario
    version: int
    points: float
    weights: Mapping[ValueKind, int]


def scorecard_of(session: Session, scenario: Scenario, version: int | None = None) -> Scorecard:
    """One version of a scenario's scorecard, the newest for None, or NotFoundError."""
    statement = _cards().where(Scorecard.scenario == scenario).order_by(Scorecard.version.desc()).limit(1)
    if version is not None:
        statement = statement.where(Scorecard.version == version)
    return found(session.scalar(statement))


def current_scorecards(session: Session) -> list[Scorecard]:
    """The newest scorecard of every scenario, in the scenarios' order."""
    newest = (
        sa.select(Scorecard.scenario, sa.func.max(Scorecard.version).label("version"))
        .group_by(Scorecard.scenario)
        .subquery()
    )
    statement = _cards().join(
        newest, (newest.c.scenario == Scorecard.scenario) & (newest.c.version == Scorecard.version)
    )
    return sorted(session.scalars(statement), key=lambda card: list(Scenario).index(card.scenario))


def versions_of(session: Session, scenario: Scenario) -> list[Scorecard]:
    """All versions of a scenario's scorecard, the newest first."""
    statement = _cards().where(Scorecard.scenario == scenario).order_by(Scorecard.version.desc())
    return list(session.scalars(statement))


def score_with_id(session: Session, score_id: int) -> PatentScore:
    """One score with its marks, its scorecard and its patent, or NotFoundError."""
    statement = (
        sa.select(PatentScore)
        .where(PatentScore.id == score_id)
        .options(
            joinedload(PatentScore.scorecard).selectinload(Scorecard.indicators),
            joinedload(PatentScore.scored_by),
            joinedload(PatentScore.patent).options(
                joinedload(Patent.organization), joinedload(Patent.listing)
            ),
            selectinload(PatentScore.marks),
        )
    )
    return found(session.scalar(statement))


def scores_of(session: Session, patent: Patent) -> list[PatentScore]:
    """The scores of a patent with their scorecards, the newest first; not their marks."""
    statement = (
        sa.select(PatentScore)
        .join(PatentScore.scorecard)
        .where(PatentScore.patent_id == patent.id)
        .options(
            contains_eager(PatentScore.scorecard),
            joinedload(PatentScore.scored_by),
        )
        .order_by(PatentScore.scored_on.desc(), PatentScore.id.desc())
    )
    return list(session.scalars(statement))


def latest_scores(session: Session, patents: Sequence[Patent]) -> dict[int, LatestScore]:
    """The latest score of each patent that has one, by patent: two queries."""
    newest = (
        sa.select(
            PatentScore.patent_id,
            PatentScore.id,
            PatentScore.scorecard_id,
            PatentScore.hundredths,
            Scorecard.scenario,
            Scorecard.version,
            sa.func.row_number()
            .over(
                partition_by=PatentScore.patent_id,
                order_by=(PatentScore.scored_on.desc(), PatentScore.id.desc()),
            )
            .label("place"),
        )
        .join(PatentScore.scorecard)
        .where(PatentScore.patent_id.in_([patent.id for patent in patents]))
        .subquery()
    )
    rows = session.execute(sa.select(newest).where(newest.c.place == 1)).all()
    weights = _weights(session, {row.scorecard_id for row in rows})
    return {
        row.patent_id: LatestScore(
            score_id=row.id,
            scenario=row.scenario,
            version=row.version,
            points=row.hundredths / WHOLE,
            weights=weights[row.scorecard_id],
        )
        for row in rows
    }


def _weights(session: Session, card_ids: Collection[int]) -> dict[int, dict[ValueKind, int]]:
    """The weight of each value in per cent, by scorecard."""
    rows = session.execute(
        sa.select(Indicator.scorecard_id, Indicator.value, sa.func.sum(Indicator.weight))
        .where(Indicator.scorecard_id.in_(card_ids))
        .group_by(Indicator.scorecard_id, Indicator.value)
    )
    found: dict[int, dict[ValueKind, int]] = {}
    for card_id, value, weight in rows:
        found.setdefault(card_id, {})[value] = int(weight)
    return {
        card_id: {value: by[value] for value in ValueKind if value in by} for card_id, by in found.items()
    }


def _cards() -> sa.Select[Scorecard]:
    return sa.select(Scorecard).options(joinedload(Scorecard.made_by))
