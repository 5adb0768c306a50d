"""A sheet of patents on its way into the inventory: held against it, and written; see ``sheets.import_runs``."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import BinaryIO

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.patents import each_patent
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.counts import Counts
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.judging import Judge, Verdict
from matchmaker.patents.queries import catalogue_revision, patents_with_ids
from matchmaker.patents.service import change_patents, enter_patents, hold_catalogue
from matchmaker.patents.telling import shown
from matchmaker.sheets import service
from matchmaker.sheets.batches import Batches
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.import_runs import (
    Reading,
    Watch,
    Within,
    opened,
    read_for_preview,
    row_batches,
    unwatched,
)
from matchmaker.sheets.queries import import_with_id
from matchmaker.sheets.verdicts import Counts as RowCounts

_TRIES = 3


class InventoryBusyError(ConflictError):
    """The inventory changes faster than a sheet can be held against it."""

    message = N_("The inventory is being changed by others at this moment. Import the sheet a little later.")


class Findings:
    """The verdicts on a sheet's rows, kept on disk, with their counts; those that change nothing are only counted.

    ``revision`` is the catalogue's count against which they hold.
    """

    def __init__(self, revision: int) -> None:
        self.revision, self.counts = revision, Counts()
        self._batches: Batches[Verdict] = Batches()

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Keeps some more."""
        self.counts.add(verdicts)
        self._batches.add([verdict for verdict in verdicts if verdict.kind is not RowKind.UNCHANGED])

    def batches(self) -> Iterator[list[Verdict]]:
        """All of them again, some hundred at a time, in the order of the sheet."""
        return iter(self._batches)

    def close(self) -> None:
        """Forgets them."""
        self._batches.close()


def read_import(within: Within, *, import_id: int, watch: Watch = unwatched) -> RowCounts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    return read_for_preview(within, PatentImport, _READING, import_id=import_id, watch=watch)


def write_import(
    within: Within,
    *,
    import_id: int,
    on: dt.date,
    by: Person | None,
    watch: Watch = unwatched,
) -> Counts:
    """Imports a sheet as its preview showed it: all of it, or nothing.

    It is read once more and held against the inventory as it is now, and then written in one transaction; where the
    inventory was changed meanwhile, again.

    Raises:
        SheetGoneError: it is no longer there.
        InventoryBusyError: others change the inventory all the time.
    """
    handed_in = within(partial(import_with_id, kind=PatentImport, import_id=import_id))
    for _ in range(_TRIES):
        with (
            opened(handed_in) as file,
            closing(
                findings_in(
                    within, file, handed_in.filename,
                    holder=handed_in.organization, uses=handed_in.column_uses, watch=watch,
                )
            ) as findings,
        ):  # fmt: skip
            if within(partial(_written, import_id=import_id, findings=findings, on=on, by=by)):
                return findings.counts
    raise InventoryBusyError


def findings_in(
    within: Within,
    file: BinaryIO,
    filename: str,
    *,
    holder: Organization,
    uses: Sequence[ColumnUse],
    watch: Watch = unwatched,
) -> Findings:
    """Holds all rows of a sheet against the inventory; close what it gives.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
    """
    findings = Findings(within(catalogue_revision))
    try:
        with closing(Judge(holder, uses)) as judge:
            for rows in row_batches(each_patent, file, filename, uses, watch):
                findings.add(within(partial(judge.verdicts, rows=rows)))
    except BaseException:
        findings.close()
        raise
    return findings


def take_over(
    session: Session,
    *,
    handed_in: PatentImport,
    findings: Findings,
    on: dt.date,
    by: Person | None,
) -> bool:
    """Writes what was found, and the report; False, and nothing is written, where the inventory was changed since."""
    hold_catalogue(session)
    if catalogue_revision(session) != findings.revision:
        return False
    service.forget_rows(session, handed_in)
    for verdicts in findings.batches():
        _take_over(session, verdicts, handed_in, on=on, by=by)
    service.end_import(session, handed_in=handed_in, counts=findings.counts, by=by)
    return True


def _take_over(
    session: Session, verdicts: Sequence[Verdict], handed_in: PatentImport, *, on: dt.date, by: Person | None
) -> None:
    new = [verdict.record for verdict in verdicts if verdict.kind is RowKind.NEW and verdict.record]
    holder = handed_in.organization
    enter_patents(session, records=new, holder=holder, offer=handed_in.offer, on=on, by=by)
    changes = {verdict.patent_id: verdict.changes for verdict in verdicts if verdict.patent_id}
    patents = patents_with_ids(session, list(changes)) if changes else {}
    change_patents(session, changes=[(patents[key], told) for key, told in changes.items()], by=by)
    wrong = [verdict for verdict in verdicts if verdict.kind is RowKind.WRONG]
    service.note_rows(session, handed_in, map(shown, wrong))


def _written(session: Session, *, import_id: int, findings: Findings, on: dt.date, by: Person | None) -> bool:
    handed_in = import_with_id(session, PatentImport, import_id)
    service.require(handed_in, ImportState.WRITING)
    return take_over(session, handed_in=handed_in, findings=findings, on=on, by=by)


_READING = Reading(each_patent, lambda handed_in, uses: Judge(handed_in.organization, uses), shown, Counts)
