"""What the pages of every kind of sheet do alike: put a file aside, have it read, and choose what is shown."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from matchmaker.importing.sheets import Sheet, check_size
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.import_runs import short_sheet
from matchmaker.sheets.models import SheetImport

T = TypeVar("T")

SHOWN_KINDS = (RowKind.WRONG, RowKind.CHANGED, RowKind.NEW)
"""The kinds of rows that are shown, those to be mended first."""

_FOLDER = "imports"


class SentFile(Protocol):
    """A file that came with a form."""

    @property
    def filename(self) -> str | None:
        """Its name on the person's machine."""

    def save(self, dst: Path, /) -> None:
        """Writes it to a place on disk."""


def put_aside(
    sent: SentFile, *, instance: Path, max_bytes: int, then: Callable[[str, Path, Sheet | None], T]
) -> T:
    """Keeps a sheet that was sent; ``then`` is told its name, where it is, and what stands in it where it is short.

    Raises, and nothing is kept:
        ImportingError: it is too large, or cannot be read as a sheet.
        whatever ``then`` raises.
    """
    folder, filename = instance / _FOLDER, sent.filename or ""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / secrets.token_hex(16)
    sent.save(kept)
    try:
        check_size(kept.stat().st_size, filename, max_bytes=max_bytes)
        return then(filename, kept, short_sheet(kept, filename))
    except Exception:
        kept.unlink(missing_ok=True)
        raise


def sheet_put_aside(handed_in: SheetImport) -> Sheet | None:
    """The sheet of an import, where it was put aside, if it is short; see ``import_runs.short_sheet``."""
    return short_sheet(Path(handed_in.file), handed_in.filename)


def chosen_columns(typed: Iterable[tuple[str, str]]) -> dict[int, str | None]:
    """What a person chose for each column in the menus ``column-0``, ``column-1`` …; None leaves it out."""
    chosen: Mapping[str, str | None] = {name.removeprefix("column-"): value or None for name, value in typed}
    return {int(column): field for column, field in chosen.items() if column.isdecimal()}


def kinds_there(handed_in: SheetImport) -> Sequence[RowKind]:
    """The kinds of rows that can be shown; once it is done only the wrong ones are kept."""
    if handed_in.state not in {ImportState.READ, ImportState.DONE}:
        return ()
    kinds = SHOWN_KINDS[:1] if handed_in.state is ImportState.DONE else SHOWN_KINDS
    return [kind for kind in kinds if getattr(handed_in, kind.value)]


def kind_asked_for(handed_in: SheetImport, asked: str) -> RowKind | None:
    """The kind of rows asked for, else the first there are."""
    there = kinds_there(handed_in)
    return next((kind for kind in there if kind.value == asked), next(iter(there), None))
