"""Rules and writes for roadshows: the programme, seats that cannot be oversold, intents with a due date."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.database import lock, now
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.matching.models import Match
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Patent
from matchmaker.roadshows.enums import RegistrationState
from matchmaker.roadshows.models import Intent, Pitch, Registration, Roadshow
from matchmaker.roadshows.queries import first_waiting, registration_of, seats_taken

FOLLOW_UP_DAYS = 7


class RoadshowFactsError(InvalidError):
    """A roadshow without what people need to know to come."""

    message = N_("A roadshow needs a title, a venue and at least one seat.")


class AlreadyPitchedError(ConflictError):
    """A patent comes onto the same programme twice."""

    message = N_("%(number)s is already on the programme of “%(roadshow)s”.")


class NotOnOfferError(ConflictError):
    """A patent that nobody offers is pitched."""

    message = N_("%(number)s is not on offer. Ask its holder to list it first.")


class RoadshowOverError(ConflictError):
    """Somebody registers for a roadshow that has begun."""

    message = N_("“%(roadshow)s” has begun; registration is closed. The programme stays open to read.")


class AlreadyRegisteredError(ConflictError):
    """An organisation registers twice."""

    message = N_("%(organization)s is already registered.")


class IntentTakenError(ConflictError):
    """A company registers its interest in the same pitch twice."""

    message = N_("%(organization)s has already registered its interest in this patent.")


def plan_roadshow(
    session: Session,
    *,
    title: str,
    starts_at: dt.datetime,
    venue: str,
    seats: int,
    description: str = "",
    by: Person | None,
) -> Roadshow:
    """Enters a roadshow.

    Raises:
        RoadshowFactsError: title or venue is empty, or there is no seat.
    """
    if not title.strip() or not venue.strip() or seats < 1:
        raise RoadshowFactsError
    roadshow = Roadshow(
        title=title.strip(),
        starts_at=starts_at,
        venue=venue.strip(),
        seats=seats,
        description=description.strip(),
    )
    session.add(roadshow)
    record_change(
        session, subject=roadshow, action=N_("Roadshow planned"), by=by, after={"title": roadshow.title}
    )
    return roadshow


def add_pitch(
    session: Session, *, roadshow: Roadshow, patent: Patent, match: Match | None = None, by: Person | None
) -> Pitch:
    """Puts a patent at the end of a programme, with the match that suggested it.

    Raises:
        NotOnOfferError: the patent is not listed.
        AlreadyPitchedError: it is on this programme already.
    """
    if patent.listing is None or patent.listing.state is not ListingState.OPEN:
        raise NotOnOfferError(number=patent.number)
    lock(session, roadshow)
    if any(pitch.patent_id == patent.id for pitch in roadshow.pitches):
        raise AlreadyPitchedError(number=patent.number, roadshow=roadshow.title)
    position = max((pitch.position for pitch in roadshow.pitches), default=0) + 1
    pitch = Pitch(roadshow=roadshow, patent=patent, match=match, position=position)
    session.add(pitch)
    record_change(
        session,
        subject=roadshow,
        action=N_("Patent put on the programme"),
        by=by,
        after={"patent": patent.number},
    )
    return pitch


def register(
    session: Session, *, roadshow: Roadshow, organization: Organization, at: dt.datetime, by: Person | None
) -> Registration:
    """Registers an organisation: a seat while there is one, else a place on the waitlist.

    The roadshow's row is locked while seats are counted, so the last seat is never given twice.

    Raises:
        RoadshowOverError: it has begun.
        AlreadyRegisteredError: the organisation has a seat or waits for one.
    """
    if roadshow.starts_at <= at:
        raise RoadshowOverError(roadshow=roadshow.title)
    lock(session, roadshow)
    registration = registration_of(session, roadshow, organization)
    if registration and registration.state is not RegistrationState.CANCELLED:
        raise AlreadyRegisteredError(organization=organization.name)
    free = seats_taken(session, roadshow) < roadshow.seats
    state = RegistrationState.CONFIRMED if free else RegistrationState.WAITING
    if registration is None:
        registration = Registration(roadshow=roadshow, organization=organization, state=state)
        session.add(registration)
    registration.state, registration.registered_at = state, now()
    record_change(session, subject=registration, action=N_("Signed up"), by=by, after={"state": state})
    session.flush()
    return registration


def cancel_registration(session: Session, *, registration: Registration, by: Person | None) -> None:
    """Gives a place up; a freed seat goes to whoever has waited longest, and the trail says why.

    A place that somebody has given up in the meantime frees no second seat.
    """
    lock(session, registration.roadshow)
    session.refresh(registration)
    if registration.state is RegistrationState.CANCELLED:
        return
    before, registration.state = registration.state, RegistrationState.CANCELLED
    record_change(
        session,
        subject=registration,
        action=N_("Registration cancelled"),
        by=by,
        before={"state": before},
        after={"state": registration.state},
    )
    session.flush()
    if before is RegistrationState.CONFIRMED:
        _move_up(session, registration)


def note_attendance(
    session: Session, *, registration: Registration, attended: bool, by: Person | None
) -> None:
    """Notes whether a registered organisation came."""
    before, registration.attended = registration.attended, attended
    record_change(
        session,
        subject=registration,
        action=N_("Attendance noted"),
        by=by,
        before={"attended": before},
        after={"attended": attended},
    )


def express_intent(
    session: Session, *, pitch: Pitch, organization: Organization, note: str, on: dt.date, by: Person | None
) -> Intent:
    """Registers a company's interest in a pitch, to be followed up within a week.

    Raises:
        IntentTakenError: the company has registered it before.
    """
    if any(intent.organization_id == organization.id for intent in pitch.intents):
        raise IntentTakenError(organization=organization.name)
    intent = Intent(
        pitch=pitch,
        organization=organization,
        note=note.strip(),
        owner=by if by and by.role.is_staff else None,
        follow_up_on=on + dt.timedelta(days=FOLLOW_UP_DAYS),
    )
    session.add(intent)
    record_change(
        session, subject=intent, action=N_("Interest registered"), by=by, after={"note": intent.note}
    )
    return intent


def end_intent(session: Session, *, intent: Intent, on: dt.date, by: Person | None) -> None:
    """Notes that nothing came of an intent; it no longer waits on the desk."""
    if intent.ended_on is not None:
        return
    intent.ended_on = on
    record_change(session, subject=intent, action=N_("Nothing came of it"), by=by, after={"on": on})


def _move_up(session: Session, freed: Registration) -> None:
    waiting = first_waiting(session, freed.roadshow)
    if waiting is None:
        return
    waiting.state = RegistrationState.CONFIRMED
    record_change(
        session,
        subject=waiting,
        action=N_("Moved up from the waitlist"),
        by=None,
        before={"state": RegistrationState.WAITING},
        after={"state": RegistrationState.CONFIRMED, "freed_by": freed.id},
    )
