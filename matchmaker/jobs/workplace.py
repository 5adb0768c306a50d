"""What a job works with."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.jobs.post import Post
from matchmaker.matching.catalogue import Catalogue

P = ParamSpec("P")
T = TypeVar("T")

Outcome: TypeAlias = tuple[str, dict[str, object]]
"""A catalogue message that tells what was done, and what fills its places."""

_TRIES = 20
_BETWEEN_TRIES = 3.0  # seconds, on top of those that the database waits itself


@dataclass(frozen=True, slots=True)
class Workplace:
    """The database's sessions, the index of the patents on offer, what sends mail where the centre does, its zone."""

    sessions: sessionmaker[Session]
    catalogue: Catalogue
    post: Post | None = None
    zone: dt.tzinfo = dt.UTC

    @property
    def today(self) -> dt.date:
        """The day at the centre."""
        return dt.datetime.now(self.zone).date()

    def patiently(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **facts: P.kwargs) -> T:
        """Does something in a transaction of its own, again where the database is busy: a large import takes long."""
        for _ in range(_TRIES - 1):
            try:
                with self.sessions.begin() as session:
                    return work(session, *args, **facts)
            except OperationalError:
                time.sleep(_BETWEEN_TRIES)
        with self.sessions.begin() as session:
            return work(session, *args, **facts)
