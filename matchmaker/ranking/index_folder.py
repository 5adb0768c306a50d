"""Keeps an index in a folder: arrays that processes map into memory and share, written whole or not at all.

One process at a time may write to a folder; any number may read.

The folder holds ``index.json`` and the folder of arrays that it names. A new index is written beside the old
one; replacing ``index.json`` is the moment at which it takes the old one's place.
"""

import json
import os
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp, mkstemp
from typing import Any

import numpy as np
import numpy.typing as npt

from matchmaker.errors import N_, MatchmakerError
from matchmaker.ranking.arrays import frozen
from matchmaker.ranking.columns import Columns
from matchmaker.ranking.holdings import Holdings
from matchmaker.ranking.merging import compact
from matchmaker.ranking.parts import Part
from matchmaker.ranking.segment import Segment
from matchmaker.ranking.state import State, inverse_document_frequencies, rarest
from matchmaker.ranking.vocabulary import Vocabulary

_FORMAT = "matchmaker TF-IDF index 9"
_HEADER = "index.json"
_TERMS = "terms.marisa"
_NPY_HEADER = 128  # bytes
_CHECKED_WHOLE = 64 * 2**20  # bytes; of larger files only the size is checked, so that opening stays quick
_SIGNS_OF_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, RuntimeError)
_COLUMNS = ("steps", "fours", "peaks", "lacking", "loud", "loud_starts")
_ARRAYS = (
    "ids",
    "by_id",
    "starts",
    "postings",
    "levels",
    "odd_postings",
    "odd_strengths",
    "odd_starts",
    "norms",
    "held_starts",
    "held",
    "common_terms",
    *_COLUMNS,
)


class IndexFileError(MatchmakerError):
    """A folder holds no index that can be read."""

    message = N_(
        "The search index in %(path)s is damaged or was written by another version. Build the index again."
    )


class Folder:
    """A new folder of arrays on its way to become the index at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.arrays = Path(mkdtemp(dir=path, prefix="arrays-"))

    def allocate(self, name: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array of zeros, in a file unless it is empty."""
        if not np.prod(shape):
            return np.zeros(shape, dtype)
        return np.asarray(
            np.lib.format.open_memmap(self.arrays / f"{name}.npy", "w+", np.dtype(dtype), shape)
        )

    def write(
        self,
        vocabulary: Vocabulary,
        segment: Segment,
        field_weights: Mapping[str, float],
        lightest: float,
    ) -> None:
        """Writes what is not there yet and puts all of it in the place of the old index."""
        vocabulary.save(self.arrays / _TERMS)
        weights = inverse_document_frequencies(len(segment), segment.document_frequencies)
        part = Part.of(segment, weights, self.allocate)
        for name, array in _contents(part).items():
            file = self.arrays / f"{name}.npy"
            if not file.exists():
                np.save(file, array)
        files = {file.name: _size_and_sum(file) for file in sorted(self.arrays.iterdir())}
        for name in files:
            _sync(self.arrays / name)
        header = {
            "format": _FORMAT,
            "field_weights": dict(field_weights),
            "lightest": lightest,
            "arrays": self.arrays.name,
            "files": files,
        }
        self._put(json.dumps(header))

    def discard(self) -> None:
        """Takes away what was written and has not become the index."""
        shutil.rmtree(self.arrays, ignore_errors=True)

    def _put(self, header: str) -> None:
        handle, name = mkstemp(dir=self.path, prefix=".index-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(header)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.path / _HEADER)
        for other in (*self.path.glob("arrays-*"), *self.path.glob("runs-*")):
            if other != self.arrays:
                shutil.rmtree(other, ignore_errors=True)


def write_index(path: Path, state: State, field_weights: Mapping[str, float], lightest: float) -> None:
    """Writes an index, merged, in the place of the one at ``path``; readers see the old one or the new.

    Raises:
        OSError: the folder cannot be written; what was at ``path`` stays.
    """
    folder = Folder(path)
    try:
        folder.write(*compact(state, folder.allocate), field_weights, lightest)
    except BaseException:
        folder.discard()
        raise


def read_index(path: Path) -> tuple[State, dict[str, float], float]:
    """Opens the index that ``write_index`` wrote, with the field weights and how light a term may be.

    Raises:
        IndexFileError: there is no index, or it is damaged, or of another format.
    """
    try:
        written = (path / _HEADER).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexFileError(
            N_("There is no search index in %(path)s. Build the index."), path=path
        ) from error
    try:
        header = json.loads(written)
        if header["format"] != _FORMAT:
            raise ValueError(header["format"])
        arrays = path / header["arrays"]
        for name, wanted in header["files"].items():
            if _size_and_sum(arrays / name) != wanted:
                raise ValueError(name)
        return _state(arrays), header["field_weights"], header["lightest"]
    except _SIGNS_OF_DAMAGE as error:
        raise IndexFileError(path=path) from error


def _state(arrays: Path) -> State:
    mapped = {name: _mapped(arrays / f"{name}.npy") for name in _ARRAYS}
    norms, holdings = mapped.pop("norms"), Holdings(mapped.pop("held_starts"), mapped.pop("held"))
    columns = Columns(mapped.pop("common_terms"), **{name: mapped.pop(name) for name in _COLUMNS})
    segment = Segment(**mapped)
    weights = inverse_document_frequencies(len(segment), segment.document_frequencies)
    part = Part.opened(segment, norms, columns, holdings)
    return State(Vocabulary.load(arrays / _TERMS), (part,), weights, rarest(len(segment)))


def _mapped(file: Path) -> npt.NDArray[Any]:
    is_empty = file.stat().st_size <= _NPY_HEADER  # and an empty file cannot be mapped
    return frozen(np.asarray(np.load(file, mmap_mode=None if is_empty else "r")))


def _contents(part: Part) -> dict[str, npt.NDArray[Any]]:
    columns = {name: getattr(part.columns, name) for name in _COLUMNS}
    columns |= {"norms": part.norms, "common_terms": part.columns.terms}
    columns |= {"held_starts": part.holdings.starts, "held": part.holdings.held}
    return {name: getattr(part.segment, name) for name in _ARRAYS if name not in columns} | columns


def _size_and_sum(file: Path) -> list[int]:
    size = file.stat().st_size
    return [size, zlib.crc32(file.read_bytes()) if size <= _CHECKED_WHOLE else 0]


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
