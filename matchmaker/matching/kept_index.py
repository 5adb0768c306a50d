"""Where indexes are left for other processes and the next start, so that they open files and read no patents."""

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
    """The indexes of one database and one reader, each named after the catalogue's revision it holds."""

    folder: Path
    database_identity: str
    fingerprint: str

    def newest(self, *, up_to: int, beyond: int = -1) -> tuple[int, TfidfIndex] | None:
        """The newest index of a revision above ``beyond`` and no newer than ``up_to``, with its revision.

        None where none can be opened.
        """
        for revision, path in sorted(self._folders(), reverse=True):
            if beyond < revision <= up_to:
                with suppress(IndexFileError):
                    return revision, TfidfIndex.load(path)
        return None

    def keep(self, index: TfidfIndex, *, revision: int) -> None:
        """Leaves an index for the other processes and takes older ones away.

        Where the folder cannot be written to, they read the patents instead.
        """
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            index.save(self.path(revision))
            self.discard_older(revision)

    def path(self, revision: int) -> Path:
        """The folder of the index of a revision."""
        return self.folder / f"{self._stem}-{revision}"

    def discard_older(self, revision: int) -> None:
        """Takes away the indexes of this database that came before one; who has them open keeps them."""
        for path in self.folder.glob(f"catalogue-{self.database_identity}-*"):
            if not path.name.startswith(f"{self._stem}-"):
                rmtree(path, ignore_errors=True)
        for known, path in self._folders():
            if known < revision:
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
