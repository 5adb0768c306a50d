"""Finds and looks up with compiled loops; ``plain_kernels`` gives the same rows without numba."""

import threading

import numpy as np

from matchmaker.ranking import compiled
from matchmaker.ranking.arrays import Booleans, Ids, Rows, Strengths
from matchmaker.ranking.parts import Part
from matchmaker.ranking.segment import Segment


def best_rows(part: Part, terms: Ids, factors: Strengths, k: int, allowed: Booleans) -> Rows:
    """The rows of a part that may be among its ``k`` best, and perhaps a few more, whose sums are almost as high.

    Args:
        part: the documents.
        terms: the query's terms, by number; (t,).
        factors: what a strength of 1 adds to a sum; (t,).
        k: how many are asked for; above 0.
        allowed: whether a row may be found; empty if all may.
    """
    segment, columns = part.segment, part.columns
    found: Rows = compiled.best_rows(
        _sums(len(part.inverse_norms)),
        part.inverse_norms,
        allowed,
        k,
        terms,
        factors,
        (
            segment.starts,
            segment.rows,
            segment.codes,
            segment.levels,
            segment.odd_postings,
            segment.odd_strengths,
        ),
        (columns.terms, columns.steps, columns.nibbles, columns.places),
    )
    return found


def strengths_at(segment: Segment, terms: Ids, rows: Rows) -> Strengths:
    """The strength of each term in each row, 0 where it does not stand; (rows, terms)."""
    starts, stops = segment.bounds(terms)
    strengths = np.zeros((len(rows), len(terms)), np.float32)
    compiled.look_up(
        strengths,
        rows,
        starts,
        stops,
        segment.rows,
        segment.codes,
        segment.levels,
        segment.odd_postings,
        segment.odd_strengths,
        len(segment),
    )
    return strengths


_LENGTHS_KEPT = 4  # the parts of an index take turns
_scratch = threading.local()


def _sums(length: int) -> Strengths:
    """This thread's zeros of a length; ``compiled.best_rows`` leaves them as zeros."""
    kept: dict[int, Strengths] | None = getattr(_scratch, "kept", None)
    if kept is None:
        kept = _scratch.kept = {}
    if length not in kept:
        if len(kept) >= _LENGTHS_KEPT:
            kept.clear()
        kept[length] = np.zeros(length, np.float32)
    return kept[length]
