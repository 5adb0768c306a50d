"""A sheet of patents held against the inventory: first what would happen, then, if a person agrees, that."""

import datetime as dt
import io
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.importing.errors import RowError
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.guessing import without_unconfirmed_numbers
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.patents import PatentRecord, each_patent
from matchmaker.importing.sheets import check_size, open_sheet
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.judging import Judge, Verdict
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids
from matchmaker.patents.records import FieldChange
from matchmaker.patents.service import change_patents, enter_patents
from matchmaker.sheets.confirmed_columns import understood_columns
from matchmaker.sheets.enums import RowKind


@dataclass(frozen=True, slots=True)
class ChangedPatent:
    """A row that tells a known patent differently."""

    record: PatentRecord
    patent: Patent
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PatentPreview:
    """What importing a sheet would do; nothing is written yet.

    ``unnamed`` are the rows whose applicants do not name the holder: marked, not refused; ``skipped`` those that are
    no patents.
    """

    uses: tuple[ColumnUse, ...]
    new: tuple[PatentRecord, ...]
    changed: tuple[ChangedPatent, ...]
    unchanged: tuple[PatentRecord, ...]
    wrong: tuple[RowError, ...]
    unnamed: frozenset[int]
    skipped: tuple[int, ...]


def preview_patents(
    session: Session,
    *,
    holder: Organization,
    content: bytes,
    filename: str,
    max_bytes: int,
    columns: Mapping[int, str | None] | None = None,
) -> PatentPreview:
    """Reads a small sheet and says what would happen; ``columns`` are a person's choices of what a column holds.

    Raises:
        ImportingError: the file as a whole cannot be taken.
    """
    check_size(len(content), filename, max_bytes=max_bytes)
    with open_sheet(io.BytesIO(content), filename) as sheet:
        understood = understood_columns(
            session, PatentImport, headings=sheet.headings, organization_id=holder.id, chosen=columns or {}
        )
        uses = without_unconfirmed_numbers(understood, PATENT_FIELDS)
        rows = list(each_patent(sheet.headings, sheet.rows, uses))
    with closing(Judge(holder, uses)) as judge:
        verdicts = judge.verdicts(session, rows=[row for row in rows if not row.skipped])
    return _preview(session, uses, verdicts, tuple(row.cells[0] for row in rows if row.skipped))


def import_patents(
    session: Session,
    *,
    preview: PatentPreview,
    holder: Organization,
    offer: bool,
    on: dt.date,
    by: Person | None,
) -> None:
    """Takes over the new and the changed rows of a preview; with ``offer`` the new ones are listed at once."""
    enter_patents(session, records=preview.new, holder=holder, offer=offer, on=on, by=by)
    change_patents(
        session,
        changes=[(change.patent, change.changes) for change in preview.changed],
        by=by,
    )


def _preview(
    session: Session, uses: tuple[ColumnUse, ...], verdicts: list[Verdict], skipped: tuple[int, ...]
) -> PatentPreview:
    def records(kind: RowKind) -> tuple[PatentRecord, ...]:
        return tuple(verdict.record for verdict in verdicts if verdict.kind is kind and verdict.record)

    changed = [verdict for verdict in verdicts if verdict.kind is RowKind.CHANGED]
    patents = patents_with_ids(session, [verdict.patent_id for verdict in changed if verdict.patent_id])
    return PatentPreview(
        uses=uses,
        new=records(RowKind.NEW),
        changed=tuple(
            ChangedPatent(verdict.record, patents[verdict.patent_id], verdict.changes)
            for verdict in changed
            if verdict.record and verdict.patent_id
        ),
        unchanged=records(RowKind.UNCHANGED),
        wrong=tuple(error for verdict in verdicts for error in verdict.errors),
        unnamed=frozenset(verdict.row for verdict in verdicts if verdict.unnamed),
        skipped=skipped,
    )
