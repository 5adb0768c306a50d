"""The rows of a sheet held against the inventory: which are new, which tell a patent differently, which are wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell
from matchmaker.importing.earlier_rows import EarlierRows
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.lengths import too_long
from matchmaker.importing.patents import PatentRecord
from matchmaker.importing.rows import ReadRow, RepeatedRowError
from matchmaker.organizations.models import Organization
from matchmaker.patents.applicants import Applicants, names_holder
from matchmaker.patents.known_rows import KnownRows
from matchmaker.patents.models import Patent
from matchmaker.patents.records import FieldChange, changes_in
from matchmaker.sheets.enums import RowKind

_HELD_ELSEWHERE = N_("This patent is already in the inventory of %(holder)s.")
_TALK_TO_CENTRE = N_(
    "If it has changed hands or is co-owned, ask the centre to move it; otherwise delete the row."
)
_TWO_PATENTS = N_("Its numbers belong to two different patents of the inventory (%(first)s and %(second)s).")
_OTHER_APPLICATION = N_(
    "Its publication number is that of %(number)s here, which has another application number."
)
_CHECK_NUMBERS = N_("Compare both numbers with the patent document.")
_LIMITS = {"department": 200, "legal_status": 200, "source_key": 80}  # the columns' widths


@dataclass(frozen=True, slots=True)
class Verdict:
    """What importing one row does.

    ``record`` is what was read, None where something is wrong; then ``errors`` say what. ``patent_id`` is the known
    patent that the row tells of, and ``changes`` what it tells differently. ``unnamed`` rows have applicants that do
    not name the holder: marked, not refused. ``title`` is that of the known patent, else the row's.
    """

    kind: RowKind
    row: int
    title: str = ""
    cells: tuple[Cell, ...] = ()
    record: PatentRecord | None = None
    patent_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    errors: tuple[RowError, ...] = field(default=())
    unnamed: bool = False


class Judge:
    """Holds the rows of one sheet against the inventory, some hundred at a time; what it remembers lies on disk."""

    def __init__(self, holder: Organization, uses: Sequence[ColumnUse]) -> None:
        self._holder, self._uses = holder, tuple(uses)
        self._earlier = EarlierRows()
        self._applicants: Applicants | None = None

    def verdicts(self, session: Session, *, rows: Sequence[ReadRow[PatentRecord]]) -> list[Verdict]:
        """A verdict on each row, in their order; costs a few queries however many rows there are."""
        applicants = self._applicants = self._applicants or Applicants(session, self._holder)
        known = KnownRows(session, [row.record for row in rows if row.record], self._holder)
        return [self._verdict(row, known, applicants) for row in rows]

    def close(self) -> None:
        """Forgets the rows."""
        self._earlier.close()

    def _verdict(self, row: ReadRow[PatentRecord], known: KnownRows, applicants: Applicants) -> Verdict:
        record = row.record
        if record is None:
            return _wrong(row, row.errors)
        once = applicants.each_once(record.applicants)
        record = record if once == record.applicants else replace(record, applicants=once)
        patents = known.patents_for(record)
        refusal = too_long(record, self._uses, _LIMITS) or self._refusal(record, patents)
        if refusal:
            return _wrong(row, (refusal,))
        unnamed = not names_holder(record.applicants, applicants.own)
        if not patents:
            return Verdict(RowKind.NEW, record.row, record.title, record=record, unnamed=unnamed)
        (patent,) = patents
        publications = known.publications(patent)
        changes = changes_in(patent, record, publications=publications, applicants=applicants)
        kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
        return Verdict(
            kind,
            record.row,
            patent.title,
            record=record,
            patent_id=patent.id,
            changes=changes,
            unnamed=unnamed,
        )

    def _refusal(self, record: PatentRecord, patents: list[Patent]) -> RowError | None:
        if len(patents) > 1:
            params: dict[str, object] = {"first": patents[0].number, "second": patents[1].number}
            return self._error(record, _TWO_PATENTS, _CHECK_NUMBERS, params)
        if not patents:
            return None
        (patent,) = patents
        if patent.organization_id != self._holder.id:
            return self._error(record, _HELD_ELSEWHERE, _TALK_TO_CENTRE, {"holder": patent.organization.name})
        if (patent.application_number or record.application_number) != (
            record.application_number or patent.application_number
        ):
            return self._error(record, _OTHER_APPLICATION, _CHECK_NUMBERS, {"number": patent.number})
        return self._repetition(record, patent)

    def _repetition(self, record: PatentRecord, patent: Patent) -> RowError | None:
        """The error of a row that tells of a patent which an earlier one tells of, by another of its numbers."""
        key = {"patent": str(patent.id)}
        earlier = self._earlier.first_with(key)
        if earlier is None or earlier[1] == record.row:
            self._earlier.note(key, record.row)
            return None
        error = RepeatedRowError(first_row=earlier[1])
        return self._error(record, error.message, error.remedy, error.params)

    def _error(
        self, record: PatentRecord, reason: str, remedy: str, params: Mapping[str, object]
    ) -> RowError:
        names = (
            ["application_number"] if record.application_number else ["publication_number", "grant_number"]
        )
        headings = {use.field: use.heading for use in self._uses}
        heading = next((headings[name] for name in names if name in headings), "")
        return RowError(record.row, heading, record.number or "", reason, remedy, params)


def _wrong(row: ReadRow[PatentRecord], errors: tuple[RowError, ...]) -> Verdict:
    number, cells = row.cells
    return Verdict(RowKind.WRONG, number, cells=cells, errors=errors)
