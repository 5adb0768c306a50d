"""The rows of a sheet held against the needs that are known: which are new, which tell a need differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.importing.earlier_rows import EarlierRows
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.lengths import too_long
from matchmaker.importing.needs import NEED_FIELDS, NeedRecord
from matchmaker.importing.rows import ReadRow, RepeatedRowError
from matchmaker.needs.enums import ENDED_STATES
from matchmaker.needs.models import Need
from matchmaker.needs.queries import needs_by_key
from matchmaker.needs.row_likeness import LikeRows
from matchmaker.needs.service import CONTACT_LENGTH, TERM_LENGTH
from matchmaker.needs.sheet_facts import changes_in, facts_of, key_of
from matchmaker.organizations.queries import organizations_named
from matchmaker.sheets.enums import RowKind
from matchmaker.sheets.verdicts import FieldChange, Verdict, wrong
from matchmaker.text.organization_names import name_key

NeedVerdict = Verdict[NeedRecord]

_NONE: Mapping[str, object] = {}
_SAYS_NOTHING = N_("This does not say what the need is.")
_SAY_IT = N_("Give the need a title, or delete the row.")
_CLOSED = N_("This need is closed here.")
_ENTER_ANEW = N_("Give the row a new number if the need has come up again; otherwise delete it.")
_MERGED = N_("This need was merged into another one here.")
_TO_THE_OTHER = N_("Change the need that stays; delete the row.")
_NOBODYS = N_("This does not say whose need it is.")
_NAME_COMPANY = N_("Fill in the company’s full name.")
_ANOTHERS = N_("%(company)s is another company.")
_OWN_ONLY = N_("You hand in the needs of your own company: delete the row, or leave the company blank.")
_LABELS = {field.name: field.label for field in NEED_FIELDS}
_LIMITS = {
    "company": 200,
    "region": 40,
    "industry": 80,
    "contact": CONTACT_LENGTH,
    **dict.fromkeys(("goal", "targets", "tried", "conditions"), TERM_LENGTH),
}  # the columns' widths


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose needs the rows of a sheet are: those that name no company are ``company``'s; ``only`` says all are."""

    company: str
    only: bool = False

    def of(self, record: NeedRecord) -> str:
        """The company whose need a row is; empty where nobody is told."""
        return self.company if self.only else record.company or self.company


