"""Takes up the tasks that wait and does them, one after another; the tasks' table is all that they are known from."""

import logging
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, TypeAlias

from matchmaker.database import now
from matchmaker.deals.due_mail import request_reminders_when_due
from matchmaker.errors import N_, MatchmakerError
from matchmaker.jobs.alerts import send_alerts, send_reminders
from matchmaker.jobs.imports import (
    SHEETS,
    import_answers,
    import_needs,
    import_patents,
    read_answers,
    read_needs,
    read_patents,
)
from matchmaker.jobs.index import build_search_index
from matchmaker.jobs.round import match_all
from matchmaker.jobs.searches import look_through_searches
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.alerts import request_alerts_when_due
from matchmaker.matching.catalogue import IndexBeingBuiltError
from matchmaker.matching.rounds import request_round_when_due
from matchmaker.matching.saved_searches import request_searches_when_due
from matchmaker.sheets.service import tidy_imports
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import CancelledTaskError, LostTaskError, Progress, StoppingError
from matchmaker.tasks.queries import waiting_ids
from matchmaker.tasks.service import clear_ended_tasks, end_task, put_back_task, recover_tasks, take_up_task

Job: TypeAlias = Callable[[Workplace, Mapping[str, Any], Progress], Outcome]

JOBS: Mapping[TaskKind, Job] = {
    TaskKind.ROUND: match_all,
    TaskKind.INDEX: build_search_index,
    TaskKind.PATENTS_READING: read_patents,
    TaskKind.PATENTS_IMPORT: import_patents,
    TaskKind.NEEDS_READING: read_needs,
    TaskKind.NEEDS_IMPORT: import_needs,
    TaskKind.ANSWERS_READING: read_answers,
    TaskKind.ANSWERS_IMPORT: import_answers,
    TaskKind.SEARCHES: look_through_searches,
    TaskKind.ALERTS: send_alerts,
    TaskKind.REMINDERS: send_reminders,
}

_log = logging.getLogger(__name__)
_FAULT = N_(
    "It ended on a fault that nobody expected. Start it again; if it stays so, tell whoever runs the server."
)


def do_what_waits(place: Workplace, stopping: Event) -> None:
    """Takes up what was left lying, clears what ended long ago, asks for what is due, and does all that waits."""
    with place.sessions.begin() as session:
        recover_tasks(session, at=now())
        clear_ended_tasks(session, at=now())
        for kind in SHEETS:
            tidy_imports(session, kind, at=now())
        request_round_when_due(session, at=now())
        request_searches_when_due(session, at=now())
        if place.post:
            request_alerts_when_due(session, at=now())
            request_reminders_when_due(session, at=now())
    with place.sessions() as session:
        waiting = waiting_ids(session)
    for task_id in waiting:
        if not stopping.is_set() and (task := take_up(place, task_id)):
            do(place, task, Progress(place.sessions, task, stopping=stopping.is_set))


def take_up(place: Workplace, task_id: int) -> Task | None:
    """Takes up one task, in a transaction of its own; None where somebody else was faster."""
    with place.sessions.begin() as session:
        return take_up_task(session, task_id=task_id)


def do(place: Workplace, task: Task, progress: Progress) -> None:
    """Does a task that was taken up, and notes how it ended."""
    try:
        with progress.alive():
            outcome, params = JOBS[task.kind](place, task.arguments, progress)
    except LostTaskError:
        return
    except (StoppingError, IndexBeingBuiltError):
        place.patiently(put_back_task, task_id=task.id, turn=task.turn)
    except CancelledTaskError:
        _end(place, task, TaskState.CANCELLED)
    except MatchmakerError as error:
        _end(place, task, TaskState.FAILED, error.message, error.params)
    except Exception:  # noqa: BLE001 - whatever it is, the task must not be left running
        _log.exception("Task %s (%s) failed", task.id, task.kind.value)
        _end(place, task, TaskState.FAILED, _FAULT)
    else:
        _end(place, task, TaskState.DONE, outcome, params)


def _end(
    place: Workplace,
    task: Task,
    state: TaskState,
    outcome: str = "",
    params: Mapping[str, object] | None = None,
) -> None:
    place.patiently(end_task, task_id=task.id, turn=task.turn, state=state, outcome=outcome, params=params)
