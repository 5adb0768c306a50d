"""Pages of a review's links: who answers, copies for a mail merge, and what is taken back or made anew."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.downloads import download
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import open_to
from matchmaker.reviews import opening, queries
from matchmaker.reviews.forms import RespondentForm
from matchmaker.reviews.links import link_key
from matchmaker.reviews.models import Review, ReviewLink
from matchmaker.reviews.workbook import links_workbook

room = Blueprint("review_links", __name__, template_folder="templates")


@room.get("/reviews/<int:review_id>/links")
@open_to(Role.OFFICER)
def links(review_id: int) -> str:
    """Who answers, with the link of each; with ``owing`` only those to be reminded."""
    own, owing = _own(review_id), request.args.get("owing") == "1"
    return render_template(
        "reviews/links.html",
        review=own,
        loads=queries.respondents(g.session, own, owing=owing),
        colleges=queries.college_links(g.session, own),
        owing=owing,
        address=_address,
        unassigned=queries.count_unassigned(g.session, own),
    )


@room.get("/reviews/<int:review_id>/links.xlsx")
@open_to(Role.OFFICER)
def links_file(review_id: int) -> Response:
    """The links as a sheet for a mail merge; with ``owing`` only those to be reminded."""
    own = _own(review_id)
    loads = queries.respondents(g.session, own, owing=request.args.get("owing") == "1")
    content = links_workbook(own, [(load, _address(load.link)) for load in loads], gettext)
    return _file(content, "review-links.xlsx")


@room.post("/reviews/links/<int:link_id>/renew")
@open_to(Role.OFFICER)
def renew(link_id: int) -> Response:
    """Makes a link anew."""
    link = queries.link_to_change(g.session, link_id, g.person)
    opening.renew_link(g.session, link=link, by=g.person)
    flash(gettext("The link of %(name)s is new; the old one no longer works.", name=link.name), "success")
    return redirect(url_for(".links", review_id=link.review_id))


@room.post("/reviews/links/<int:link_id>/revoke")
@open_to(Role.OFFICER)
def revoke(link_id: int) -> Response:
    """Takes a link back."""
    link = queries.link_to_change(g.session, link_id, g.person)
    opening.revoke_link(g.session, link=link, by=g.person)
    flash(gettext("The link of %(name)s no longer works.", name=link.name), "success")
    return redirect(url_for(".links", review_id=link.review_id))


@room.route("/reviews/links/<int:link_id>/respondent", methods=["GET", "POST"])
@open_to(Role.OFFICER)
def respondent(link_id: int) -> Response | str:
    """Names who answers for all the patents of a link, such as a student's teacher, and how they are reached."""
    link = queries.link_to_change(g.session, link_id, g.person)
    form = RespondentForm(name=link.name, contact=link.contact)
    if form.validate_on_submit():
        with form.refusals():
            name, contact = (form.name.data or "").strip(), form.contact.data or ""
            if name == link.name:
                opening.set_contact(g.session, link=link, contact=contact, by=g.person)
            else:
                items = queries.items_of_link(g.session, link)
                opening.name_respondent(g.session, items=items, name=name, contact=contact, by=g.person)
            return redirect(url_for(".links", review_id=link.review_id))
    return render_template("reviews/respondent.html", form=form, review=link.review, link=link)


def _own(review_id: int) -> Review:
    return queries.review_to_change(g.session, review_id, g.person)


def _address(link: ReviewLink) -> str:
    key = link_key(link, g.settings.secret_key)
    scheme = "https" if g.settings.https else None
    return url_for("answers.enter", key=key, _external=True, _scheme=scheme) if key else ""


def _file(content: bytes, name: str) -> Response:
    response = download(content, name)
    response.headers["Cache-Control"] = "no-store"
    return response
