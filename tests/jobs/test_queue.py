"""The queue calls a worker once a task was committed; the tasks' table is all that counts."""

from queue import Queue as Calls

import pytest

from matchmaker.jobs import queue as queue_module
from matchmaker.jobs.queue import Queue
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.catalogue import Catalogue
from tests.factories.organizations import make_person
from tests.factories.tasks import make_task

SOON = 30.0  # seconds; a call that does not come fails the test


@pytest.fixture
def calls(monkeypatch):
    """What the queue called, in order."""
    calls = Calls()
    monkeypatch.setattr(queue_module, "do_what_waits", lambda place, stopping: calls.put(place))
    return calls


@pytest.fixture
def place(database):
    return Workplace(database.sessions, Catalogue())


@pytest.fixture
def opened(place, tmp_path):
    queues = []

    def opened():
        queues.append(Queue(place, tmp_path / "instance"))
        return queues[-1]

    yield opened
    for queue in queues:
        queue.stop()


def waiting(queue):
    return queue._huey.storage.queue_size()


def test_a_worker_that_starts_looks_at_once(opened, calls, place):
    opened().start()
    assert calls.get(timeout=SOON) is place


def test_a_task_rings_once_it_is_committed(opened, calls, session):
    queue = opened()
    make_task(session)
    assert waiting(queue) == 0
    session.commit()
    assert waiting(queue) == 1
    session.commit()
    assert waiting(queue) == 1


def test_what_was_not_kept_does_not_ring(opened, calls, session, database):
    queue = opened()
    make_task(session)
    session.rollback()
    with database.sessions.begin() as other:
        make_person(other)
    assert waiting(queue) == 0


def test_the_same_task_asked_for_again_does_not_ring_again(opened, calls, session):
    queue = opened()
    for _ in range(2):
        make_task(session)
        session.commit()
    assert waiting(queue) == 1


def test_a_worker_in_another_process_hears_the_bell(opened, calls, session, place):
    make_task(session)
    listening = opened()
    listening.start()
    calls.get(timeout=SOON)
    opened()._ring()
    assert calls.get(timeout=SOON) is place
