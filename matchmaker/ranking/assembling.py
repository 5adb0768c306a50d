"""Puts runs of postings together into one segment, in memory or in files."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Ids, Strengths, frozen
from matchmaker.ranking.segment import ODD, ROW, Run, Segment, check_ids, check_terms

Allocate: TypeAlias = Callable[[str, tuple[int, ...], npt.DTypeLike], npt.NDArray[Any]]
"""Gives an array of a name, shape and type, all 0: in memory, or mapped from a file of that name."""

_LEVELS = 255


def in_memory(_: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Allocates an array that has no file."""
    return np.zeros(shape, dtype)


def assembled(
    ids: Ids, term_count: int, runs: Callable[[], Iterable[Run]], allocate: Allocate = in_memory
) -> Segment:
    """Makes a segment of runs.

    Args:
        ids: the documents' ids, by row.
        term_count: how many numbers terms may have.
        runs: gives the runs, twice the same; of two runs with one term the first has the smaller rows.
        allocate: where the large arrays come from.

    Raises:
        DuplicateDocumentError: two documents have the same id.
        TooManyDocumentsError, TooManyTermsError: there are more than a segment can tell apart.
    """
    check_ids(ids)
    check_terms(term_count)
    frequencies = np.zeros(term_count, np.int64)
    tallies: dict[float, int] = {}
    for run in runs():
        frequencies[run.terms] += run.counts
        for value, count in zip(run.values.tolist(), np.bincount(run.places).tolist(), strict=True):
            tallies[value] = tallies.get(value, 0) + count
    levels = _levels(tallies)
    starts = allocate("starts", (term_count + 1,), np.int64)
    np.cumsum(frequencies, out=starts[1:])
    postings = allocate("postings", (int(starts[-1]),), np.uint32)
    odd_postings, odd_strengths = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    free = starts[:-1].copy()
    for run in runs():
        first = np.cumsum(run.counts) - run.counts
        places = np.repeat(free[run.terms] - first, run.counts) + np.arange(len(run.rows))
        free[run.terms] += run.counts
        of_value = _codes(run.values, levels)
        found = of_value[run.places]
        postings[places] = (run.rows.astype(np.uint32) << np.uint32(ROW)) | found
        odd = np.flatnonzero(found == ODD)
        odd_postings.append(places[odd])
        odd_strengths.append(run.values[run.places[odd]])
    odds = np.concatenate(odd_postings)
    order = np.argsort(odds)
    return Segment(
        ids=frozen(ids),
        by_id=frozen(np.argsort(ids).astype(np.int32)),
        starts=frozen(starts),
        postings=frozen(postings),
        levels=frozen(levels),
        odd_postings=frozen(odds[order]),
        odd_strengths=frozen(np.concatenate(odd_strengths)[order]),
        odd_starts=frozen(np.searchsorted(odds[order], starts).astype(np.int32)),
    )


def _levels(tallies: dict[float, int]) -> Strengths:
    """The most frequent strengths, ascending, behind a 0."""
    frequent = sorted(tallies, key=lambda value: (-tallies[value], value))[:_LEVELS]
    levels = np.zeros(_LEVELS + 1, np.float32)
    levels[1 : len(frequent) + 1] = sorted(frequent)
    levels[len(frequent) + 1 :] = np.inf if not frequent else max(frequent)
    return levels


def _codes(values: Strengths, levels: Strengths) -> npt.NDArray[np.uint8]:
    """The byte of each value: its place in the levels, ``ODD`` where it is none of them."""
    places = np.searchsorted(levels[1:], values) + 1
    return np.where(levels[np.minimum(places, _LEVELS)] == values, places, ODD).astype(np.uint8)
