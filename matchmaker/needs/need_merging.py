"""Two needs made one: the one merged away is closed and points to the other; both can be had back."""

from sqlalchemy.orm import Session

from matchmaker.database import lock, now
from matchmaker.errors import N_, ConflictError
from matchmaker.needs.curation import steps_from
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.merging import merge
from matchmaker.organizations.models import Merge, Person

_TAKEN_OVER = ("budget_fen", "deadline", "ownership", "contact", "curator_id")
_OWN_PATENTS = ("own_patents", "patents_text")
_NOT_AT_THE_CENTRE = (NeedState.DRAFT, NeedState.CLOSED)


class CompaniesDifferError(ConflictError):
    """Needs of two companies are to be made one."""

    message = N_(
        "The two are needs of different companies, and what one of them wrote is not for the other. If the companies "
        "are one, merge them first; otherwise close the need that is not worked on, or note that the two are "
        "different."
    )


class NotAtCentreError(ConflictError):
    """A draft or a closed need is to be merged."""

    message = N_("A draft or a closed need is not merged: the centre does not work on it.")


def merge_needs(session: Session, *, kept: Need, gone: Need, by: Person | None) -> Merge:
    """Makes two needs of one company one.

    Budget, time limit, ownership, contact and who is on it are taken over where they are missing, and so are the
    company's own patents with what they say, together, where it names none. The words of the
    one that stays stay as they are, and so does what others read of it. Its deals bring it where theirs had brought
    the other: to its signature from any stage, into the talks where the rules of curation allow that.

    Raises:
        CompaniesDifferError, NotAtCentreError: they cannot be merged.
        MergeSelfError: both are one, or one is merged already.
    """
    session.flush()
    for each in sorted((kept, gone), key=lambda need: need.id):
        lock(session, each)
        session.refresh(each)
    refusal = refusal_of(kept, gone)
    if refusal is not None:
        raise refusal
    facts = {
        name: getattr(gone, name)
        for name in _TAKEN_OVER
        if getattr(kept, name) in {None, ""} and getattr(gone, name) not in {None, ""}
    }
    if gone.own_patents and not kept.own_patents:
        facts |= {name: getattr(gone, name) for name in _OWN_PATENTS}
    at = now()
    state = _state_with(kept, gone)
    if state is not kept.state:
        facts |= {"state": state, "stage_since": at}
    away = {"state": NeedState.CLOSED, "stage_since": at}
    return merge(
        session, kept=kept, gone=gone, names=(kept.title, gone.title), facts=facts, gone_facts=away, by=by
    )


def refusal_of(one: Need, other: Need) -> ConflictError | None:
    """Why two needs are not made one; None where they may be."""
    if one.organization_id != other.organization_id:
        return CompaniesDifferError()
    if any(each.state in _NOT_AT_THE_CENTRE and each.merged_into_id is None for each in (one, other)):
        return NotAtCentreError()
    return None


def _state_with(kept: Need, gone: Need) -> NeedState:
    """Where the need that stays stands once it has the other's deals too; see ``talks``."""
    if gone.state is NeedState.SIGNED:
        return NeedState.SIGNED
    if gone.state is NeedState.IN_TALKS and NeedState.IN_TALKS in steps_from(kept):
        return NeedState.IN_TALKS
    return kept.state
