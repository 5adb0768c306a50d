"""A holder offers a patent for a need, with a note; the centre takes it from there."""

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, ForbiddenError, InvalidError
from matchmaker.matching.enums import Decision
from matchmaker.matching.models import Match
from matchmaker.needs.enums import OPEN_STATES, Secrecy
from matchmaker.needs.models import Need
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.organizations.queries import names_of_people
from matchmaker.patents.queries import may_change
from matchmaker.text.clues import Clue
from matchmaker.text.masking import clues_in, masked

NOTE_LENGTH = 1_000
_PERSONAL = frozenset({Clue.PERSON, Clue.CONTACT, Clue.ADDRESS, Clue.LINK})


class NeedClosedError(ConflictError):
    """A patent is offered for a need that is not worked on."""

    message = N_("This need is no longer open. Reload the page and choose another.")


class AlreadyDecidedError(ConflictError):
    """A patent is offered for a need for which the centre has decided about it."""

    message = N_("The centre has already decided about this pair. Reload the page to see how it stands.")


class OfferNoteTooLongError(InvalidError):
    """A note that nobody would read."""

    message = N_("That is %(length)s characters; a note may have 1,000. Keep what the company must know.")


def offer_match(session: Session, *, match: Match, on: dt.date, note: str = "", by: Person) -> None:
    """Offers the patent for the need on a day, the centre's; offering again changes the note and who offers it.

    Raises:
        ForbiddenError: the patent is not this person's to offer, or the need is for the centre alone.
        NeedClosedError, AlreadyDecidedError: it is too late.
        OfferNoteTooLongError: the note has over 1,000 characters.
    """
    note = note.strip()
    expect_open(match.need, by)
    if not may_change(match.patent, by):
        raise ForbiddenError
    if match.decision is not Decision.OPEN:
        raise AlreadyDecidedError
    if len(note) > NOTE_LENGTH:
        raise OfferNoteTooLongError(length=len(note))
    if match.offered_at is None:
        match.offered_at, match.offered_by, match.offer_note = now(), by, note
        facts = {"on": on, "offer_note": note} if note else {"on": on}
        record_change(session, subject=match, action=N_("Offered by the holder"), by=by, after=facts)
    elif note not in {"", match.offer_note}:
        before, match.offer_note, match.offered_by = match.offer_note, note, by
        record_change(
            session, subject=match, action=N_("Note on the offer changed"), by=by,
            before={"offer_note": before}, after={"offer_note": note},
        )  # fmt: skip


def take_offer_back(session: Session, *, match: Match, on: dt.date, by: Person) -> None:
    """Takes an offer back on a day as long as the centre has not decided about it; twice changes nothing.

    Raises:
        ForbiddenError: the patent is not this person's to offer.
        AlreadyDecidedError: it is too late.
    """
    if not may_change(match.patent, by):
        raise ForbiddenError
    if match.offered_at is None:
        return
    if match.decision is not Decision.OPEN:
        raise AlreadyDecidedError
    note = match.offer_note
    match.offered_at, match.offered_by, match.offer_note = None, None, ""
    record_change(
        session,
        subject=match,
        action=N_("Offer taken back"),
        by=by,
        before={"offer_note": note},
        after={"on": on},
    )


def expect_open(need: Need, by: Person) -> None:
    """Raises ForbiddenError where a person may not know of a need, NeedClosedError where it is not worked on."""
    if need.secrecy is Secrecy.CENTRE and not by.role.is_staff:
        raise ForbiddenError
    if need.state not in OPEN_STATES:
        raise NeedClosedError


def notes_for_company(session: Session, matches: Iterable[Match]) -> dict[int, str]:
    """The holders' notes by match, without persons and ways to reach them: one query, none where there is no note.

    Those the centre passes on once both sides agree; known by name are the patent's inventors and all the holder's
    people who have an account.
    """
    noted = [match for match in matches if match.offer_note]
    people = names_of_people(session, {match.patent.organization_id for match in noted})
    return {match.id: _without_people(match, people[match.patent.organization_id]) for match in noted}


def _without_people(match: Match, people: Collection[str]) -> str:
    offered_by = [match.offered_by.name] if match.offered_by else []
    named = dict.fromkeys([*people, *offered_by, *match.patent.inventors])
    finds = clues_in(match.offer_note, people=named)
    return masked(match.offer_note, (find for find in finds if find.clue in _PERSONAL))
