"""What people call a row of any table: its name or title, or that of what it belongs to."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import Base

_NAMES = ("name", "title", "filename")
_CALLED_BY = (
    "patent_id",
    "pitch_id",
    "roadshow_id",
    "seller_id",
    "person_id",
    "organization_id",
    "holder_id",
)
"""What a row without a name of its own is called by, the best first."""


def named_rows(session: Session, table: sa.Table, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Rows with what people call them; empty where nothing names one. A few queries a row."""
    return [(number, _name(session, table, number) or "") for number in ids]


def _name(session: Session, table: sa.Table, number: int) -> str | None:
    row = session.execute(sa.select(table).where(table.c.id == number)).mappings().one_or_none()
    if row is None:
        return None
    own = next((row[name] for name in _NAMES if row.get(name)), None)
    if own is not None:
        return str(own)
    named = (_name(session, target, row[name]) for name, target in _owners(table) if row[name] is not None)
    return next((name for name in named if name), None)


def _owners(table: sa.Table) -> Iterator[tuple[str, sa.Table]]:
    for name in _CALLED_BY:
        column: sa.Column[Any] | None = table.columns.get(name)
        for key in column.foreign_keys if column is not None else ():
            yield name, Base.metadata.tables[key.target_fullname.partition(".")[0]]
