"""Tasks of the background work."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.organizations.models import Person
from matchmaker.tasks.enums import ACTIVE_STATES, TaskKind, TaskState


class Task(Base):
    """One piece of background work, from being asked for to its end.

    ``active_key`` names kind and arguments while the task waits or runs, so that the same work is not done twice
    at once; it is empty afterwards. ``done`` of ``total`` pieces are finished. ``turn`` counts how often somebody
    took the task up; whoever works on it gives a sign of life in ``heartbeat_at``. ``outcome`` is a catalogue
    message that tells how it ended and ``params`` fill its places. ``asked_by`` is None where it was due by itself.
    """

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind] = mapped_column(choice(TaskKind))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[TaskState] = mapped_column(choice(TaskState), default=TaskState.WAITING, index=True)
    active_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(Text, default="")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    asked_by: Mapped[Person | None] = relationship()

    @property
    def is_active(self) -> bool:
        """Whether the task waits or runs."""
        return self.state in ACTIVE_STATES

    @property
    def duration(self) -> dt.timedelta | None:
        """How long its last turn has taken so far, or took; None where nobody has begun."""
        until = self.ended_at or self.heartbeat_at
        return max(until - self.started_at, dt.timedelta()) if until and self.started_at else None

    @property
    def speed(self) -> float | None:
        """Pieces finished a second in this turn; None where that cannot be told yet."""
        if not self.duration or not self.done:
            return None
        return self.done / self.duration.total_seconds()

    @property
    def time_left(self) -> dt.timedelta | None:
        """How long a running task will take at this speed; None where that cannot be told."""
        if self.state is not TaskState.RUNNING or not self.speed:
            return None
        return dt.timedelta(seconds=(self.total - self.done) / self.speed)
