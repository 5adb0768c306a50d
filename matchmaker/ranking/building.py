"""Builds a large index in a folder: batches are read by several processes, and put together through files."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TypeAlias, TypeVar

import numpy as np

from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.assembling import assembled
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index_folder import Folder
from matchmaker.ranking.reading import Numbers, read_runs
from matchmaker.ranking.segment import Run
from matchmaker.ranking.vocabulary import Vocabulary

B = TypeVar("B")
_Read: TypeAlias = tuple[Ids, list[str], tuple[Run, ...]]

_WAITING = 2  # batches a process, so that none waits for the next


def build_index(
    path: Path,
    batches: Iterable[B],
    read: Callable[[B], Iterable[Document]],
    *,
    field_weights: Mapping[str, float],
    lightest: float = 0.0,
    processes: int = 2,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Builds the index of all documents in the folder ``path``; ``TfidfIndex.load`` opens it.

    What stands at ``path`` stays until the new index is whole; an interrupted build leaves it as it was.

    Args:
        path: the folder of the index.
        batches: what ``read`` understands, some thousand documents each; taken as they are needed.
        read: gives a batch's documents; it runs in another process, so that it must be importable there.
        field_weights: field name → weight; fields that are not named weigh 1.
        lightest: how light a term of a query may be, as for ``TfidfIndex``.
        processes: how many read at the same time.
        progress: told the number of documents read so far; what it raises ends the build.

    Raises:
        DuplicateDocumentError: two documents have the same id.
        OSError: the folder cannot be written.
    """
    folder = Folder(path)
    try:
        with TemporaryDirectory(dir=path, prefix="runs-") as runs_folder:
            runs = _StoredRuns(Path(runs_folder))
            for batch in _read_by(processes, batches, read, field_weights):
                runs.store(*batch)
                progress(len(runs))
            vocabulary = Vocabulary.of(runs.numbers)
            runs.renumber(vocabulary)
            segment = assembled(runs.ids, len(vocabulary), runs, folder.allocate)
        folder.write(vocabulary, segment, field_weights, lightest)
    except BaseException:
        folder.discard()
        raise


def _read_by(
    processes: int,
    batches: Iterable[B],
    read: Callable[[B], Iterable[Document]],
    field_weights: Mapping[str, float],
) -> Iterator[_Read]:
    """What each batch holds, in their order."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent)
    waiting: deque[Future[_Read]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_read_batch, batch, read, dict(field_weights)))
            if len(waiting) >= _WAITING * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Has this process end when the one that builds is killed; left alone, it would wait for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    builder = parent_process()
    if builder:
        builder.join()
        os._exit(1)


def _read_batch(
    batch: B, read: Callable[[B], Iterable[Document]], field_weights: Mapping[str, float]
) -> _Read:
    numbers = Numbers()
    ids, runs = read_runs(read(batch), numbers, field_weights)
    return ids, list(numbers), runs


class _StoredRuns:
    """Runs on disk; called, it gives them in their order."""

    def __init__(self, folder: Path) -> None:
        self.numbers = Numbers()
        self._folder = folder
        self._ids: list[Ids] = []
        self._stored = self._rows = 0
        self._new_numbers = np.empty(0, np.int64)

    def __len__(self) -> int:
        return self._rows

    @property
    def ids(self) -> Ids:
        return np.concatenate([np.empty(0, np.int64), *self._ids])

    def store(self, ids: Ids, terms: list[str], runs: tuple[Run, ...]) -> None:
        """Takes up the runs of the next documents, whose rows and terms are numbered from 0."""
        known = np.array(list(map(self.numbers.__getitem__, terms)), np.int64)
        for run in runs:
            with self._file(self._stored).open("wb") as file:
                for array in (known[run.terms], run.counts, run.rows + np.int32(self._rows), run.values):
                    np.save(file, array)
                np.save(file, run.places.astype(np.min_scalar_type(len(run.values))))
            self._stored += 1
        self._ids.append(ids)
        self._rows += len(ids)

    def renumber(self, vocabulary: Vocabulary) -> None:
        """Gives the terms the numbers of a vocabulary, which has them all."""
        self._new_numbers = vocabulary.numbers(list(self.numbers))

    def __call__(self) -> Iterator[Run]:
        for number in range(self._stored):
            with self._file(number).open("rb") as file:
                terms, counts, rows, values, places = (np.load(file) for _ in range(5))
            yield Run(self._new_numbers[terms], counts, rows, values, places)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number}.npy"
