"""How many rows of a sheet are what."""

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.patents.judging import Verdict


@dataclass(slots=True)
class Counts:
    """How many rows are new, changed, unchanged and wrong; ``unnamed`` ones name other applicants than the holder."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    unnamed: int = 0

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Counts some more rows."""
        for verdict in verdicts:
            name = verdict.kind.value
            setattr(self, name, getattr(self, name) + 1)
            self.unnamed += verdict.unnamed

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.new + self.changed + self.unchanged + self.wrong
