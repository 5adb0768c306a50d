"""Which recipe the centre works with: the shipped one, or the tuned one that a person adopted last."""

from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, ForbiddenError
from matchmaker.matching.models import Tuning
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.tuning import ENOUGH, Tuned
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.service import next_revision
from matchmaker.ranking.metrics.bootstrap import Estimate

_WEIGHTS = frozenset(field.name for field in fields(Recipe))


class TooFewNeedsError(ConflictError):
    """A recipe is adopted that was chosen on too little."""

    message = N_(
        "%(needs)s needs are too few to tell weights apart; it takes %(enough)s. Grade more matches first."
    )


class NothingAdoptedError(ConflictError):
    """There is nothing to take back."""

    message = N_("The shipped weights are in use. There is nothing to take back.")


def adopted_tuning(session: Session) -> Tuning | None:
    """The tuning that the centre works with, or None where it is the shipped recipe."""
    return session.scalar(
        sa.select(Tuning)
        .where(Tuning.adopted_at.is_not(None), Tuning.taken_back_at.is_(None))
        .order_by(Tuning.adopted_at.desc(), Tuning.id.desc())
        .limit(1)
    )


def adopted_recipe(session: Session) -> Recipe:
    """The recipe that the catalogue is ranked by."""
    tuning = adopted_tuning(session)
    return Recipe(**_known_weights(tuning)) if tuning else Recipe()


def latest_tuning(session: Session) -> Tuning | None:
    """What the last tuning said, with who adopted it."""
    return session.scalar(
        sa.select(Tuning).options(joinedload(Tuning.adopted_by)).order_by(Tuning.id.desc()).limit(1)
    )


def keep_tuning(session: Session, *, tuned: Tuned, fingerprint: str) -> Tuning:
    """Keeps what a tuning found; nothing is ranked by it until it is adopted."""
    figures = {"before": tuned.before, "after": tuned.after, "difference": tuned.difference}
    tuning = Tuning(
        weights=asdict(tuned.recipe),
        fingerprint=fingerprint,
        needs=tuned.needs,
        judgements=tuned.judgements,
        figures={name: _bounds(estimate) for name, estimate in figures.items()},
    )
    session.add(tuning)
    session.flush()
    record_change(
        session,
        subject=tuning,
        action=N_("Weights tuned"),
        by=None,
        after={"needs": tuned.needs, "judgements": tuned.judgements},
    )
    return tuning


def adopt_tuning(session: Session, *, tuning: Tuning, by: Person) -> None:
    """Ranks the catalogue by these weights from now on; every open need is ranked anew.

    Raises:
        ForbiddenError: the person is not of the centre's staff.
        TooFewNeedsError: the weights were chosen on too few needs.
    """
    _check_staff(by)
    if tuning.needs < ENOUGH:
        raise TooFewNeedsError(needs=tuning.needs, enough=ENOUGH)
    before = adopted_recipe(session)
    tuning.adopted_at, tuning.adopted_by_id, tuning.taken_back_at = now(), by.id, None
    _note_change(session, tuning, N_("Weights adopted"), before, by)


def take_back_tuning(session: Session, *, by: Person) -> Tuning:
    """Goes back to the weights that were in use before.

    Raises:
        ForbiddenError: the person is not of the centre's staff.
        NothingAdoptedError: the shipped weights are in use.
    """
    _check_staff(by)
    tuning = adopted_tuning(session)
    if tuning is None:
        raise NothingAdoptedError
    before = adopted_recipe(session)
    tuning.taken_back_at = now()
    _note_change(session, tuning, N_("Weights taken back"), before, by)
    return tuning


def _note_change(session: Session, tuning: Tuning, action: str, before: Recipe, by: Person) -> None:
    next_revision(session)  # whoever holds the catalogue's index sees that it is of yesterday
    session.flush()
    record_change(
        session,
        subject=tuning,
        action=action,
        by=by,
        before=_chosen_weights(before),
        after=_chosen_weights(adopted_recipe(session)),
    )


def _chosen_weights(recipe: Recipe) -> dict[str, float]:
    return {"words": recipe.words, "pairs": recipe.pairs, "need_opening": recipe.need_opening}


def _check_staff(person: Person) -> None:
    if not person.role.is_staff:
        raise ForbiddenError


def _known_weights(tuning: Tuning) -> dict[str, Any]:
    return {name: weight for name, weight in tuning.weights.items() if name in _WEIGHTS}


def _bounds(estimate: Estimate) -> list[float]:
    return [estimate.mean, estimate.low, estimate.high]
