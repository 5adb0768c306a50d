"""One task of a kind at a time, taken up by one worker, and none that is stuck for ever."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread

import pytest

from matchmaker.database import now
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.queries import active_task, latest_ended, task_with_id, tasks, waiting_ids
from matchmaker.tasks.service import (
    KEPT,
    MOST_TURNS,
    SILENCE,
    TaskEndedError,
    TaskNeededError,
    cancel_task,
    clear_ended_tasks,
    end_task,
    give_sign_of_life,
    note_progress,
    put_back_task,
    recover_tasks,
    request_task,
    take_up_task,
)
from tests.factories.organizations import make_person
from tests.factories.tasks import make_running_task, make_task


def again(session, task):
    return task_with_id(session, task.id)


def end(session, task, state=TaskState.DONE, **facts):
    end_task(session, task_id=task.id, turn=task.turn, state=state, **facts)
    return again(session, task)


def note(session, task, done, total):
    return note_progress(session, task_id=task.id, turn=task.turn, done=done, total=total)


def test_the_same_work_is_asked_for_once_while_it_waits_or_runs(session):
    waiting = make_task(session)
    assert make_task(session) is waiting
    running = take_up_task(session, task_id=waiting.id)
    assert make_task(session) is running is waiting
    end(session, running)
    assert make_task(session) is not waiting


def test_the_same_work_with_other_arguments_is_another_task(session):
    tasks_asked_for = {make_task(session), make_task(session, need=1), make_task(session, need=2)}
    assert len(tasks_asked_for) == 3
    assert active_task(session, TaskKind.ROUND, {"need": 2}) in tasks_asked_for
    assert active_task(session, TaskKind.ROUND, {"need": 3}) is None


def test_of_two_who_ask_at_the_same_moment_both_get_one_task(database):
    together, got = Barrier(2), []

    def ask():
        with database.sessions.begin() as session:
            together.wait()
            got.append(request_task(session, kind=TaskKind.ROUND, by=None).id)

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 2
    assert len(set(got)) == 1


def test_a_person_who_asks_stands_in_the_trail_and_the_clock_does_not(session):
    by = make_person(session)
    asked, due = make_task(session, by=by), make_task(session, need=1)
    assert [(entry.action, entry.person_id) for entry in trail_of(session, asked)] == [
        ("Task asked for", by.id)
    ]
    assert trail_of(session, due) == []
    assert (asked.asked_by, due.asked_by) == (by, None)


def test_a_task_is_taken_up_once(session):
    task = make_task(session)
    assert waiting_ids(session) == [task.id]
    taken = take_up_task(session, task_id=task.id)
    assert (taken.state, taken.turn, taken.done, taken.total) == (TaskState.RUNNING, 1, 0, 0)
    assert taken.started_at == taken.heartbeat_at
    assert take_up_task(session, task_id=task.id) is None
    assert waiting_ids(session) == []


def test_what_was_asked_for_first_is_done_first(session):
    first, second = make_task(session, need=1), make_task(session, need=2)
    assert waiting_ids(session) == [first.id, second.id]


def test_progress_is_noted_with_a_sign_of_life(session):
    task = make_running_task(session)
    before = task.heartbeat_at
    assert note(session, task, 3, 10) is False
    task = again(session, task)
    assert (task.done, task.total) == (3, 10)
    assert task.heartbeat_at >= before


def test_whoever_lost_a_task_can_no_longer_change_it(session):
    task = make_running_task(session)
    lost_turn = task.turn
    recover_tasks(session, at=now() + SILENCE * 2)
    taken = take_up_task(session, task_id=task.id)
    assert taken.turn == lost_turn + 1
    assert note_progress(session, task_id=task.id, turn=lost_turn, done=9, total=9) is None
    end_task(session, task_id=task.id, turn=lost_turn, state=TaskState.FAILED)
    put_back_task(session, task_id=task.id, turn=lost_turn)
    task = again(session, task)
    assert (task.state, task.turn, task.done) == (TaskState.RUNNING, lost_turn + 1, 0)


def test_a_task_that_is_done_says_what_came_of_it(session):
    task = make_running_task(session)
    note(session, task, 3, 10)
    task = end(session, task, outcome="%(new)s new", params={"new": 4})
    assert (task.state, task.done, task.total) == (TaskState.DONE, 10, 10)
    assert (task.outcome, task.params, task.active_key) == ("%(new)s new", {"new": 4}, None)
    assert not task.is_active
    assert latest_ended(session, TaskKind.ROUND) is task


def test_a_failure_keeps_what_fills_its_message_whatever_that_is(session):
    params = {"path": Path("folder"), "price": Decimal("1.5"), "count": 3}
    task = end(session, make_running_task(session), TaskState.FAILED, outcome="…", params=params)
    assert task.params == {"path": "folder", "price": "1.5", "count": 3}


def test_a_task_that_was_put_back_waits_and_counts_no_turn(session):
    task = make_running_task(session)
    put_back_task(session, task_id=task.id, turn=task.turn)
    task = again(session, task)
    assert (task.state, task.turn) == (TaskState.WAITING, 0)
    assert make_task(session) is task


def test_a_waiting_task_is_cancelled_at_once(session):
    task, by = make_task(session), make_person(session)
    cancel_task(session, task=task, by=by)
    assert (task.state, task.active_key) == (TaskState.CANCELLED, None)
    assert take_up_task(session, task_id=task.id) is None
    assert [entry.action for entry in trail_of(session, task)] == ["Task cancelled"]


def test_a_running_task_learns_that_it_is_to_be_cancelled(session):
    task = make_running_task(session)
    cancel_task(session, task=task, by=None)
    assert again(session, task).state is TaskState.RUNNING
    assert note(session, task, 1, 2) is True


def test_what_is_over_cannot_be_cancelled(session):
    task = end(session, make_running_task(session))
    with pytest.raises(TaskEndedError) as refused:
        cancel_task(session, task=task, by=None)
    assert refused.value.params == {}


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.OFFICER])
def test_only_the_centres_staff_cancel(session, role):
    task = make_task(session)
    with pytest.raises(ForbiddenError):
        cancel_task(session, task=task, by=make_person(session, role=role))
    assert again(session, task).state is TaskState.WAITING


def test_a_task_whose_worker_is_gone_waits_again(session):
    task = make_running_task(session)
    recover_tasks(session, at=task.heartbeat_at + SILENCE)
    assert again(session, task).state is TaskState.RUNNING
    recover_tasks(session, at=task.heartbeat_at + SILENCE + dt.timedelta(seconds=1))
    assert again(session, task).state is TaskState.WAITING


def test_a_sign_of_life_keeps_a_task(session):
    task = make_running_task(session)
    late = task.heartbeat_at + SILENCE + dt.timedelta(microseconds=1)
    give_sign_of_life(session, task_id=task.id, turn=task.turn)
    recover_tasks(session, at=late)
    assert again(session, task).state is TaskState.RUNNING


def test_a_task_that_was_to_be_cancelled_is_when_its_worker_is_gone(session):
    task = make_running_task(session)
    cancel_task(session, task=task, by=None)
    recover_tasks(session, at=now() + SILENCE * 2)
    assert again(session, task).state is TaskState.CANCELLED


def test_a_task_whose_workers_are_gone_again_and_again_fails(session):
    task = make_task(session)
    for _ in range(MOST_TURNS):
        assert take_up_task(session, task_id=task.id) is not None
        recover_tasks(session, at=now() + SILENCE * 2)
    task = again(session, task)
    assert (task.state, task.params, task.active_key) == (TaskState.FAILED, {"turns": MOST_TURNS}, None)
    assert make_task(session) is not task


def test_what_is_under_way_stands_before_what_is_over(session):
    over = end(session, make_running_task(session))
    waiting = make_task(session, need=1)
    also_over = end(session, make_running_task(session, need=2))
    assert list(session.scalars(tasks())) == [waiting, also_over, over]


def test_speed_and_time_left_follow_from_what_is_done():
    started = now()
    task = Task(state=TaskState.RUNNING, started_at=started, done=30, total=90)
    assert (task.duration, task.speed, task.time_left) == (None, None, None)
    task.heartbeat_at = started + dt.timedelta(seconds=10)
    assert (task.speed, task.time_left) == (3.0, dt.timedelta(seconds=20))
    task.state, task.ended_at = TaskState.DONE, started + dt.timedelta(seconds=15)
    assert (task.duration, task.speed, task.time_left) == (dt.timedelta(seconds=15), 2.0, None)


def test_a_task_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFoundError):
        task_with_id(session, 1)


def test_the_build_of_the_index_cannot_be_cancelled(session):
    task = make_task(session, kind=TaskKind.INDEX)
    with pytest.raises(TaskNeededError):
        cancel_task(session, task=task, by=make_person(session))
    assert (again(session, task).state, task.cancel_requested) == (TaskState.WAITING, False)


def ended_before(session, length, **facts):
    """A task that ended so long ago."""
    task = end(session, make_running_task(session, **facts))
    task.ended_at = now() - length
    session.flush()
    return task


def test_ended_tasks_are_cleared_after_a_quarter_but_for_the_last_of_each_kind(session):
    a_day = dt.timedelta(days=1)
    for length in (KEPT + 2 * a_day, KEPT + a_day):
        ended_before(session, length)
    lately = ended_before(session, KEPT - a_day)
    index = ended_before(session, KEPT + a_day, kind=TaskKind.INDEX)
    waiting = make_task(session)
    clear_ended_tasks(session, at=now())
    assert set(session.scalars(tasks())) == {lately, index, waiting}


def test_the_last_task_of_a_kind_stays_for_it_tells_what_is_due(session):
    old, older = (ended_before(session, KEPT * times) for times in (2, 3))
    clear_ended_tasks(session, at=now())
    assert (latest_ended(session, TaskKind.ROUND), list(session.scalars(tasks()))) == (old, [old])
    assert older.id != old.id
