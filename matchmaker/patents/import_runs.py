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
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol, TypeVar

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.importing.errors import ImportingError, NoKnownHeadingError
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.guessing import unconfirmed_numbers
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.patents import PatentRecord, each_patent
from matchmaker.importing.rows import ReadRow
from matchmaker.importing.sheets import open_sheet
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents import imports
from matchmaker.patents.confirmed_columns import understood_columns
from matchmaker.patents.counts import Counts
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_queries import import_with_id
from matchmaker.patents.import_states import ImportState, RowKind
from matchmaker.patents.judging import Judge, Verdict
from matchmaker.patents.queries import catalogue_revision, patents_with_ids
from matchmaker.patents.service import change_patents, enter_patents, hold_catalogue

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
        self._file = TemporaryFile()  # noqa: SIM115 - closed by ``close``

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Keeps some more."""
        self.counts.add(verdicts)
        pickle.dump([verdict for verdict in verdicts if verdict.kind is not RowKind.UNCHANGED], self._file)

    def batches(self) -> Iterator[list[Verdict]]:
        """All of them again, some hundred at a time, in the order of the sheet."""
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - an unnamed file of this process's own
            except EOFError:
                return

    def close(self) -> None:
        """Forgets them."""
        self._file.close()


def is_small(file: Path, filename: str) -> bool:
    """Whether a sheet has at most ``SMALL`` rows.

    Raises:
        ImportingError: it cannot be read as a sheet.
    """
    if file.stat().st_size > _SMALL_BYTES:
        return False
    with file.open("rb") as content, open_sheet(content, filename) as sheet:
        return sum(1 for _ in islice(sheet.rows, SMALL + 1)) <= SMALL


def read_import(within: Within, *, import_id: int, watch: Watch = unwatched) -> Counts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    handed_in = within(partial(import_with_id, import_id=import_id))
    counts = Counts()
    with _opened(handed_in) as file:
        uses = _uses(within, file, handed_in)
        try:
            if unconfirmed_numbers(uses, PATENT_FIELDS):
                within(partial(_ask_for_columns, import_id=import_id, uses=uses))
                return None
            within(partial(_begin, import_id=import_id, uses=uses))
            batches = _row_batches(file, handed_in.filename, uses, watch)
            with closing(Judge(handed_in.organization, uses)) as judge:
                for rows in batches:
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
    for _ in range(_TRIES):
        with (
            _opened(handed_in) as file,
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
            for rows in _row_batches(file, filename, uses, watch):
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
    imports.forget_rows(session, handed_in)
    for verdicts in findings.batches():
        _take_over(session, verdicts, handed_in, on=on, by=by)
    imports.end_import(session, handed_in=handed_in, counts=findings.counts, by=by)
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
    imports.note_rows(session, import_id=handed_in.id, verdicts=wrong)


def _written(session: Session, *, import_id: int, findings: Findings, on: dt.date, by: Person | None) -> bool:
    handed_in = import_with_id(session, import_id)
    imports.require(handed_in, ImportState.WRITING)
    return take_over(session, handed_in=handed_in, findings=findings, on=on, by=by)


def _row_batches(
    file: BinaryIO, filename: str, uses: Sequence[ColumnUse], watch: Watch
) -> Iterator[list[ReadRow[PatentRecord]]]:
    done = 0
    with open_sheet(file, filename) as sheet:
        rows = each_patent(sheet.headings, sheet.rows, uses)
        watch(0, sheet.about)
        while batch := list(islice(rows, _BATCH)):
            yield batch
            done += len(batch)
            watch(done, max(done, sheet.about))
    watch(done, done)


def _uses(within: Within, file: BinaryIO, handed_in: PatentImport) -> tuple[ColumnUse, ...]:
    with open_sheet(file, handed_in.filename) as sheet:
        headings = sheet.headings
    chosen: Mapping[int, str | None] = {
        int(column): field for column, field in handed_in.columns.items() if column.isdecimal()
    }
    return within(
        partial(
            understood_columns, headings=headings, organization_id=handed_in.organization_id, chosen=chosen
        )
    )


@contextmanager
def _opened(handed_in: PatentImport) -> Iterator[BinaryIO]:
    if not handed_in.file:
        raise SheetGoneError
    try:
        file = Path(handed_in.file).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise SheetGoneError from error
    with file:
        yield file


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
