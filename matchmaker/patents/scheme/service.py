"""Loads the classification from a file; loading the same file again changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaker.importing.errors import RowError
from matchmaker.importing.ipc_scheme import SchemeEntry, parent_of
from matchmaker.patents.scheme.models import IpcEntry
from matchmaker.patents.scheme.queries import entries_with_codes

_AT_ONCE = 500
_WRONG_KEPT = 100


@dataclass(slots=True)
class SchemeLoad:
    """What loading did: how many entries were new, changed and unchanged, and which lines were left out.

    ``wrong`` holds the first of them, ``wrong_count`` is of all.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong_count: int = 0
    wrong: list[RowError] = field(default_factory=list)


def load_scheme(session: Session, *, entries: Iterable[SchemeEntry | RowError]) -> SchemeLoad:
    """Takes over the entries of a file, some at a time; of a code that stands there twice the last is kept.

    What was loaded before and is not in the file stays.
    """
    load = SchemeLoad()
    good = _good(entries, load)
    while batch := {entry.code: entry for entry in islice(good, _AT_ONCE)}:
        known = entries_with_codes(session, batch)
        for code, entry in batch.items():
            _take(session, known.get(code), entry, load)
        session.flush()
    _fill_gaps(session)
    return load


def _good(entries: Iterable[SchemeEntry | RowError], load: SchemeLoad) -> Iterator[SchemeEntry]:
    for entry in entries:
        if isinstance(entry, SchemeEntry):
            yield entry
            continue
        load.wrong_count += 1
        if len(load.wrong) < _WRONG_KEPT:
            load.wrong.append(entry)


def _take(session: Session, known: IpcEntry | None, entry: SchemeEntry, load: SchemeLoad) -> None:
    if known is None:
        session.add(IpcEntry(code=entry.code, title=entry.title, parent=entry.parent))
        load.new += 1
    elif known.title != entry.title:
        known.title = entry.title
        load.changed += 1
    else:
        load.unchanged += 1


def _fill_gaps(session: Session) -> None:
    """Places that are missing above others come in without a title, so that the tree has no holes."""
    above = aliased(IpcEntry)
    missing = (
        sa.select(IpcEntry.parent)
        .outerjoin(above, above.code == IpcEntry.parent)
        .where(IpcEntry.parent.is_not(None), above.code.is_(None))
        .distinct()
    )
    while codes := [code for code in session.scalars(missing) if code]:
        session.add_all(IpcEntry(code=code, title="", parent=parent_of(code)) for code in codes)
        session.flush()
