"""Finds and looks up with compiled loops; ``plain_kernels`` does the same without numba."""

import threading
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matchmaker.ranking import compiled, compiling, looking_up, plain_kernels
from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, Strengths
from matchmaker.ranking.columns import TOGETHER
from matchmaker.ranking.parts import Part

weighed = compiling.compiled(plain_kernels.weighed)
ranked = compiling.compiled(plain_kernels.ranked)

_MOST_TERMS = 2_000  # of a query; the bounds of more are too wide to be of use


def best_rows(part: Part, terms: Ids, factors: Floats, k: int, allowed: Booleans) -> tuple[Rows, Floats]:
    """The rows of a part that may be among its ``k`` best, perhaps a few more, and the sums of their products.

    Args:
        part: the documents.
        terms: the query's terms, by number; (t,).
        factors: what a strength of 1 adds to a sum; (t,).
        k: how many are asked for; above 0.
        allowed: whether a row may be found; empty if all may.
    """
    if len(terms) > _MOST_TERMS:
        return plain_kernels.best_rows(part, terms, factors, k, allowed)
    lengths = part.lengths
    documents = (part.norms, lengths.inverses, lengths.shortest, lengths.usual, part.gone)
    room, permitted = _room_of(len(lengths.inverses)), allowed
    if len(allowed):
        permitted = np.zeros(len(room[0]), np.bool_)
        permitted[: len(allowed)] = allowed
    found: tuple[Rows, Floats] = compiled.best_rows(
        room, documents, permitted, k, terms, factors, (_postings(part), _columns(part))
    )
    return found


def strengths_at(part: Part, terms: Ids, rows: Rows) -> Strengths:
    """The strength of each term in each row, 0 where it does not stand; (rows, terms)."""
    strengths = np.zeros((len(rows), len(terms)), np.float32)
    looking_up.look_up(strengths, rows, terms, _postings(part), _columns(part))
    return strengths


def _postings(part: Part) -> tuple[object, ...]:
    segment = part.segment
    return (
        segment.starts,
        segment.postings,
        segment.levels,
        segment.odd_postings,
        segment.odd_strengths,
        segment.odd_starts,
        len(segment),
        part.signs,
    )


def _columns(part: Part) -> tuple[object, ...]:
    columns = part.columns
    return (
        columns.terms,
        columns.steps,
        columns.fours,
        columns.peaks,
        columns.places,
        columns.loud,
        columns.loud_starts,
    )


_Room: TypeAlias = tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16], Rows]
_LENGTHS_KEPT = 4  # the parts of an index take turns
_scratch = threading.local()


def _room_of(groups: int) -> _Room:
    """This thread's room for a number a document and two numbers a group."""
    kept: dict[int, _Room] | None = getattr(_scratch, "kept", None)
    if kept is None:
        kept = _scratch.kept = {}
    if groups not in kept:
        if len(kept) >= _LENGTHS_KEPT:
            kept.clear()
        kept[groups] = (
            np.empty(groups * TOGETHER, np.uint16),
            np.empty(groups, np.uint16),
            np.empty(groups + 1, np.int32),
        )
    return kept[groups]
