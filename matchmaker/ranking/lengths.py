"""The lengths of documents' weighted terms, for a pass over all groups of documents."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Floats, frozen
from matchmaker.ranking.columns import BLOCK, GROUPS, TOGETHER

FULL = 65_535
"""The greatest number of 16 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """The lengths of n documents, by group (``columns``).

    Attributes:
        inverses: the shortest of all lengths as a share of each group's shortest, in parts of ``FULL``, rounded
            up; 0 for a group without terms; in whole blocks.
        shortest: the shortest length of a document that has terms; above 0.
        usual: the median of these.
    """

    inverses: npt.NDArray[np.uint16]
    shortest: float
    usual: float

    @classmethod
    def of(cls, norms: Floats) -> "Lengths":
        """Rounds the lengths of documents, 0 for one without terms; (n,)."""
        blocks = -(-len(norms) // BLOCK)
        some = norms > 0.0
        if not some.any():
            return cls(frozen(np.zeros(blocks * GROUPS, np.uint16)), 1.0, 1.0)
        lengths = np.full(blocks * BLOCK, np.inf)
        lengths[: len(norms)][some] = norms[some]
        shortest = float(lengths.min())
        of_group = lengths.reshape(-1, TOGETHER).min(axis=1)
        inverses = np.ceil(shortest / of_group * FULL).astype(np.uint16)
        return cls(frozen(inverses), shortest, float(np.median(norms[some])))
