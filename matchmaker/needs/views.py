"""Pages of needs: what is published, a company's own, and the form."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.forms import wan_from_fen
from matchmaker.needs import queries, service
from matchmaker.needs.forms import NeedForm
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.roles import STAFF, open_to, open_to_everyone

room = Blueprint("needs", __name__, template_folder="templates")


@room.get("/needs")
@open_to_everyone
def needs() -> str:
    """The published needs; the company's name stays with the centre."""
    page = page_of(g.session, queries.published_needs(), number=request.args.get("page", 1, int), size=20)
    return render_template("needs/needs.html", page=page, may_see_company=queries.may_see_company)


@room.get("/needs/<int:need_id>")
@open_to_everyone
def need(need_id: int) -> str:
    """One need, for those who may read it."""
    shown = _readable(need_id)
    inside = queries.may_see_company(shown, g.person)
    return render_template(
        "needs/need.html",
        need=shown,
        inside=inside,
        mine=queries.belongs_to(shown, g.person),
        trail=trail_of(g.session, shown) if inside else [],
    )


@room.route("/needs/new", methods=["GET", "POST"])
@open_to(Role.ENGINEER)
def new() -> Response | str:
    """Writes a need down; saved as a draft, or handed in at once."""
    form = NeedForm(data=_from_search(request.args.get("text", "")))
    if form.validate_on_submit():
        with form.refusals():
            written = service.write_need(
                g.session,
                organization=g.person.organization,
                title=form.title.data or "",
                content=form.content.data or "",
                budget_fen=form.budget.fen,
                deadline=form.deadline.data,
                by=g.person,
            )
            return _saved(written)
    return render_template("needs/form.html", form=form, need=None)


@room.route("/needs/<int:need_id>/change", methods=["GET", "POST"])
@open_to(Role.ENGINEER, *STAFF)
def change(need_id: int) -> Response | str:
    """Changes a need's words and terms."""
    changed = _readable(need_id)
    if not queries.may_see_company(changed, g.person):
        raise ForbiddenError
    form = NeedForm(
        data={
            "title": changed.title,
            "content": changed.content,
            "budget": wan_from_fen(changed.budget_fen),
            "deadline": changed.deadline,
        }
    )
    if form.validate_on_submit():
        with form.refusals():
            service.change_need(
                g.session,
                need=changed,
                title=form.title.data or "",
                content=form.content.data or "",
                budget_fen=form.budget.fen,
                deadline=form.deadline.data,
                by=g.person,
            )
            return _saved(changed)
    return render_template("needs/form.html", form=form, need=changed)


@room.post("/needs/<int:need_id>/submit")
@open_to(Role.ENGINEER)
def submit(need_id: int) -> Response:
    """Hands a draft to the centre."""
    handed_in = _own(need_id)
    service.submit_need(g.session, need=handed_in, by=g.person)
    flash(gettext("The need is with the centre; its patents are ranked."), "success")
    return redirect(url_for("matching.matches", need_id=handed_in.id))


@room.post("/needs/<int:need_id>/publish")
@open_to(*STAFF)
def publish(need_id: int) -> Response:
    """Shows a need to everyone, without its company's name."""
    published = _readable(need_id)
    service.publish_need(g.session, need=published, by=g.person)
    flash(gettext("The need is published: industry and region are shown, the company is not."), "success")
    return redirect(url_for("matching.matches", need_id=published.id))


@room.post("/needs/<int:need_id>/close")
@open_to(Role.ENGINEER, *STAFF)
def close(need_id: int) -> Response:
    """Ends a need."""
    closed = _readable(need_id)
    if not queries.may_see_company(closed, g.person):
        raise ForbiddenError
    service.close_need(g.session, need=closed, by=g.person)
    flash(gettext("The need is closed."), "success")
    return redirect(url_for(".need", need_id=closed.id))


def _saved(saved: Need) -> Response:
    if "submit_now" in request.form:
        service.submit_need(g.session, need=saved, by=g.person)
        flash(gettext("The need is with the centre; its patents are ranked."), "success")
        return redirect(url_for("matching.matches", need_id=saved.id))
    flash(gettext("The need is saved."), "success")
    return redirect(url_for(".need", need_id=saved.id))


def _from_search(text: str) -> dict[str, str]:
    """A search becomes a need: its first line or sentence is the title."""
    text = text.strip()
    return {"title": text.replace("。", "\n").splitlines()[0][:60] if text else "", "content": text}


def _readable(need_id: int) -> Need:
    found = queries.need_with_id(g.session, need_id)
    if not queries.may_read(found, g.person):
        raise NotFoundError
    return found


def _own(need_id: int) -> Need:
    found = _readable(need_id)
    if not queries.belongs_to(found, g.person):
        raise ForbiddenError
    return found
