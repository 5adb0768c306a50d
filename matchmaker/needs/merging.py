"""Two needs made one: the one merged away is closed and points to the other."""

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.merging import merge
from matchmaker.organizations.models import Merge, Person

_TAKEN_OVER = ("budget_fen", "deadline", "ownership", "contact")


def merge_needs(session: Session, *, kept: Need, gone: Need, by: Person | None) -> Merge:
    """Makes two needs one; budget, time limit, ownership and contact are taken over where they are missing.

    The words of the one that stays stay as they are, and so does what others read of it.

    Raises:
        MergeSelfError: both are one, or one is merged already.
    """
    facts = {
        name: getattr(gone, name)
        for name in _TAKEN_OVER
        if getattr(kept, name) in {None, ""} and getattr(gone, name) not in {None, ""}
    }
    away = {"state": NeedState.CLOSED, "stage_since": now()}
    return merge(
        session, kept=kept, gone=gone, names=(kept.title, gone.title), facts=facts, gone_facts=away, by=by
    )
