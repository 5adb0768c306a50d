"""Two things made one: every link moves to the one that stays, and all that is written can be undone.

The links are the foreign keys that the tables declare, so that no room has to be known here; where a unique
constraint lets a row of the one merged away not move, the rule holds that its room gives (see ``clashes``), and
what has to follow there is done by that room.
"""

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.database import Base, now
from matchmaker.errors import N_, ConflictError
from matchmaker.organizations.audit import Audited, record_change
from matchmaker.organizations.clashes import (
    Merged,
    Row,
    Rule,
    is_between_partners,
    left,
    rule_of,
    sequel_of,
    stays,
)
from matchmaker.organizations.models import KeptApart, Membership, Merge, Person
from matchmaker.organizations.queries import kept_apart
from matchmaker.organizations.row_names import named_rows

_POINTER = "merged_into_id"
_CHUNK = 500
_NAMED = 50  # rows that an undoing tells by name


class MergeSelfError(ConflictError):
    """A thing is to be merged into itself, or into one that is no more."""

    message = N_("One of the two was merged already. Go back to the list and look at it again.")


class MergePartnersError(ConflictError):
    """The two made a deal with each other."""

    message = N_("There is a deal between the two, so they are two organisations and cannot be merged.")


class MergeUndoneError(ConflictError):
    """A merge is to be undone that is undone already, or under another one."""

    message = N_("This merge is undone already, or a later one stands on it: undo the later one first.")


class Ledger:
    """What a merge writes, kept in order so that it can be taken back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.changes: list[dict[str, Any]] = []

    def set(self, table: sa.Table, column: str, ids: Sequence[int], before: Any, after: Any) -> None:
        """Writes one column of rows that all held ``before``."""
        if not ids or before == after:
            return
        for part in _parts(ids):
            self.session.execute(sa.update(table).where(table.c.id.in_(part)).values({column: after}))
        change = {"table": table.name, "column": column, "ids": list(ids)}
        self.changes.append({**change, "before": _plain(before), "after": _plain(after)})


def links_to(table_name: str) -> list[sa.Column[Any]]:
    """Every foreign key to a table's ids, in the tables' order; its own pointer included."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == f"{table_name}.id" for key in column.foreign_keys)
    ]


def merge(
    session: Session,
    *,
    kept: Audited,
    gone: Audited,
    names: tuple[str, str],
    facts: Mapping[str, Any],
    gone_facts: Mapping[str, Any],
    by: Person | None,
) -> Merge:
    """Moves every link from ``gone`` to ``kept`` and writes down how it was.

    ``facts`` are what the one that stays takes over, ``gone_facts`` what becomes of the other's own fields.

    Raises:
        MergeSelfError: both are one, or one is merged already.
        MergePartnersError: a row such as a deal would have the same organisation on both sides.
    """
    session.flush()
    table = Base.metadata.tables[kept.__tablename__]
    if kept.id == gone.id or any(getattr(each, _POINTER) is not None for each in (kept, gone)):
        raise MergeSelfError
    links, ledger = links_to(table.name), Ledger(session)
    _expect_no_partners(session, links, kept.id, gone.id)
    for link in links:
        _move(ledger, link, kept.id, gone.id)
    for row_id, written in ((gone.id, {**gone_facts, _POINTER: kept.id}), (kept.id, facts)):
        row = _row(session, table, row_id)
        for name, value in written.items():
            ledger.set(table, name, [row_id], row[name], value)
    merged = Merge(
        subject_type=table.name,
        kept_id=kept.id,
        gone_id=gone.id,
        kept_name=names[0],
        gone_name=names[1],
        changes=ledger.changes,
        merged_by_id=by.id if by else None,
    )
    session.add(merged)
    _follow(session, merged)
    record_change(
        session, subject=kept, action=N_("Another was merged into it"), by=by, after={"name": names[1]}
    )
    record_change(session, subject=gone, action=N_("Merged into another"), by=by, after={"name": names[0]})
    session.flush()
    session.expire_all()
    return merged


