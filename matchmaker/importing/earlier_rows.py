"""Which row first held what a row is known by, kept on disk: a long sheet costs no more memory than a short one."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import TypeAlias

Keys: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""What a row is known by: its key by field, or its keys."""


class EarlierRows:
    """The keys of the rows of one sheet so far."""

    def __init__(self) -> None:
        self._found = sqlite3.connect("")  # a temporary file that nobody else sees
        self._found.execute("PRAGMA journal_mode = OFF")
        self._found.execute(
            "CREATE TABLE keys (field TEXT, key TEXT, row INTEGER, PRIMARY KEY (field, key)) WITHOUT ROWID"
        )

    def first_with(self, keys: Keys) -> tuple[str, int] | None:
        """The field and the row of the first of these keys that an earlier row has; None where none has any."""
        for field, key in _each(keys):
            found = self._found.execute("SELECT row FROM keys WHERE field = ? AND key = ?", (field, key))
            if row := found.fetchone():
                return field, row[0]
        return None

    def note(self, keys: Keys, row: int) -> None:
        """Notes what a row is known by."""
        self._found.executemany(
            "INSERT OR REPLACE INTO keys VALUES (?, ?, ?)", [(field, key, row) for field, key in _each(keys)]
        )

    def close(self) -> None:
        """Forgets them."""
        self._found.close()


def _each(keys: Keys) -> Iterator[tuple[str, str]]:
    for field, key in keys.items():
        for each in (key,) if isinstance(key, str) else key:
            yield field, each
