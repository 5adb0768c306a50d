"""The audit trail: one row for each change, written in the change's own transaction."""

import datetime as dt
import enum
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.organizations.models import AuditEntry, Person

Change: TypeAlias = tuple[int, Mapping[str, object], Mapping[str, object]]
"""What changed of one of many things: its id, what it was before, and what it is after."""


class Audited(Protocol):
    """A model whose changes are kept: it has a table and an id."""

    __tablename__: str
    id: Any


def record_change(
    session: Session,
    *,
    subject: Audited,
    action: str,
    by: Person | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str = "",
) -> AuditEntry:
    """Adds one row to the trail.

    ``action`` is a catalogue message such as ``N_("Deal signed")``; ``before`` and ``after`` hold only the
    fields that changed, members of enumerations by their labels;
    ``by`` is None where the centre's own commands acted.
    """
    if subject.id is None:
        session.flush()
    entry = AuditEntry(
        person_id=by.id if by else None,
        action=action,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        before=plain_facts(before),
        after=plain_facts(after),
        note=note,
    )
    session.add(entry)
    return entry


def change_fields(
    session: Session,
    *,
    subject: Audited,
    after: Mapping[str, object],
    action: str,
    by: Person | None,
    untold: Collection[str] = (),
) -> frozenset[str]:
    """Sets the fields that are told differently, with one row in the trail for all; none where nothing differs.

    The row leaves the fields ``untold`` out: what follows from the others and is long.

    Returns:
        The names of the fields that changed.
    """
    changed = {name: value for name, value in after.items() if getattr(subject, name) != value}
    before = {name: getattr(subject, name) for name in changed}
    for name, value in changed.items():
        setattr(subject, name, value)
    if changed:
        told_before, told = (
            {name: value for name, value in facts.items() if name not in untold}
            for facts in (before, changed)
        )
        record_change(session, subject=subject, action=action, by=by, before=told_before, after=told)
    return frozenset(changed)


def record_entries(
    session: Session,
    *,
    kind: type[Audited],
    action: str,
    by: Person | None,
    after: Sequence[tuple[int, Mapping[str, object]]],
) -> None:
    """Adds one row to the trail for each of many things that were entered together: id, and what it is now."""
    changes: list[Change] = [(subject_id, {}, facts) for subject_id, facts in after]
    record_changes(session, kind=kind, action=action, by=by, changes=changes)


def record_changes(
    session: Session,
    *,
    kind: type[Audited],
    action: str,
    by: Person | None,
    changes: Sequence[Change],
) -> None:
    """Adds one row to the trail for each of many things that were changed together: id, before, after. One insert."""
    rows = [
        {
            "person_id": by.id if by else None,
            "action": action,
            "subject_type": kind.__tablename__,
            "subject_id": subject_id,
            "before": plain_facts(before),
            "after": plain_facts(after),
        }
        for subject_id, before, after in changes
    ]
    if rows:
        session.execute(sa.insert(AuditEntry), rows)


def plain_facts(values: Mapping[str, object] | None) -> dict[str, Any]:
    """Facts as the trail keeps them: members of enumerations by their labels, days as texts."""
    return {name: _plain_value(value) for name, value in (values or {}).items()}


def _plain_value(value: object) -> object:
    if isinstance(value, enum.Enum):
        return getattr(value, "label", value.value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    return value
