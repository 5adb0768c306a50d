"""Pages of the inventory: what is held, a patent and its offer, and the import of a sheet."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import ForbiddenError
from matchmaker.forms import named_options, said
from matchmaker.importing.errors import ImportingError
from matchmaker.importing.patents import PATENT_FIELDS
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization, Upload
from matchmaker.organizations.queries import organization_with_id, organizations_of_kind, trail_of, upload_of
from matchmaker.organizations.roles import STAFF, open_to, open_to_everyone
from matchmaker.organizations.service import hold_upload
from matchmaker.patents import queries, service
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.forms import ConfirmForm, ImportForm, ListingForm, StatusForm, listing_values
from matchmaker.patents.importer import PatentPreview, import_patents, preview_patents, understood
from matchmaker.patents.life_rules import in_force, life_rules
from matchmaker.patents.models import Patent
from matchmaker.patents.offers import set_offer_terms
from matchmaker.patents.open_licence import (
    declare_open_licence,
    open_licence_bars,
    open_licence_cautions,
    withdraw_open_licence,
)

room = Blueprint("patents", __name__, template_folder="templates")

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_ROWS = 8


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
        with form.refusals():
            service.check_status(
                g.session,
                patent=checked,
                status=form.status.chosen,
                on=form.checked_on.data or g.today,
                source=form.source.data or "",
                by=g.person,
            )
            flash(gettext("The status is noted with its day."), "success")
            return redirect(url_for(".patent", patent_id=checked.id))
    return render_template("patents/status.html", form=form, patent=checked)


@room.route("/inventory/import", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def upload() -> Response | str:
    """Takes a sheet and shows what importing it would do."""
    form = ImportForm()
    holders = _possible_holders()
    form.organization_id.choices = named_options(holders)
    if request.method == "POST" and not g.person.role.is_staff:
        form.organization_id.data = g.person.organization_id
    if form.validate_on_submit():
        content, filename = form.file.data.read(), form.file.data.filename or ""
        holder = organization_with_id(g.session, form.organization_id.data)
        with form.refusals():
            understood(content, filename, max_bytes=g.settings.max_upload_bytes)
            held = hold_upload(
                g.session, filename=filename, content=content, organization=holder, person=g.person
            )
            return redirect(url_for(".preview", upload_id=held.id))
    return render_template("patents/import.html", form=form, holders=holders)


@room.route("/inventory/import/<int:upload_id>", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def preview(upload_id: int) -> Response | str:
    """What importing the upload would do, the columns as they were understood, and the decision."""
    held = upload_of(g.session, upload_id, g.person)
    form = ConfirmForm()
    if request.method == "POST" and "columns" in request.form:
        chosen = {name.removeprefix("column-"): value or None for name, value in request.form.items()}
        held.columns = {column: field for column, field in chosen.items() if column.isdecimal()}
        return redirect(url_for(".preview", upload_id=held.id))
    try:
        seen = _preview(held)
    except ImportingError as error:
        return _columns_to_choose(held, error)
    if form.validate_on_submit():
        import_patents(
            g.session,
            preview=seen,
            holder=held.organization,
            offer=bool(form.offer.data),
            on=g.today,
            by=g.person,
        )
        g.session.delete(held)
        flash(
            gettext(
                "Imported: %(new)s new, %(changed)s changed. %(wrong)s rows were left out.",
                new=len(seen.new),
                changed=len(seen.changed),
                wrong=len({error.row for error in seen.wrong}),
            ),
            "success",
        )
        return redirect(url_for(".inventory"))
    return render_template(
        "patents/preview.html",
        form=form,
        upload=held,
        preview=seen,
        fields=PATENT_FIELDS,
        shown=_SHOWN_ROWS,
        wrong_rows=len({error.row for error in seen.wrong}),
    )


@room.get("/inventory/import/<int:upload_id>/wrong.xlsx")
@open_to(Role.OFFICER, *STAFF)
def wrong_rows(upload_id: int) -> Response:
    """The wrong rows as a sheet, the reason beside each, to be mended and imported again."""
    seen = _preview(upload_of(g.session, upload_id, g.person))
    content = wrong_rows_workbook(seen.sheet, seen.wrong, gettext)
    headers = {"Content-Disposition": "attachment; filename=wrong-rows.xlsx"}
    return Response(content, mimetype=_SHEET_TYPE, headers=headers)


@room.post("/inventory/import/<int:upload_id>/drop")
@open_to(Role.OFFICER, *STAFF)
def drop(upload_id: int) -> Response:
    """Drops an upload; nothing of it was kept."""
    g.session.delete(upload_of(g.session, upload_id, g.person))
    flash(gettext("The file was dropped; nothing was imported."), "info")
    return redirect(url_for(".inventory"))


def _columns_to_choose(held: Upload, error: ImportingError) -> str:
    """The columns alone, where the sheet cannot be read by them as they were understood or chosen."""
    _, uses = understood(held.content, held.filename, max_bytes=g.settings.max_upload_bytes)
    return render_template(
        "patents/columns.html", upload=held, uses=uses, fields=PATENT_FIELDS, reason=said(error)
    )


def _own_patent(patent_id: int) -> Patent:
    return queries.patent_to_change(g.session, patent_id, g.person)


def _possible_holders() -> list[Organization]:
    if g.person.role.is_staff:
        return organizations_of_kind(
            g.session, OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE, OrganizationKind.COMPANY
        )
    return [g.person.organization]


def _preview(held: Upload) -> PatentPreview:
    return preview_patents(
        g.session,
        holder=held.organization,
        content=held.content,
        filename=held.filename,
        max_bytes=g.settings.max_upload_bytes,
        columns={int(column): field for column, field in held.columns.items()},
    )
