"""Builds the catalogue's index from the database's texts, by several processes and outside of any request."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.index_task import told_as_task
from matchmaker.matching.kept_index import KeptIndex
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.patents.queries import catalogue_revision, listings_open, texts_on_offer
from matchmaker.ranking.building import build_index

_A_BATCH = 4_096  # the index puts the patents of a batch in order of their lengths

_log = logging.getLogger(__name__)


Build: TypeAlias = Callable[[Session, Callable[[int], None]], object]
"""Builds with a session of its own, and tells how many patents it has read."""


class IndexBuilding:
    """A build that goes on in a thread.

    Attributes:
        done, total: how many patents are read, of how many.
        is_over: whether it has ended, well or not.
    """

    def __init__(self, bind: sa.Engine | sa.Connection, build: Build) -> None:
        self.done, self.total, self.is_over = 0, 0, False
        self._bind, self._build = bind, build
        self._thread = Thread(target=self._work, name="index building", daemon=True)

    def start(self) -> None:
        """Begins."""
        with Session(self._bind) as session:
            self.total = listings_open(session)
        self._thread.start()

    def wait(self) -> None:
        """Returns once it is over."""
        self._thread.join()

    def _work(self) -> None:
        try:
            with Session(self._bind) as session:
                self._build(session, self._note)
        except Exception:  # noqa: BLE001 - a thread has nobody to raise it to
            _log.exception("The search index could not be built")
        finally:
            self.is_over = True

    def _note(self, done: int) -> None:
        self.done = done


def build_catalogue(
    session: Session,
    kept: KeptIndex,
    reader: Reader,
    *,
    progress: Callable[[int], None] = lambda _: None,
    replaces: bool = False,
) -> None:
    """Builds the index of all patents on offer and keeps it, unless another process has done so meanwhile.

    It stands among the tasks while it goes on.

    Args:
        session: only read from, in small steps.
        kept: where the index is kept.
        reader: how the patents are read.
        progress: told how many are read; what it raises ends the build and leaves the last good index.
        replaces: whether there is an index that answers until this one is built.
    """
    kept.folder.mkdir(parents=True, exist_ok=True)
    with _alone(kept.folder / "index-building.lock"):
        revision = catalogue_revision(session)
        found = kept.newest(up_to=revision)
        if found and found[0] == revision:
            return
        with told_as_task(session.get_bind(), listings_open(session), replaces=replaces) as told:

            def noted(done: int) -> None:
                progress(done)
                told(done)

            build_index(
                kept.path(revision),
                _batches(session),
                reader.documents,
                field_weights=reader.recipe.field_weights,
                lightest=reader.recipe.lightest,
                progress=noted,
            )
        kept.discard_older(revision)


def _batches(session: Session) -> Iterator[list[PatentText]]:
    last = 0
    while batch := [PatentText(*row) for row in session.execute(texts_on_offer(last).limit(_A_BATCH))]:
        yield batch
        last = batch[-1].id
        session.rollback()  # no read lock is held from one batch to the next


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Waits until no other process builds in this folder."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
