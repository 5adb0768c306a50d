"""Where the deals on a need bring it: into the talks, to its signature, and back where they come to nothing.

Called by the room of deals, which knows them; a need itself does not.
"""

from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.errors import N_
from matchmaker.needs.curation import steps_from
from matchmaker.needs.enums import ENDED_STATES, NeedState, Secrecy
from matchmaker.needs.models import Need
from matchmaker.needs.service import move_to
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person

_CLOSED = N_("The need is closed; the deal goes on without it.")
_WITH_COMPANY = N_(
    "The need is back with its company for a change. It can move to the talks once it is handed in and published."
)
_TO_SCREEN = N_(
    "The company keeps the need for the centre: once it is being screened it can move to the talks."
)
_TO_PUBLISH = N_("The need is not published yet. Publish it without names, and it can move to the talks.")


def bring_into_talks(session: Session, *, need: Need, deal_id: int, action: str, by: Person | None) -> None:
    """Moves a need to the talks where the rules of curation allow it; its history tells of the deal either way."""
    _hold(session, need)
    allowed = NeedState.IN_TALKS in steps_from(need)
    _tell(session, need, NeedState.IN_TALKS if allowed else need.state, action=action, deal_id=deal_id, by=by)


def bring_to_signature(session: Session, *, need: Need, deal_id: int, by: Person | None) -> None:
    """A contract on a need is signed: whatever stage it was at, it is met, unless it was closed before."""
    _hold(session, need)
    state = need.state if need.state in ENDED_STATES else NeedState.SIGNED
    _tell(session, need, state, action=N_("Contract on the need signed"), deal_id=deal_id, by=by)


def bring_back(
    session: Session,
    *,
    need: Need,
    deal_id: int,
    was_signed: bool,
    others: NeedState | None,
    reason: str,
    by: Person | None,
) -> None:
    """A deal on a need came to nothing: it goes back to where it stood before the talks, if no other deal holds it.

    ``was_signed`` says that the lost deal had a contract: only then is a need that counts as signed opened again.
    ``others`` is where the other deals on the need hold it: in talks, signed, or nowhere (None).
    """
    _hold(session, need)
    held = need.state is NeedState.IN_TALKS and others is not None
    follows = need.state is NeedState.IN_TALKS or (need.state is NeedState.SIGNED and was_signed)
    state = (others or _before_talks(need)) if follows and not held else need.state
    _tell(session, need, state, action=N_("Deal on the need lost"), deal_id=deal_id, by=by, note=reason)


def missing_for_talks(need: Need) -> str | None:
    """What keeps a need from the talks that a deal has begun on it, as a message; None where nothing does."""
    if need.state in {NeedState.IN_TALKS, NeedState.SIGNED} or NeedState.IN_TALKS in steps_from(need):
        return None
    if need.state is NeedState.CLOSED:
        return _CLOSED
    if need.state in {NeedState.RETURNED, NeedState.DRAFT}:
        return _WITH_COMPANY
    return _TO_SCREEN if need.secrecy is Secrecy.CENTRE else _TO_PUBLISH


def _before_talks(need: Need) -> NeedState:
    return NeedState.SCREENING if need.public_content is None else NeedState.PUBLISHED


def _hold(session: Session, need: Need) -> None:
    """Locks the need's row until the transaction ends and reads it anew."""
    session.flush()
    lock(session, need)
    session.refresh(need)


def _tell(
    session: Session,
    need: Need,
    state: NeedState,
    *,
    action: str,
    deal_id: int,
    by: Person | None,
    note: str = "",
) -> None:
    """One row in the trail, with the deal, whether the need moves or not."""
    facts = {"deal": deal_id}
    if state is need.state:
        record_change(session, subject=need, action=action, by=by, after=facts, note=note)
    else:
        move_to(session, need, state, action=action, by=by, note=note, facts=facts)
