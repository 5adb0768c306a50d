"""Pages of imports of patents: a sheet is handed in for a holder; what follows is in ``SheetPages``."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.forms import named_options
from matchmaker.importing.sheets import Sheet
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import organization_with_id, organizations_of_kind
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.forms import ConfirmForm, ImportForm
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_runs import read_import, write_import
from matchmaker.sheet_views import SheetPages, within_request
from matchmaker.sheets.verdicts import Counts

room = Blueprint("imports", __name__, template_folder="templates")


class PatentPages(SheetPages[PatentImport]):
    """The pages of a sheet of patents."""

    kind = PatentImport
    form = ConfirmForm
    shown_template = "patents/import_shown.html"

    def read(self, import_id: int, sheet: Sheet) -> object:
        """Takes a sheet for its preview."""
        return read_import(within_request, import_id=import_id, sheet=sheet)

    def write(self, import_id: int) -> Counts:
        """Imports a sheet that a person agreed to."""
        return write_import(within_request, import_id=import_id, on=g.today, by=g.person)

    def decided(self, form: ConfirmForm) -> dict[str, Any]:
        """Whether the new patents are put on offer."""
        return {"offer": bool(form.offer.data)}

    def after_drop(self, handed_in: PatentImport) -> str:  # noqa: ARG002 - every kind's signature
        """The address of the page that follows."""
        return url_for("patents.inventory")


_pages = PatentPages()
_pages.add_to(room, "/inventory/import", Role.OFFICER, *STAFF)


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
            return _pages.hand_in(form.file.data, holder)
    return render_template("patents/import.html", form=form, holders=holders)


@room.get("/inventory/imports")
@open_to(Role.OFFICER, *STAFF)
def records() -> str:
    """The imports of the officer's organisation; for the centre's staff, of all."""
    return _pages.records(gettext("Holder"))


def _possible_holders() -> list[Organization]:
    if g.person.role.is_staff:
        return organizations_of_kind(
            g.session, OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE, OrganizationKind.COMPANY
        )
    return [g.person.organization]
