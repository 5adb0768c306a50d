"""The commands of background work, and the server and worker that do it in processes of their own."""

import json
import signal
import subprocess
import time

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matchmaker.cli import main
from matchmaker.jobs import cli
from matchmaker.matching.catalogue import IndexBeingBuiltError
from matchmaker.matching.models import MatchRun
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import CancelledTaskError
from matchmaker.tasks.queries import task_with_id
from matchmaker.tasks.service import end_task, request_task, take_up_task
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.serving import MATCHMAKER, served

DEADLINE = 120  # seconds, for what a busy machine does


@pytest.fixture
def environment(database_url, tmp_path):
    return {
        "DATABASE_URL": database_url,
        "MATCHMAKER_INSTANCE": str(tmp_path / "instance"),
        "MATCHMAKER_LANGUAGE": "en",
    }


@pytest.fixture
def run(environment):
    def command(*arguments):
        return CliRunner().invoke(main, list(arguments), env=environment)

    return command


@pytest.fixture
def sessions(opened):
    return opened.sessions


@pytest.fixture
def needs(sessions):
    with sessions.begin() as session:
        make_patent(session)
        for _ in range(3):
            make_need(session)


def only_task(sessions):
    with sessions() as session:
        return session.scalars(sa.select(Task)).one()


def test_every_need_is_matched_and_then_left_as_it_is(run, needs):
    first = run("match-all", "--json")
    assert (first.exit_code, json.loads(first.stdout)) == (0, {"ranked": 3, "alone": 0, "new": 3})
    again = run("match-all")
    assert again.stdout == "Nothing has changed: the matches of every need are up to date.\n"


def test_a_round_that_runs_elsewhere_is_followed_to_its_end(run, sessions, needs, monkeypatch):
    with sessions.begin() as session:
        running = take_up_task(session, task_id=request_task(session, kind=TaskKind.ROUND, by=None).id)

    def end(_seconds):
        with sessions.begin() as session:
            facts = {"outcome": "over there", "params": {"ranked": 7}}
            end_task(session, task_id=running.id, turn=running.turn, state=TaskState.DONE, **facts)

    monkeypatch.setattr(cli.time, "sleep", end)
    told = run("match-all", "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"ranked": 7})
    with sessions() as session:
        assert session.scalars(sa.select(MatchRun)).all() == []
        assert task_with_id(session, running.id).turn == 1


def test_a_round_waits_until_the_first_index_is_built(run, sessions, monkeypatch):
    turns = []

    def job(*_):
        turns.append(None)
        if len(turns) < 3:
            raise IndexBeingBuiltError(done=0, total=20_000)
        return "done", {"ranked": 7}

    monkeypatch.setattr("matchmaker.jobs.work.JOBS", {TaskKind.ROUND: job})
    monkeypatch.setattr(cli.time, "sleep", lambda _seconds: None)
    told = run("match-all", "--json")
    assert (told.exit_code, json.loads(told.stdout), len(turns)) == (0, {"ranked": 7}, 3)


def test_a_round_that_is_cancelled_is_a_refusal(run, sessions, needs, monkeypatch):
    def cancelled(*_):
        raise CancelledTaskError

    monkeypatch.setattr("matchmaker.jobs.work.JOBS", {TaskKind.ROUND: cancelled})
    told = run("match-all")
    assert told.exit_code == 1
    assert told.stderr.strip().endswith("The round did not come to its end (Cancelled).")


def test_a_round_that_is_interrupted_is_cancelled(run, sessions, needs, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("matchmaker.jobs.work.JOBS", {TaskKind.ROUND: interrupted})
    assert run("match-all").exit_code == 1
    assert only_task(sessions).state is TaskState.CANCELLED


def test_tasks_are_shown_and_cancelled(run, sessions):
    assert run("tasks").stdout == "No task has been asked for yet.\n"
    assert json.loads(run("tasks", "--json").stdout) == []
    with sessions.begin() as session:
        asked = request_task(session, kind=TaskKind.ROUND, by=None).id
    (told,) = json.loads(run("tasks", "--json").stdout)
    assert (told["id"], told["kind"], told["state"], told["asked_by"]) == (asked, "round", "waiting", None)
    shown = run("tasks", "--cancel", str(asked))
    assert (shown.exit_code, "Cancelled" in shown.stdout) == (0, True)
    refused = run("tasks", "--cancel", str(asked))
    assert (refused.exit_code, refused.stderr) == (1, "This task is over. There is nothing to cancel.\n")


def wait_until_done(sessions):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        with sessions() as session:
            if session.scalars(sa.select(Task.state)).all() == [TaskState.DONE]:
                return
        time.sleep(0.1)
    pytest.fail("no worker did the task")


def test_the_server_does_the_work_too(environment, sessions, needs):
    with served(environment):
        wait_until_done(sessions)
    with sessions() as session:
        assert len(session.scalars(sa.select(MatchRun)).all()) == 3


def test_a_worker_of_its_own_does_the_work_and_ends_at_a_word(environment, sessions, needs):
    with subprocess.Popen(
        [*MATCHMAKER, "work"], env=environment, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout.readline() == "Working; Ctrl-C ends it after the piece at hand.\n"
        wait_until_done(sessions)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=DEADLINE) == 0
