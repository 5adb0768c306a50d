"""Documents that are ranked together: their postings, the lengths that follow from the weights, the columns."""

from dataclasses import dataclass, replace

import numpy as np

from matchmaker.ranking.arrays import Booleans, Floats, Ids, Rows, frozen
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.columns import Columns
from matchmaker.ranking.holdings import Holdings
from matchmaker.ranking.lengths import Lengths
from matchmaker.ranking.segment import Segment


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of an index; never changed.

    Attributes:
        segment: the postings of n documents.
        norms: the Euclidean length of each document's weighted terms, 0 where there are none; (n,).
        lengths: the same, coarsely.
        columns: what the common terms add at most.
        holdings: the postings by document.
        gone: whether a document was removed; (n,).
        from_least_id: see ``Segment.rows_from_least_id``.
    """

    segment: Segment
    norms: Floats
    lengths: Lengths
    columns: Columns
    holdings: Holdings
    gone: Booleans
    from_least_id: Rows

    @classmethod
    def of(cls, segment: Segment, term_weights: Floats, allocate: Allocate = in_memory) -> "Part":
        """Computes what follows from the postings and the terms' weights."""
        norms = allocate("norms", (len(segment),), np.float64)
        norms[:] = segment.norms(term_weights)
        return cls.opened(segment, norms, Columns.of(segment, allocate), Holdings.of(segment, allocate))

    @classmethod
    def opened(cls, segment: Segment, norms: Floats, columns: Columns, holdings: Holdings) -> "Part":
        """A part of which all is known but what takes no time."""
        gone = np.zeros(len(segment), np.bool_)
        from_least_id = frozen(segment.rows_from_least_id)
        return cls(segment, frozen(norms), Lengths.of(norms), columns, holdings, frozen(gone), from_least_id)

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
