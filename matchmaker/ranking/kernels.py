"""Finds and looks up with compiled loops; ``plain_kernels`` does the same without numba."""

import threading
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matchmaker.ranking import compiled, compiling, looking_up, plain_kernels
from matchmaker.ranking.arrays import Booleans, Floats, Ids, Postings, Rows, Strengths, frozen
from matchmaker.ranking.columns import BLOCK, TOGETHER
from matchmaker.ranking.parts import Part
from matchmaker.ranking.segment import Segment

weighed = compiling.compiled(plain_kernels.weighed)
counting = compiling.compiled(plain_kernels.counting)
ranked = compiling.compiled(plain_kernels.ranked)

_ROWS_AT_ONCE = 32 * BLOCK  # whose sums stay in the second cache
_MOST_TERMS = 2_000  # of a query; the bounds of more are too wide to be of use


def best_rows(part: Part, terms: Ids, factors: Floats, k: int, allowed: Booleans) -> tuple[Rows, Floats]:
    """The rows of a part that may be among its ``k`` best, perhaps a few more, and the sums of their products.

    Args:
        part: the documents.
        terms: the query's terms, by number; (t,).
        factors: what a strength of 1 adds to a sum; (t,).
        k: how many are asked for; above 0.
        allowed: whether a row may be found, as ``permitted`` tells; empty if all may.
    """
    if len(terms) > _MOST_TERMS:
        return plain_kernels.best_rows(part, terms, factors, k, allowed[: len(part.segment)])
    lengths = part.lengths
    documents = (part.norms, lengths.inverses, lengths.shortest, lengths.usual, part.gone)
    found: tuple[Rows, Floats] = compiled.best_rows(
        (*_room_of(len(lengths.inverses)), _ROWS_AT_ONCE),
        documents,
        allowed.view(np.uint8),
        k,
        terms,
        factors,
        (_postings(part), _columns(part), _holdings(part)),
    )
    return found


def permitted(part: Part, ids: Ids) -> Booleans:
    """Whether each row is a document of ``ids``; in whole blocks."""
    allowed = np.zeros(len(part.lengths.inverses) * TOGETHER, np.bool_)
    rows = part.from_least_id
    if len(rows):
        least = part.segment.ids[part.segment.by_id[0]]
        looking_up.permit(allowed, frozen(np.ascontiguousarray(ids).view()), rows, least)
    else:
        allowed[: len(part.segment)] = plain_kernels.permitted(part, ids)
    return allowed


def strengths_at(part: Part, terms: Ids, rows: Rows) -> Strengths:
    """The strength of each term in each row, 0 where it does not stand; (rows, terms)."""
    strengths = np.zeros((len(rows), len(terms)), np.float32)
    looking_up.look_up(strengths, rows, terms, _postings(part), _holdings(part))
    return strengths


def turn_around(segment: Segment, starts: npt.NDArray[np.int64], held: Postings) -> None:
    """Fills in ``Holdings.held``; ``starts`` are those of the holdings."""
    looking_up.turn_around(segment.starts, segment.postings, starts, held)


def _postings(part: Part) -> tuple[object, ...]:
    segment = part.segment
    return (
        segment.starts,
        segment.postings,
        segment.levels,
        segment.odd_postings,
        segment.odd_strengths,
        segment.odd_starts,
    )


def _columns(part: Part) -> tuple[object, ...]:
    columns = part.columns
    return (
        columns.terms,
        columns.steps,
        columns.fours,
        columns.peaks,
        columns.lacking,
        columns.loud,
        columns.loud_starts,
    )


def _holdings(part: Part) -> tuple[object, ...]:
    return part.holdings.starts, part.holdings.held


_Room: TypeAlias = tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16], npt.NDArray[np.uint16], Rows]
_LENGTHS_KEPT = 4  # the parts of an index take turns
_scratch = threading.local()


def _room_of(groups: int) -> _Room:
    """This thread's room for a number a document and three numbers a group."""
    kept: dict[int, _Room] | None = getattr(_scratch, "kept", None)
    if kept is None:
        kept = _scratch.kept = {}
    if groups not in kept:
        if len(kept) >= _LENGTHS_KEPT:
            kept.clear()
        kept[groups] = (
            np.empty(groups * TOGETHER, np.uint16),
            np.empty(groups, np.uint16),
            np.empty(groups, np.uint16),
            np.empty(groups + 1, np.int32),
        )
    return kept[groups]
