"""The lengths of documents' weighted terms, in 16 bits, for a pass over all documents."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Floats, frozen
from matchmaker.ranking.columns import BLOCK, GROUPS

FULL = 65_535
"""The greatest number of 16 bits."""

USUAL = 32_768
"""What the usual length is in 16 bits."""

_SHORT = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """The lengths of n documents, coarsely.

    Attributes:
        coarse: each length as a multiple of ``usual`` / ``USUAL``, rounded down; ``FULL`` for the longest, for
            documents without terms, and behind the last document; in whole blocks.
        shortest: the shortest of every group (``columns``) of these.
        usual: the median length of documents that have terms; above 0.
        short: what one document in a hundred is shorter than.
    """

    coarse: npt.NDArray[np.uint16]
    shortest: npt.NDArray[np.uint16]
    usual: float
    short: float

    @classmethod
    def of(cls, norms: Floats) -> "Lengths":
        """Rounds the lengths of documents, 0 for one without terms; (n,)."""
        coarse = np.full(-(-len(norms) // BLOCK) * BLOCK, FULL, np.uint16)
        some = np.flatnonzero(norms > 0.0)
        if not len(some):
            return cls(frozen(coarse), frozen(_shortest(coarse)), 1.0, 1.0)
        short, usual = np.quantile(norms[some], (_SHORT, 0.5)).tolist()
        coarse[some] = np.minimum(norms[some] * (USUAL / usual), FULL)
        return cls(frozen(coarse), frozen(_shortest(coarse)), usual, short)


def _shortest(coarse: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    shortest: npt.NDArray[np.uint16] = coarse.reshape(-1, BLOCK // GROUPS, GROUPS).min(axis=1).reshape(-1)
    return shortest
