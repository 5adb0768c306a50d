"""Keeps an index in a file: numpy's ``npz`` without pickled objects, written whole or not at all."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from matchmaker.errors import N_, MatchmakerError
from matchmaker.ranking.postings import Postings

_FORMAT = "matchmaker TF-IDF index 2"
_SIGNS_OF_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, BadZipFile)


class IndexFileError(MatchmakerError):
    """A file holds no index that can be read."""

    message = N_(
        "The search index in %(path)s is damaged or was written by another version. Build the index again."
    )


def write_index_file(path: Path, postings: Postings, field_weights: Mapping[str, float]) -> None:
    """Writes an index beside ``path`` and then puts it there, so that readers see the old file or the new.

    Raises:
        OSError: the file cannot be written; what was at ``path`` stays.
    """
    header = {"format": _FORMAT, "field_weights": dict(field_weights), "terms": list(postings.term_numbers)}
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            np.savez(
                file,
                header=np.frombuffer(json.dumps(header).encode("ascii"), np.uint8),
                ids=postings.ids,
                starts=postings.starts,
                rows=postings.rows,
                strengths=postings.strengths,
            )
            file.flush()
            os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def read_index_file(path: Path) -> tuple[Postings, dict[str, float]]:
    """Reads the postings and field weights that ``write_index_file`` wrote.

    Raises:
        IndexFileError: there is no file, or it is damaged, or of another format.
    """
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            return _contents(arrays)
    except FileNotFoundError as error:
        raise IndexFileError(
            N_("There is no search index in %(path)s. Build the index."), path=path
        ) from error
    except _SIGNS_OF_DAMAGE as error:
        raise IndexFileError(path=path) from error


def _contents(arrays: Mapping[str, npt.NDArray[Any]]) -> tuple[Postings, dict[str, float]]:
    header = json.loads(arrays["header"].tobytes())
    if header["format"] != _FORMAT:
        raise ValueError(header["format"])
    postings = Postings(
        ids=arrays["ids"],
        term_numbers={term: number for number, term in enumerate(header["terms"])},
        starts=arrays["starts"],
        rows=arrays["rows"],
        strengths=arrays["strengths"],
    )
    return postings, header["field_weights"]
