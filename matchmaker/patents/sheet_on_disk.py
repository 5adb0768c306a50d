"""A sheet of patents that lies in a file of the person's own, imported by a command."""

import datetime as dt
from collections import Counter
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.headings import ColumnUse, understand_headings
from matchmaker.importing.patents import each_patent
from matchmaker.importing.sheets import open_sheet
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import organization_named
from matchmaker.organizations.service import ensure_organization
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_runs import Findings, InventoryBusyError, findings_in, take_over
from matchmaker.sheets.confirmed_columns import columns_unseen
from matchmaker.sheets.enums import ImportState
from matchmaker.sheets.import_runs import Watch, Within
from matchmaker.sheets.service import begin_preview
from matchmaker.text.organization_names import name_key


def likely_holder(file: Path) -> str:
    """The applicant that most rows of a sheet name, as most of them write it; empty where none names any.

    Raises:
        ImportingError: it cannot be read as a sheet of patents.
    """
    with file.open("rb") as content, open_sheet(content, file.name) as sheet:
        uses = understand_headings(sheet.headings, PATENT_FIELDS)
        rows = each_patent(sheet.headings, sheet.rows, uses)
        named = Counter(name for row in rows if row.record for name in row.record.applicants)
    forms: Counter[str] = Counter()
    for name, count in named.items():
        forms[name_key(name)] += count
    best = next((form for form, _ in forms.most_common(1)), "")
    return next((name for name, _ in named.most_common() if name_key(name) == best), "")


class SheetOnDisk:
    """One sheet on its way into an inventory.

    Args:
        within: does a piece of work in a transaction of its own.
        file: where the sheet is; it stays there.
        watch: is told how far the reading is.
    """

    def __init__(self, within: Within, file: Path, watch: Watch) -> None:
        self._within, self._file, self._watch = within, file, watch
        self._uses: tuple[ColumnUse, ...] = ()

    def held_against(self, holder: str) -> Findings:
        """What importing the sheet for this holder would do; close what it gives.

        Columns that are only guessed to hold numbers are left out: nobody is there to confirm them.

        Raises:
            ImportingError: the sheet as a whole cannot be taken.
        """
        known = self._holder(holder)
        with self._file.open("rb") as content, open_sheet(content, self._file.name) as sheet:
            self._uses = self._within(
                partial(columns_unseen, kind=PatentImport, headings=sheet.headings, organization_id=known.id)
            )
            return findings_in(self._within, sheet, holder=known, uses=self._uses, watch=self._watch)

    def take_over(self, findings: Findings, holder: str, *, offer: bool, on: dt.date) -> None:
        """Imports what was found, in one transaction.

        Raises:
            InventoryBusyError: the inventory was changed since the sheet was held against it.
        """
        writing = partial(
            take_over,
            findings=findings,
            holder=self._holder(holder),
            offer=offer,
            on=on,
            by=None,
            handed_in=partial(self._handed_in, holder=holder, offer=offer),
        )
        if not self._within(writing):
            raise InventoryBusyError

    def _holder(self, name: str) -> Organization:
        """The holder as it is known, or as it will be entered."""
        return self._within(partial(organization_named, name=name)) or Organization(name=name)

    def _handed_in(self, session: Session, *, holder: str, offer: bool) -> PatentImport:
        handed_in = PatentImport(
            organization=ensure_organization(session, name=holder),
            filename=self._file.name[-255:],
            size_bytes=self._file.stat().st_size,
            state=ImportState.WRITING,
            offer=offer,
        )
        session.add(handed_in)
        session.flush()
        begin_preview(session, handed_in=handed_in, uses=self._uses)
        return handed_in
