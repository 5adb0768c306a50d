"""Rules and writes for the answers of a review: saved, handed in, checked by college and university, decided."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.errors import N_, ConflictError, InvalidError, NotFoundError
from matchmaker.patents.enums import Readiness, Way
from matchmaker.reviews.enums import Funding, Implementation, ItemState, LinkKind, Step
from matchmaker.reviews.models import ReviewItem, ReviewLink
from matchmaker.reviews.records import Actor, record_step

_UNDECIDED = frozenset({ItemState.COLLEGE_APPROVED})
_TRANSITIONS = {
    Step.COLLEGE_APPROVE: (frozenset({ItemState.HANDED_IN}), ItemState.COLLEGE_APPROVED),
    Step.COLLEGE_RETURN: (frozenset({ItemState.HANDED_IN}), ItemState.RETURNED),
    Step.PLACE: (_UNDECIDED, ItemState.PLACED),
    Step.DECLINE: (_UNDECIDED, ItemState.NOT_PLACED),
    Step.UNIVERSITY_RETURN: (_UNDECIDED, ItemState.RETURNED),
    Step.TAKE_BACK: (frozenset({ItemState.PLACED, ItemState.NOT_PLACED}), ItemState.COLLEGE_APPROVED),
}
_ACTIONS = {
    Step.COLLEGE_APPROVE: N_("Approved by the college"),
    Step.COLLEGE_RETURN: N_("Returned by the college"),
    Step.PLACE: N_("Placed in the library"),
    Step.DECLINE: N_("Not placed in the library"),
    Step.UNIVERSITY_RETURN: N_("Returned by the university"),
    Step.TAKE_BACK: N_("Decision taken back"),
}


class HandedInError(ConflictError):
    """Answers that were handed in are changed or handed in again."""

    message = N_(
        "This patent was handed in already (%(state)s). To change an answer, ask the transfer office to return it."
    )


class ReviewClosedError(ConflictError):
    """Something is done in a review that is closed."""

    message = N_("This review was closed on %(day)s; nothing in it can be changed any more. Open a new one.")


class IncompleteAnswersError(InvalidError):
    """Answers are handed in before all six are there."""

    message = N_(
        "%(number)s cannot be handed in yet: %(missing)s of the six answers are missing. Fill them in."
    )


class UnwillingWaysError(InvalidError):
    """Ways are ticked together with “not for now”."""

    message = N_("Either tick the ways you accept, or “Not to be transferred for now”, not both.")


class UnknownRatingError(InvalidError):
    """A level that the review does not have."""

    message = N_("%(rating)s is no level of this review’s self-rating. The levels are: %(levels)s.")


class MissingReasonError(InvalidError):
    """Something is returned or not placed without a reason."""

    message = N_("Say why, so that the inventor knows what to do.")


class StepOutOfTurnError(ConflictError):
    """A step is taken that the state of the patent does not allow."""

    message = N_("%(number)s does not wait for this: its state is “%(state)s”. Reload the page.")


class NotYoursError(NotFoundError):
    """A link is used for what it does not open."""

    message = N_("Your link does not open this. Use the link that your university sent you for it.")


@dataclass(frozen=True, slots=True)
class Answers:
    """The six answers of a patent; what is None or empty has not been answered.

    ``unwilling`` answers the question for ways: none is accepted for now.
    """

    funding: Funding | None = None
    implementation: Implementation | None = None
    ways: tuple[Way, ...] = ()
    unwilling: bool = False
    readiness: Readiness | None = None
    rating: str = ""
    scenarios: str = ""

    @property
    def missing(self) -> int:
        """How many of the six are not there."""
        willing = bool(self.ways) or self.unwilling
        given = (self.funding, self.implementation, willing, self.readiness, self.rating, self.scenarios)
        return sum(not answer for answer in given)


def answers_of(item: ReviewItem) -> Answers:
    """What has been answered so far."""
    facts = {field.name: getattr(item, field.name) for field in fields(Answers)}
    return Answers(**{**facts, "ways": tuple(item.ways)})


def check_answers(answers: Answers, levels: Sequence[str]) -> None:
    """Refuses what cannot be an answer where the self-rating has these levels.

    Raises:
        UnwillingWaysError: ways are accepted and not accepted.
        UnknownRatingError: the rating is none of the levels.
    """
    if answers.ways and answers.unwilling:
        raise UnwillingWaysError
    if answers.rating and answers.rating not in levels:
        raise UnknownRatingError(rating=answers.rating, levels="、".join(levels))


def save_answers(session: Session, *, item: ReviewItem, answers: Answers, by: Actor) -> None:
    """Keeps what was answered, whether or not it is all there; what is the same leaves no trace.

    Raises:
        HandedInError: the patent waits for college or university, or is decided.
        ReviewClosedError: the review is closed.
        UnwillingWaysError, UnknownRatingError: the answers cannot stand.
    """
    _hold(session, item, by)
    if not item.state.takes_answers:
        raise HandedInError(state=item.state.label)
    check_answers(answers, item.review.ratings)
    known = answers_of(item)
    changed = [
        field.name for field in fields(Answers) if getattr(known, field.name) != getattr(answers, field.name)
    ]
    for name in changed:
        value = getattr(answers, name)
        setattr(item, name, list(value) if isinstance(value, tuple) else value)
    if changed:
        record_step(
            session,
            subject=item,
            action=N_("Answers saved"),
            by=by,
            before={name: getattr(known, name) for name in changed},
            after={name: getattr(answers, name) for name in changed},
        )
    session.flush()


def hand_in(session: Session, *, item: ReviewItem, at: dt.datetime, by: Actor) -> None:
    """Hands a patent's answers in to the college; they can no longer be changed.

    Raises:
        HandedInError: that was done before.
        ReviewClosedError: the review is closed.
        IncompleteAnswersError: not all six answers are there.
    """
    _hold(session, item, by)
    if not item.state.takes_answers:
        raise HandedInError(state=item.state.label)
    missing = answers_of(item).missing
    if missing:
        raise IncompleteAnswersError(number=item.patent.number, missing=missing)
    before, item.state, item.handed_in_at = item.state, ItemState.HANDED_IN, at
    item.reason = ""
    record_step(
        session,
        subject=item,
        action=N_("Answers handed in"),
        by=by,
        before={"state": before},
        after={"state": item.state},
    )
    session.flush()


def steps_from(state: ItemState) -> tuple[Step, ...]:
    """The steps that a patent in a state waits for."""
    return tuple(step for step, (allowed, _) in _TRANSITIONS.items() if state in allowed)


def take_step(
    session: Session, *, item: ReviewItem, step: Step, reason: str, at: dt.datetime, by: Actor
) -> None:
    """A college or the university approves, returns or decides. What is returned is open to answers again.

    Raises:
        NotYoursError: a link takes a step that is not its college's.
        ReviewClosedError: the review is closed.
        StepOutOfTurnError: the patent does not wait for this step.
        MissingReasonError: it must be explained, and is not.
    """
    _hold(session, item, by)
    if isinstance(by, ReviewLink) and not (by.kind is LinkKind.COLLEGE and step.is_the_colleges):
        raise NotYoursError
    allowed, reached = _TRANSITIONS[step]
    if item.state not in allowed:
        raise StepOutOfTurnError(number=item.patent.number, state=item.state.label)
    if step.needs_reason and not reason.strip():
        raise MissingReasonError
    before, item.state, item.reason = item.state, reached, reason.strip()
    if step is Step.COLLEGE_APPROVE:
        item.college_approved_at = at
    if reached is ItemState.RETURNED:
        item.college_approved_at = None
    item.university_approved_at = at if step is Step.PLACE else None
    record_step(
        session,
        subject=item,
        action=_ACTIONS[step],
        by=by,
        before={"state": before},
        after={"state": item.state, **({"reason": item.reason} if item.reason else {})},
    )
    session.flush()


def _hold(session: Session, item: ReviewItem, by: Actor) -> None:
    """Waits for whoever changes the same patent, and looks at what they left."""
    lock(session, item)
    session.refresh(item)
    if item.review.closed_on:
        raise ReviewClosedError(day=item.review.closed_on.isoformat())
    if isinstance(by, ReviewLink) and not _opens(by, item):
        raise NotYoursError


def _opens(link: ReviewLink, item: ReviewItem) -> bool:
    if link.review_id != item.review_id:
        return False
    if link.kind is LinkKind.COLLEGE:
        return item.patent.department == link.department
    return item.link_id == link.id
