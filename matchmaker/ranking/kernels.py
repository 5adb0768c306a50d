"""Finds and looks up with compiled loops; ``plain_kernels`` gives the same rows without numba."""

import threading

import numpy as np
import numpy.typing as npt

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
    starts, stops = segment.bounds(terms)
    places = np.searchsorted(columns.terms, terms)
    is_common = np.zeros(len(terms), np.bool_)
    inside = places < len(columns.terms)
    is_common[inside] = columns.terms[places[inside]] == terms[inside]
    rare = np.flatnonzero(~is_common & (stops > starts))
    rare = rare[np.argsort(-factors[rare])]
    common = np.flatnonzero(is_common)
    odd_starts, odd_stops = (np.searchsorted(segment.odd_postings, ends) for ends in (starts, stops))
    odd = np.flatnonzero(odd_stops > odd_starts)
    found: Rows = compiled.best_rows(
        _sums(len(part.inverse_norms)),
        part.inverse_norms,
        allowed,
        k,
        (starts[rare], stops[rare], factors[rare]),
        _whole_weights(factors[common], columns.steps[places[common]], places[common], len(columns.terms)),
        (odd_starts[odd], odd_stops[odd], factors[odd]),
        (segment.rows, segment.codes, segment.levels, segment.odd_postings, segment.odd_strengths),
        (columns.nibbles, columns.places),
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


def _whole_weights(
    factors: Strengths, steps: Strengths, columns: Ids, empty_column: int
) -> tuple[Ids, npt.NDArray[np.uint16], np.float32, Strengths]:
    """What a step of each column adds, in whole units rounded up, so that no sum passes 16 bits.

    Returns:
        The columns, those that can add most first, filled up to a multiple of four with the empty one; what a
        step of each adds in whole units; the unit; and the factor of each.
    """
    added = factors * steps
    order = np.argsort(-added)
    padded = np.zeros((3, -(-len(order) // 4) * 4))
    unit = np.float32(max(15 * added.sum(dtype=np.float64) / (65_000 - 15 * len(added)), 1e-30))
    padded[0, : len(order)] = np.ceil(added[order] / unit)
    padded[1, : len(order)] = factors[order]
    padded[2] = empty_column
    padded[2, : len(order)] = columns[order]
    return padded[2].astype(np.int64), padded[0].astype(np.uint16), unit, padded[1].astype(np.float32)


_scratch = threading.local()


def _sums(length: int) -> Strengths:
    """This thread's zeros; ``compiled.best_rows`` leaves them as zeros."""
    sums: Strengths | None = getattr(_scratch, "sums", None)
    if sums is None or len(sums) != length:
        _scratch.sums = sums = np.zeros(length, np.float32)
    return sums
