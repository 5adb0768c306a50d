"""What a piece of work tells of itself, and how it learns that it is to end."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from matchmaker.tasks import progress as progress_module
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import CancelledTaskError, LostTaskError, Progress, StoppingError
from matchmaker.tasks.queries import task_with_id
from matchmaker.tasks.service import cancel_task, put_back_task
from tests.factories.tasks import make_running_task


@pytest.fixture
def task(session):
    task = make_running_task(session)
    session.commit()
    return task


@pytest.fixture
def progress(database, task):
    return Progress(database.sessions, task, pause=0.0)


def kept(session, task):
    session.rollback()
    task = task_with_id(session, task.id)
    return task.done, task.total


def test_the_database_hears_how_far_it_is(session, task, progress):
    progress(2, 5)
    assert kept(session, task) == (2, 5)


def test_the_database_hears_of_it_now_and_then_and_a_watcher_each_time(database, session, task):
    seen = []
    progress = Progress(database.sessions, task, watched=lambda *far: seen.append(far), pause=3600.0)
    for done in range(3):
        progress(done, 5)
    assert seen == [(0, 5), (1, 5), (2, 5)]
    assert kept(session, task) == (0, 5)


def test_telling_takes_one_statement(database, task, count_queries):
    progress = Progress(database.sessions, task, pause=0.0)
    with count_queries() as statements:
        progress(1, 5)
    assert len(statements) == 1


def test_work_that_was_cancelled_ends(session, task, progress):
    cancel_task(session, task=task, by=None)
    session.commit()
    with pytest.raises(CancelledTaskError):
        progress(1, 5)


def test_work_that_somebody_else_took_up_ends(session, task, progress):
    put_back_task(session, task_id=task.id, turn=task.turn)
    session.commit()
    with pytest.raises(LostTaskError):
        progress(1, 5)


def test_work_ends_with_its_process(database, session, task):
    progress = Progress(database.sessions, task, stopping=lambda: True)
    with pytest.raises(StoppingError):
        progress(1, 5)
    assert kept(session, task) == (0, 0)


def test_work_goes_on_where_the_database_is_busy(database, task, progress, monkeypatch):
    def busy(*_, **__):
        raise OperationalError("UPDATE tasks", {}, Exception("database is locked"))

    monkeypatch.setattr(progress_module, "note_progress", busy)
    progress(1, 5)


def test_a_long_piece_gives_signs_of_life(database, session, task, monkeypatch):
    monkeypatch.setattr(progress_module, "_BETWEEN_SIGNS", 0.001)
    with database.engine.connect() as connection:
        before = task.heartbeat_at
        with Progress(database.sessions, task).alive():
            while connection.scalar(sa.select(Task.heartbeat_at)) == before:
                connection.rollback()