def undo_merge(session: Session, *, merged: Merge, kind: type[Any], by: Person | None) -> int:
    """Puts everything back that was not changed since; gives how many rows could not be put back.

    Raises:
        MergeUndoneError: it is undone already, or one of the two was merged again since.
    """
    session.flush()
    pair = (merged.kept_id, merged.gone_id)
    later = sa.select(Merge.id).where(
        Merge.subject_type == merged.subject_type,
        Merge.id > merged.id,
        Merge.undone_at.is_(None),
        sa.or_(Merge.kept_id.in_(pair), Merge.gone_id.in_(pair)),
    )
    if merged.undone_at is not None or session.scalar(later.limit(1)) is not None:
        raise MergeUndoneError
    left_rows = [each for change in reversed(merged.changes) if (each := _put_back(session, change))]
    merged.left_rows, merged.left_behind = left_rows, sum(each["count"] for each in left_rows)
    merged.undone_at = now()
    _follow(session, merged)
    for row_id, name in ((merged.kept_id, merged.gone_name), (merged.gone_id, merged.kept_name)):
        subject = session.get_one(kind, row_id)
        record_change(session, subject=subject, action=N_("Merge undone"), by=by, after={"name": name})
    session.flush()
    session.expire_all()
    return merged.left_behind


def keep_apart(session: Session, *, first: Audited, second: Audited, by: Person | None) -> None:
    """Remembers that two things that look alike are not the same; saying it twice is saying it once."""
    ids = sorted((first.id, second.id))
    if first.id == second.id:
        raise MergeSelfError
    if tuple(ids) in kept_apart(session, first.__tablename__):
        return
    session.add(
        KeptApart(
            subject_type=first.__tablename__,
            first_id=ids[0],
            second_id=ids[1],
            decided_by_id=by.id if by else None,
        )
    )
    for subject in (first, second):
        record_change(session, subject=subject, action=N_("Kept apart from one that looks alike"), by=by)
    session.flush()


def links_of(session: Session, subject: Audited) -> dict[str, int]:
    """How many rows of each table point to a thing, by the table's name."""
    counts: dict[str, int] = {}
    for link in links_to(subject.__tablename__):
        rows = session.scalar(sa.select(sa.func.count()).where(link == subject.id)) or 0
        counts[link.table.name] = counts.get(link.table.name, 0) + rows
    return {name: count for name, count in counts.items() if count}


def _expect_no_partners(session: Session, links: list[sa.Column[Any]], kept: int, gone: int) -> None:
    for table in dict.fromkeys(map(_table, links)):
        if not is_between_partners(table):
            continue
        partners = [link for link in links if link.table is table]
        both = [sa.or_(*(link == each for link in partners)) for each in (kept, gone)]
        if session.scalar(sa.select(sa.func.count()).where(*both)):
            raise MergePartnersError


def _move(ledger: Ledger, link: sa.Column[Any], kept: int, gone: int) -> None:
    table = _table(link)
    if stays(table):
        return
    moving = set(ledger.session.scalars(sa.select(table.c.id).where(link == gone)))
    for ours, theirs in _clashing(ledger.session, link, kept, gone):
        if not _settled(ledger, table, ours, theirs):
            moving.discard(theirs["id"])
    if table is Membership.__table__:
        _close_second(ledger, table, kept, gone)
    ledger.set(table, link.name, sorted(moving), gone, kept)


def _clashing(session: Session, link: sa.Column[Any], kept: int, gone: int) -> list[tuple[Row, Row]]:
    """The pairs of rows that a unique constraint would not let stand side by side."""
    found = []
    for names in _unique_with(link):
        rest = [name for name in names if name != link.name]
        table = link.table
        rows = session.execute(sa.select(table).where(link.in_((kept, gone)))).mappings().all()
        known = {tuple(row[name] for name in rest): row for row in rows if row[link.name] == kept}
        for row in rows:
            key = tuple(row[name] for name in rest)
            if row[link.name] == gone and None not in key and key in known:
                found.append((known[key], row))
    return found


