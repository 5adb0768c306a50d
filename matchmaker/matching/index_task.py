"""A build of the index as a task: everybody sees how far it is, and the worker goes on where its process dies."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.errors import N_
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import Progress
from matchmaker.tasks.service import end_task, request_task, take_up_task

BUILT = N_("%(count)s patents are in the search index.")
_FAULT = N_("The index could not be built; the one before stays in use. The server's log says why.")


@contextmanager
def told_as_task(
    bind: sa.Engine | sa.Connection, total: int, *, replaces: bool
) -> Iterator[Callable[[int], None]]:
    """Gives what is told how many patents are read; the task begins and ends with the block.

    Where somebody else has the task already (the worker, or a process that has just died), or the database is
    busy, the build goes on without one.

    Args:
        bind: the database.
        total: how many patents there are to read.
        replaces: whether pages have an index to answer from until this one is built.

    Raises:
        LostTaskError: when told, where somebody else has taken the task up.
    """
    sessions = sessionmaker(bind, expire_on_commit=False)
    task = _begun(sessions, replaces=replaces)
    if task is None:
        yield lambda _: None
        return
    progress = Progress(sessions, task)
    state, outcome = TaskState.FAILED, _FAULT
    try:
        with progress.alive():
            progress(0, total)
            yield lambda done: progress(done, total)
        state, outcome = TaskState.DONE, BUILT
    except KeyboardInterrupt:
        state, outcome = TaskState.CANCELLED, ""
        raise
    finally:
        with suppress(OperationalError), sessions.begin() as session:
            end_task(
                session,
                task_id=task.id,
                turn=task.turn,
                state=state,
                outcome=outcome,
                params={"count": total},
            )


def _begun(sessions: sessionmaker[Session], *, replaces: bool) -> Task | None:
    with suppress(OperationalError), sessions.begin() as session:
        asked = request_task(session, kind=TaskKind.INDEX, arguments={"replaces": replaces}, by=None)
        return take_up_task(session, task_id=asked.id)
    return None
