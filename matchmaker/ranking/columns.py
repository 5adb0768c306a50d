"""How much a common term adds to each document at most, as columns of four bits.

A term that stands in one document of thirty-two or more has a long list of postings and adds little to a score. Its
column says of every document, in order, how strong the term is there: the strength in steps of a fifteenth of
the term's greatest, rounded up, and 0 where it does not stand. Documents come in blocks; a byte holds one of the
first half of its block (low bits) and one of the second (high bits). Documents of a block whose rows are 256 apart
are a group, which has the most steps of its sixteen (``peaks``). Odd strengths, which are always summed, have
one step, so that 0 means that the term does not stand there.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Codes, Ids, Strengths, frozen
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.segment import ODD, Segment

BLOCK = 4096
HALF = BLOCK // 2
GROUPS = 256
"""Groups a block: the rows of one are so many apart."""
_COMMON = 32  # a term is common that stands in more than one of so many documents
_STEPS = 15


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of c common terms over b blocks.

    Attributes:
        terms: the terms' numbers, ascending; (c,).
        steps: the strength that one step stands for; (c,).
        nibbles: the columns and behind them an empty one; (c + 1, b, half a block).
        peaks: the most steps in each group of documents; (c + 1, b, ``GROUPS``).
        places: where the postings of each term begin in each block, and where they end; (c, b + 1).
    """

    terms: Ids
    steps: Strengths
    nibbles: Codes
    peaks: Codes
    places: npt.NDArray[np.int64]

    @classmethod
    def of(cls, segment: Segment, allocate: Allocate = in_memory) -> "Columns":
        """Reads the columns off a segment's postings."""
        blocks = -(-len(segment) // BLOCK)
        terms = np.flatnonzero(segment.document_frequencies > max(len(segment) / _COMMON, BLOCK / _COMMON))
        nibbles = allocate("nibbles", (len(terms) + 1, blocks, HALF), np.uint8)
        peaks = allocate("peaks", (len(terms) + 1, blocks, GROUPS), np.uint8)
        steps = np.zeros(len(terms), np.float32)
        places = np.zeros((len(terms), blocks + 1), np.int64)
        first_rows = np.arange(blocks + 1) * BLOCK
        for column, term in enumerate(terms):
            postings = slice(int(segment.starts[term]), int(segment.starts[term + 1]))
            codes = segment.codes(postings.start, postings.stop)
            rows = segment.rows(postings.start, postings.stop)
            steps[column] = max(segment.levels[codes].max() / _STEPS, np.finfo(np.float32).tiny)
            of_code = np.ceil(segment.levels / steps[column] * (1 - 1e-6)).clip(0, _STEPS).astype(np.uint8)
            of_code[ODD] = 1
            places[column] = postings.start + np.searchsorted(rows, first_rows)
            unpacked = np.zeros(blocks * BLOCK, np.uint8)
            unpacked[rows] = of_code[codes]
            peaks[column] = unpacked.reshape(blocks, -1, GROUPS).max(axis=1)
            halves = unpacked.reshape(blocks, 2, HALF)
            nibbles[column] = halves[:, 0] | (halves[:, 1] << 4)
        return cls(frozen(terms), frozen(steps), frozen(nibbles), frozen(peaks), frozen(places))
