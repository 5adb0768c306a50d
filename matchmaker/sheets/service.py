"""Rules of imports: a sheet is kept aside, read, confirmed or dropped; its report stays, the sheet does not."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, MatchmakerError
from matchmaker.importing.headings import ColumnUse, with_overrides
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Organization, Person
from matchmaker.sheets.confirmed_columns import remember_columns
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.models import SheetImport
from matchmaker.sheets.queries import Import, is_left_lying, unfinished_imports
from matchmaker.sheets.verdicts import Counts, ShownRow
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.service import cancel_task, request_task

KEPT_FOR = dt.timedelta(days=7)
"""A sheet that nobody confirmed or dropped is deleted after so long."""

_CANCELLED = N_("It was cancelled; nothing was imported.")
_GONE = N_("The work on it ended on a fault; nothing was imported. Try again.")


class NotAwaitingError(ConflictError):
    """Something is to be done with an import that is at another point."""

    message = N_("This import is at another point by now. Reload the page to see where it is.")


def hand_in(
    session: Session,
    kind: type[Import],
    *,
    filename: str,
    file: Path,
    organization: Organization,
    by: Person | None,
    **facts: Any,
) -> Import:
    """Keeps note of a sheet that was put aside at ``file``; ``facts`` are what its kind knows besides."""
    handed_in = kind(
        organization=organization,
        person_id=by.id if by else None,
        filename=filename[-255:],
        file=str(file),
        size_bytes=file.stat().st_size,
        **facts,
    )
    session.add(handed_in)
    session.flush()
    return handed_in


def request_reading(session: Session, *, handed_in: SheetImport, by: Person | None) -> Task:
    """Asks for a sheet to be read in the background."""
    handed_in.state = ImportState.READING
    return _request(session, handed_in.reading, handed_in, by)


def request_writing(
    session: Session, *, handed_in: SheetImport, on: dt.date, by: Person | None, **facts: Any
) -> Task:
    """Asks for a sheet that was read to be imported in the background as of ``on``; see ``agree``.

    Raises:
        NotAwaitingError: it does not wait for that.
    """
    agree(session, handed_in=handed_in, **facts)
    return _request(session, handed_in.writing, handed_in, by, on=on.isoformat())


def agree(session: Session, *, handed_in: SheetImport, **facts: Any) -> None:
    """Notes that a person agreed to import what was read, and remembers the columns for the next such sheet.

    ``facts`` are what the person decided besides, by the names of the import's columns.

    Raises:
        NotAwaitingError: it does not wait for that.
    """
    require(handed_in, ImportState.READ)
    handed_in.state = ImportState.WRITING
    handed_in.refusal, handed_in.params = "", {}
    for name, value in facts.items():
        setattr(handed_in, name, value)
    remember_columns(
        session,
        type(handed_in),
        organization_id=handed_in.organization_id,
        uses=handed_in.column_uses,
    )


def choose_columns(handed_in: SheetImport, *, columns: Mapping[int, str | None]) -> None:
    """Notes a person's choice of what each column holds; the sheet is to be read again.

    Raises:
        ColumnChosenTwiceError: two columns were chosen for one field.
        NotAwaitingError: the sheet is being read or imported, or the import is over.
    """
    require(handed_in, ImportState.READ, ImportState.COLUMNS)
    with_overrides(handed_in.column_uses, columns)
    handed_in.columns = {str(column): field for column, field in columns.items()}
    handed_in.state = ImportState.READING
    handed_in.refusal, handed_in.params = "", {}


def require(handed_in: SheetImport, *states: ImportState) -> None:
    """Checks that an import is at one of these points.

    Raises:
        NotAwaitingError: it is not.
    """
    if handed_in.state not in states:
        raise NotAwaitingError


def begin_preview(session: Session, *, handed_in: SheetImport, uses: Sequence[ColumnUse]) -> None:
    """Forgets the rows of an earlier reading."""
    handed_in.uses = [list(astuple(use)) for use in uses]
    forget_rows(session, handed_in)


def note_rows(session: Session, handed_in: SheetImport, rows: Iterable[ShownRow]) -> None:
    """Keeps what is shown of some rows; of those that change nothing, nothing is."""
    kept = [{"import_id": handed_in.id, **row._asdict()} for row in rows if row.kind is not RowKind.UNCHANGED]
    if kept:
        session.execute(sa.insert(handed_in.row_model), kept)


def end_preview(handed_in: SheetImport, *, counts: Counts, skipped: Sequence[int]) -> None:
    """The sheet is read; a person decides. ``skipped`` are the lines in it that are no record."""
    _count(handed_in, counts)
    handed_in.skipped = list(skipped)
    handed_in.state = ImportState.READ


def ask_for_columns(
    handed_in: SheetImport, *, uses: Sequence[ColumnUse], refusal: MatchmakerError | None
) -> None:
    """A person is to say which column is which, before the sheet can be read."""
    handed_in.uses = [list(astuple(use)) for use in uses]
    handed_in.state = ImportState.COLUMNS
    if refusal:
        handed_in.refusal, handed_in.params = refusal.message, dict(refusal.params)


def end_import(session: Session, *, handed_in: SheetImport, counts: Counts, by: Person | None) -> None:
    """The sheet is imported: its report stays, the sheet goes."""
    _count(handed_in, counts)
    handed_in.state, handed_in.ended_at = ImportState.DONE, now()
    record_change(session, subject=handed_in, action=handed_in.done_as, by=by, after=asdict(counts))
    delete_file(handed_in)


def drop_import(session: Session, *, handed_in: SheetImport) -> None:
    """Drops a sheet; nothing of it was kept.

    Raises:
        NotAwaitingError: it is being read or imported, or is over.
    """
    require(handed_in, ImportState.READ, ImportState.COLUMNS)
    _give_up(session, handed_in, ImportState.DROPPED)


def refuse_import(session: Session, *, handed_in: SheetImport, refusal: MatchmakerError) -> None:
    """The sheet cannot be taken as it is."""
    _give_up(session, handed_in, ImportState.FAILED, refusal.message, refusal.params)


def cancel_import(session: Session, *, handed_in: SheetImport, by: Person | None) -> None:
    """Cancels the reading or the importing of a sheet: nothing is left behind.

    Raises:
        TaskEndedError: that is over.
    """
    if handed_in.task:
        cancel_task(session, task=handed_in.task, by=by)
        settle_import(session, handed_in=handed_in)


def settle_import(session: Session, *, handed_in: SheetImport) -> None:
    """Brings an import to where its task left it: unread, it is given up; read, it can be confirmed again."""
    task = handed_in.task
    if task is None or task.is_active or task.state is TaskState.DONE:
        return
    refusal = _CANCELLED if task.state is TaskState.CANCELLED else task.outcome or _GONE
    params = {} if task.state is TaskState.CANCELLED else task.params
    if handed_in.state is ImportState.WRITING:
        handed_in.state, handed_in.refusal, handed_in.params = ImportState.READ, refusal, params
    elif handed_in.state is ImportState.READING:
        dropped = ImportState.DROPPED if task.state is TaskState.CANCELLED else ImportState.FAILED
        _give_up(session, handed_in, dropped, refusal, params)


def tidy_imports(session: Session, kind: type[SheetImport], *, at: dt.datetime) -> None:
    """Settles the imports of a kind whose tasks are over, and drops those that were left lying for too long."""
    for handed_in in unfinished_imports(session, kind):
        settle_import(session, handed_in=handed_in)
        if is_left_lying(handed_in, before=at - KEPT_FOR):
            _give_up(session, handed_in, ImportState.DROPPED)


def forget_rows(session: Session, handed_in: SheetImport) -> None:
    """Deletes what is shown of an import's rows."""
    session.execute(
        sa.delete(handed_in.row_model).where(handed_in.row_model.import_id == handed_in.id),
        execution_options={"synchronize_session": False},
    )


def delete_file(handed_in: SheetImport) -> None:
    """Deletes the sheet that was put aside."""
    if handed_in.file:
        Path(handed_in.file).unlink(missing_ok=True)
        handed_in.file = ""


def _give_up(
    session: Session,
    handed_in: SheetImport,
    state: ImportState,
    refusal: str = "",
    params: Mapping[str, object] | None = None,
) -> None:
    handed_in.state, handed_in.ended_at = state, now()
    handed_in.refusal, handed_in.params = refusal, dict(params or {})
    forget_rows(session, handed_in)
    delete_file(handed_in)


def _request(
    session: Session, kind: TaskKind, handed_in: SheetImport, by: Person | None, **arguments: str
) -> Task:
    arguments_of_kind = {"import": handed_in.id, **arguments}
    task = request_task(session, kind=kind, arguments=arguments_of_kind, by=by)
    handed_in.task = task
    session.flush()
    return task


def _count(handed_in: SheetImport, counts: Counts) -> None:
    for name, count in asdict(counts).items():
        setattr(handed_in, name, count)
