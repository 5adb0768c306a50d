"""What patents on offer are like, left on disk, so that the next start reads only what has changed since."""

from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np

from matchmaker.matching.columns import STATUSES, WAYS, Columns

_LAYOUT = " ".join(("2", *(str(member.value) for member in (*STATUSES, *WAYS))))
"""What the numbers in the columns stand for; a file of another layout is not read."""


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """The columns of one database, in a file that says of which revision of the catalogue they are."""

    folder: Path
    database_identity: str

    def newest(self, *, up_to: int) -> tuple[int, Columns] | None:
        """The columns that were kept last, with their revision.

        None where there are none, they are newer than ``up_to``, of another layout, or the file is broken.
        """
        with (
            suppress(OSError, EOFError, ValueError, KeyError, BadZipFile),
            self._path.open("rb") as file,
            np.load(file) as kept,
        ):
            revision = int(kept["revision"])
            if str(kept["layout"]) == _LAYOUT and revision <= up_to:
                return revision, Columns(**{field.name: kept[field.name] for field in fields(Columns)})
        return None

    def keep(self, columns: Columns, *, revision: int) -> None:
        """Leaves the columns for other processes and the next start, in one step.

        Where the folder cannot be written to, they read the patents instead.
        """
        arrays = {field.name: getattr(columns, field.name) for field in fields(Columns)}
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, prefix="attributes-", delete=False) as file:
                try:
                    np.savez(file, layout=np.array(_LAYOUT), revision=np.array(revision), **arrays)
                    file.flush()
                    Path(file.name).replace(self._path)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise

    @property
    def _path(self) -> Path:
        return self.folder / f"attributes-{self.database_identity}.npz"
