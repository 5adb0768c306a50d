"""Pages of imports: a sheet is handed in, read, shown, confirmed; its report stays."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.downloads import download
from matchmaker.forms import named_options, said
from matchmaker.importing.errors import ImportingError
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.sheets import Sheet, check_size
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import organization_with_id, organizations_of_kind, reach_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents import import_queries as queries
from matchmaker.patents import imports as service
from matchmaker.patents.forms import ConfirmForm, ImportForm
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_runs import SMALL, read_import, short_sheet, write_import
from matchmaker.patents.import_states import ImportState, RowKind

T = TypeVar("T")

room = Blueprint("imports", __name__, template_folder="templates")

_FOLDER = "imports"
_KINDS = (RowKind.WRONG, RowKind.CHANGED, RowKind.NEW)


@room.route("/inventory/import", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def upload() -> Response | str:
    """Takes a sheet; a small one is read at once, a large one in the background."""
    form = ImportForm()
    holders = _possible_holders()
    form.organization_id.choices = named_options(holders)
    if request.method == "POST" and not g.person.role.is_staff:
        form.organization_id.data = g.person.organization_id
    if form.validate_on_submit():
        holder = organization_with_id(g.session, form.organization_id.data)
        with form.refusals():
            return _handed_in(form.file.data, holder)
    return render_template("patents/import.html", form=form, holders=holders)


@room.get("/inventory/imports")
@open_to(Role.OFFICER, *STAFF)
def records() -> str:
    """The imports of the officer's organisation; for the centre's staff, of all."""
    holder = reach_of(g.person)
    page = page_of(g.session, queries.imports(holder), number=request.args.get("page", 1, int))
    for each in page.rows:
        service.settle_import(g.session, handed_in=each)
    return render_template("patents/imports.html", page=page, holder=holder)


@room.get("/inventory/import/<int:import_id>")
@open_to(Role.OFFICER, *STAFF)
def shown(import_id: int) -> str:
    """How far an import is: its progress, the columns to confirm, what it would do, or what it did."""
    handed_in = _own(import_id)
    service.settle_import(g.session, handed_in=handed_in)
    if handed_in.state is ImportState.COLUMNS:
        return _columns_page(handed_in)
    kind = _chosen_kind(handed_in)
    number = request.args.get("page", 1, int)
    return render_template(
        "patents/import_shown.html",
        form=ConfirmForm(),
        upload=handed_in,
        kind=kind,
        kinds=[each for each in _KINDS if getattr(handed_in, each.value)],
        page=page_of(g.session, queries.shown_rows(handed_in.id, kind), number=number) if kind else None,
        fields=PATENT_FIELDS,
        kept_for=service.KEPT_FOR,
    )


@room.post("/inventory/import/<int:import_id>/columns")
@open_to(Role.OFFICER, *STAFF)
def choose_columns(import_id: int) -> Response | str:
    """Understands the columns as the person says, and reads the sheet again."""
    handed_in = _own(import_id)
    chosen = {name.removeprefix("column-"): value or None for name, value in request.form.items()}
    columns = {int(column): field for column, field in chosen.items() if column.isdecimal()}
    try:
        service.choose_columns(handed_in, columns=columns)
    except ImportingError as error:
        return _columns_page(handed_in, reason=said(error), chosen=columns)
    return _read(handed_in, short_sheet(Path(handed_in.file), handed_in.filename))


@room.post("/inventory/import/<int:import_id>/confirm")
@open_to(Role.OFFICER, *STAFF)
def confirm(import_id: int) -> Response:
    """Imports a sheet as its preview showed it."""
    handed_in, form = _own(import_id), ConfirmForm()
    offer = bool(form.offer.data)
    if handed_in.rows > SMALL:
        service.request_writing(g.session, handed_in=handed_in, offer=offer, on=g.today, by=g.person)
        return redirect(url_for(".shown", import_id=import_id))
    service.agree(g.session, handed_in=handed_in, offer=offer)
    counts = write_import(_within, import_id=import_id, on=g.today, by=g.person)
    flash(
        gettext(
            "Imported: %(new)s new, %(changed)s changed. %(wrong)s rows were left out.",
            new=counts.new,
            changed=counts.changed,
            wrong=counts.wrong,
        ),
        "success",
    )
    return redirect(url_for(".shown", import_id=import_id))


@room.get("/inventory/import/<int:import_id>/wrong.xlsx")
@open_to(Role.OFFICER, *STAFF)
def wrong_rows(import_id: int) -> Response:
    """The wrong rows as a sheet, the reason beside each, to be mended and imported again."""
    handed_in = _own(import_id)
    headings = [use.heading for use in handed_in.column_uses]
    content = wrong_rows_workbook(headings, queries.wrong_rows(g.session, import_id), gettext)
    return download(content, "wrong-rows.xlsx")


@room.post("/inventory/import/<int:import_id>/drop")
@open_to(Role.OFFICER, *STAFF)
def drop(import_id: int) -> Response:
    """Drops a sheet; nothing of it was kept."""
    service.drop_import(g.session, handed_in=_own(import_id))
    flash(gettext("The file was dropped; nothing was imported."), "info")
    return redirect(url_for("patents.inventory"))


@room.post("/inventory/import/<int:import_id>/cancel")
@open_to(Role.OFFICER, *STAFF)
def cancel(import_id: int) -> Response:
    """Cancels the reading or the importing of a sheet."""
    service.cancel_import(g.session, handed_in=_own(import_id), by=g.person)
    flash(gettext("It is being cancelled; nothing is imported."), "info")
    return redirect(url_for(".shown", import_id=import_id))


def _handed_in(file: FileStorage, holder: Organization) -> Response:
    """Puts the sheet aside and has it read; a sheet that cannot be read is not kept."""
    filename = file.filename or ""
    kept = _put_aside(file)
    try:
        check_size(kept.stat().st_size, filename, max_bytes=g.settings.max_import_bytes)
        sheet = short_sheet(kept, filename)
        handed_in = service.hand_in(g.session, filename=filename, file=kept, organization=holder, by=g.person)
        return _read(handed_in, sheet)
    except Exception:
        kept.unlink(missing_ok=True)
        raise


def _put_aside(file: FileStorage) -> Path:
    folder: Path = g.settings.instance / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    file.save(path)
    return path


def _read(handed_in: PatentImport, sheet: Sheet | None) -> Response:
    """Reads a short sheet at once; asks for a longer one to be read."""
    if sheet:
        read_import(_within, import_id=handed_in.id, sheet=sheet)
    else:
        service.request_reading(g.session, handed_in=handed_in, by=g.person)
    return redirect(url_for(".shown", import_id=handed_in.id))


def _within(work: Callable[[Session], T]) -> T:
    """Everything in the request's own transaction."""
    g.session.flush()
    return work(g.session)


def _own(import_id: int) -> PatentImport:
    return queries.import_for(g.session, import_id, g.person)


def _chosen_kind(handed_in: PatentImport) -> RowKind | None:
    """The kind of rows asked for, else the first there are; once it is done only the wrong ones are kept."""
    kinds = _KINDS[:1] if handed_in.state is ImportState.DONE else _KINDS
    there = [kind for kind in kinds if getattr(handed_in, kind.value)]
    if handed_in.state not in {ImportState.READ, ImportState.DONE} or not there:
        return None
    asked = request.args.get("kind", "")
    return next((kind for kind in there if kind.value == asked), there[0])


def _columns_page(
    handed_in: PatentImport, *, reason: str = "", chosen: dict[int, str | None] | None = None
) -> str:
    reason = reason or (gettext(handed_in.refusal) % handed_in.params if handed_in.refusal else "")
    return render_template(
        "patents/columns.html",
        upload=handed_in,
        fields=PATENT_FIELDS,
        reason=reason,
        chosen=chosen or {},
    )


def _possible_holders() -> list[Organization]:
    if g.person.role.is_staff:
        return organizations_of_kind(
            g.session, OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE, OrganizationKind.COMPANY
        )
    return [g.person.organization]
