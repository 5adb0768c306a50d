"""The rows of a sheet held against the inventory: which are new, which tell a patent differently, which are wrong."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell
from matchmaker.importing.earlier_rows import EarlierRows
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.lengths import too_long
from matchmaker.importing.numbers import PublicationNumber
from matchmaker.importing.patents import PatentRecord
from matchmaker.importing.rows import ReadRow, RepeatedRowError
from matchmaker.organizations.models import Organization
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import known_patents
from matchmaker.patents.records import FieldChange, changes_in, names_holder
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

    def verdicts(self, session: Session, *, rows: Sequence[ReadRow[PatentRecord]]) -> list[Verdict]:
        """A verdict on each row, in their order; costs a few queries however many rows there are."""
        known = _Known(session, [row.record for row in rows if row.record])
        return [self._verdict(row, known) for row in rows]

    def close(self) -> None:
        """Forgets the rows."""
        self._earlier.close()

    def _verdict(self, row: ReadRow[PatentRecord], known: "_Known") -> Verdict:
        record = row.record
        if record is None:
            return _wrong(row, row.errors)
        patents = known.patents_for(record, self._holder)
        refusal = too_long(record, self._uses, _LIMITS) or self._refusal(record, patents)
        if refusal:
            return _wrong(row, (refusal,))
        unnamed = not names_holder(record, self._holder.name)
        if not patents:
            return Verdict(RowKind.NEW, record.row, record.title, record=record, unnamed=unnamed)
        (patent,) = patents
        changes = changes_in(patent, record)
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
        name = "application_number" if record.application_number else "publication_number"
        heading = next((use.heading for use in self._uses if use.field == name), "")
        value = record.application_number or record.publication_number or record.source_key or ""
        return RowError(record.row, heading, value, reason, remedy, params)


class _Known:
    """The patents of the inventory that some records may be, read in a few queries."""

    def __init__(self, session: Session, records: Sequence[PatentRecord]) -> None:
        applications = (record.application_number for record in records)
        publications = map(publication_key, records)
        keys = (record.source_key for record in records)
        self._by_application = _found(session, Patent.application_number, applications)
        self._by_publication = _found(session, Patent.publication_key, publications)
        self._by_key = _found(session, Patent.source_key, keys)

    def patents_for(self, record: PatentRecord, holder: Organization) -> list[Patent]:
        """The different patents that a record may be; one is the rule.

        A source's key counts for its holder only. Beside a number it counts for a patent that is known by nothing
        else and has the same title, so that another list that is numbered from 1 does not take it over.
        """
        named = [
            *self._by_application.get(record.application_number or "", []),
            *self._by_publication.get(publication_key(record) or "", []),
        ]
        if not named:
            keyed = self._by_key.get(record.source_key or "", [])
            named = [
                patent
                for patent in keyed
                if patent.organization_id == holder.id and _may_be_keyed(record, patent)
            ]
        return list(dict.fromkeys(named))


def publication_key(record: PatentRecord) -> str | None:
    """What a record's publication number has in common with the others of its patent."""
    number = record.publication_number
    return PublicationNumber.parse(number).key if number else None


def _may_be_keyed(record: PatentRecord, patent: Patent) -> bool:
    if not (record.application_number or record.publication_number):
        return True
    unnumbered = not (patent.application_number or patent.publication_number)
    return unnumbered and _folded(patent.title) == _folded(record.title)


def _folded(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


def _found(
    session: Session, column: InstrumentedAttribute[str | None], values: Iterable[str | None]
) -> dict[str, list[Patent]]:
    found: dict[str, list[Patent]] = {}
    for patent in known_patents(session, column, filter(None, values)):
        found.setdefault(getattr(patent, column.key), []).append(patent)
    return found


def _wrong(row: ReadRow[PatentRecord], errors: tuple[RowError, ...]) -> Verdict:
    number, cells = row.cells
    return Verdict(RowKind.WRONG, number, cells=cells, errors=errors)
