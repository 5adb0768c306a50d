"""What a piece of background work tells of itself while it goes on, and how it learns that it is to end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.tasks.models import Task
from matchmaker.tasks.service import give_sign_of_life, note_progress

_BETWEEN_WRITES = 1.0  # seconds
_BETWEEN_SIGNS = 10.0  # seconds


class InterruptedTaskError(Exception):
    """The work is to end before it is finished."""


class CancelledTaskError(InterruptedTaskError):
    """Somebody cancelled it."""


class StoppingError(InterruptedTaskError):
    """The process ends; another takes the task up."""


class LostTaskError(InterruptedTaskError):
    """Somebody else took the task up, because this process gave no sign of life."""


class Progress:
    """How far one turn of a task is; called with the pieces finished and those there are.

    The database hears of it at most once in ``pause`` seconds, each time in a transaction of one statement, and
    not at all while it is busy.

    Raises, when called:
        CancelledTaskError, StoppingError, LostTaskError: the work is to end now.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        task: Task,
        *,
        stopping: Callable[[], bool] = lambda: False,
        watched: Callable[[int, int], None] = lambda _done, _total: None,
        pause: float = _BETWEEN_WRITES,
    ) -> None:
        self._sessions = sessions
        self._task_id, self._turn = task.id, task.turn
        self._stopping, self._watched = stopping, watched
        self._pause = pause
        self._next_write = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Tells how far it is."""
        self._watched(done, total)
        if self._stopping():
            raise StoppingError
        if time.monotonic() >= self._next_write:
            self._write(done, total)
            self._next_write = time.monotonic() + self._pause

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Gives signs of life while it lasts, also where one piece takes long."""
        over = Event()
        thread = Thread(target=self._give_signs, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _write(self, done: int, total: int) -> None:
        with suppress(OperationalError), self._sessions.begin() as session:
            cancelled = note_progress(session, task_id=self._task_id, turn=self._turn, done=done, total=total)
            if cancelled is None:
                raise LostTaskError
            if cancelled:
                raise CancelledTaskError

    def _give_signs(self, over: Event) -> None:
        while not over.wait(_BETWEEN_SIGNS):
            with suppress(OperationalError), self._sessions.begin() as session:
                give_sign_of_life(session, task_id=self._task_id, turn=self._turn)
