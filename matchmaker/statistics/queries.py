"""Reads of the thresholds."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.statistics.enums import Measure, RecognitionLevel
from matchmaker.statistics.models import Threshold


def thresholds_on(session: Session, level: RecognitionLevel, day: dt.date) -> dict[Measure, Threshold]:
    """The thresholds of a level in force on a day, by measure."""
    statement = (
        sa.select(Threshold)
        .where(Threshold.level == level, Threshold.valid_from <= day)
        .order_by(Threshold.valid_from)
    )
    return {threshold.measure: threshold for threshold in session.scalars(statement)}
