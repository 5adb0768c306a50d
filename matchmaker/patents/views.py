"""Pages of a patent: what is told of it, its offer and its legal status."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.errors import ForbiddenError
from matchmaker.importing.documents import offices_of
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.roles import STAFF, open_to, open_to_everyone
from matchmaker.patents import queries, service
from matchmaker.patents.forms import ListingForm, StatusForm, listing_values
from matchmaker.patents.life_rules import in_force, life_rules
from matchmaker.patents.models import Patent
from matchmaker.patents.offer_bars import bars_of
from matchmaker.patents.offers import set_offer_terms
from matchmaker.patents.open_licence import (
    declare_open_licence,
    open_licence_bars,
    open_licence_cautions,
    withdraw_open_licence,
)

room = Blueprint("patents", __name__, template_folder="templates")


@room.get("/patents/<int:patent_id>")
@open_to_everyone
def patent(patent_id: int) -> str:
    """One patent; what is not on offer is for its holder and the centre."""
    shown = queries.patent_with_id(g.session, patent_id)
    mine = g.person is not None and queries.may_change(shown, g.person)
    if not queries.may_read(shown, g.person):
        raise ForbiddenError
    return render_template(
        "patents/patent.html",
        patent=shown,
        mine=mine,
        trail=trail_of(g.session, shown) if mine else [],
        offices_of=offices_of,
    )


@room.route("/patents/<int:patent_id>/listing", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def listing(patent_id: int) -> Response | str:
    """The terms on which a patent is offered."""
    offered = _own_patent(patent_id)
    form = ListingForm(data=listing_values(offered))
    if form.validate_on_submit():
        with form.refusals():
            listed = service.list_patent(
                g.session,
                patent=offered,
                ways=form.ways.chosen,
                price_fen=form.price.fen,
                readiness=form.readiness.chosen,
                benefit=form.benefit.data or "",
                on=g.today,
                by=g.person,
            )
            if form.open_licence.data:
                declare_open_licence(
                    g.session, patent=offered, terms=form.open_licence_terms, on=g.today, by=g.person
                )
            else:
                withdraw_open_licence(g.session, patent=offered, by=g.person)
            set_offer_terms(g.session, listing=listed, terms=form.terms, today=g.today, by=g.person)
            flash(gettext("The patent is on offer; searches find it from now on."), "success")
            return redirect(url_for(".patent", patent_id=offered.id))
    return render_template(
        "patents/listing.html",
        form=form,
        patent=offered,
        against=bars_of(g.session, [offered.id], g.today)[offered.id],
        bars=open_licence_bars(offered, g.today),
        cautions=open_licence_cautions(offered, offered.open_licence, g.today),
        guide=in_force(life_rules().open_licence_guides, g.today),
    )


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
    source = checked.status_source or gettext("Register of the patent office")
    form = StatusForm(data={"status": checked.status.value, "checked_on": g.today, "source": source})
    if form.validate_on_submit():
        day = form.checked_on.data or g.today
        with form.refusals():
            service.expect_check_day(day, today=g.today)
            service.check_status(
                g.session,
                patent=checked,
                status=form.status.chosen,
                on=day,
                source=form.source.data or "",
                by=g.person,
            )
            flash(gettext("The status is noted with its day."), "success")
            return redirect(url_for(".patent", patent_id=checked.id))
    return render_template("patents/status.html", form=form, patent=checked)


def _own_patent(patent_id: int) -> Patent:
    return queries.patent_to_change(g.session, patent_id, g.person)
