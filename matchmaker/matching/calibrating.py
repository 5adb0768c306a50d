"""The calibration in use: the shipped one, refitted from time to time to what the centre's people judged."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.matching.grading import DEFAULT_CALIBRATION
from matchmaker.matching.models import FittedCalibration
from matchmaker.matching.own_judgements import judged_need_count, judgement_count, own_pairs
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.ranking.calibration import INERTIA, Calibration

_AT_LEAST = int(INERTIA)
_SHARE = 10


def latest_calibration(session: Session) -> FittedCalibration | None:
    """The calibration that was fitted last, if any was."""
    return session.scalar(sa.select(FittedCalibration).order_by(FittedCalibration.id.desc()).limit(1))


def current_calibration(session: Session) -> Calibration:
    """What scores mean at this centre: one small query."""
    latest = latest_calibration(session)
    if latest is None:
        return DEFAULT_CALIBRATION
    return Calibration(
        scores=tuple(score for score, _ in latest.points), levels=tuple(level for _, level in latest.points)
    )


def refit_calibration(session: Session, *, by: Person | None) -> FittedCalibration:
    """Refits the shipped calibration to every judgement there is; ``by`` is None where it was due."""
    before = latest_calibration(session)
    pairs = own_pairs(session)
    refitted = DEFAULT_CALIBRATION.refitted(pairs.scores, pairs.levels)
    fitted = FittedCalibration(
        points=list(zip(refitted.scores, refitted.levels, strict=True)),
        judgements=judgement_count(session),
        needs=judged_need_count(session),
    )
    session.add(fitted)
    session.flush()
    record_change(
        session,
        subject=fitted,
        action=N_("Grades refitted"),
        by=by,
        before={"judgements": before.judgements} if before else None,
        after={"judgements": fitted.judgements, "needs": fitted.needs},
    )
    return fitted


def refit_when_due(session: Session) -> None:
    """Refits once twenty more judgements have come in, or a tenth more where there are many; else two counts."""
    latest = latest_calibration(session)
    known = latest.judgements if latest else 0
    if judgement_count(session) - known >= max(_AT_LEAST, known // _SHARE):
        refit_calibration(session, by=None)
