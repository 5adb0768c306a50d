"""How far the import of a sheet is, and what importing one of its rows would do."""

from enum import StrEnum

from matchmaker.errors import N_


class ImportState(StrEnum):
    """How far the import of one sheet is."""

    READING = "reading"
    COLUMNS = "columns"
    READ = "read"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STATE_LABELS[self]

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self in {ImportState.DONE, ImportState.FAILED, ImportState.DROPPED}


class RowKind(StrEnum):
    """What importing a row would do, or did."""

    WRONG = "wrong"
    CHANGED = "changed"
    NEW = "new"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KIND_LABELS[self]


_STATE_LABELS = {
    ImportState.READING: N_("Being read"),
    ImportState.COLUMNS: N_("Columns to be confirmed"),
    ImportState.READ: N_("To be confirmed"),
    ImportState.WRITING: N_("Being imported"),
    ImportState.DONE: N_("Imported"),
    ImportState.FAILED: N_("Refused"),
    ImportState.DROPPED: N_("Dropped"),
}

_KIND_LABELS = {
    RowKind.WRONG: N_("Wrong"),
    RowKind.CHANGED: N_("Changed"),
    RowKind.NEW: N_("New"),
    RowKind.UNCHANGED: N_("Unchanged"),
}
