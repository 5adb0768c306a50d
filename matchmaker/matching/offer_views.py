"""What a holder sees of a published need: its own patents that are nearest, to be offered, and taken back."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.errors import MatchmakerError, NotFoundError
from matchmaker.forms import said
from matchmaker.matching.answering import ANSWERS, OwnPatent, offer_patents, own_patents_for
from matchmaker.matching.calibrating import current_calibration
from matchmaker.matching.enums import Decision, Level
from matchmaker.matching.forms import OfferForm
from matchmaker.matching.offering import notes_for_company, take_offer_back
from matchmaker.matching.queries import match_with_id
from matchmaker.needs.models import Need
from matchmaker.needs.queries import need_with_id
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import open_to

room = Blueprint("offering", __name__, template_folder="templates")


@room.app_template_global()
def own_answers(need: Need) -> dict[str, Any] | None:
    """For the page of a published need: the reader's own patents near it, and the form to offer them.

    None for everybody but the officers of other organisations.
    """
    person = g.person
    if person is None or person.role is not Role.OFFICER or not need.is_public:
        return None
    shown: dict[str, Any] = {
        "form": OfferForm(formdata=None),
        "ticked": frozenset(),
        "rows": (),
        "near": (),
        "far": (),
        "refusal": "",
        "most": ANSWERS,
        "notes": {},
    }
    try:
        rows = own_patents_for(g.session, g.catalogue, need=need, holder=person.organization, today=g.today)
        notes = notes_for_company(g.session, [own.match for own in rows if own.match])
        least = current_calibration(g.session).least_score(Level.WEAK)
        far = {own.found.patent.id for own in rows if own.found.score < least and not _is_settled(own)}
        shown |= {
            "rows": rows,
            "near": [own for own in rows if own.found.patent.id not in far],
            "far": [own for own in rows if own.found.patent.id in far],
            "notes": notes,
        }
    except MatchmakerError as error:  # the index is being built: the need itself can be read all the same
        shown["refusal"] = said(error)
    return shown


def _is_settled(own: OwnPatent) -> bool:
    """Whether it was offered for the need, or the centre has decided about it."""
    match = own.match
    return match is not None and (match.offered_at is not None or match.decision is not Decision.OPEN)


@room.post("/needs/<int:need_id>/offer")
@open_to(Role.OFFICER)
def offer(need_id: int) -> Response | tuple[str, int]:
    """Offers what is ticked for a published need; refused, the page comes back with all that was typed."""
    need, form = need_with_id(g.session, need_id), OfferForm()
    if not need.is_public:
        raise NotFoundError
    ticked = list(dict.fromkeys(request.form.getlist("patent", int)))
    if form.validate_on_submit():
        with form.refusals():
            offered = offer_patents(
                g.session,
                g.catalogue,
                need=need,
                patent_ids=ticked,
                on=g.today,
                note=form.note.data or "",
                by=g.person,
            )
            message = gettext(
                "Offered: %(count)s. The centre sees it beside the need and brings you together.",
                count=len(offered),
            )
            flash(message, "success")
            return redirect(url_for("needs.need", need_id=need.id, _anchor="own-patents"))
    answers = own_answers(need)
    if answers is None:
        raise NotFoundError
    answers |= {"form": form, "ticked": frozenset(ticked)}
    return render_template("needs/public.html", need=need, answers=answers), 422


@room.post("/matches/<int:match_id>/take-back")
@open_to(Role.OFFICER)
def take_back(match_id: int) -> Response:
    """Takes an offer back, on the page of the need or in the list of needs, to which it leads back."""
    match = match_with_id(g.session, match_id)
    take_offer_back(g.session, match=match, on=g.today, by=g.person)
    flash(gettext("The offer is taken back."), "success")
    if "listed" in request.form or not match.need.is_public:
        return redirect(url_for("matching.holder_needs"))
    return redirect(url_for("needs.need", need_id=match.need_id, _anchor="own-patents"))
