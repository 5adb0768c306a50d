"""Pages of the searches that a person has saved."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.errors import ConflictError, InvalidError, MatchmakerError
from matchmaker.forms import said
from matchmaker.matching import alerts, following, saved_searches
from matchmaker.matching.addresses import read_asked
from matchmaker.matching.enums import Sought
from matchmaker.needs.queries import need_with_id
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import SIGNED_IN, open_to, open_to_everyone

room = Blueprint("searches", __name__, template_folder="templates")

_NAMED = 3
"""How many classes a search that follows them is named after."""


@room.app_context_processor
def new_in_searches() -> dict[str, Any]:
    """How many patents and needs are new in the reader's saved searches, for every page's menu."""
    return {"new_in_searches": lambda: saved_searches.new_count(g.session, g.person)}


@room.get("/my/searches")
@open_to(*SIGNED_IN)
def searches() -> str:
    """What somebody has saved, with what is new in each since they last looked."""
    return _page()


@room.post("/my/searches")
@open_to(*SIGNED_IN)
def save() -> Response | tuple[str, int]:
    """Saves a search under a name."""
    address, name = request.form.get("address", ""), request.form.get("name", "")
    sought = Sought.NEEDS if request.form.get("sought") == Sought.NEEDS else Sought.PATENTS
    asked = read_asked(parse_qs(address), sought)
    try:
        saved_searches.save_search(g.session, g.catalogue, asked=asked, name=name, today=g.today, by=g.person)
    except MatchmakerError as error:
        g.session.rollback()
        page = render_template(
            "matching/save_search.html", asked=asked, address=address, name=name, refusal=said(error)
        )
        return page, 422
    flash(gettext("The search is saved. What is new in it is counted here."), "success")
    return redirect(url_for(".searches"))


@room.post("/my/searches/<int:saved_id>/name")
@open_to(*SIGNED_IN)
def rename(saved_id: int) -> Response | tuple[str, int]:
    """Gives a search another name."""
    saved, name = saved_searches.saved_search_of(g.session, saved_id, g.person), request.form.get("name", "")
    try:
        saved_searches.rename_search(g.session, saved=saved, name=name, by=g.person)
    except MatchmakerError as error:
        g.session.rollback()
        return _page(renamed=saved_id, name=name, refusal=said(error)), 422
    return redirect(url_for(".searches"))


@room.post("/my/searches/fields")
@open_to(Role.OFFICER)
def follow_fields() -> Response:
    """Follows the needs in the IPC classes of the officer's patents."""
    subclasses = following.own_subclasses(g.session, g.person)
    try:
        saved, is_new = following.follow_needs_of_classes(
            g.session,
            g.catalogue,
            subclasses=subclasses,
            name=gettext("Needs in our classes: %(codes)s", codes=_briefly(subclasses)),
            today=g.today,
            by=g.person,
        )
    except (ConflictError, InvalidError) as error:
        g.session.rollback()
        flash(said(error), "error")
        return redirect(url_for("need_search.search"))
    _tell_of_following(is_new=is_new)
    return redirect(url_for("need_search.search", saved=saved.id))


@room.post("/my/searches/needs/<int:need_id>")
@open_to(Role.ENGINEER)
def follow_patents(need_id: int) -> Response:
    """Follows the patents for a need of the engineer's company."""
    need = need_with_id(g.session, need_id)
    try:
        saved, is_new = following.follow_patents_for_need(
            g.session, g.catalogue, need=need, today=g.today, by=g.person
        )
    except ConflictError as error:
        g.session.rollback()
        flash(said(error), "error")
        return redirect(url_for("matching.matches", need_id=need_id))
    _tell_of_following(is_new=is_new)
    return redirect(url_for(".searches", _anchor=f"search-{saved.id}"))


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


def _page(*, renamed: int = 0, name: str = "", refusal: str = "") -> str:
    """What somebody has saved; where another name was refused, with what was typed and why."""
    saved = saved_searches.searches_of(g.session, g.person)
    saved_searches.catch_up(g.session, g.catalogue, searches=saved, today=g.today)
    return render_template(
        "matching/searches.html",
        rows=[(each, saved_searches.asked_by(each)) for each in saved],
        renamed=renamed,
        name=name,
        refusal=refusal,
    )


def _briefly(subclasses: Sequence[str]) -> str:
    return "、".join(subclasses[:_NAMED]) + (" …" if len(subclasses) > _NAMED else "")


def _tell_of_following(*, is_new: bool) -> None:
    message = (
        gettext("You follow this now: what is new in it is counted under “My searches”.")
        if is_new
        else gettext("You follow this already.")
    )
    flash(message, "success")
