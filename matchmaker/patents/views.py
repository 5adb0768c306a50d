"""Pages of the inventory: what is held, and a patent and its offer."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import ForbiddenError
from matchmaker.forms import wan_from_fen
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.roles import STAFF, open_to, open_to_everyone
from matchmaker.patents import queries, service
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.forms import ListingForm, StatusForm

room = Blueprint("patents", __name__, template_folder="templates")


@room.get("/inventory")
@open_to(Role.OFFICER, *STAFF)
def inventory() -> str:
    """The patents of the officer's organisation; for the centre's staff, of all."""
    holder = None if g.person.role.is_staff else g.person.organization
    chosen = request.args.get("status", "")
    status = PatentStatus(chosen) if chosen in set(PatentStatus) else None
    text = request.args.get("q", "").strip()
    foreign_only = request.args.get("foreign") == "1"
    page = page_of(
        g.session,
        queries.inventory(holder, text=text, status=status, foreign_only=foreign_only),
        number=request.args.get("page", 1, int),
    )
    counts = queries.inventory_counts(g.session, holder)
    return render_template(
        "patents/inventory.html",
        page=page,
        counts=counts,
        statuses=PatentStatus,
        status=status,
        text=text,
        foreign_only=foreign_only,
        holder=holder,
    )


@room.get("/patents/<int:patent_id>")
@open_to_everyone
def patent(patent_id: int) -> str:
    """One patent; what is not on offer is for its holder and the centre."""
    shown = queries.patent_with_id(g.session, patent_id)
    mine = g.person is not None and queries.may_change(shown, g.person)
    if not queries.may_read(shown, g.person):
        raise ForbiddenError
    return render_template(
        "patents/patent.html", patent=shown, mine=mine, trail=trail_of(g.session, shown) if mine else []
    )


@room.route("/patents/<int:patent_id>/listing", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def listing(patent_id: int) -> Response | str:
    """The terms on which a patent is offered."""
    offered = _own_patent(patent_id)
    known = offered.listing
    form = ListingForm(
        data={
            "ways": [way.value for way in (known.ways if known else service.DEFAULT_WAYS)],
            "price": wan_from_fen(known.price_fen) if known else None,
            "readiness": str(known.readiness.value) if known and known.readiness else "",
            "benefit": known.benefit if known else "",
        }
    )
    if form.validate_on_submit():
        with form.refusals():
            service.list_patent(
                g.session,
                patent=offered,
                ways=form.ways.chosen,
                price_fen=form.price.fen,
                readiness=form.readiness.chosen,
                benefit=form.benefit.data or "",
                on=g.today,
                by=g.person,
            )
            flash(gettext("The patent is on offer; searches find it from now on."), "success")
            return redirect(url_for(".patent", patent_id=offered.id))
    return render_template("patents/listing.html", form=form, patent=offered)


@room.post("/patents/<int:patent_id>/withdraw")
@open_to(Role.OFFICER, *STAFF)
def withdraw(patent_id: int) -> Response:
    """Takes a patent off offer."""
    offered = _own_patent(patent_id)
    service.withdraw_listing(g.session, patent=offered, by=g.person)
    flash(gettext("The patent is no longer on offer; searches no longer find it."), "success")
    return redirect(url_for(".patent", patent_id=offered.id))


@room.route("/patents/<int:patent_id>/status", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def status(patent_id: int) -> Response | str:
    """What the register says today."""
    checked = _own_patent(patent_id)
    form = StatusForm(data={"status": checked.status.value, "checked_on": g.today})
    if form.validate_on_submit():
        with form.refusals():
            service.check_status(
                g.session,
                patent=checked,
                status=form.status.chosen,
                on=form.checked_on.data or g.today,
                by=g.person,
            )
            flash(gettext("The status is noted with its day."), "success")
            return redirect(url_for(".patent", patent_id=checked.id))
    return render_template("patents/status.html", form=form, patent=checked)


def _own_patent(patent_id: int) -> Any:
    found = queries.patent_with_id(g.session, patent_id)
    if not queries.may_change(found, g.person):
        raise ForbiddenError
    return found
