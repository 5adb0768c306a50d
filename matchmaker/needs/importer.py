"""A sheet of needs held against what is known, by a command: what would happen, then, if a person agrees, that."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse, understand_headings, with_overrides
from matchmaker.importing.needs import NEED_FIELDS, NeedRecord, each_need
from matchmaker.importing.sheets import read_sheet
from matchmaker.needs.import_runs import take_over
from matchmaker.needs.judging import NeedJudge, NeedVerdict, Whose
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Person
from matchmaker.sheets.enums import RowKind


class CompanyMissingError(InvalidError):
    """Needs that nobody has."""

    message = N_("The sheet does not say whose needs these are. Add a column 企业名称, or name the company.")


@dataclass(frozen=True, slots=True)
class NeedPreview:
    """What importing a sheet would do; nothing is written yet. ``skipped`` are the lines that are no needs."""

    uses: tuple[ColumnUse, ...]
    verdicts: tuple[NeedVerdict, ...]
    skipped: tuple[int, ...] = ()

    @property
    def new(self) -> tuple[NeedRecord, ...]:
        """The rows that tell of a need that nobody knows."""
        return self._of_kind(RowKind.NEW)

    @property
    def changed(self) -> tuple[NeedRecord, ...]:
        """The rows that tell a known need differently."""
        return self._of_kind(RowKind.CHANGED)

    @property
    def unchanged(self) -> tuple[NeedRecord, ...]:
        """The rows that tell nothing new."""
        return self._of_kind(RowKind.UNCHANGED)

    @property
    def wrong(self) -> tuple[RowError, ...]:
        """All that is wrong, in the order of the rows."""
        return tuple(error for verdict in self.verdicts for error in verdict.errors)

    def _of_kind(self, kind: RowKind) -> tuple[NeedRecord, ...]:
        return tuple(each.record for each in self.verdicts if each.kind is kind and each.record)


def preview_needs(
    session: Session,
    *,
    company: str,
    content: bytes,
    filename: str,
    max_bytes: int,
    columns: Mapping[int, str | None] | None = None,
) -> NeedPreview:
    """Reads a sheet and says what would happen; ``company`` has the needs of rows that name none.

    Raises:
        ImportingError: the file as a whole cannot be taken.
        CompanyMissingError: a row names no company, and ``company`` is empty.
    """
    sheet = read_sheet(content, filename, max_bytes=max_bytes)
    uses = with_overrides(understand_headings(sheet.headings, NEED_FIELDS), columns or {})
    rows = list(each_need(sheet.headings, sheet.rows, uses))
    if not company and any(row.record and not row.record.company for row in rows):
        raise CompanyMissingError
    with closing(NeedJudge(Whose(company), uses)) as judge:
        verdicts = judge.verdicts(session, rows=[row for row in rows if not row.skipped])
    return NeedPreview(uses, tuple(verdicts), tuple(row.cells[0] for row in rows if row.skipped))


def import_needs(session: Session, *, preview: NeedPreview, company: str, by: Person | None) -> list[Need]:
    """Takes over the new and the changed rows of a preview; the new needs come in as submitted."""
    return take_over(session, preview.verdicts, Whose(company), preview.uses, by)
