"""An import on its way: a sheet is read for the preview, and read once more and written when a person agrees.

The same functions do it in a request, where ``within`` does everything in the request's own transaction, and in the
background, where each piece of the reading is a transaction of its own. The writing is always one transaction.
"""

import datetime as dt
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from os import fstat
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Protocol, TypeVar

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.importing.errors import ImportingError, NoKnownHeadingError
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.guessing import unconfirmed_numbers
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.patents import PatentRecord, each_patent
from matchmaker.importing.rows import ReadRow
from matchmaker.importing.sheets import OpenSheet, Sheet, open_sheet
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents import imports
from matchmaker.patents.changes import Changes
from matchmaker.patents.confirmed_columns import understood_columns
from matchmaker.patents.counts import Counts
from matchmaker.patents.entries import Entries
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_queries import import_with_id
from matchmaker.patents.import_states import ImportState, RowKind
from matchmaker.patents.judging import Judge, Verdict
from matchmaker.patents.queries import catalogue_revision
from matchmaker.patents.service import hold_catalogue, next_revision, write_changes

T = TypeVar("T")

SMALL = 2_000
"""A sheet of at most so many rows is read and imported while the person waits; a larger one in the background."""

_SMALL_BYTES = 8 << 20
_BATCH = 500
_TRIES = 3


class Within(Protocol):
    """Does a piece of work in a transaction."""

    def __call__(self, work: Callable[[Session], T], /) -> T:
        """Gives what the work gives."""
        ...


Watch = Callable[[int, int], None]
"""Is told how many rows are done, and about how many there are."""


def unwatched(_done: int, _total: int) -> None:
    """Nobody wants to know."""


class SheetGoneError(ConflictError):
    """The sheet that was put aside is no longer there."""

    message = N_("The sheet is no longer kept here. Hand it in once more.")


class InventoryBusyError(ConflictError):
    """The inventory changes faster than a sheet can be held against it."""

    message = N_("The inventory is being changed by others at this moment. Import the sheet a little later.")


