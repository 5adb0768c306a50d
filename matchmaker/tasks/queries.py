"""Reads of tasks."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import found
from matchmaker.tasks.enums import ACTIVE_STATES, TaskKind, TaskState
from matchmaker.tasks.models import Task


def tasks() -> sa.Select[Task]:
    """All tasks, those that wait or run first, then the newest, to be paged."""
    is_over = sa.case((Task.state.in_(ACTIVE_STATES), 0), else_=1)
    return sa.select(Task).options(joinedload(Task.asked_by)).order_by(is_over, Task.id.desc())


def task_with_id(session: Session, task_id: int) -> Task:
    """One task as the database has it now, or NotFoundError."""
    return found(session.get(Task, task_id, populate_existing=True))


def active_task(session: Session, kind: TaskKind, arguments: Mapping[str, Any] | None = None) -> Task | None:
    """The task of this kind with these arguments that waits or runs, if there is one."""
    return session.scalar(sa.select(Task).where(Task.active_key == active_key(kind, arguments or {})))


def latest_ended(session: Session, kind: TaskKind) -> Task | None:
    """The task of a kind that ended last."""
    return session.scalar(
        sa.select(Task)
        .where(Task.kind == kind, Task.ended_at.is_not(None), Task.started_at.is_not(None))
        .order_by(Task.ended_at.desc(), Task.id.desc())
        .limit(1)
    )


def waiting_ids(session: Session) -> list[int]:
    """The tasks that nobody works on, the one asked for first before the others."""
    return list(session.scalars(sa.select(Task.id).where(Task.state == TaskState.WAITING).order_by(Task.id)))


def silent_since(session: Session, instant: dt.datetime) -> list[Task]:
    """Running tasks that have given no sign of life since an instant."""
    return list(
        session.scalars(sa.select(Task).where(Task.state == TaskState.RUNNING, Task.heartbeat_at < instant))
    )


def active_key(kind: TaskKind, arguments: Mapping[str, Any]) -> str:
    """What two tasks have in common that would do the same work."""
    told = json.dumps(dict(arguments), sort_keys=True, ensure_ascii=False)
    return f"{kind.value} {hashlib.sha256(told.encode()).hexdigest()}"
