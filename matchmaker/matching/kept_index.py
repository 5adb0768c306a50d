"""Where a process leaves its index for the next one, so that a start reads a file and not every patent."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.index_folder import IndexFileError

_FINGERPRINT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class KeptIndex:
    """The indexes of one database and one recipe, each named after the catalogue's revision it holds."""

    folder: Path
    database_identity: str
    fingerprint: str

    def newest(self, *, up_to: int) -> tuple[int, TfidfIndex] | None:
        """The newest index that is no newer than a revision, with its own; None where none can be read."""
        for revision, path in sorted(self._folders(), reverse=True):
            if revision <= up_to:
                with suppress(IndexFileError):
                    return revision, TfidfIndex.load(path)
        return None

    def keep(self, index: TfidfIndex, *, revision: int) -> None:
        """Leaves an index for the next process and takes older ones away.

        Where the folder cannot be written to, the next process reads the patents instead.
        """
        older = [path for known, path in self._folders() if known < revision]
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            index.save(self.folder / f"{self._stem}-{revision}")
            for path in older:
                rmtree(path, ignore_errors=True)

    @property
    def _stem(self) -> str:
        return f"catalogue-{self.database_identity}-{self.fingerprint[:_FINGERPRINT_LENGTH]}"

    def _folders(self) -> list[tuple[int, Path]]:
        named = re.compile(rf"{re.escape(self._stem)}-(\d+)")
        return [
            (int(match[1]), path)
            for path in self.folder.glob(f"{self._stem}-*")
            if (match := named.fullmatch(path.name))
        ]
