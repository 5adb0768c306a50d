"""The queue between those who ask for background work and those who do it: a bell, and a clock.

The tasks' table is what tasks are known from; the queue's file holds nothing that would be missed.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Event

import sqlalchemy as sa
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy.orm import Session

from matchmaker.jobs.work import do_what_waits
from matchmaker.jobs.workplace import Workplace
from matchmaker.tasks.service import ASKED_FOR

_FILE = "queue.sqlite3"
_LOOKS_AGAIN = 1.0  # seconds between two looks at the queue
_WAITS_AT_THE_END = 10.0  # seconds for the piece at hand; one that takes longer is taken up again
_A_MINUTE = 55  # seconds after which a ring of the clock is of no use: the next one comes


class Queue:
    """Calls the worker when a task was asked for and committed, and once a minute.

    Args:
        place: what the jobs work with.
        folder: where the queue's file is; processes with the same folder hear each other's bell.
    """

    def __init__(self, place: Workplace, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._stopping = Event()
        self._huey = SqliteHuey("matchmaker", filename=str(folder / _FILE), results=False)
        self._place = place
        self._ring = self._huey.task(name="ring")(self._work)
        self._huey.periodic_task(crontab(), name="clock", expires=_A_MINUTE)(self._work)
        self._consumer: Consumer | None = None
        sa.event.listen(place.sessions, "after_commit", self._ring_for_new_tasks)

    def start(self) -> None:
        """Works in threads of this process until ``stop``."""
        self._consumer = _QuietConsumer(
            self._huey, workers=1, max_delay=_LOOKS_AGAIN, shutdown_timeout=_WAITS_AT_THE_END
        )
        self._consumer.start()
        self._ring()

    def stop(self) -> None:
        """Ends the work after the piece at hand; what is unfinished waits for the next worker."""
        self._stopping.set()
        if self._consumer:
            self._consumer.stop(graceful=True)
        self._huey.storage.close()

    def _work(self) -> None:
        do_what_waits(self._place, self._stopping)

    def _ring_for_new_tasks(self, session: Session) -> None:
        if session.info.pop(ASKED_FOR, False):
            with suppress(sqlite3.Error):  # the clock rings anyway
                self._ring()


class _QuietConsumer(Consumer):  # type: ignore[misc] # huey is not typed
    """A consumer that leaves the process's signals to the process."""

    def _set_signal_handlers(self) -> None:
        """Sets none."""
