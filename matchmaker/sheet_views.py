"""The pages that the import of every kind of sheet has: how far it is, its columns, the decision, its wrong rows."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Generic, TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.downloads import download
from matchmaker.forms import Form, said
from matchmaker.importing.errors import ImportingError
from matchmaker.importing.sheets import Sheet
from matchmaker.importing.wrong_rows import wrong_rows_workbook
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import reach_of
from matchmaker.organizations.roles import open_to
from matchmaker.sheets import queries, service
from matchmaker.sheets.enums import ImportState
from matchmaker.sheets.handing_in import (
    chosen_columns,
    kind_asked_for,
    kinds_there,
    put_aside,
    sheet_put_aside,
)
from matchmaker.sheets.import_runs import SMALL
from matchmaker.sheets.models import SheetImport
from matchmaker.sheets.verdicts import Counts

T = TypeVar("T")
Import = TypeVar("Import", bound=SheetImport)


class SheetPages(ABC, Generic[Import]):
    """The pages of one kind of sheet; a kind says what differs by overriding what stands first.

    ``read`` and ``write`` are those of the kind's ``import_runs``; ``form`` makes the form of the decision.
    """

    kind: type[Import]
    form: type[Form]
    shown_template: str
    columns_template = "sheets/columns.html"

    @abstractmethod
    def read(self, import_id: int, sheet: Sheet) -> object:
        """Takes what stands in a sheet for its preview, while the person waits."""

    @abstractmethod
    def write(self, import_id: int) -> Counts:
        """Imports a sheet that a person agreed to, while the person waits."""

    def decided(self, form: Any) -> dict[str, Any]:  # noqa: ARG002 - what a kind overrides
        """What the person decides besides, by the names of the import's columns."""
        return {}

    @abstractmethod
    def after_drop(self, handed_in: Import) -> str:
        """The address of the page that follows when a sheet was dropped."""

    def after_import(self, handed_in: Import, counts: Counts) -> str:
        """Says what was done, and gives the address of the page that follows."""
        flash(
            gettext(
                "Imported: %(new)s new, %(changed)s changed. %(wrong)s rows were left out.",
                new=counts.new,
                changed=counts.changed,
                wrong=counts.wrong,
            ),
            "success",
        )
        return url_for(".shown", import_id=handed_in.id)

    def add_to(self, room: Blueprint, address: str, *roles: Role) -> None:
        """Gives a room these pages below an address, open to people of these roles."""
        pages: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
            ("", "GET", "shown", self._shown),
            ("/columns", "POST", "choose_columns", self._choose_columns),
            ("/confirm", "POST", "confirm", self._confirm),
            ("/wrong.xlsx", "GET", "wrong_rows", self._wrong_rows),
            ("/drop", "POST", "drop", self._drop),
            ("/cancel", "POST", "cancel", self._cancel),
        )
        for ending, method, endpoint, view in pages:
            room.add_url_rule(
                f"{address}/<int:import_id>{ending}",
                endpoint,
                open_to(*roles)(_as_function(view)),
                methods=[method],
            )

    def hand_in(self, sent: FileStorage, organization: Organization, **facts: Any) -> Response:
        """Puts a sheet aside and has it read; one that cannot be read is not kept.

        Raises:
            ImportingError: it is too large, or cannot be read as a sheet.
        """
        return put_aside(
            sent,
            instance=g.settings.instance,
            max_bytes=g.settings.max_import_bytes,
            then=lambda filename, kept, sheet: self._handed_in(organization, facts, filename, kept, sheet),
        )

    def records(self, of_whom: str) -> str:
        """The imports of the person's organisation; for the centre's staff, of all."""
        holder = reach_of(g.person)
        page = page_of(g.session, queries.imports(self.kind, holder), number=request.args.get("page", 1, int))
        for each in page.rows:
            service.settle_import(g.session, handed_in=each)
        return render_template("sheets/records.html", page=page, holder=holder, of_whom=of_whom)

    def _shown(self, import_id: int) -> str:
        return self._page(self._own(import_id), self.form())

    def _choose_columns(self, import_id: int) -> Response | str:
        handed_in, columns = self._own(import_id), chosen_columns(request.form.items())
        try:
            service.choose_columns(handed_in, columns=columns)
        except ImportingError as error:
            return self._columns_page(handed_in, reason=said(error), chosen=columns)
        return self._read(handed_in, sheet_put_aside(handed_in))

    def _confirm(self, import_id: int) -> Response | str:
        handed_in, form = self._own(import_id), self.form()
        decided = self.decided(form)
        if handed_in.rows > SMALL:
            service.request_writing(g.session, handed_in=handed_in, on=g.today, by=g.person, **decided)
            return redirect(url_for(".shown", import_id=import_id))
        service.require(handed_in, ImportState.READ)
        with form.refusals():
            service.agree(g.session, handed_in=handed_in, **decided)
            g.session.flush()
            counts = self.write(import_id)
            return redirect(self.after_import(handed_in, counts))
        return self._page(self._own(import_id), form)

    def _wrong_rows(self, import_id: int) -> Response:
        handed_in = self._own(import_id)
        headings = [use.heading for use in handed_in.column_uses]
        rows = queries.wrong_rows(g.session, handed_in)
        response = download(wrong_rows_workbook(headings, rows, gettext), "wrong-rows.xlsx")
        response.headers["Cache-Control"] = "no-store"
        return response

    def _drop(self, import_id: int) -> Response:
        dropped = self._own(import_id)
        service.drop_import(g.session, handed_in=dropped)
        flash(gettext("The file was dropped; nothing was imported."), "info")
        return redirect(self.after_drop(dropped))

    def _cancel(self, import_id: int) -> Response:
        service.cancel_import(g.session, handed_in=self._own(import_id), by=g.person)
        flash(gettext("It is being cancelled; nothing is imported."), "info")
        return redirect(url_for(".shown", import_id=import_id))

    def _handed_in(
        self,
        organization: Organization,
        facts: dict[str, Any],
        filename: str,
        kept: Path,
        sheet: Sheet | None,
    ) -> Response:
        handed_in = service.hand_in(
            g.session,
            self.kind,
            filename=filename,
            file=kept,
            organization=organization,
            by=g.person,
            **facts,
        )
        return self._read(handed_in, sheet)

    def _read(self, handed_in: Import, sheet: Sheet | None) -> Response:
        """Takes a short sheet at once; asks for a longer one to be read."""
        if sheet:
            g.session.flush()
            self.read(handed_in.id, sheet)
        else:
            service.request_reading(g.session, handed_in=handed_in, by=g.person)
        return redirect(url_for(".shown", import_id=handed_in.id))

    def _page(self, handed_in: Import, form: Form) -> str:
        service.settle_import(g.session, handed_in=handed_in)
        if handed_in.state is ImportState.COLUMNS:
            return self._columns_page(handed_in)
        kind = kind_asked_for(handed_in, request.args.get("kind", ""))
        number = request.args.get("page", 1, int)
        return render_template(
            self.shown_template,
            form=form,
            upload=handed_in,
            kind=kind,
            kinds=kinds_there(handed_in),
            page=page_of(g.session, queries.shown_rows(handed_in, kind), number=number) if kind else None,
            remarked=queries.remarked_count(g.session, handed_in) if handed_in.has_remarks else 0,
            fields=handed_in.fields,
            kept_for=service.KEPT_FOR,
        )

    def _columns_page(
        self, handed_in: Import, *, reason: str = "", chosen: dict[int, str | None] | None = None
    ) -> str:
        reason = reason or (gettext(handed_in.refusal) % handed_in.params if handed_in.refusal else "")
        return render_template(
            self.columns_template,
            upload=handed_in,
            fields=handed_in.fields,
            reason=reason,
            chosen=chosen or {},
        )

    def _own(self, import_id: int) -> Import:
        return queries.import_for(g.session, self.kind, import_id, g.person)


def _as_function(view: Callable[[int], Any]) -> Callable[[int], Any]:
    """A method as a function that can be marked."""

    @wraps(view)
    def page(import_id: int) -> Any:
        return view(import_id)

    return page


def within_request(work: Callable[[Session], T]) -> T:
    """Everything in the request's own transaction."""
    g.session.flush()
    return work(g.session)
