"""Documents that are ranked together: their postings, the lengths that follow from the weights, the columns."""

from dataclasses import dataclass, replace

import numpy as np

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, Strengths
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.columns import BLOCK, Columns
from matchmaker.ranking.segment import Segment


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of an index; never changed.

    Attributes:
        segment: the postings of n documents.
        norms: the Euclidean length of each document's weighted terms; (n,).
        inverse_norms: 1 / length, and 0 for a document that is gone or has no terms; in whole blocks.
        columns: what the common terms add at most.
        gone: whether a document was removed; (n,).
    """

    segment: Segment
    norms: Floats
    inverse_norms: Strengths
    columns: Columns
    gone: Booleans

    @classmethod
    def of(cls, segment: Segment, term_weights: Floats, allocate: Allocate = in_memory) -> "Part":
        """Computes what follows from the postings and the terms' weights."""
        norms = allocate("norms", (len(segment),), np.float64)
        norms[:] = segment.norms(term_weights)
        return cls.opened(segment, norms, Columns.of(segment, allocate))

    @classmethod
    def opened(cls, segment: Segment, norms: Floats, columns: Columns) -> "Part":
        """A part whose lengths and columns are known."""
        inverse_norms = np.zeros(-(-len(norms) // BLOCK) * BLOCK, np.float32)
        np.divide(1.0, norms, out=inverse_norms[: len(norms)], where=norms > 0.0, casting="same_kind")
        return cls(segment, norms, inverse_norms, columns, np.zeros(len(segment), np.bool_))

    def without(self, rows: Rows) -> "Part":
        """This part, some of whose documents are gone."""
        if not len(rows):
            return self
        gone, inverse_norms = self.gone.copy(), self.inverse_norms.copy()
        gone[rows], inverse_norms[rows] = True, 0.0
        return replace(self, gone=gone, inverse_norms=inverse_norms)

    @property
    def ids(self) -> Ids:
        """The ids of the documents that are here; (n,)."""
        return self.segment.ids[~self.gone] if self.gone.any() else self.segment.ids

    def rows_of(self, ids: Ids) -> Rows:
        """The rows of those documents that are here, each once."""
        rows = self.segment.rows_of(np.unique(ids))
        rows = rows[rows >= 0]
        return rows[~self.gone[rows]]

    def row(self, document_id: int) -> int | None:
        """The row of a document, None if it is not here."""
        row = int(self.segment.rows_of(np.array([document_id], np.int64))[0])
        return None if row < 0 or self.gone[row] else row
