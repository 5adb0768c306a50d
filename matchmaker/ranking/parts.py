"""Documents that are ranked together: their postings, the lengths that follow from the weights, the columns."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, frozen
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.columns import Columns
from matchmaker.ranking.lengths import Lengths
from matchmaker.ranking.segment import Segment
from matchmaker.ranking.signs import signs_of


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of an index; never changed.

    Attributes:
        segment: the postings of n documents.
        norms: the Euclidean length of each document's weighted terms, 0 where there are none; (n,).
        lengths: the same, coarsely.
        columns: what the common terms add at most.
        signs: which of the other terms a document may hold.
        gone: whether a document was removed; (n,).
    """

    segment: Segment
    norms: Floats
    lengths: Lengths
    columns: Columns
    signs: npt.NDArray[np.uint64]
    gone: Booleans

    @classmethod
    def of(cls, segment: Segment, term_weights: Floats, allocate: Allocate = in_memory) -> "Part":
        """Computes what follows from the postings and the terms' weights."""
        norms = allocate("norms", (len(segment),), np.float64)
        norms[:] = segment.norms(term_weights)
        columns = Columns.of(segment, allocate)
        return cls.opened(segment, norms, columns, signs_of(segment, columns.terms, allocate))

    @classmethod
    def opened(
        cls, segment: Segment, norms: Floats, columns: Columns, signs: npt.NDArray[np.uint64]
    ) -> "Part":
        """A part of which all is known but what takes no time."""
        gone = np.zeros(len(segment), np.bool_)
        return cls(segment, frozen(norms), Lengths.of(norms), columns, frozen(signs), frozen(gone))

    def without(self, rows: Rows) -> "Part":
        """This part, some of whose documents are gone."""
        if not len(rows):
            return self
        gone = self.gone.copy()
        gone[rows] = True
        return replace(self, gone=frozen(gone))

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
