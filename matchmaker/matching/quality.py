"""How good the matches are, by what the centre's own people judged of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.matching.adoption import latest_tuning
from matchmaker.matching.calibrating import latest_calibration
from matchmaker.matching.feedback import ReasonCounts, reason_counts
from matchmaker.matching.grading import (
    DEFAULT_CALIBRATION,
    Reliability,
    reliability,
    reliability_when_refitted,
)
from matchmaker.matching.models import FittedCalibration, Tuning
from matchmaker.matching.own_judgements import judged_need_count, judgement_count, own_pairs


@dataclass(frozen=True, slots=True)
class MatchQuality:
    """What the judgements say of the grades, of the reasons and of the weights.

    ``shipped`` and ``refitted`` are None where nobody has judged; ``refitted`` is measured on needs held back.
    """

    judgements: int
    needs: int
    shipped: Reliability | None
    refitted: Reliability | None
    calibration: FittedCalibration | None
    reasons: ReasonCounts
    tuning: Tuning | None


def match_quality(session: Session) -> MatchQuality:
    """How good the matches are today; costs the same few queries however much was judged."""
    pairs = own_pairs(session)
    judged = len(pairs.levels) > 0
    return MatchQuality(
        judgements=judgement_count(session),
        needs=judged_need_count(session),
        shipped=reliability(pairs, DEFAULT_CALIBRATION) if judged else None,
        refitted=reliability_when_refitted(pairs) if judged else None,
        calibration=latest_calibration(session),
        reasons=reason_counts(session),
        tuning=latest_tuning(session),
    )
