"""Pages of a review's batch template: handed out, and taken in after a look at what it would change."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import now
from matchmaker.downloads import download
from matchmaker.errors import MatchmakerError
from matchmaker.forms import said
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Upload
from matchmaker.organizations.queries import upload_of
from matchmaker.organizations.roles import open_to
from matchmaker.organizations.service import hold_upload
from matchmaker.reviews import queries
from matchmaker.reviews.forms import AnswerSheetForm, TakeAnswersForm
from matchmaker.reviews.importer import AnswersPreview, import_answers, preview_answers
from matchmaker.reviews.models import Review
from matchmaker.reviews.workbook import batch_template

room = Blueprint("review_sheets", __name__, template_folder="templates")

_SHOWN_ROWS = 20


@room.get("/reviews/<int:review_id>/template.xlsx")
@open_to(Role.OFFICER)
def template(review_id: int) -> Response:
    """The batch template with what has been answered so far."""
    own = _own(review_id)
    return _file(
        batch_template(own, g.session.scalars(queries.items_of(own)), gettext), "review-template.xlsx"
    )


@room.post("/reviews/<int:review_id>/answers")
@open_to(Role.OFFICER)
def upload(review_id: int) -> Response:
    """Takes a filled-in template, to be looked at first."""
    own, form = _own(review_id), AnswerSheetForm()
    if not form.validate_on_submit():
        flash(gettext("Choose a file first."), "error")
        return redirect(url_for("reviews.review", review_id=review_id))
    held = hold_upload(
        g.session,
        filename=form.file.data.filename or "",
        content=form.file.data.read(),
        organization=g.person.organization,
        person=g.person,
    )
    try:
        _preview(own, held)
    except MatchmakerError as error:
        g.session.rollback()
        flash(said(error), "error")
        return redirect(url_for("reviews.review", review_id=review_id))
    return redirect(url_for(".preview", review_id=review_id, upload_id=held.id))


@room.route("/reviews/<int:review_id>/answers/<int:upload_id>", methods=["GET", "POST"])
@open_to(Role.OFFICER)
def preview(review_id: int, upload_id: int) -> Response | str:
    """What taking a template over would do, and the decision."""
    own, form = _own(review_id), TakeAnswersForm()
    held = upload_of(g.session, upload_id, g.person)
    seen = _preview(own, held)
    if form.validate_on_submit():
        with form.refusals():
            count = import_answers(
                g.session, preview=seen, complete=bool(form.hand_in.data), at=now(), by=g.person
            )
            g.session.delete(held)
            flash(
                gettext(
                    "Taken over: %(new)s new, %(changed)s changed; %(count)s handed in.",
                    new=len(seen.new),
                    changed=len(seen.changed),
                    count=count,
                ),
                "success",
            )
            return redirect(url_for("reviews.review", review_id=review_id))
    return render_template(
        "reviews/preview.html", form=form, review=own, upload=held, preview=seen, shown=_SHOWN_ROWS
    )


@room.get("/reviews/<int:review_id>/answers/<int:upload_id>/wrong.xlsx")
@open_to(Role.OFFICER)
def wrong_answers(review_id: int, upload_id: int) -> Response:
    """The wrong rows as a sheet, the reason beside each."""
    held = upload_of(g.session, upload_id, g.person)
    seen = _preview(_own(review_id), held)
    return _file(wrong_rows_workbook(seen.sheet.headings, seen.wrong_rows(), gettext), "wrong-rows.xlsx")


def _preview(own: Review, held: Upload) -> AnswersPreview:
    return preview_answers(
        g.session,
        review=own,
        content=held.content,
        filename=held.filename,
        max_bytes=g.settings.max_upload_bytes,
    )


def _own(review_id: int) -> Review:
    return queries.review_to_change(g.session, review_id, g.person)


def _file(content: bytes, name: str) -> Response:
    response = download(content, name)
    response.headers["Cache-Control"] = "no-store"
    return response
