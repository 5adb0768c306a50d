"""What each document holds: its terms and their strengths in a row, so that it is summed in one reading."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Postings, frozen
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.engine import loops
from matchmaker.ranking.segment import Segment


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """The terms of n documents, by document.

    Attributes:
        starts: what row r holds is from ``starts[r]`` to ``starts[r + 1]``; (n + 1,).
        held: the number of each term and, in the lowest byte, the place of its strength in the ``levels`` of the
            segment, ascending within a document; (p,).
    """

    starts: npt.NDArray[np.int64]
    held: Postings

    @classmethod
    def of(cls, segment: Segment, allocate: Allocate = in_memory) -> "Holdings":
        """Turns a segment's postings around."""
        starts = allocate("held_starts", (len(segment) + 1,), np.int64)
        for first, last in segment.stretches():
            rows = segment.rows(int(segment.starts[first]), int(segment.starts[last]))
            starts[1:] += np.bincount(rows, minlength=len(segment))
        np.cumsum(starts, out=starts)
        held = allocate("held", segment.postings.shape, np.uint32)
        loops().turn_around(segment, starts, held)
        return cls(frozen(starts), frozen(held))
