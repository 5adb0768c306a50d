"""Reads of imports and of the rows that are shown of them."""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import found
from matchmaker.errors import NotFoundError
from matchmaker.importing.cells import Cell
from matchmaker.importing.errors import RowError
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.import_models import PatentImport, PatentImportRow
from matchmaker.patents.import_states import ImportState, RowKind

_AT_ONCE = 500


def imports(holder: Organization | None) -> sa.Select[PatentImport]:
    """A holder's imports (those of all for None), the newest first, to be paged."""
    statement = _whole().order_by(PatentImport.id.desc())
    return statement.where(PatentImport.organization_id == holder.id) if holder else statement


def import_with_id(session: Session, import_id: int) -> PatentImport:
    """One import as the database has it now, or NotFoundError."""
    statement = _whole().where(PatentImport.id == import_id)
    return found(session.scalar(statement.execution_options(populate_existing=True)))


def import_for(session: Session, import_id: int, person: Person) -> PatentImport:
    """One import of the person's organisation (any for the centre's staff), or NotFoundError."""
    shown = import_with_id(session, import_id)
    if not person.role.is_staff and shown.organization_id != person.organization_id:
        raise NotFoundError
    return shown


def shown_rows(import_id: int, kind: RowKind) -> sa.Select[PatentImportRow]:
    """An import's rows of one kind, in the order of the sheet, to be paged."""
    return (
        sa.select(PatentImportRow)
        .where(PatentImportRow.import_id == import_id, PatentImportRow.kind == kind)
        .order_by(PatentImportRow.row)
    )


def wrong_rows(session: Session, import_id: int) -> Iterator[tuple[list[Cell], list[RowError]]]:
    """The cells of each wrong row as they stood, and what is wrong with it."""
    rows = session.scalars(shown_rows(import_id, RowKind.WRONG).execution_options(yield_per=_AT_ONCE))
    for row in rows:
        yield row.told["cells"], [RowError(**error) for error in row.told["errors"]]


def unfinished_imports(session: Session) -> list[PatentImport]:
    """Imports of which something may still come, the oldest first."""
    over = [state for state in ImportState if state.is_over]
    return list(session.scalars(_whole().where(PatentImport.state.not_in(over)).order_by(PatentImport.id)))


def is_left_lying(shown: PatentImport, *, before: dt.datetime) -> bool:
    """Whether an import waits for a person since before an instant."""
    return shown.state in {ImportState.COLUMNS, ImportState.READ} and shown.handed_in_at < before


def _whole() -> sa.Select[PatentImport]:
    return sa.select(PatentImport).options(
        joinedload(PatentImport.organization), joinedload(PatentImport.person), joinedload(PatentImport.task)
    )
