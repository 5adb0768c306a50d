"""Reads of imports and of the rows that are shown of them."""

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import found
from matchmaker.errors import NotFoundError
from matchmaker.importing.cells import Cell
from matchmaker.importing.errors import RowError
from matchmaker.organizations.models import Organization, Person
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.models import SheetImport, SheetImportRow

Import = TypeVar("Import", bound=SheetImport)

_AT_ONCE = 500


def imports(kind: type[Import], organization: Organization | None) -> sa.Select[Import]:
    """An organisation's imports of a kind (those of all for None), the newest first, to be paged."""
    statement = _whole(kind).order_by(kind.id.desc())
    return statement.where(kind.organization_id == organization.id) if organization else statement


def import_with_id(session: Session, kind: type[Import], import_id: int) -> Import:
    """One import as the database has it now, or NotFoundError."""
    statement = _whole(kind).where(kind.id == import_id)
    return found(session.scalar(statement.execution_options(populate_existing=True)))


def import_for(session: Session, kind: type[Import], import_id: int, person: Person) -> Import:
    """One import of the person's organisation (any for the centre's staff), or NotFoundError."""
    shown = import_with_id(session, kind, import_id)
    if not person.role.is_staff and shown.organization_id != person.organization_id:
        raise NotFoundError
    return shown


def shown_rows(shown: SheetImport, kind: RowKind) -> sa.Select[SheetImportRow]:
    """An import's rows of one kind, in the order of the sheet, to be paged; those with remarks stand first."""
    model = shown.row_model
    rows = sa.select(model).where(model.import_id == shown.id, model.kind == kind)
    first = [sa.case((_has_remarks(model), 0), else_=1)] if shown.has_remarks else []
    return rows.order_by(*first, model.row)


def remarked_count(session: Session, shown: SheetImport) -> int:
    """How many rows of an import have remarks."""
    model = shown.row_model
    rows = sa.select(sa.func.count(model.id)).where(model.import_id == shown.id, _has_remarks(model))
    return session.scalar(rows) or 0


def wrong_rows(session: Session, shown: SheetImport) -> Iterator[tuple[list[Cell], list[RowError]]]:
    """The cells of each wrong row as they stood, and what is wrong with it."""
    rows = session.scalars(shown_rows(shown, RowKind.WRONG).execution_options(yield_per=_AT_ONCE))
    for row in rows:
        yield row.told["cells"], [RowError(**error) for error in row.told["errors"]]


def unfinished_imports(session: Session, kind: type[Import]) -> list[Import]:
    """Imports of a kind of which something may still come, the oldest first."""
    over = [state for state in ImportState if state.is_over]
    return list(session.scalars(_whole(kind).where(kind.state.not_in(over)).order_by(kind.id)))


def is_left_lying(shown: SheetImport, *, before: dt.datetime) -> bool:
    """Whether an import waits for a person since before an instant."""
    return shown.state in {ImportState.COLUMNS, ImportState.READ} and shown.handed_in_at < before


def _has_remarks(model: type[SheetImportRow]) -> sa.ColumnElement[bool]:
    return sa.cast(model.told, sa.Text).contains('"remarks"')


def _whole(kind: type[Import]) -> sa.Select[Import]:
    return sa.select(kind).options(
        joinedload(kind.organization), joinedload(kind.person), joinedload(kind.task)
    )
