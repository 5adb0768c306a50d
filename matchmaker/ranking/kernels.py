"""Finds and looks up with compiled loops; ``plain_kernels`` does the same without numba."""

import threading

import numpy as np
import numpy.typing as npt

from matchmaker.ranking import compiled, compiling, plain_kernels
from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, Strengths
from matchmaker.ranking.parts import Part

weighed = compiling.compiled(plain_kernels.weighed)

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
    documents = (part.norms, lengths.coarse, lengths.shortest, part.gone, lengths.usual, lengths.short)
    sums = _sums(len(lengths.coarse))
    found: tuple[Rows, Floats] = compiled.best_rows(
        sums, documents, allowed, k, terms, factors, _postings(part), _columns(part)
    )
    return found


def strengths_at(part: Part, terms: Ids, rows: Rows) -> Strengths:
    """The strength of each term in each row, 0 where it does not stand; (rows, terms)."""
    strengths = np.zeros((len(rows), len(terms)), np.float32)
    compiled.look_up(strengths, rows, terms, _postings(part), _columns(part))
    return strengths


def _postings(part: Part) -> tuple[object, ...]:
    segment = part.segment
    return (
        segment.starts,
        segment.postings,
        segment.levels,
        segment.odd_postings,
        segment.odd_strengths,
        len(segment),
    )


def _columns(part: Part) -> tuple[object, ...]:
    columns = part.columns
    return (columns.terms, columns.steps, columns.nibbles, columns.peaks, columns.places)


_LENGTHS_KEPT = 4  # the parts of an index take turns
_scratch = threading.local()


def _sums(length: int) -> npt.NDArray[np.uint16]:
    """This thread's zeros of a length; ``compiled.best_rows`` leaves them as zeros."""
    kept: dict[int, npt.NDArray[np.uint16]] | None = getattr(_scratch, "kept", None)
    if kept is None:
        kept = _scratch.kept = {}
    if length not in kept:
        if len(kept) >= _LENGTHS_KEPT:
            kept.clear()
        kept[length] = np.zeros(length, np.uint16)
    return kept[length]