class NeedJudge:
    """Holds the rows of one sheet against the needs of their companies, some hundred at a time."""

    def __init__(self, whose: Whose, uses: Sequence[ColumnUse], *, remarks: bool = False) -> None:
        self._whose, self._uses = whose, tuple(uses)
        self._like = LikeRows(whole=not whose.only) if remarks else None
        self._told = {use.field for use in uses if use.field}
        self._earlier = EarlierRows()

    def verdicts(self, session: Session, *, rows: Sequence[ReadRow[NeedRecord]]) -> list[NeedVerdict]:
        """A verdict on each row, in their order: three queries, and one more where ``remarks`` are asked for."""
        known = _Known(session, self._whose, [row.record for row in rows if row.record])
        verdicts = [self._verdict(row, known) for row in rows]
        return self._remarked(session, verdicts, known) if self._like else verdicts

    def close(self) -> None:
        """Forgets the rows."""
        self._earlier.close()

    def _remarked(
        self, session: Session, verdicts: Sequence[NeedVerdict], known: "_Known"
    ) -> list[NeedVerdict]:
        """The verdicts, the new rows among them with what they are like."""
        new = [verdict.record for verdict in verdicts if verdict.kind is RowKind.NEW and verdict.record]
        companies = {record.row: (known.company(record), known.company_id(record)) for record in new}
        assert self._like is not None  # noqa: S101 - as the caller knows
        remarks = self._like.remarks(session, records=new, companies=companies)
        return [
            replace(verdict, remarks=remarks[verdict.row]) if verdict.row in remarks else verdict
            for verdict in verdicts
        ]

    def _verdict(self, row: ReadRow[NeedRecord], known: "_Known") -> NeedVerdict:
        record = row.record
        if record is None:
            return wrong(row, row.errors)
        need = known.need(record)
        changes = changes_in(need, facts_of(record, self._told)) if need else ()
        if self._whose.only and not known.names_own(record):
            params = {"company": record.company}
            return wrong(row, (self._error(record, "company", record.company, _ANOTHERS, _OWN_ONLY, params),))
        refusal = self._refusal(record, need, changes) or self._repetition(record, known.company(record))
        if refusal:
            return wrong(row, (refusal,))
        if need is None:
            return Verdict(RowKind.NEW, record.row, record.title, record=record)
        kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
        return Verdict(kind, record.row, need.own_title, record=record, known_id=need.id, changes=changes)

    def _refusal(
        self, record: NeedRecord, need: Need | None, changes: tuple[FieldChange, ...]
    ) -> RowError | None:
        if not self._whose.of(record):
            return self._error(record, "company", "", _NOBODYS, _NAME_COMPANY)
        if not record.title:
            return self._error(record, "title", record.content, _SAYS_NOTHING, _SAY_IT)
        if need and need.merged_into_id is not None and changes:
            return self._error(record, "need_id", record.need_id or "", _MERGED, _TO_THE_OTHER)
        if need and need.state in ENDED_STATES and changes:
            return self._error(record, "need_id", record.need_id or "", _CLOSED, _ENTER_ANEW)
        return too_long(record, self._uses, _LIMITS)

    def _repetition(self, record: NeedRecord, company: str) -> RowError | None:
        """The error of a row that tells of a need which an earlier one tells of, by its number or its title."""
        known_by = {"need": f"{company}\n{key_of(record)}"}
        earlier = self._earlier.first_with(known_by)
        if earlier is None or earlier[1] == record.row:
            self._earlier.note(known_by, record.row)
            return None
        error = RepeatedRowError(first_row=earlier[1])
        value = record.need_id or record.title
        return self._error(
            record,
            "need_id" if record.need_id else "title",
            value,
            error.message,
            error.remedy,
            error.params,
        )

    def _error(
        self,
        record: NeedRecord,
        field: str,
        value: str,
        reason: str,
        remedy: str,
        params: Mapping[str, object] = _NONE,
    ) -> RowError:
        heading = next((use.heading for use in self._uses if use.field == field), _LABELS[field])
        return RowError(record.row, heading, value, reason, remedy, params)


class _Known:
    """The companies that some records name, by any of their names, and the needs that the records tell of."""

    def __init__(self, session: Session, whose: Whose, records: Sequence[NeedRecord]) -> None:
        self._whose = whose
        names = {whose.company, *(record.company for record in records)}
        self._companies = organizations_named(session, names)
        companies = ((self._companies.get(whose.of(record)), key_of(record)) for record in records)
        self._needs = needs_by_key(session, {(company.id, key) for company, key in companies if company})

    def need(self, record: NeedRecord) -> Need | None:
        """The need that a record tells of, if it is known."""
        company = self._companies.get(self._whose.of(record))
        return self._needs.get((company.id, key_of(record))) if company else None

    def company_id(self, record: NeedRecord) -> int | None:
        """The id of the company whose need it is; None where nobody has that name."""
        company = self._companies.get(self._whose.of(record))
        return company.id if company else None

    def company(self, record: NeedRecord) -> str:
        """The registered name of the company whose need it is; what the sheet says where nobody has that name."""
        name = self._whose.of(record)
        company = self._companies.get(name)
        return company.name if company else name

    def names_own(self, record: NeedRecord) -> bool:
        """Whether a row names no company, or by one of its names the one whose sheet it is."""
        own, named = self._whose.company, record.company
        if not named or name_key(named) == name_key(own):
            return True
        return named in self._companies and self._companies[named] is self._companies.get(own)
