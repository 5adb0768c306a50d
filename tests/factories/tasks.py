"""Tasks of background work."""

from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.service import request_task, take_up_task


def make_task(session, *, kind=TaskKind.ROUND, by=None, **arguments):
    """A task that waits."""
    task = request_task(session, kind=kind, arguments=arguments, by=by)
    session.flush()
    return task


def make_running_task(session, *, kind=TaskKind.ROUND, by=None, **arguments):
    """A task that somebody has just taken up."""
    return take_up_task(session, task_id=make_task(session, kind=kind, by=by, **arguments).id)
