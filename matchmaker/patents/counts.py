"""How many rows of a sheet of patents are what."""

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.patents.judging import Verdict
from matchmaker.sheets.verdicts import Counts as RowCounts


@dataclass(slots=True)
class Counts(RowCounts):
    """How many rows are new, changed, unchanged and wrong; ``unnamed`` ones name other applicants than the holder."""

    unnamed: int = 0

    def add(self, verdicts: Iterable[Verdict]) -> None:  # type: ignore[override]  # it reads more of each
        """Counts some more rows."""
        rows = list(verdicts)
        RowCounts.add(self, rows)
        self.unnamed += sum(verdict.unnamed for verdict in rows)
