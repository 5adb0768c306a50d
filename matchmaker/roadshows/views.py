"""Pages of roadshows: what is planned, one programme with its seats and intents, and putting a match on it."""

from collections.abc import Sequence

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import now, page_of
from matchmaker.errors import N_, InvalidError
from matchmaker.forms import named_options
from matchmaker.matching.queries import match_with_id
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.queries import organization_with_id, organizations_of_kind
from matchmaker.organizations.roles import STAFF, open_to, open_to_everyone
from matchmaker.patents.queries import patent_with_number
from matchmaker.roadshows import queries, service
from matchmaker.roadshows.enums import RegistrationState
from matchmaker.roadshows.forms import IntentForm, PitchForm, RoadshowForm

room = Blueprint("roadshows", __name__, template_folder="templates")


@room.app_template_global()
def pitches_for(needs: Sequence[Need]) -> dict[int, int]:
    """On how many roadshows' programmes the matches of needs stand, by need."""
    return queries.pitch_counts(g.session, [need.id for need in needs])


class UnknownNumberError(InvalidError):
    """A number that no patent of the inventory has."""

    message = N_(
        "No patent of the inventory has the number %(number)s. Check it, or import the patent first."
    )


@room.get("/roadshows")
@open_to_everyone
def roadshows() -> str:
    """Roadshows to come, and those that were."""
    page = page_of(g.session, queries.past_roadshows(now()), number=request.args.get("page", 1, int), size=20)
    return render_template(
        "roadshows/roadshows.html", upcoming=queries.upcoming_roadshows(g.session, now()), page=page
    )


@room.get("/roadshows/<int:roadshow_id>")
@open_to_everyone
def roadshow(roadshow_id: int) -> str:
    """A programme; who is registered and who showed interest is for the centre's staff."""
    shown = queries.roadshow_with_id(g.session, roadshow_id)
    staff = g.person is not None and g.person.role.is_staff
    own = next(
        (
            seat
            for seat in shown.registrations
            if g.person and seat.organization_id == g.person.organization_id
        ),
        None,
    )
    intent_form = IntentForm()
    if staff:
        companies = organizations_of_kind(g.session, OrganizationKind.COMPANY)
        intent_form.organization_id.choices = named_options(companies)
    return render_template(
        "roadshows/roadshow.html",
        roadshow=shown,
        staff=staff,
        own=own if own and own.state is not RegistrationState.CANCELLED else None,
        taken=sum(seat.state is RegistrationState.CONFIRMED for seat in shown.registrations),
        waiting=sum(seat.state is RegistrationState.WAITING for seat in shown.registrations),
        begun=shown.starts_at <= now(),
        pitch_form=PitchForm(),
        intent_form=intent_form,
    )


@room.route("/roadshows/new", methods=["GET", "POST"])
@open_to(*STAFF)
def new() -> Response | str:
    """Plans a roadshow."""
    form = RoadshowForm()
    if form.validate_on_submit() and form.starts_at.data:
        with form.refusals():
            planned = service.plan_roadshow(
                g.session,
                title=form.title.data or "",
                starts_at=form.starts_at.data.replace(tzinfo=g.settings.timezone),
                venue=form.venue.data or "",
                seats=form.seats.data or 0,
                description=form.description.data or "",
                by=g.person,
            )
            g.session.flush()
            return redirect(url_for(".roadshow", roadshow_id=planned.id))
    return render_template("roadshows/form.html", form=form)


@room.get("/roadshows/choose")
@open_to(*STAFF)
def choose() -> str:
    """The roadshows to come, for a match that is to be pitched."""
    match = match_with_id(g.session, request.args.get("match_id", 0, int))
    return render_template(
        "roadshows/choose.html", match=match, upcoming=queries.upcoming_roadshows(g.session, now())
    )


