"""The transfer officer's Monday page: dormant patents with a fee near and needs that they could still answer."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.deals.last_round import CHOICES_OF_DAYS, DEFAULT_DAYS, last_round
from matchmaker.errors import ForbiddenError
from matchmaker.forms import Form
from matchmaker.matching.calibrating import current_calibration
from matchmaker.matching.enums import Level
from matchmaker.matching.offering import offer_match
from matchmaker.matching.queries import match_with_id
from matchmaker.matching.service import keep_match, refresh_open_needs
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import reach_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.queries import may_change

room = Blueprint("last_round", __name__, template_folder="templates")

_PATENTS_A_PAGE = 20


@room.get("/inventory/last-round")
@open_to(Role.OFFICER, *STAFF)
def show() -> str:
    """The patents of the officer's organisation; for the centre's staff, of all."""
    days = _days()
    refresh_open_needs(g.session, g.catalogue)
    calibration = current_calibration(g.session)
    page = last_round(
        g.session,
        reach_of(g.person),
        days=days,
        today=g.today,
        is_good=lambda score: calibration.level(score) > Level.NONE,
        number=request.args.get("page", 1, int),
        size=_PATENTS_A_PAGE,
    )
    return render_template(
        "deals/last_round.html", page=page, days=days, choices=sorted({days, *CHOICES_OF_DAYS})
    )


@room.post("/inventory/last-round/<int:match_id>/offer")
@open_to(Role.OFFICER, *STAFF)
def offer(match_id: int) -> Response | str:
    """Offers a patent for a need: at the holder's word to the centre, at the centre's to the company."""
    match = match_with_id(g.session, match_id)
    if not may_change(match.patent, g.person):
        raise ForbiddenError
    form = Form()
    with form.refusals():
        offer_match(g.session, match=match, on=g.today, by=g.person)
        if g.person.role.is_staff:
            keep_match(g.session, match=match, by=g.person)
            flash(gettext("Kept: the company sees this patent first from now on."), "success")
        else:
            flash(gettext("Offered: the centre sees it beside the need and brings you together."), "success")
    for refusal in form.form_errors:
        flash(refusal, "error")
    return redirect(url_for(".show", days=_days(), page=request.values.get("page", 1, int)))


def _days() -> int:
    """How far the page looks ahead: at least a day, at most a year."""
    return min(max(1, request.values.get("days", DEFAULT_DAYS, int)), max(CHOICES_OF_DAYS))
