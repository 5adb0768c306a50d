"""How much a common term adds to each document at most, as columns of two bits.

A term that stands in one document of sixty-four or more has a long list of postings and adds little to a score. Its
column says of every document how strong the term is there: in steps, rounded up, 0 where it does not stand and three
at most. The step is chosen so that few strengths are rounded up far; what the few ``loud`` postings have above three
steps is summed from their postings. Odd strengths, which are always summed, have one step, so that 0 means that the
term does not stand there.

Four documents in a row are a group, and share a byte. The peaks have the most steps of each group: a block of
``GROUPS`` is ``WORDS`` words of 16 bits, each of which has two bits of eight groups that are ``WORDS`` apart.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Booleans, Codes, Floats, Ids, Postings, Strengths, frozen
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.segment import ODD, Segment

TOGETHER = 4
"""Documents a group."""
GROUPS = 4096
"""Groups a block."""
BLOCK = TOGETHER * GROUPS
WORDS = GROUPS // 8
MOST_STEPS = 3
LACKING = np.array(
    [
        sum((max(steps) - own) << (16 * place) for place, own in enumerate(steps))
        for steps in ([(byte >> (2 * place)) & 3 for place in range(TOGETHER)] for byte in range(256))
    ],
    np.uint64,
)
"""How many steps each of a byte's four documents has less than the most of them, in 16 bits each; (256,)."""
_COMMON = 64  # a term is common that stands in more than one of so many documents
_FEWEST = 128  # documents that hold a common term
_LOUD = 1 / 32  # of a term's postings may be above three steps
_TRIED = np.linspace(1 / 16, 1, 16)  # quantiles of a term's strengths that may be a whole number of steps


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of c common terms over b blocks.

    Attributes:
        terms: the terms' numbers, ascending; (c,).
        steps: the strength that one step stands for; (c,).
        fours: the steps of each group of documents; (c, b * ``GROUPS``).
        peaks: the most steps in each group; (c, b, ``WORDS``).
        lacking: how many steps a document has less than the most of its group, in the mean; (c,).
        loud: the postings that are above three steps, by term; (l,).
        loud_starts: where those of each term begin, and where the last end; (c + 1,).
    """

    terms: Ids
    steps: Strengths
    fours: Codes
    peaks: npt.NDArray[np.uint16]
    lacking: Strengths
    loud: Postings
    loud_starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, segment: Segment, allocate: Allocate = in_memory) -> "Columns":
        """Reads the columns off a segment's postings."""
        blocks = -(-len(segment) // BLOCK)
        terms = np.flatnonzero(segment.document_frequencies > max(len(segment) / _COMMON, _FEWEST))
        fours = allocate("fours", (len(terms), blocks * GROUPS), np.uint8)
        peaks = allocate("peaks", (len(terms), blocks, WORDS), np.uint16)
        steps, lacking = np.zeros(len(terms), np.float32), np.zeros(len(terms), np.float32)
        loud = [np.empty(0, np.uint32)]
        for column, term in enumerate(terms):
            start, stop = int(segment.starts[term]), int(segment.starts[term + 1])
            codes, rows = segment.codes(start, stop), segment.rows(start, stop)
            of_code = _steps_of_codes(segment.levels, codes)
            steps[column] = of_code.step
            loud.append(segment.postings[start:stop][of_code.are_loud[codes]])
            unpacked = np.zeros(blocks * BLOCK, np.uint8)
            unpacked[rows] = of_code.steps[codes]
            groups = unpacked.reshape(-1, TOGETHER, 1)
            fours[column] = _packed(groups)[:, 0]
            most = groups.max(axis=1)
            peaks[column] = _packed(most.reshape(blocks, -1, WORDS).astype(np.uint16))
            lacking[column] = most.mean() - unpacked.mean()
        loud_starts = np.cumsum([len(postings) for postings in loud], dtype=np.int64)
        return cls(
            terms=frozen(terms),
            steps=frozen(steps),
            fours=frozen(fours),
            peaks=frozen(peaks),
            lacking=frozen(lacking),
            loud=frozen(np.concatenate(loud)),
            loud_starts=frozen(loud_starts),
        )


class _Steps(NamedTuple):
    """How many steps each code stands for, and which codes stand for more than three; (levels,) each."""

    step: np.float32
    steps: Codes
    are_loud: Booleans


def _steps_of_codes(levels: Strengths, codes: Codes) -> _Steps:
    step = _step(levels, np.bincount(codes, minlength=len(levels)))
    steps = np.ceil(levels / step * (1 - 1e-6))
    steps[ODD] = 1
    return _Steps(step, steps.clip(0, MOST_STEPS).astype(np.uint8), steps > MOST_STEPS)


def _packed(steps: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.unsignedinteger]:
    """Puts two bits of each of the second axis side by side, the first lowest; (a, b, c) to (a, c)."""
    shifts = (2 * np.arange(steps.shape[1], dtype=steps.dtype))[:, None]
    packed: npt.NDArray[np.unsignedinteger] = np.bitwise_or.reduce(steps << shifts, axis=1)
    return packed


def _step(levels: Strengths, counts: npt.NDArray[np.int64]) -> np.float32:
    """The step by which strengths are rounded up the least in the mean; a loud one counts as rounded up by three.

    Args:
        levels: the strengths, ascending but for the first, which does not count.
        counts: how often each occurs.
    """
    here = 1 + np.flatnonzero(counts[1:])
    if not len(here):
        return np.finfo(np.float32).tiny
    strengths: Floats = levels[here].astype(np.float64)
    shares = counts[here] / counts[here].sum()
    tried = strengths[np.searchsorted(np.cumsum(shares), _TRIED * (1 - 1e-9))]
    steps = np.unique(np.concatenate([tried / whole for whole in range(1, MOST_STEPS + 1)]))
    of_strength = np.ceil(strengths / steps[:, None] * (1 - 1e-6))
    are_loud = of_strength > MOST_STEPS
    too_high = (
        np.where(are_loud, MOST_STEPS * steps[:, None], of_strength * steps[:, None] - strengths) @ shares
    )
    too_high[are_loud @ shares > _LOUD] = np.inf
    return np.float32(steps[np.argmin(too_high)])
