"""Reads of the classification."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.importing.ipc_scheme import parent_of
from matchmaker.patents.scheme.models import IpcEntry

_AT_ONCE = 500
_SUBCLASS_LENGTH = 4


def entries_with_codes(session: Session, codes: Iterable[str]) -> dict[str, IpcEntry]:
    """The entries of these codes that there are, by code, read in a few queries."""
    wanted = sorted(set(codes))
    return {
        entry.code: entry
        for start in range(0, len(wanted), _AT_ONCE)
        for entry in session.scalars(
            sa.select(IpcEntry).where(IpcEntry.code.in_(wanted[start : start + _AT_ONCE]))
        )
    }


def children_of(session: Session, code: str | None) -> list[IpcEntry]:
    """The entries right beneath a code, the sections for None, in the classification's order."""
    found = session.scalars(sa.select(IpcEntry).where(IpcEntry.parent == code))
    return sorted(found, key=lambda entry: entry.order)


def subclass_names(session: Session) -> dict[str, str]:
    """The names of all sections, classes and subclasses: one query."""
    entries = session.scalars(
        sa.select(IpcEntry).where(sa.func.length(IpcEntry.code) <= _SUBCLASS_LENGTH, IpcEntry.title != "")
    )
    return {entry.code: entry.name for entry in entries}


def line_of(code: str) -> list[str]:
    """A code and all above it, from the section down."""
    line: list[str] = []
    above: str | None = code
    while above:
        line.insert(0, above)
        above = parent_of(above)
    return line


def unknown_codes(session: Session, codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Codes that the classification does not have, and apart those whose whole subclass it does not have.

    Both empty where no classification is loaded.
    """
    wanted = set(codes)
    known = entries_with_codes(session, wanted | {code[:_SUBCLASS_LENGTH] for code in wanted})
    if not known and session.scalar(sa.select(IpcEntry.code).limit(1)) is None:
        return [], []
    missing = sorted(code for code in wanted if code not in known)
    return (
        [code for code in missing if code[:_SUBCLASS_LENGTH] in known],
        [code for code in missing if code[:_SUBCLASS_LENGTH] not in known],
    )