@room.post("/roadshows/<int:roadshow_id>/pitches")
@open_to(*STAFF)
def add_pitch(roadshow_id: int) -> Response:
    """Puts a patent on the programme: that of a match, or one named by its number."""
    chosen = queries.roadshow_with_id(g.session, roadshow_id)
    match_id = request.form.get("match_id", type=int)
    match = match_with_id(g.session, match_id) if match_id else None
    number = request.form.get("number", "")
    patent = match.patent if match else patent_with_number(g.session, number)
    if patent is None:
        raise UnknownNumberError(number=number[:40])
    service.add_pitch(g.session, roadshow=chosen, patent=patent, match=match, by=g.person)
    flash(gettext("“%(title)s” is on the programme.", title=patent.title), "success")
    return redirect(url_for(".roadshow", roadshow_id=chosen.id))


@room.post("/roadshows/<int:roadshow_id>/register")
@open_to(Role.ENGINEER, Role.OFFICER)
def register(roadshow_id: int) -> Response:
    """Registers the person's organisation."""
    chosen = queries.roadshow_with_id(g.session, roadshow_id)
    registration = service.register(
        g.session, roadshow=chosen, organization=g.person.organization, at=now(), by=g.person
    )
    if registration.state is RegistrationState.CONFIRMED:
        flash(gettext("Your seat is confirmed."), "success")
    else:
        flash(gettext("All seats are taken; you are on the waitlist and move up by yourself."), "warning")
    return redirect(url_for(".roadshow", roadshow_id=chosen.id))


@room.post("/roadshows/<int:roadshow_id>/cancel")
@open_to(Role.ENGINEER, Role.OFFICER)
def cancel(roadshow_id: int) -> Response:
    """Gives the organisation's place up."""
    chosen = queries.roadshow_with_id(g.session, roadshow_id)
    registration = queries.registration_of(g.session, chosen, g.person.organization)
    if registration and registration.state is not RegistrationState.CANCELLED:
        service.cancel_registration(g.session, registration=registration, by=g.person)
        flash(gettext("Your place is given up."), "info")
    return redirect(url_for(".roadshow", roadshow_id=chosen.id))


@room.post("/roadshows/<int:roadshow_id>/attendance/<int:registration_id>")
@open_to(*STAFF)
def attendance(roadshow_id: int, registration_id: int) -> Response:
    """Notes that an organisation came, or takes that back."""
    chosen = queries.roadshow_with_id(g.session, roadshow_id)
    for registration in chosen.registrations:
        if registration.id == registration_id:
            service.note_attendance(
                g.session, registration=registration, attended=not registration.attended, by=g.person
            )
    return redirect(url_for(".roadshow", roadshow_id=chosen.id, _anchor="registrations"))


@room.post("/pitches/<int:pitch_id>/intents")
@open_to(Role.ENGINEER, *STAFF)
def express_intent(pitch_id: int) -> Response:
    """Registers interest in a pitch: the engineer's own company's, or, by staff, that of any company."""
    pitch = queries.pitch_with_id(g.session, pitch_id)
    organization = g.person.organization
    if g.person.role.is_staff:
        organization = organization_with_id(g.session, request.form.get("organization_id", 0, int))
    intent = service.express_intent(
        g.session,
        pitch=pitch,
        organization=organization,
        note=request.form.get("note", "")[:500],
        on=g.today,
        by=g.person,
    )
    flash(
        gettext("The interest is noted; it is followed up by %(day)s.", day=intent.follow_up_on.isoformat()),
        "success",
    )
    return redirect(url_for(".roadshow", roadshow_id=pitch.roadshow_id, _anchor=f"pitch-{pitch.id}"))


@room.post("/intents/<int:intent_id>/end")
@open_to(*STAFF)
def end_intent(intent_id: int) -> Response:
    """Notes that nothing came of a company's interest."""
    intent = queries.intent_with_id(g.session, intent_id)
    service.end_intent(g.session, intent=intent, on=g.today, by=g.person)
    flash(gettext("Noted: nothing came of it. It leaves the desk."), "info")
    return redirect(url_for("deals.desk"))