class Findings:
    """The verdicts on a sheet's rows, kept on disk, with their counts; those that change nothing are only counted.

    ``revision`` is the catalogue's count against which they hold.
    """

    def __init__(self, revision: int) -> None:
        self.revision, self.counts = revision, Counts()
        self._new = TemporaryFile()  # noqa: SIM115 - closed by ``close``
        self._others = TemporaryFile()  # noqa: SIM115 - the same

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Keeps some more."""
        self.counts.add(verdicts)
        new = [verdict.record for verdict in verdicts if verdict.kind is RowKind.NEW]
        pickle.dump(new, self._new)
        others = [verdict for verdict in verdicts if verdict.kind in {RowKind.CHANGED, RowKind.WRONG}]
        pickle.dump(others, self._others)

    def new(self) -> Iterator[list[PatentRecord]]:
        """The new patents again, some hundred at a time, in the order of the sheet."""
        return _unpickled(self._new)

    def others(self) -> Iterator[list[Verdict]]:
        """The verdicts on changed and wrong rows again, some hundred at a time, in the order of the sheet."""
        return _unpickled(self._others)

    def close(self) -> None:
        """Forgets them."""
        self._new.close()
        self._others.close()


def _unpickled(file: IO[bytes]) -> Iterator[Any]:
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 - an unnamed file of this process's own
        except EOFError:
            return


def short_sheet(file: Path, filename: str) -> Sheet | None:
    """A sheet of at most ``SMALL`` rows, whole; None where it is longer.

    Raises:
        ImportingError: it cannot be read as a sheet.
        SheetGoneError: it is no longer there.
    """
    with _kept(file) as content:
        if fstat(content.fileno()).st_size > _SMALL_BYTES:
            return None
        with open_sheet(content, filename) as sheet:
            rows = tuple(islice(sheet.rows, SMALL + 1))
    return Sheet(sheet.headings, rows) if len(rows) <= SMALL else None


def read_import(
    within: Within, *, import_id: int, sheet: Sheet | None = None, watch: Watch = unwatched
) -> Counts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    ``sheet`` is what stands in it, where that was read already.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    handed_in = within(partial(import_with_id, import_id=import_id))
    counts = Counts()
    with _as_read(sheet) if sheet else _opened(handed_in) as rows_below:
        uses = _uses(within, rows_below.headings, handed_in)
        try:
            if unconfirmed_numbers(uses, PATENT_FIELDS):
                within(partial(_ask_for_columns, import_id=import_id, uses=uses))
                return None
            within(partial(_begin, import_id=import_id, uses=uses))
            with closing(Judge(handed_in.organization, uses)) as judge:
                for rows in _row_batches(rows_below, uses, watch):
                    counts.add(within(partial(_judged, judge=judge, rows=rows, import_id=import_id)))
        except NoKnownHeadingError as error:
            within(partial(_ask_for_columns, import_id=import_id, uses=uses, refusal=error))
            return None
    within(partial(_end_preview, import_id=import_id, counts=counts))
    return counts


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
    handed_in = within(partial(import_with_id, import_id=import_id))
    holder, uses = handed_in.organization, handed_in.column_uses
    for _ in range(_TRIES):
        with _opened(handed_in) as sheet:
            found = findings_in(within, sheet, holder=holder, uses=uses, watch=watch)
        with closing(found) as findings:
            writing = partial(
                take_over,
                findings=findings,
                holder=holder.name,
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
            for rows in _row_batches(sheet, uses, watch):
                findings.add(within(partial(judge.verdicts, rows=rows)))
    except BaseException:
        findings.close()
        raise
    return findings


def take_over(
    session: Session,
    *,
    findings: Findings,
    holder: str,
    offer: bool,
    on: dt.date,
    by: Person | None,
    handed_in: Callable[[Session], PatentImport],
) -> bool:
    """Writes what was found, and the report; False, and nothing is written, where the inventory was changed since.

    What is new and what changes is put together first; only then is the catalogue held, and ``handed_in`` asked for
    the import, so that others wait for no more than the move.
    """
    entries = Entries(session, holder=holder, offer=offer, on=on)
    for records in findings.new():
        entries.add(records)
    changes = Changes(session)
    for verdicts in findings.others():
        told = [(verdict.patent_id, verdict.changes) for verdict in verdicts if verdict.patent_id]
        changes.add(told, holder=holder)
    hold_catalogue(session)
    if catalogue_revision(session) != findings.revision:
        entries.forget()
        changes.forget()
        return False
    kept = handed_in(session)
    imports.forget_rows(session, kept)
    if findings.counts.new:
        entries.move(holder=kept.organization, revision=next_revision(session), by=by)
    if findings.counts.changed:
        write_changes(session, changes=changes, by=by)
    for verdicts in findings.others():
        imports.note_rows(session, import_id=kept.id, verdicts=[each for each in verdicts if each.errors])
    imports.end_import(session, handed_in=kept, counts=findings.counts, by=by)
    return True


def _awaited(session: Session, *, import_id: int) -> PatentImport:
    handed_in = import_with_id(session, import_id)
    imports.require(handed_in, ImportState.WRITING)
    return handed_in


def _row_batches(
    sheet: OpenSheet, uses: Sequence[ColumnUse], watch: Watch
) -> Iterator[list[ReadRow[PatentRecord]]]:
    done = 0
    rows = each_patent(sheet.headings, sheet.rows, uses)
    watch(0, sheet.about)
    while batch := list(islice(rows, _BATCH)):
        yield batch
        done += len(batch)
        watch(done, max(done, sheet.about))
    watch(done, done)


def _uses(within: Within, headings: Sequence[str], handed_in: PatentImport) -> tuple[ColumnUse, ...]:
    chosen: Mapping[int, str | None] = {
        int(column): field for column, field in handed_in.columns.items() if column.isdecimal()
    }
    return within(
        partial(
            understood_columns, headings=headings, organization_id=handed_in.organization_id, chosen=chosen
        )
    )


@contextmanager
def _as_read(sheet: Sheet) -> Iterator[OpenSheet]:
    yield OpenSheet(sheet.headings, iter(sheet.rows), len(sheet.rows))


@contextmanager
def _opened(handed_in: PatentImport) -> Iterator[OpenSheet]:
    with _kept(Path(handed_in.file)) as file, open_sheet(file, handed_in.filename) as sheet:
        yield sheet


def _kept(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise SheetGoneError from error


def _begin(session: Session, *, import_id: int, uses: Sequence[ColumnUse]) -> None:
    imports.begin_preview(session, handed_in=import_with_id(session, import_id), uses=uses)


def _judged(
    session: Session, *, judge: Judge, rows: Sequence[ReadRow[PatentRecord]], import_id: int
) -> list[Verdict]:
    verdicts = judge.verdicts(session, rows=rows)
    imports.note_rows(session, import_id=import_id, verdicts=verdicts)
    return verdicts


def _ask_for_columns(
    session: Session,
    *,
    import_id: int,
    uses: Sequence[ColumnUse],
    refusal: ImportingError | None = None,
) -> None:
    imports.ask_for_columns(import_with_id(session, import_id), uses=uses, refusal=refusal)


def _end_preview(session: Session, *, import_id: int, counts: Counts) -> None:
    imports.end_preview(import_with_id(session, import_id), counts=counts)
