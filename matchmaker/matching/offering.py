"""A holder offers a patent for a need that it was found for; the centre takes it from there."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, ForbiddenError
from matchmaker.matching.enums import Decision
from matchmaker.matching.models import Match
from matchmaker.needs.enums import OPEN_STATES, Secrecy
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.queries import may_change


class NeedClosedError(ConflictError):
    """A patent is offered for a need that is not worked on."""

    message = N_("This need is no longer open. Reload the page and choose another.")


class AlreadyDecidedError(ConflictError):
    """A patent is offered for a need for which the centre has decided about it."""

    message = N_("The centre has already decided about this pair. Reload the page to see how it stands.")


def offer_match(session: Session, *, match: Match, on: dt.date, by: Person) -> None:
    """Offers the patent for the need on a day, the centre's; offering twice changes nothing.

    Raises:
        ForbiddenError: the patent is not this person's to offer, or the need is for the centre alone.
        NeedClosedError, AlreadyDecidedError: it is too late.
    """
    is_hidden = match.need.secrecy is Secrecy.CENTRE and not by.role.is_staff
    if is_hidden or not may_change(match.patent, by):
        raise ForbiddenError
    if match.need.state not in OPEN_STATES:
        raise NeedClosedError
    if match.decision is not Decision.OPEN:
        raise AlreadyDecidedError
    if match.offered_at:
        return
    match.offered_at = now()
    record_change(
        session,
        subject=match,
        action=N_("Offered by the holder"),
        by=by,
        after={"on": on},
    )
