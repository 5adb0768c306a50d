"""The centre's work on a need: who is on it, notes, refined words, returned to the company, moved along the desk."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_, ForbiddenError, InvalidError
from matchmaker.needs.desk_queries import RETURNED
from matchmaker.needs.enums import CURATED_STATES, DESK_STATES, OPEN_STATES, NeedState, Secrecy
from matchmaker.needs.models import Need, NeedComment, StageLimit
from matchmaker.needs.queries import belongs_to
from matchmaker.needs.service import (
    NeedStateError,
    checked_words,
    expect_state,
    move_to,
    withdraw_public_words,
)
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person

TEXT_LENGTH = 4_000
MOST_DAYS = 3_650
_STEPS: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.SUBMITTED: (NeedState.REFINING, NeedState.SCREENING),
    NeedState.REFINING: (NeedState.SCREENING, NeedState.SUBMITTED),
    NeedState.SCREENING: (NeedState.IN_TALKS, NeedState.REFINING),
    NeedState.PUBLISHED: (NeedState.IN_TALKS, NeedState.SCREENING),
    NeedState.IN_TALKS: (NeedState.SIGNED, NeedState.PUBLISHED, NeedState.SCREENING),
}


class CommentEmptyError(InvalidError):
    """A note or a reason without words, or with a whole report."""

    message = N_("Write what is meant, in at most 4,000 characters.")


class StageLimitError(InvalidError):
    """A limit that no stage can have."""

    message = N_("Give from 1 to 3,650 days, the day from which they hold, and whose decision that is.")


def steps_from(need: Need) -> tuple[NeedState, ...]:
    """The states into which the staff may move a need, the usual one first; publication is a step of its own."""
    kept_inside = need.secrecy is Secrecy.CENTRE
    return tuple(
        state
        for state in _STEPS.get(need.state, ())
        if not (state is NeedState.PUBLISHED and need.public_content is None)
        and not (state is NeedState.IN_TALKS and need.state is NeedState.SCREENING and not kept_inside)
    )


def move_need(session: Session, *, need: Need, state: NeedState, by: Person) -> None:
    """Moves a need along the desk; one that goes back to screening is no longer public.

    Raises:
        NeedStateError: that step is not open to it.
    """
    _expect_staff(by)
    if state not in steps_from(need):
        raise NeedStateError(state=need.state.label)
    if state is NeedState.SCREENING and need.public_content is not None:
        withdraw_public_words(session, need=need, by=by)
    if need.state is not state:
        move_to(session, need, state, action=N_("Need moved on the desk"), by=by)


def return_need(session: Session, *, need: Need, reason: str, by: Person) -> NeedComment:
    """Gives a need back to its company with the reason, which the company reads.

    Raises:
        NeedStateError: it is not with the centre, or published already.
        CommentEmptyError: there is no reason.
    """
    _expect_staff(by)
    expect_state(need, *CURATED_STATES)
    comment = _comment(session, need, reason, by, inside=False)
    move_to(session, need, NeedState.RETURNED, action=RETURNED, by=by, note=comment.text)
    return comment


def comment_on_need(session: Session, *, need: Need, text: str, inside: bool, by: Person) -> NeedComment:
    """Notes something on a need; what its company writes is never for the staff alone.

    Raises:
        CommentEmptyError: there are no words, or over 4,000 characters.
        ForbiddenError: the person is neither of the staff nor of the company.
    """
    if not (by.role.is_staff or belongs_to(need, by)):
        raise ForbiddenError
    comment = _comment(session, need, text, by, inside=inside and by.role.is_staff)
    after = {} if comment.inside else {"note": comment.text}
    record_change(session, subject=need, action=N_("Comment written"), by=by, after=after)
    return comment


def assign_need(session: Session, *, need: Need, curator: Person | None, by: Person) -> None:
    """Says who of the staff is on a need; None is nobody.

    Raises:
        ForbiddenError: one of the two is not of the staff.
    """
    _expect_staff(by)
    if curator:
        _expect_staff(curator)
    before, need.curator = need.curator, curator
    if before is not curator:
        record_change(
            session,
            subject=need,
            action=N_("Need assigned"),
            by=by,
            before={"curator": before.name if before else None},
            after={"curator": curator.name if curator else None},
        )


def refine_need(session: Session, *, need: Need, title: str, content: str, by: Person) -> None:
    """Puts a need into the centre's words, which are ranked from now on; the company's stay beside them.

    Words that are the company's own again take the refinement back.

    Raises:
        NeedTooShortError, NeedTooLongError: the text cannot be taken.
        NeedStateError: the centre does not work on it.
    """
    _expect_staff(by)
    expect_state(need, *OPEN_STATES)
    words = checked_words(title, content)
    before = {"title": need.title, "content": need.content}
    own = {"title": need.own_title, "content": need.own_content}
    need.original_title, need.original_content = (None, None) if words == own else own.values()
    need.title, need.content = words.values()
    if words != before:
        record_change(session, subject=need, action=N_("Need refined"), by=by, before=before, after=words)
    if need.state is NeedState.SUBMITTED:
        move_to(session, need, NeedState.REFINING, action=N_("Need moved on the desk"), by=by)


def set_stage_limit(
    session: Session, *, state: NeedState, days: int, valid_from: dt.date, source: str, by: Person
) -> StageLimit:
    """Says how many days a need may stay in a state from a day on; an earlier word for that day is replaced.

    Raises:
        StageLimitError: no such limit can be.
        ForbiddenError: the person is not of the staff.
    """
    _expect_staff(by)
    if not 1 <= days <= MOST_DAYS or not source.strip() or state not in DESK_STATES:
        raise StageLimitError
    limit = session.scalar(
        sa.select(StageLimit).where(StageLimit.state == state, StageLimit.valid_from == valid_from)
    )
    before = {"days": limit.days} if limit else {}
    if limit is None:
        limit = StageLimit(state=state, valid_from=valid_from)
        session.add(limit)
    limit.days, limit.source = days, source.strip()
    after = {"state": state, "days": days, "valid_from": valid_from, "source": limit.source}
    record_change(
        session, subject=limit, action=N_("Limit of a stage set"), by=by, before=before, after=after
    )
    return limit


def _comment(session: Session, need: Need, text: str, by: Person, *, inside: bool) -> NeedComment:
    text = text.strip()
    if not text or len(text) > TEXT_LENGTH:
        raise CommentEmptyError
    comment = NeedComment(need_id=need.id, person_id=by.id, text=text, inside=inside)
    session.add(comment)
    session.flush()
    return comment


def _expect_staff(person: Person) -> None:
    if not person.role.is_staff:
        raise ForbiddenError
