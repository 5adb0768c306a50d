"""What waits is done, each ending is noted, and nothing is left running."""

import logging
from threading import Event

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from matchmaker.database import now
from matchmaker.errors import ConflictError
from matchmaker.jobs import work, workplace
from matchmaker.jobs.work import do, do_what_waits, take_up
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.catalogue import Catalogue, IndexBeingBuiltError
from matchmaker.matching.models import Match, MatchRun
from matchmaker.matching.queries import latest_runs
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import Progress
from matchmaker.tasks.service import KEPT, SILENCE, cancel_task, end_task, put_back_task
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.factories.tasks import make_running_task, make_task


@pytest.fixture
def place(database):
    return Workplace(database.sessions, Catalogue())


@pytest.fixture
def needs(session):
    make_patent(session)
    needs = [make_need(session) for _ in range(3)]
    session.commit()
    return needs


@pytest.fixture
def run(session, place, monkeypatch):
    """Does a task by a job of the test's own; gives the task as it is kept."""

    def run(job, **facts):
        monkeypatch.setattr(work, "JOBS", {TaskKind.ROUND: job})
        task = take_up(place, only_task(session).id)
        do(place, task, Progress(place.sessions, task, pause=0.0, **facts))
        return only_task(session)

    make_task(session)
    session.commit()
    return run


def only_task(session):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Task)).one()


def test_what_is_due_is_asked_for_and_done(session, place, needs):
    do_what_waits(place, Event())
    task = only_task(session)
    assert (task.state, task.done, task.total) == (TaskState.DONE, 3, 3)
    assert task.outcome % task.params == "3 needs ranked, 0 left alone, 3 new matches"
    assert latest_runs(session, [need.id for need in needs]).keys() == {need.id for need in needs}


def test_a_build_that_its_process_left_lying_is_done(session, tmp_path, place, needs):
    make_task(session, kind=TaskKind.INDEX, replaces=False)
    session.commit()
    place = Workplace(place.sessions, Catalogue(tmp_path))
    task = take_up(place, only_task(session).id)
    do(place, task, Progress(place.sessions, task))
    ended = only_task(session)
    assert (ended.state, ended.done, ended.total) == (TaskState.DONE, 1, 1)
    assert ended.outcome % ended.params == "1 patents are in the search index."


def test_a_round_waits_for_the_first_index(session, run):
    def job(place, arguments, progress):
        raise IndexBeingBuiltError(done=0, total=20_000)

    assert (run(job).state, only_task(session).turn) == (TaskState.WAITING, 0)


def test_what_ended_long_ago_is_cleared(session, place):
    for length in (KEPT * 3, KEPT * 2):
        task = make_running_task(session)
        end_task(session, task_id=task.id, turn=task.turn, state=TaskState.DONE)
        session.refresh(task)
        task.ended_at = now() - length
    session.commit()
    do_what_waits(place, Event())
    assert only_task(session).id == task.id


def test_where_nothing_is_due_nothing_happens(session, place):
    do_what_waits(place, Event())
    assert session.scalars(sa.select(Task)).all() == []


def test_what_was_left_lying_is_taken_up_again(session, place, needs):
    task = make_running_task(session)
    task.heartbeat_at = now() - SILENCE * 2
    session.commit()
    do_what_waits(place, Event())
    task = only_task(session)
    assert (task.state, task.turn) == (TaskState.DONE, 2)


def test_a_process_that_ends_takes_nothing_up(session, place, needs):
    stopping = Event()
    stopping.set()
    do_what_waits(place, stopping)
    assert only_task(session).state is TaskState.WAITING


def test_a_task_is_done_by_one_worker(session, place, run):
    assert take_up(place, only_task(session).id).state is TaskState.RUNNING
    assert take_up(place, only_task(session).id) is None


def test_a_refusal_is_told_in_its_own_words(run):
    def refuse(place, arguments, progress):
        message = "%(count)s too many"
        raise ConflictError(message, count=3)

    task = run(refuse)
    assert (task.state, task.outcome, task.params) == (TaskState.FAILED, "%(count)s too many", {"count": 3})


def test_a_fault_goes_to_the_log_and_a_sentence_to_people(run, caplog):
    def fail(place, arguments, progress):
        return 1 / 0

    with caplog.at_level(logging.ERROR):
        task = run(fail)
    assert (task.state, task.active_key) == (TaskState.FAILED, None)
    assert task.outcome.startswith("It ended on a fault")
    assert "ZeroDivisionError" in caplog.text


def test_a_task_whose_process_ends_waits_for_the_next(run):
    def step(place, arguments, progress):
        progress(1, 2)

    assert run(step, stopping=lambda: True).state is TaskState.WAITING


def test_a_task_that_somebody_else_took_is_left_to_them(session, run):
    def lose(place, arguments, progress):
        task = only_task(session)
        put_back_task(session, task_id=task.id, turn=task.turn)
        session.commit()
        progress(1, 2)

    assert run(lose).state is TaskState.WAITING


@pytest.mark.parametrize("ranked_before", [0, 1, 2])
def test_a_cancelled_round_leaves_whole_needs_only(session, place, needs, ranked_before):
    task = make_running_task(session)
    session.commit()

    def cancel(done, total):
        if done == ranked_before:
            cancel_task(session, task=task, by=None)
            session.commit()

    do(place, task, Progress(place.sessions, task, pause=0.0, watched=cancel))
    task = only_task(session)
    runs = session.scalars(sa.select(MatchRun).order_by(MatchRun.id)).all()
    assert (task.state, len(runs)) == (TaskState.CANCELLED, ranked_before)
    matched = session.scalars(sa.select(Match.run_id).order_by(Match.run_id)).all()
    assert matched == [run.id for run in runs]


def test_a_busy_database_is_waited_for(place, monkeypatch):
    monkeypatch.setattr(workplace, "_BETWEEN_TRIES", 0.0)
    tries = []

    def busy_twice(session, name, *, greeting):
        tries.append(name)
        if len(tries) < 3:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return f"{greeting} {name}"

    assert place.patiently(busy_twice, "centre", greeting="Dear") == "Dear centre"
    assert len(tries) == 3


def test_a_database_that_stays_busy_is_given_up(place, monkeypatch):
    monkeypatch.setattr(workplace, "_BETWEEN_TRIES", 0.0)

    def busy(session):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    with pytest.raises(OperationalError):
        place.patiently(busy)
