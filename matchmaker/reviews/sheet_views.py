"""Pages of a review's batch template: handed out, and taken in after a look at what it would change."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.downloads import download
from matchmaker.errors import MatchmakerError, NotFoundError
from matchmaker.forms import said
from matchmaker.importing.errors import ImportingError
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import open_to
from matchmaker.reviews.forms import AnswerSheetForm, TakeAnswersForm
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.reviews.import_runs import read_import, write_import
from matchmaker.reviews.models import Review
from matchmaker.reviews.queries import items_of, review_to_change
from matchmaker.reviews.workbook import batch_template
from matchmaker.sheets import queries, service
from matchmaker.sheets.enums import ImportState
from matchmaker.sheets.handing_in import chosen_columns, kind_asked_for, kinds_there, lies_small, put_aside
from matchmaker.sheets.import_runs import SMALL

T = TypeVar("T")

room = Blueprint("review_sheets", __name__, template_folder="templates")


@room.get("/reviews/<int:review_id>/template.xlsx")
@open_to(Role.OFFICER)
def template(review_id: int) -> Response:
    """The batch template with what has been answered so far."""
    own = _own(review_id)
    return _file(batch_template(own, g.session.scalars(items_of(own)), gettext), "review-template.xlsx")


@room.post("/reviews/<int:review_id>/answers")
@open_to(Role.OFFICER)
def upload(review_id: int) -> Response:
    """Takes a filled-in template; a small one is read at once, a large one in the background."""
    own, form = _own(review_id), AnswerSheetForm()
    if not form.validate_on_submit():
        flash(gettext("Choose a file first."), "error")
        return redirect(url_for("reviews.review", review_id=review_id))
    try:
        return put_aside(
            form.file.data,
            instance=g.settings.instance,
            max_bytes=g.settings.max_import_bytes,
            then=lambda filename, kept, small: _handed_in(filename, kept, own, small=small),
        )
    except MatchmakerError as error:
        g.session.rollback()
        flash(said(error), "error")
        return redirect(url_for("reviews.review", review_id=review_id))


@room.get("/reviews/answers/<int:import_id>")
@open_to(Role.OFFICER)
def shown(import_id: int) -> str:
    """How far a template is: its progress, the columns to confirm, what it would change, or what it did."""
    return _page(_import(import_id), TakeAnswersForm())


@room.post("/reviews/answers/<int:import_id>/columns")
@open_to(Role.OFFICER)
def choose_columns(import_id: int) -> Response | str:
    """Understands the columns as the person says, and reads the sheet again."""
    handed_in, columns = _import(import_id), chosen_columns(request.form.items())
    try:
        service.choose_columns(handed_in, columns=columns)
    except ImportingError as error:
        return _columns_page(handed_in, reason=said(error), chosen=columns)
    return _read(handed_in, small=lies_small(handed_in))


@room.post("/reviews/answers/<int:import_id>/confirm")
@open_to(Role.OFFICER)
def confirm(import_id: int) -> Response | str:
    """Takes a template over as its preview showed it."""
    handed_in, form = _import(import_id), TakeAnswersForm()
    complete = bool(form.hand_in.data)
    if handed_in.rows > SMALL:
        service.request_writing(g.session, handed_in=handed_in, on=g.today, by=g.person, hand_in=complete)
        return redirect(url_for(".shown", import_id=import_id))
    with form.refusals():
        service.agree(g.session, handed_in=handed_in, hand_in=complete)
        counts = write_import(_within, import_id=import_id, by=g.person)
        flash(
            gettext(
                "Taken over: %(new)s new, %(changed)s changed; %(count)s handed in.",
                new=counts.new,
                changed=counts.changed,
                count=handed_in.handed_in,
            ),
            "success",
        )
        return redirect(url_for("reviews.review", review_id=handed_in.review_id))
    return _page(_import(import_id), form)


@room.get("/reviews/answers/<int:import_id>/wrong.xlsx")
@open_to(Role.OFFICER)
def wrong_rows(import_id: int) -> Response:
    """The wrong rows as a sheet, the reason beside each."""
    handed_in = _import(import_id)
    headings = [use.heading for use in handed_in.column_uses]
    rows = queries.wrong_rows(g.session, handed_in)
    return _file(wrong_rows_workbook(headings, rows, gettext), "wrong-rows.xlsx")


@room.post("/reviews/answers/<int:import_id>/drop")
@open_to(Role.OFFICER)
def drop(import_id: int) -> Response:
    """Drops a template; nothing of it was kept."""
    dropped = _import(import_id)
    service.drop_import(g.session, handed_in=dropped)
    flash(gettext("The file was dropped; nothing was imported."), "info")
    return redirect(url_for("reviews.review", review_id=dropped.review_id))


@room.post("/reviews/answers/<int:import_id>/cancel")
@open_to(Role.OFFICER)
def cancel(import_id: int) -> Response:
    """Cancels the reading or the importing of a template."""
    service.cancel_import(g.session, handed_in=_import(import_id), by=g.person)
    flash(gettext("It is being cancelled; nothing is imported."), "info")
    return redirect(url_for(".shown", import_id=import_id))


def _page(handed_in: AnswerImport, form: TakeAnswersForm) -> str:
    service.settle_import(g.session, handed_in=handed_in)
    if handed_in.state is ImportState.COLUMNS:
        return _columns_page(handed_in)
    kind = kind_asked_for(handed_in, request.args.get("kind", ""))
    number = request.args.get("page", 1, int)
    return render_template(
        "reviews/import_shown.html",
        form=form,
        upload=handed_in,
        kind=kind,
        kinds=kinds_there(handed_in),
        page=page_of(g.session, queries.shown_rows(handed_in, kind), number=number) if kind else None,
        fields=handed_in.fields,
        kept_for=service.KEPT_FOR,
    )


def _columns_page(
    handed_in: AnswerImport, *, reason: str = "", chosen: dict[int, str | None] | None = None
) -> str:
    reason = reason or (gettext(handed_in.refusal) % handed_in.params if handed_in.refusal else "")
    return render_template(
        "reviews/columns.html",
        upload=handed_in,
        fields=handed_in.fields,
        reason=reason,
        chosen=chosen or {},
    )


def _handed_in(filename: str, kept: Path, own: Review, *, small: bool) -> Response:
    handed_in = service.hand_in(
        g.session,
        AnswerImport,
        filename=filename,
        file=kept,
        organization=g.person.organization,
        by=g.person,
        review=own,
    )
    return _read(handed_in, small=small)


def _read(handed_in: AnswerImport, *, small: bool) -> Response:
    """Reads a sheet at once where it is small, else asks for that."""
    if small:
        read_import(_within, import_id=handed_in.id)
    else:
        service.request_reading(g.session, handed_in=handed_in, by=g.person)
    return redirect(url_for(".shown", import_id=handed_in.id))


def _within(work: Callable[[Session], T]) -> T:
    """Everything in the request's own transaction."""
    g.session.flush()
    return work(g.session)


def _import(import_id: int) -> AnswerImport:
    handed_in = queries.import_with_id(g.session, AnswerImport, import_id)
    if handed_in.organization_id != g.person.organization_id:
        raise NotFoundError
    return handed_in


def _own(review_id: int) -> Review:
    return review_to_change(g.session, review_id, g.person)


def _file(content: bytes, name: str) -> Response:
    response = download(content, name)
    response.headers["Cache-Control"] = "no-store"
    return response
