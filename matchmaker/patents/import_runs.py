"""A sheet of patents on its way into the inventory: held against it, and written; see ``sheets.import_runs``."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.patents import PatentRecord, each_patent
from matchmaker.importing.sheets import OpenSheet, Sheet
from matchmaker.organizations.known_names import name_keys
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.changes import Changes
from matchmaker.patents.counts import Counts
from matchmaker.patents.entries import Entries
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.judging import Judge, Verdict
from matchmaker.patents.queries import catalogue_revision
from matchmaker.patents.service import hold_catalogue, next_revision, write_changes
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
_OTHERS = (RowKind.CHANGED, RowKind.WRONG)


class InventoryBusyError(ConflictError):
    """The inventory changes faster than a sheet can be held against it."""

    message = N_("The inventory is being changed by others at this moment. Import the sheet a little later.")


class Findings:
    """The verdicts on a sheet's rows, kept on disk, with their counts; those that change nothing are only counted.

    ``new`` has the new patents, ``others`` the verdicts on changed and wrong rows, each in the order of the sheet,
    ``skipped`` the numbers of the lines that are no patents;
    ``revision`` is the catalogue's count against which they hold.
    """

    def __init__(self, revision: int) -> None:
        self.revision, self.counts = revision, Counts()
        self.skipped: list[int] = []
        self.new: Batches[PatentRecord] = Batches()
        self.others: Batches[Verdict] = Batches()

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Keeps some more."""
        self.counts.add(verdicts)
        self.new.add(
            [verdict.record for verdict in verdicts if verdict.kind is RowKind.NEW and verdict.record]
        )
        self.others.add([verdict for verdict in verdicts if verdict.kind in _OTHERS])

    def close(self) -> None:
        """Forgets them."""
        self.new.close()
        self.others.close()


def read_import(
    within: Within, *, import_id: int, sheet: Sheet | None = None, watch: Watch = unwatched
) -> RowCounts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    ``sheet`` is what stands in it, where that was read already.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    return read_for_preview(within, PatentImport, _READING, import_id=import_id, sheet=sheet, watch=watch)


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
    holder, uses = handed_in.organization, handed_in.column_uses
    for _ in range(_TRIES):
        with opened(handed_in) as sheet:
            found = findings_in(within, sheet, holder=holder, uses=uses, watch=watch)
        with closing(found) as findings:
            writing = partial(
                take_over,
                findings=findings,
                holder=holder,
                offer=handed_in.offer,
                on=on,
                by=by,
                handed_in=partial(_awaited, import_id=import_id),
            )
            if within(writing):
                return findings.counts
    raise InventoryBusyError


def findings_in(
    within: Within,
    sheet: OpenSheet,
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
            for rows in row_batches(each_patent, sheet, uses, watch, skipped=findings.skipped):
                findings.add(within(partial(judge.verdicts, rows=rows)))
    except BaseException:
        findings.close()
        raise
    return findings


def take_over(
    session: Session,
    *,
    findings: Findings,
    holder: Organization,
    offer: bool,
    on: dt.date,
    by: Person | None,
    handed_in: Callable[[Session], PatentImport],
) -> bool:
    """Writes what was found, and the report; False, and nothing is written, where the inventory was changed since.

    What is new and what changes is put together first; only then is the catalogue held, and ``handed_in`` asked for
    the import, so that others wait for no more than the move.
    """
    own = name_keys(session, holder)
    entries = Entries(session, own=own, offer=offer, on=on)
    for records in findings.new:
        entries.add(records)
    changes = Changes(session)
    for verdicts in findings.others:
        told = [(verdict.patent_id, verdict.changes) for verdict in verdicts if verdict.patent_id]
        changes.add(told, own=own)
    hold_catalogue(session)
    if catalogue_revision(session) != findings.revision:
        entries.forget()
        changes.forget()
        return False
    kept = handed_in(session)
    service.forget_rows(session, kept)
    kept.skipped = findings.skipped
    if findings.counts.new:
        entries.move(holder=kept.organization, revision=next_revision(session), by=by)
    if findings.counts.changed:
        write_changes(session, changes=changes, by=by)
    for verdicts in findings.others:
        service.note_rows(session, kept, [shown(verdict) for verdict in verdicts if verdict.errors])
    service.end_import(session, handed_in=kept, counts=findings.counts, by=by)
    return True


def _awaited(session: Session, *, import_id: int) -> PatentImport:
    handed_in = import_with_id(session, PatentImport, import_id)
    service.require(handed_in, ImportState.WRITING)
    return handed_in


_READING = Reading(each_patent, lambda handed_in, uses: Judge(handed_in.organization, uses), shown, Counts)
