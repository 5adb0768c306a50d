"""A sheet on its way: read for its preview, and read once more and written when a person agrees.

The same functions do it in a request, where ``within`` does everything in the request's own transaction, and in the
background, where each piece of the reading is a transaction of its own. The writing is always one transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from os import fstat
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.importing.errors import ImportingError, NoKnownHeadingError
from matchmaker.importing.grid import NumberedRow
from matchmaker.importing.guessing import unconfirmed_numbers
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.rows import ReadRow
from matchmaker.importing.sheets import OpenSheet, Sheet, open_sheet
from matchmaker.organizations.models import Person
from matchmaker.sheets import service
from matchmaker.sheets.batches import Batches
from matchmaker.sheets.confirmed_columns import understood_columns
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.models import SheetImport
from matchmaker.sheets.queries import import_with_id
from matchmaker.sheets.verdicts import Counts, ShownRow
from matchmaker.sheets.verdicts import Judged as SaysWhat

T = TypeVar("T")
Record = TypeVar("Record")
Judged = TypeVar("Judged", bound=SaysWhat)
Judged_co = TypeVar("Judged_co", bound=SaysWhat, covariant=True)

SMALL = 2_000
"""A sheet of at most so many rows is read and imported while the person waits; a larger one in the background."""

_SMALL_BYTES = 8 << 20
_BATCH = 500


class Within(Protocol):
    """Does a piece of work in a transaction."""

    def __call__(self, work: Callable[[Session], T], /) -> T:
        """Gives what the work gives."""
        ...


Watch = Callable[[int, int], None]
"""Is told how many rows are done, and about how many there are."""

EachRow = Callable[[Sequence[str], Iterable[NumberedRow], Sequence[ColumnUse]], Iterator[ReadRow[Record]]]
"""Reads rows below headings, one after the other."""


def unwatched(_done: int, _total: int) -> None:
    """Nobody wants to know."""


class SheetGoneError(ConflictError):
    """The sheet that was put aside is no longer there."""

    message = N_("The sheet is no longer kept here. Hand it in once more.")


class Judge(Protocol[Record, Judged_co]):
    """Holds the rows of one sheet against what is known, some hundred at a time."""

    def verdicts(self, session: Session, *, rows: Sequence[ReadRow[Record]]) -> Sequence[Judged_co]:
        """A verdict on each row, in their order."""
        ...

    def close(self) -> None:
        """Forgets the rows."""
        ...


@dataclass(frozen=True, slots=True)
class Reading(Generic[Record, Judged]):
    """How a kind of sheet is read: its rows, what they are held against, what is shown of each, how they count."""

    each_row: EachRow[Record]
    judge: Callable[[Any, Sequence[ColumnUse]], Judge[Record, Judged]]
    shown: Callable[[Judged], ShownRow]
    counts: Callable[[], Counts] = Counts


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


@contextmanager
def opened(handed_in: SheetImport) -> Iterator[OpenSheet]:
    """The sheet that was put aside.

    Raises:
        ImportingError: it cannot be read as a sheet.
        SheetGoneError: it is no longer there.
    """
    if not handed_in.file:
        raise SheetGoneError
    with _kept(Path(handed_in.file)) as file, open_sheet(file, handed_in.filename) as sheet:
        yield sheet


def row_batches(
    each_row: EachRow[Record],
    sheet: OpenSheet,
    uses: Sequence[ColumnUse],
    watch: Watch,
    *,
    skipped: list[int],
) -> Iterator[list[ReadRow[Record]]]:
    """The rows of a sheet, some hundred at a time; the numbers of those that are no record go to ``skipped``.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
    """
    done = 0
    rows = each_row(sheet.headings, sheet.rows, uses)
    watch(0, sheet.about)
    while batch := list(islice(rows, _BATCH)):
        skipped.extend(row.cells[0] for row in batch if row.skipped)
        if records := [row for row in batch if not row.skipped]:
            yield records
        done += len(batch)
        watch(done, max(done, sheet.about))
    watch(done, done)


def read_for_preview(
    within: Within,
    kind: type[SheetImport],
    reading: Reading[Record, Judged],
    *,
    import_id: int,
    sheet: Sheet | None = None,
    watch: Watch = unwatched,
) -> Counts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    ``sheet`` is what stands in it, where that was read already.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    handed_in = within(partial(import_with_id, kind=kind, import_id=import_id))
    known = partial(import_with_id, kind=kind, import_id=import_id)
    counts, skipped = reading.counts(), list[int]()
    with _as_read(sheet) if sheet else opened(handed_in) as rows_below:
        uses = _uses(within, rows_below.headings, handed_in)
        try:
            if unconfirmed_numbers(uses, kind.fields):
                within(lambda session: service.ask_for_columns(known(session), uses=uses, refusal=None))
                return None
            within(lambda session: service.begin_preview(session, handed_in=known(session), uses=uses))
            batches = row_batches(reading.each_row, rows_below, uses, watch, skipped=skipped)
            with closing(reading.judge(handed_in, uses)) as judge:
                for rows in batches:
                    counts.add(within(partial(_judged, reading, judge, handed_in, rows)))
        except NoKnownHeadingError as error:
            refusal: ImportingError = error
            within(lambda session: service.ask_for_columns(known(session), uses=uses, refusal=refusal))
            return None
    within(lambda session: service.end_preview(known(session), counts=counts, skipped=skipped))
    return counts


def write_at_once(
    within: Within,
    kind: type[SheetImport],
    reading: Reading[Record, Judged],
    take_over: Callable[[Session, Any, Sequence[Judged], Person | None], None],
    *,
    import_id: int,
    by: Person | None,
    watch: Watch = unwatched,
) -> Counts:
    """Imports a sheet that a person agreed to: all of it, or nothing.

    It is read once more, and then, in the one transaction that writes, held against what is known by then.
    ``take_over`` writes what some verdicts say.

    Raises:
        SheetGoneError: it is no longer there.
    """
    handed_in = within(partial(import_with_id, kind=kind, import_id=import_id))
    rows: Batches[ReadRow[Record]] = Batches()
    with closing(rows):
        with opened(handed_in) as sheet:
            for batch in row_batches(reading.each_row, sheet, handed_in.column_uses, watch, skipped=[]):
                rows.add(batch)
        return within(partial(_written, kind, reading, take_over, rows, import_id, by))


def _written(
    kind: type[SheetImport],
    reading: Reading[Record, Judged],
    take_over: Callable[[Session, Any, Sequence[Judged], Person | None], None],
    rows: Batches[ReadRow[Record]],
    import_id: int,
    by: Person | None,
    session: Session,
) -> Counts:
    handed_in, counts = import_with_id(session, kind, import_id), reading.counts()
    service.require(handed_in, ImportState.WRITING)
    service.forget_rows(session, handed_in)
    with closing(reading.judge(handed_in, handed_in.column_uses)) as judge:
        for batch in rows:
            verdicts = judge.verdicts(session, rows=batch)
            take_over(session, handed_in, verdicts, by)
            wrong = (verdict for verdict in verdicts if verdict.kind is RowKind.WRONG)
            service.note_rows(session, handed_in, map(reading.shown, wrong))
            counts.add(verdicts)
    service.end_import(session, handed_in=handed_in, counts=counts, by=by)
    return counts


def _judged(
    reading: Reading[Record, Judged],
    judge: Judge[Record, Judged],
    handed_in: SheetImport,
    rows: Sequence[ReadRow[Record]],
    session: Session,
) -> Sequence[Judged]:
    verdicts = judge.verdicts(session, rows=rows)
    service.note_rows(session, handed_in, map(reading.shown, verdicts))
    return verdicts


@contextmanager
def _as_read(sheet: Sheet) -> Iterator[OpenSheet]:
    yield OpenSheet(sheet.headings, iter(sheet.rows), len(sheet.rows))


def _kept(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise SheetGoneError from error


def _uses(within: Within, headings: Sequence[str], handed_in: SheetImport) -> tuple[ColumnUse, ...]:
    chosen: Mapping[int, str | None] = {
        int(column): field for column, field in handed_in.columns.items() if column.isdecimal()
    }
    return within(
        partial(
            understood_columns,
            kind=type(handed_in),
            headings=headings,
            organization_id=handed_in.organization_id,
            chosen=chosen,
        )
    )
