"""Rules of tasks: who asks for one, who takes it up, how it goes on and ends; one of a kind at a time."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker.database import lock, now
from matchmaker.errors import N_, ConflictError, ForbiddenError
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.queries import active_key, active_task, latest_ended, silent_since, task_with_id

SILENCE = dt.timedelta(seconds=60)
"""After so long without a sign of life, whoever worked on a task is taken for gone."""

MOST_TURNS = 5
"""A task that was left lying as often is not taken up again: it may be what ends its workers."""

ASKED_FOR = "a task was asked for"
"""What a session's ``info`` has once it asked for a task: whoever works waits for its commit."""

_INSERTS: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_LEFT_LYING = N_("Whoever worked on it was gone %(turns)s times without a word. Start it again.")


KEPT = dt.timedelta(days=90)
"""How long an ended task is kept: a quarter, what a centre looks back on. Who asked for it stays in the trail."""


class TaskEndedError(ConflictError):
    """A task is to be cancelled that is over."""

    message = N_("This task is over. There is nothing to cancel.")


class TaskNeededError(ConflictError):
    """A task is to be cancelled that the platform cannot do without."""

    message = N_("Searches need the index: it is built to its end. Nothing has to be done.")


def request_task(
    session: Session, *, kind: TaskKind, arguments: Mapping[str, Any] | None = None, by: Person | None
) -> Task:
    """Asks for background work; where the same work waits or runs already, gives that task."""
    key = active_key(kind, arguments or {})
    while (known := active_task(session, kind, arguments)) is None:
        asked = session.scalar(
            _INSERTS[session.get_bind().dialect.name](Task)
            .values(
                kind=kind,
                arguments=dict(arguments or {}),
                active_key=key,
                asked_by_id=by.id if by else None,
            )
            .on_conflict_do_nothing(index_elements=[Task.active_key])  # somebody asks at this moment
            .returning(Task.id)
        )
        if asked is not None:
            session.info[ASKED_FOR] = True
            task = task_with_id(session, asked)
            if by:
                record_change(session, subject=task, action=N_("Task asked for"), by=by)
            return task
    return known


def take_up_task(session: Session, *, task_id: int) -> Task | None:
    """Takes up a waiting task; None where somebody else was faster, or it no longer waits."""
    at = now()
    taken = session.execute(
        sa.update(Task)
        .where(Task.id == task_id, Task.state == TaskState.WAITING)
        .values(state=TaskState.RUNNING, turn=Task.turn + 1, started_at=at, heartbeat_at=at, done=0, total=0)
        .execution_options(synchronize_session=False)
    )
    return task_with_id(session, task_id) if _count(taken) else None


def note_progress(session: Session, *, task_id: int, turn: int, done: int, total: int) -> bool | None:
    """Notes how far a turn is, with a sign of life.

    Returns:
        Whether the task is to be cancelled; None where this turn is over and somebody else has the task.
    """
    return session.execute(
        sa.update(Task)
        .where(*_of_turn(task_id, turn))
        .values(done=done, total=total, heartbeat_at=now())
        .returning(Task.cancel_requested)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()


def give_sign_of_life(session: Session, *, task_id: int, turn: int) -> None:
    """Says that somebody still works on a turn."""
    session.execute(
        sa.update(Task)
        .where(*_of_turn(task_id, turn))
        .values(heartbeat_at=now())
        .execution_options(synchronize_session=False)
    )


def end_task(
    session: Session,
    *,
    task_id: int,
    turn: int,
    state: TaskState,
    outcome: str = "",
    params: Mapping[str, object] | None = None,
) -> None:
    """Ends a turn: the task is done, failed or cancelled. Does nothing where somebody else has the task.

    ``outcome`` is a catalogue message and ``params`` fill its places.
    """
    finished = {"done": Task.total} if state is TaskState.DONE else {}
    session.execute(
        sa.update(Task)
        .where(*_of_turn(task_id, turn))
        .values(
            state=state,
            outcome=outcome,
            params=_storable(params or {}),
            ended_at=now(),
            active_key=None,
            **finished,
        )
        .execution_options(synchronize_session=False)
    )


def put_back_task(session: Session, *, task_id: int, turn: int) -> None:
    """Ends a turn before the work is finished: the task waits for the next who has time."""
    session.execute(
        sa.update(Task)
        .where(*_of_turn(task_id, turn))
        .values(state=TaskState.WAITING, turn=turn - 1)
        .execution_options(synchronize_session=False)
    )


def cancel_task(session: Session, *, task: Task, by: Person | None) -> None:
    """Cancels a task: at once where it waits, after the piece at hand where it runs.

    Raises:
        ForbiddenError: the person is neither of the centre's staff nor who asked for the task.
        TaskNeededError: the platform cannot do without it.
        TaskEndedError: the task is over.
    """
    if by and not by.role.is_staff and by.id != task.asked_by_id:
        raise ForbiddenError
    if not task.kind.can_be_cancelled:
        raise TaskNeededError
    lock(session, task)
    session.refresh(task)
    if not task.is_active:
        raise TaskEndedError
    task.cancel_requested = True
    if task.state is TaskState.WAITING:
        _end(task, TaskState.CANCELLED)
    record_change(session, subject=task, action=N_("Task cancelled"), by=by)


def recover_tasks(session: Session, *, at: dt.datetime) -> None:
    """Lets tasks wait again whose workers are gone; those that were to be cancelled, or are gone too often, end."""
    for task in silent_since(session, at - SILENCE):
        lock(session, task)
        session.refresh(task)
        if task.state is not TaskState.RUNNING or not task.heartbeat_at or task.heartbeat_at >= at - SILENCE:
            continue
        if task.cancel_requested:
            _end(task, TaskState.CANCELLED)
        elif task.turn >= MOST_TURNS:
            _end(task, TaskState.FAILED)
            task.outcome, task.params = _LEFT_LYING, {"turns": task.turn}
        else:
            task.state = TaskState.WAITING


def clear_ended_tasks(session: Session, *, at: dt.datetime) -> None:
    """Takes away tasks that ended longer than ``KEPT`` ago, but for the last of each kind: it tells what is due."""
    known = (latest_ended(session, kind) for kind in TaskKind)
    last = [task.id for task in known if task]
    old = session.scalars(sa.select(Task).where(Task.ended_at < at - KEPT, Task.id.not_in(last)))
    for task in old:
        session.delete(task)
    session.flush()


def _of_turn(task_id: int, turn: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Task.id == task_id, Task.turn == turn, Task.state == TaskState.RUNNING


def _end(task: Task, state: TaskState) -> None:
    task.state, task.ended_at, task.active_key = state, now(), None


def _storable(params: Mapping[str, object]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, str | int | float) else str(value) for name, value in params.items()
    }


def _count(result: sa.Result[Any]) -> int:
    return cast("sa.CursorResult[Any]", result).rowcount