def _unique_with(link: sa.Column[Any]) -> Iterator[list[str]]:
    for constraint in _table(link).constraints:
        if isinstance(constraint, sa.UniqueConstraint) and link.name in constraint.columns:
            yield [column.name for column in constraint.columns]


def _settled(ledger: Ledger, table: sa.Table, ours: Row, theirs: Row) -> bool:
    """Applies the rule of a table to two rows that clash; whether the second may move all the same."""
    rule: Rule = rule_of(table) or left
    settled = rule(ours, theirs)
    for row, values in ((ours, settled.ours), (theirs, settled.theirs)):
        for name, value in values.items():
            ledger.set(table, name, [row["id"]], row[name], value)
    for link in links_to(table.name) if settled.inherits else ():
        owner = _table(link)
        heirs = ledger.session.scalars(sa.select(owner.c.id).where(link == theirs["id"])).all()
        ledger.set(owner, link.name, heirs, theirs["id"], ours["id"])
    return settled.moves


def _close_second(ledger: Ledger, table: sa.Table, kept: int, gone: int) -> None:
    """Of two memberships that both last, the one that began later ends on the day it began."""
    lasting = sa.select(table).where(table.c.organization_id.in_((kept, gone)), table.c.left_on.is_(None))
    rows = ledger.session.execute(lasting.order_by(table.c.joined_on, table.c.id)).mappings().all()
    for row in rows[1:]:
        ledger.set(table, "left_on", [row["id"]], None, row["joined_on"])


def _put_back(session: Session, change: Mapping[str, Any]) -> dict[str, Any] | None:
    """Puts a change back where it still stands; gives what could not be, see ``Merge.left_rows``."""
    table = Base.metadata.tables[change["table"]]
    column = table.c[change["column"]]
    before, after = (_typed(column, change[name]) for name in ("before", "after"))
    back: set[int] = set()
    for part in _parts(change["ids"]):
        back.update(_back_as_it_was(session, column, part, before, after))
    kept = [number for number in change["ids"] if number not in back]
    if not kept:
        return None
    names = named_rows(session, table, kept[:_NAMED])
    return {
        "table": table.name,
        "column": column.name,
        "count": len(kept),
        "rows": [list(each) for each in names],
    }


def _back_as_it_was(
    session: Session, column: sa.Column[Any], ids: Sequence[int], before: Any, after: Any
) -> Sequence[int]:
    table = column.table
    still = (
        column.is_(None) if after is None else _as_text(column) == _as_text(sa.literal(after, column.type))
    )
    statement = sa.update(table).where(table.c.id.in_(ids), still).values({column.name: before})
    try:
        with session.begin_nested():
            return session.scalars(statement.returning(table.c.id)).all()
    except IntegrityError:  # somebody else has that number or place meanwhile
        parts = ([number] for number in ids if len(ids) > 1)
        return [number for part in parts for number in _back_as_it_was(session, column, part, before, after)]


def _as_text(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A value to be compared; PostgreSQL compares no JSON, but the text that it is kept as."""
    return sa.cast(value, sa.Text) if isinstance(value.type, sa.JSON) else value


def _follow(session: Session, merged: Merge) -> None:
    """Lets the room of each table that points to the two do what has to follow."""
    for table in dict.fromkeys(map(_table, links_to(merged.subject_type))):
        if sequel := sequel_of(table):
            written = (change["ids"] for change in merged.changes if change["table"] == table.name)
            rows = {number for ids in written for number in ids}
            sequel(session, Merged((merged.kept_id, merged.gone_id), rows))


def _table(link: sa.Column[Any]) -> sa.Table:
    assert isinstance(link.table, sa.Table)  # noqa: S101 - what the metadata holds
    return link.table


def _row(session: Session, table: sa.Table, row_id: int) -> Row:
    return session.execute(sa.select(table).where(table.c.id == row_id)).mappings().one()


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum) and kind.enum_class and value is not None:
        return kind.enum_class(value)
    if not isinstance(value, str):
        return value
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    is_moment = isinstance(kind, sa.types.TypeDecorator) and isinstance(kind.impl, sa.DateTime)
    return dt.datetime.fromisoformat(value) if is_moment else value
