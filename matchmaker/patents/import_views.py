"""Pages of imports: a sheet is handed in, read, shown, confirmed; its report stays."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.downloads import download
from matchmaker.forms import named_options, said
from matchmaker.importing.errors import ImportingError
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import organization_with_id, organizations_of_kind, reach_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.forms import ConfirmForm, ImportForm
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_runs import read_import, write_import
from matchmaker.sheets import queries, service
from matchmaker.sheets.enums import ImportState
from matchmaker.sheets.handing_in import (
    chosen_columns,
    kind_asked_for,
    kinds_there,
    lies_small,
    put_aside,
)
from matchmaker.sheets.import_runs import SMALL

T = TypeVar("T")

room = Blueprint("imports", __name__, template_folder="templates")


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
            return put_aside(
                form.file.data,
                instance=g.settings.instance,
                max_bytes=g.settings.max_import_bytes,
                then=lambda filename, kept, small: _handed_in(filename, kept, holder, small=small),
            )
    return render_template("patents/import.html", form=form, holders=holders)


@room.get("/inventory/imports")
@open_to(Role.OFFICER, *STAFF)
def records() -> str:
    """The imports of the officer's organisation; for the centre's staff, of all."""
    holder = reach_of(g.person)
    page = page_of(g.session, queries.imports(PatentImport, holder), number=request.args.get("page", 1, int))
    for each in page.rows:
        service.settle_import(g.session, handed_in=each)
    return render_template("sheets/records.html", page=page, holder=holder, of_whom=gettext("Holder"))


@room.get("/inventory/import/<int:import_id>")
@open_to(Role.OFFICER, *STAFF)
def shown(import_id: int) -> str:
    """How far an import is: its progress, the columns to confirm, what it would do, or what it did."""
    handed_in = _own(import_id)
    service.settle_import(g.session, handed_in=handed_in)
    if handed_in.state is ImportState.COLUMNS:
        return _columns_page(handed_in)
    kind = kind_asked_for(handed_in, request.args.get("kind", ""))
    number = request.args.get("page", 1, int)
    return render_template(
        "patents/import_shown.html",
        form=ConfirmForm(),
        upload=handed_in,
        kind=kind,
        kinds=kinds_there(handed_in),
        page=page_of(g.session, queries.shown_rows(handed_in, kind), number=number) if kind else None,
        fields=handed_in.fields,
        kept_for=service.KEPT_FOR,
    )


@room.post("/inventory/import/<int:import_id>/columns")
@open_to(Role.OFFICER, *STAFF)
def choose_columns(import_id: int) -> Response | str:
    """Understands the columns as the person says, and reads the sheet again."""
    handed_in = _own(import_id)
    columns = chosen_columns(request.form.items())
    try:
        service.choose_columns(handed_in, columns=columns)
    except ImportingError as error:
        return _columns_page(handed_in, reason=said(error), chosen=columns)
    return _read(handed_in, small=lies_small(handed_in))


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
    content = wrong_rows_workbook(headings, queries.wrong_rows(g.session, handed_in), gettext)
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


def _handed_in(filename: str, kept: Path, holder: Organization, *, small: bool) -> Response:
    handed_in = service.hand_in(
        g.session, PatentImport, filename=filename, file=kept, organization=holder, by=g.person
    )
    return _read(handed_in, small=small)


def _read(handed_in: PatentImport, *, small: bool) -> Response:
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


def _own(import_id: int) -> PatentImport:
    return queries.import_for(g.session, PatentImport, import_id, g.person)


def _columns_page(
    handed_in: PatentImport, *, reason: str = "", chosen: dict[int, str | None] | None = None
) -> str:
    reason = reason or (gettext(handed_in.refusal) % handed_in.params if handed_in.refusal else "")
    return render_template(
        "sheets/columns.html",
        upload=handed_in,
        fields=handed_in.fields,
        reason=reason,
        chosen=chosen or {},
    )


def _possible_holders() -> list[Organization]:
    if g.person.role.is_staff:
        return organizations_of_kind(
            g.session, OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE, OrganizationKind.COMPANY
        )
    return [g.person.organization]
