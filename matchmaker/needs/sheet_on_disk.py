"""A sheet of needs that lies in a file of the person's own, imported by a command."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.needs import NeedRecord, each_need
from matchmaker.importing.rows import ReadRow
from matchmaker.importing.sheets import OpenSheet, open_sheet
from matchmaker.needs.import_models import NeedImport
from matchmaker.needs.import_runs import take_over
from matchmaker.needs.judging import NeedJudge, NeedVerdict, Whose
from matchmaker.needs.own_patents import NumbersOf
from matchmaker.organizations.models import Organization, Person
from matchmaker.organizations.queries import organization_named
from matchmaker.sheets.batches import Batches
from matchmaker.sheets.confirmed_columns import columns_unseen
from matchmaker.sheets.import_runs import Watch, Within, row_batches
from matchmaker.sheets.verdicts import Counts


class CompanyMissingError(InvalidError):
    """Needs that nobody has."""

    message = N_("The sheet does not say whose needs these are. Add a column 企业名称, or name the company.")


class NeedFindings:
    """The rows of a sheet and what is wrong with them, kept on disk, and how many would do what.

    ``skipped`` has the numbers of the lines that are no needs.
    """

    def __init__(self, uses: Sequence[ColumnUse]) -> None:
        self.uses, self.counts = tuple(uses), Counts()
        self.skipped: list[int] = []
        self.rows: Batches[ReadRow[NeedRecord]] = Batches()
        self.errors: Batches[RowError] = Batches()

    def add(self, rows: Sequence[ReadRow[NeedRecord]], verdicts: Sequence[NeedVerdict]) -> None:
        """Keeps some more."""
        self.counts.add(verdicts)
        self.rows.add(rows)
        self.errors.add([error for verdict in verdicts for error in verdict.errors])

    def close(self) -> None:
        """Forgets them."""
        self.rows.close()
        self.errors.close()


class NeedSheet:
    """One sheet on its way to the needs, read as it runs by: a long one costs no more memory than a short one.

    Args:
        within: does a piece of work in a transaction of its own.
        file: where the sheet is; it stays there.
        watch: is told how far the reading is.
        numbers_of: tells under which numbers the patents are known that needs name.
    """

    def __init__(self, within: Within, file: Path, watch: Watch, numbers_of: NumbersOf) -> None:
        self._within, self._file, self._watch, self._numbers_of = within, file, watch, numbers_of

    def held_against(self, company: str) -> NeedFindings:
        """What importing the sheet would do; ``company`` has the needs of rows that name none. Close what it gives.

        Columns that are only guessed to hold numbers are left out: nobody is there to confirm them.

        Raises:
            ImportingError: the sheet as a whole cannot be taken.
            CompanyMissingError: a row names no company, and ``company`` is empty.
        """
        with self._file.open("rb") as content, open_sheet(content, self._file.name) as sheet:
            findings = NeedFindings(self._uses(sheet, company))
            try:
                self._hold(sheet, company, findings)
            except BaseException:
                findings.close()
                raise
        return findings

    def take_over(self, findings: NeedFindings, company: str, *, by: Person | None = None) -> None:
        """Writes what is new and changed by now, in one transaction; the new needs come in as submitted."""
        write = partial(_written, findings=findings, whose=Whose(company), numbers_of=self._numbers_of, by=by)
        self._within(write)

    def _uses(self, sheet: OpenSheet, company: str) -> tuple[ColumnUse, ...]:
        known = self._within(partial(organization_named, name=company)) or Organization(name=company)
        return self._within(
            partial(columns_unseen, kind=NeedImport, headings=sheet.headings, organization_id=known.id)
        )

    def _hold(self, sheet: OpenSheet, company: str, findings: NeedFindings) -> None:
        with closing(NeedJudge(Whose(company), findings.uses)) as judge:
            for rows in row_batches(each_need, sheet, findings.uses, self._watch, skipped=findings.skipped):
                if not company and any(row.record and not row.record.company for row in rows):
                    raise CompanyMissingError
                findings.add(rows, self._within(partial(judge.verdicts, rows=rows)))


def _written(
    session: Session, *, findings: NeedFindings, whose: Whose, numbers_of: NumbersOf, by: Person | None
) -> None:
    with closing(NeedJudge(whose, findings.uses)) as judge:
        for rows in findings.rows:
            verdicts = judge.verdicts(session, rows=rows)
            take_over(session, verdicts, whose, findings.uses, numbers_of, by)
