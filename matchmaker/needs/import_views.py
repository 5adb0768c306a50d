"""Pages of imports of needs: the centre or a company hands a sheet in; what follows is in ``SheetPages``."""

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.importing.sheets import Sheet
from matchmaker.needs.forms import ConfirmNeedsForm, NeedSheetForm
from matchmaker.needs.import_models import NeedImport
from matchmaker.needs.import_runs import read_import, write_import
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import organizations_of_kind
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.sheet_views import SheetPages, within_request
from matchmaker.sheets.verdicts import Counts

room = Blueprint("need_imports", __name__, template_folder="templates")


class NeedPages(SheetPages[NeedImport]):
    """The pages of a sheet of needs."""

    kind = NeedImport
    form = ConfirmNeedsForm
    shown_template = "needs/import_shown.html"

    def read(self, import_id: int, sheet: Sheet) -> object:
        """Takes a sheet for its preview."""
        return read_import(within_request, import_id=import_id, sheet=sheet)

    def write(self, import_id: int) -> Counts:
        """Imports a sheet that a person agreed to."""
        return write_import(within_request, import_id=import_id, numbers_of=g.own_numbers_of, by=g.person)

    def after_drop(self, handed_in: NeedImport) -> str:  # noqa: ARG002 - every kind's signature
        """The address of the page that follows."""
        return url_for(".upload")


_pages = NeedPages()
_pages.add_to(room, "/needs/import", Role.ENGINEER, *STAFF)


@room.route("/needs/import", methods=["GET", "POST"])
@open_to(Role.ENGINEER, *STAFF)
def upload() -> Response | str:
    """Takes a sheet of needs; a small one is read at once, a large one in the background."""
    form = NeedSheetForm()
    companies = _possible_companies()
    form.offer(companies)
    if request.method == "POST" and not g.person.role.is_staff:
        form.company_id.data = g.person.organization_id
    if form.validate_on_submit():
        company = next((each for each in companies if each.id == form.company_id.data), None)
        with form.refusals():
            return _pages.hand_in(form.file.data, g.person.organization, company=company)
    return render_template("needs/import.html", form=form)


@room.get("/needs/imports")
@open_to(Role.ENGINEER, *STAFF)
def records() -> str:
    """The imports of the person's company; for the centre's staff, of all."""
    return _pages.records(gettext("Handed in by"))


def _possible_companies() -> list[Organization]:
    if g.person.role.is_staff:
        return organizations_of_kind(g.session, OrganizationKind.COMPANY)
    return [g.person.organization]
