"""The kinds of background work and the states that a task goes through."""

from enum import StrEnum

from matchmaker.errors import N_


class TaskKind(StrEnum):
    """What is done in the background."""

    ROUND = "round"
    INDEX = "index"
    PATENTS_READING = "patents_reading"
    PATENTS_IMPORT = "patents_import"
    NEEDS_READING = "needs_reading"
    NEEDS_IMPORT = "needs_import"
    ANSWERS_READING = "answers_reading"
    ANSWERS_IMPORT = "answers_import"
    SEARCHES = "searches"
    ALERTS = "alerts"
    REMINDERS = "reminders"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KIND_LABELS[self]

    @property
    def can_be_cancelled(self) -> bool:
        """Whether the platform can do without it: searches need the index."""
        return self is not TaskKind.INDEX


class TaskState(StrEnum):
    """How far a task is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STATE_LABELS[self]


ACTIVE_STATES = (TaskState.WAITING, TaskState.RUNNING)

_KIND_LABELS = {
    TaskKind.ROUND: N_("All needs against all patents"),
    TaskKind.INDEX: N_("Search index"),
    TaskKind.PATENTS_READING: N_("Reading a sheet of patents"),
    TaskKind.PATENTS_IMPORT: N_("Importing a sheet of patents"),
    TaskKind.NEEDS_READING: N_("Reading a sheet of needs"),
    TaskKind.NEEDS_IMPORT: N_("Importing a sheet of needs"),
    TaskKind.ANSWERS_READING: N_("Reading a sheet of answers"),
    TaskKind.ANSWERS_IMPORT: N_("Importing a sheet of answers"),
    TaskKind.SEARCHES: N_("Saved searches"),
    TaskKind.ALERTS: N_("Mails of saved searches"),
    TaskKind.REMINDERS: N_("Mails of what is due"),
}

_STATE_LABELS = {
    TaskState.WAITING: N_("Waiting"),
    TaskState.RUNNING: N_("Running"),
    TaskState.DONE: N_("Done"),
    TaskState.FAILED: N_("Failed"),
    TaskState.CANCELLED: N_("Cancelled"),
}
