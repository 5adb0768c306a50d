"""Pages of the searches that a person has saved."""

from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.errors import MatchmakerError
from matchmaker.forms import said
from matchmaker.matching import alerts, saved_searches
from matchmaker.matching.addresses import read_asked
from matchmaker.organizations.roles import SIGNED_IN, open_to, open_to_everyone
from matchmaker.patents.queries import catalogue_revision

room = Blueprint("searches", __name__, template_folder="templates")


@room.app_context_processor
def new_in_searches() -> dict[str, Any]:
    """How many patents are new in the reader's saved searches, for every page's menu."""
    return {"new_in_searches": lambda: saved_searches.new_count(g.session, g.person)}


@room.get("/my/searches")
@open_to(*SIGNED_IN)
def searches() -> str:
    """What somebody has saved, with what is new in each since they last looked."""
    saved = saved_searches.searches_of(g.session, g.person)
    current = catalogue_revision(g.session)
    for each in saved:
        if each.revision < current:
            with suppress(MatchmakerError):  # the index is being built: what was known stands
                saved_searches.look_through(g.session, g.catalogue, saved=each)
    rows = [(each, saved_searches.asked_by(each)) for each in saved]
    return render_template("matching/searches.html", rows=rows)


@room.post("/my/searches")
@open_to(*SIGNED_IN)
def save() -> Response | tuple[str, int]:
    """Saves a search under a name."""
    address, name = request.form.get("address", ""), request.form.get("name", "")
    asked = read_asked(parse_qs(address))
    try:
        saved_searches.save_search(g.session, g.catalogue, asked=asked, name=name, by=g.person)
    except MatchmakerError as error:
        g.session.rollback()
        page = render_template(
            "matching/save_search.html", asked=asked, address=address, name=name, refusal=said(error)
        )
        return page, 422
    flash(gettext("The search is saved. What is new in it is counted here."), "success")
    return redirect(url_for(".searches"))


@room.post("/my/searches/<int:saved_id>/mail")
@open_to(*SIGNED_IN)
def mail(saved_id: int) -> Response:
    """Has what is new in a search told by e-mail too, or no longer."""
    saved = saved_searches.saved_search_of(g.session, saved_id, g.person)
    wished = g.settings.mail is not None and request.form.get("by_mail") == "yes"
    saved_searches.choose_mail(g.session, saved=saved, by_mail=wished, by=g.person)
    return redirect(url_for(".searches"))


@room.route("/searches/stop/<token>", methods=["GET", "POST"])
@open_to_everyone
def stop(token: str) -> str:
    """The way out that stands in each mail: it needs no signing in."""
    person = alerts.person_of_way_out(g.session, token, secret=g.settings.secret_key)
    if request.method == "POST":
        alerts.end_mail(g.session, person=person)
    return render_template("matching/stop_mail.html", token=token, ended=request.method == "POST")


@room.post("/my/searches/<int:saved_id>/delete")
@open_to(*SIGNED_IN)
def delete(saved_id: int) -> Response:
    """Forgets a saved search."""
    saved = saved_searches.saved_search_of(g.session, saved_id, g.person)
    saved_searches.delete_search(g.session, saved=saved, by=g.person)
    flash(gettext("The saved search is deleted."), "success")
    return redirect(url_for(".searches"))
