"""Pages of a review's batch template: handed out, and taken in; what follows is in ``SheetPages``."""

from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.downloads import download
from matchmaker.errors import MatchmakerError
from matchmaker.forms import said
from matchmaker.importing.sheets import Sheet
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import open_to
from matchmaker.reviews.forms import AnswerSheetForm, TakeAnswersForm
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.reviews.import_runs import read_import, write_import
from matchmaker.reviews.models import Review
from matchmaker.reviews.queries import items_of, review_to_change
from matchmaker.reviews.workbook import batch_template
from matchmaker.sheet_views import SheetPages, within_request
from matchmaker.sheets.verdicts import Counts

room = Blueprint("review_sheets", __name__, template_folder="templates")


class AnswerPages(SheetPages[AnswerImport]):
    """The pages of a batch template."""

    kind = AnswerImport
    form = TakeAnswersForm
    shown_template = "reviews/import_shown.html"
    columns_template = "reviews/columns.html"

    def read(self, import_id: int, sheet: Sheet) -> object:
        """Takes a template for its preview."""
        return read_import(within_request, import_id=import_id, sheet=sheet)

    def write(self, import_id: int) -> Counts:
        """Takes a template over that a person agreed to."""
        return write_import(within_request, import_id=import_id, by=g.person)

    def decided(self, form: TakeAnswersForm) -> dict[str, Any]:
        """Whether what is complete is handed in at once."""
        return {"hand_in": bool(form.hand_in.data)}

    def after_drop(self, handed_in: AnswerImport) -> str:
        """The address of the page that follows."""
        return url_for("reviews.review", review_id=handed_in.review_id)

    def after_import(self, handed_in: AnswerImport, counts: Counts) -> str:
        """Says what was done, and gives the address of the review."""
        flash(
            gettext(
                "Taken over: %(new)s new, %(changed)s changed; %(count)s handed in.",
                new=counts.new,
                changed=counts.changed,
                count=handed_in.handed_in,
            ),
            "success",
        )
        return self.after_drop(handed_in)


_pages = AnswerPages()
_pages.add_to(room, "/reviews/answers", Role.OFFICER)


@room.get("/reviews/<int:review_id>/template.xlsx")
@open_to(Role.OFFICER)
def template(review_id: int) -> Response:
    """The batch template with what has been answered so far."""
    own = _own(review_id)
    response = download(
        batch_template(own, g.session.scalars(items_of(own)), gettext), "review-template.xlsx"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@room.post("/reviews/<int:review_id>/answers")
@open_to(Role.OFFICER)
def upload(review_id: int) -> Response:
    """Takes a filled-in template; a small one is read at once, a large one in the background."""
    own, form = _own(review_id), AnswerSheetForm()
    if not form.validate_on_submit():
        flash(gettext("Choose a file first."), "error")
        return redirect(url_for("reviews.review", review_id=review_id))
    try:
        return _pages.hand_in(form.file.data, g.person.organization, review=own)
    except MatchmakerError as error:
        g.session.rollback()
        flash(said(error), "error")
        return redirect(url_for("reviews.review", review_id=review_id))


def _own(review_id: int) -> Review:
    return review_to_change(g.session, review_id, g.person)
