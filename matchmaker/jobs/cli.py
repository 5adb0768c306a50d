"""The commands of background work: do it, see it, cancel it, and match every need in the foreground."""

import json
import signal
import threading
import time
from typing import Any

import click
from flask import Flask
from flask_babel import gettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from matchmaker.app import catalogue_of, database_of, settings_of
from matchmaker.errors import N_, ConflictError
from matchmaker.jobs.post import Post
from matchmaker.jobs.queue import Queue
from matchmaker.jobs.work import do, take_up
from matchmaker.jobs.workplace import Workplace
from matchmaker.showing import moment
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import Progress as TaskProgress
from matchmaker.tasks.queries import task_with_id, tasks
from matchmaker.tasks.service import cancel_task, end_task, request_task

_SHOWN = 20
_LOOKS_AGAIN = 0.5  # seconds

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class RoundNotDoneError(ConflictError):
    """A round that this command followed did not come to its end."""

    message = N_("The round did not come to its end (%(state)s). %(reason)s")


def workplace_of(app: Flask) -> Workplace:
    """What the jobs of an application work with."""
    settings = settings_of(app)
    return Workplace(database_of(app).sessions, catalogue_of(app), Post.of(settings), settings.timezone)


def queue_of(app: Flask) -> Queue:
    """The queue of an application, in its instance folder."""
    return Queue(workplace_of(app), settings_of(app).instance)


@click.command("work")
@click.pass_obj
def work_command(app: Flask) -> None:
    """Do the background work, apart from the server, until it is interrupted."""
    database_of(app).migrate()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    queue = queue_of(app)
    queue.start()
    click.echo(gettext("Working; Ctrl-C ends it after the piece at hand."))
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        queue.stop()


@click.command("tasks")
@click.option("--cancel", "task_id", type=int, help="Cancel the task of this number.")
@_json
@click.pass_obj
def tasks_command(app: Flask, *, task_id: int | None, as_json: bool) -> None:
    """Show the background tasks, those that wait or run first."""
    with database_of(app).transaction() as session:
        if task_id is not None:
            cancel_task(session, task=task_with_id(session, task_id), by=None)
        shown = list(session.scalars(tasks().limit(_SHOWN)))
        if as_json:
            click.echo(json.dumps([_as_json(task) for task in shown], ensure_ascii=False))
        else:
            _show_tasks(app, shown)


@click.command("match-all")
@_json
@click.pass_obj
def match_all_command(app: Flask, *, as_json: bool) -> None:
    """Rank every open need against every patent on offer; needs that no change can have altered are left alone.

    Where a round runs already, follows that one.
    """
    place = workplace_of(app)
    with database_of(app).transaction() as session:
        asked = request_task(session, kind=TaskKind.ROUND, by=None).id
    with _bar(hidden=as_json) as bar:
        line = bar.add_task(gettext(TaskKind.ROUND.label), total=None)

        def watched(done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        ended = _ended(place, asked, watched)
    if ended.state is not TaskState.DONE:
        raise RoundNotDoneError(state=ended.state.label, reason=_outcome(ended))
    click.echo(json.dumps(ended.params) if as_json else _outcome(ended))


def _do_or_cancel(place: Workplace, task: Task, progress: TaskProgress) -> None:
    try:
        do(place, task, progress)
    except KeyboardInterrupt:
        with place.sessions.begin() as session:
            end_task(session, task_id=task.id, turn=task.turn, state=TaskState.CANCELLED)
        raise


def _ended(place: Workplace, task_id: int, watched: Any) -> Task:
    """The task once it has ended: done here wherever it waits, and followed where somebody else does it."""
    while True:
        waits = _as_it_is(place, task_id).state is TaskState.WAITING
        if waits and (task := take_up(place, task_id)):
            _do_or_cancel(place, task, TaskProgress(place.sessions, task, watched=watched))
        task = _as_it_is(place, task_id)
        if not task.is_active:
            return task
        watched(task.done, task.total or None)
        time.sleep(_LOOKS_AGAIN)


def _as_it_is(place: Workplace, task_id: int) -> Task:
    with place.sessions() as session:
        return task_with_id(session, task_id)


def _bar(*, hidden: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=hidden,
    )


def _show_tasks(app: Flask, shown: list[Task]) -> None:
    if not shown:
        click.echo(gettext("No task has been asked for yet."))
        return
    zone = settings_of(app).timezone
    table = Table(box=None, pad_edge=False)
    for heading in ("", N_("Task"), N_("State"), N_("Done"), N_("Asked for"), N_("Outcome")):
        table.add_column(gettext(heading) if heading else "")
    for task in shown:
        table.add_row(
            str(task.id),
            gettext(task.kind.label),
            gettext(task.state.label),
            f"{task.done}/{task.total}",
            moment(task.asked_at, zone=zone),
            _outcome(task),
        )
    Console().print(table)


def _outcome(task: Task) -> str:
    told: str = gettext(task.outcome) if task.outcome else ""
    return told % task.params if task.params else told


def _as_json(task: Task) -> dict[str, Any]:
    instants = {name: getattr(task, name) for name in ("asked_at", "started_at", "heartbeat_at", "ended_at")}
    return {
        "id": task.id,
        "kind": task.kind.value,
        "arguments": task.arguments,
        "state": task.state.value,
        "done": task.done,
        "total": task.total,
        "per_second": task.speed,
        "seconds_left": task.time_left.total_seconds() if task.time_left else None,
        "cancel_requested": task.cancel_requested,
        "asked_by": task.asked_by.email if task.asked_by else None,
        **{name: instant.isoformat() if instant else None for name, instant in instants.items()},
        "outcome": _outcome(task),
    }
