"""A sheet of patents held against the inventory: first what would happen, then, if a person agrees, that."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.errors import N_
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse, understand_headings, with_overrides
from matchmaker.importing.lengths import too_long
from matchmaker.importing.patents import PATENT_FIELDS, PatentRecord, read_patents
from matchmaker.importing.sheets import Sheet, read_sheet
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import known_patents
from matchmaker.patents.records import FieldChange, changes_in, names_holder
from matchmaker.patents.service import change_patents, enter_patents

_HELD_ELSEWHERE = N_("This patent is already in the inventory of %(holder)s.")
_TALK_TO_CENTRE = N_(
    "If it has changed hands or is co-owned, ask the centre to move it; otherwise delete the row."
)
_TWO_PATENTS = N_("Its numbers belong to two different patents of the inventory (%(first)s and %(second)s).")
_CHECK_NUMBERS = N_("Compare both numbers with the patent document.")
_LIMITS = {"department": 200, "legal_status": 200, "source_key": 80}  # the columns' widths


@dataclass(frozen=True, slots=True)
class ChangedPatent:
    """A row that tells a known patent differently."""

    record: PatentRecord
    patent: Patent
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PatentPreview:
    """What importing a sheet would do; nothing is written yet.

    ``unnamed`` are the rows whose applicants do not name the holder: marked, not refused.
    """

    sheet: Sheet
    uses: tuple[ColumnUse, ...]
    new: tuple[PatentRecord, ...]
    changed: tuple[ChangedPatent, ...]
    unchanged: tuple[PatentRecord, ...]
    wrong: tuple[RowError, ...]
    unnamed: frozenset[int]


def understood(
    content: bytes, filename: str, *, max_bytes: int, columns: Mapping[int, str | None] | None = None
) -> tuple[Sheet, tuple[ColumnUse, ...]]:
    """A file as a sheet, and what each of its columns holds; ``columns`` are a person's choices.

    Raises:
        ImportingError: the file cannot be read as a sheet, or two columns were chosen for one field.
    """
    sheet = read_sheet(content, filename, max_bytes=max_bytes)
    return sheet, with_overrides(understand_headings(sheet.headings, PATENT_FIELDS), columns or {})


def likely_holder(content: bytes, filename: str, *, max_bytes: int) -> str:
    """The applicant that most rows of a sheet name; empty where none names any."""
    sheet, uses = understood(content, filename, max_bytes=max_bytes)
    named = Counter(name for record in read_patents(sheet, uses).records for name in record.applicants)
    return next((name for name, _ in named.most_common(1)), "")


def preview_patents(
    session: Session,
    *,
    holder: Organization,
    content: bytes,
    filename: str,
    max_bytes: int,
    columns: Mapping[int, str | None] | None = None,
) -> PatentPreview:
    """Reads a sheet and says what would happen; ``columns`` are a person's choices of what a column holds.

    Raises:
        ImportingError: the file as a whole cannot be taken.
    """
    sheet, uses = understood(content, filename, max_bytes=max_bytes, columns=columns)
    rows = read_patents(sheet, uses)
    known = _Known(session, rows.records)
    new: list[PatentRecord] = []
    changed: list[ChangedPatent] = []
    unchanged: list[PatentRecord] = []
    wrong = list(rows.errors)
    for record in rows.records:
        patents = known.patents_for(record, holder)
        refusal = too_long(record, uses, _LIMITS) or _refusal(record, patents, holder, uses)
        if refusal:
            wrong.append(refusal)
        elif not patents:
            new.append(record)
        elif changes := changes_in(patents[0], record):
            changed.append(ChangedPatent(record, patents[0], changes))
        else:
            unchanged.append(record)
    return PatentPreview(
        sheet=sheet,
        uses=uses,
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        wrong=tuple(sorted(wrong, key=lambda error: error.row)),
        unnamed=frozenset(record.row for record in rows.records if not names_holder(record, holder)),
    )


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


class _Known:
    """The patents of the inventory that a sheet's records may be, read in a few queries."""

    def __init__(self, session: Session, records: Iterable[PatentRecord]) -> None:
        records = tuple(records)
        self._by_number = {
            column.key: self._read(session, column, records)
            for column in (Patent.application_number, Patent.publication_number, Patent.source_key)
        }

    def _read(
        self, session: Session, column: InstrumentedAttribute[str | None], records: tuple[PatentRecord, ...]
    ) -> dict[str, list[Patent]]:
        numbers = [number for record in records if (number := getattr(record, column.key))]
        found: dict[str, list[Patent]] = {}
        for patent in known_patents(session, column, numbers):
            found.setdefault(getattr(patent, column.key), []).append(patent)
        return found

    def patents_for(self, record: PatentRecord, holder: Organization) -> list[Patent]:
        """The different patents that the record's numbers name; a source's key counts for its holder only."""
        named = [
            patent
            for key in ("application_number", "publication_number")
            for patent in self._by_number[key].get(getattr(record, key) or "", [])
        ]
        keyed = self._by_number["source_key"].get(record.source_key or "", [])
        named += [patent for patent in keyed if patent.organization_id == holder.id]
        return list(dict.fromkeys(named))


def _refusal(
    record: PatentRecord, patents: list[Patent], holder: Organization, uses: tuple[ColumnUse, ...]
) -> RowError | None:
    if len(patents) > 1:
        params: dict[str, object] = {"first": patents[0].number, "second": patents[1].number}
        return _row_error(record, uses, _TWO_PATENTS, _CHECK_NUMBERS, params)
    if patents and patents[0].organization_id != holder.id:
        params = {"holder": patents[0].organization.name}
        return _row_error(record, uses, _HELD_ELSEWHERE, _TALK_TO_CENTRE, params)
    return None


def _row_error(
    record: PatentRecord, uses: tuple[ColumnUse, ...], reason: str, remedy: str, params: dict[str, object]
) -> RowError:
    field = "application_number" if record.application_number else "publication_number"
    heading = next((use.heading for use in uses if use.field == field), "")
    value = record.application_number or record.publication_number or record.source_key or ""
    return RowError(record.row, heading, value, reason, remedy, params)
