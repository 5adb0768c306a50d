"""Batches of rows that are kept on disk: a long sheet costs no more memory than a short one."""

import pickle
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Generic, TypeVar

T = TypeVar("T")


class Batches(Generic[T]):
    """Batches of one sheet, in the order in which they came."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by ``close``

    def add(self, batch: Sequence[T]) -> None:
        """Keeps some more."""
        pickle.dump(list(batch), self._file)

    def __iter__(self) -> Iterator[list[T]]:
        """All of them, from the first on."""
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - an unnamed file of this process's own
            except EOFError:
                return

    def close(self) -> None:
        """Forgets them."""
        self._file.close()
