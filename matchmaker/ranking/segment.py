"""Which document holds which term how strongly: immutable arrays, by term, in memory or mapped from files.

A posting is one number of 32 bits: the row of its document and, in the lowest byte, its strength as the number of
one of the 255 most frequent strengths (``levels``). The few strengths that are none of these have byte 0 and
stand apart, so that nothing is rounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.errors import N_, ConflictError
from matchmaker.ranking.arrays import Codes, Floats, Ids, Postings, Rows, Strengths

ODD = 0
"""The byte of a strength that is not among the levels."""

ROW = 8
"""How many bits of a posting are below its row."""

MOST_DOCUMENTS = 1 << (32 - ROW)
"""How many documents a segment can tell apart: twelve times the stock of the whole country."""

MOST_TERMS = 1 << (32 - ROW)
"""How many terms what a document holds can tell apart (``holdings``); twenty times those of the whole stock."""

_AT_ONCE = 8_000_000  # postings taken through numpy's temporaries at a time
_GRAIN = 2.0**-32
_SPREAD = 4  # ids a document, up to which a table of all ids between them is small


class DuplicateDocumentError(ConflictError):
    """Two documents of one batch have the same id."""

    message = N_("Document %(id)s is given twice. Give each document once.")


class TooManyDocumentsError(ConflictError):
    """More documents than one index takes."""

    message = N_("%(count)s documents are more than one index takes (%(most)s). Divide them.")


class TooManyTermsError(ConflictError):
    """More different terms than one index takes."""

    message = N_("%(count)s different terms are more than one index takes (%(most)s). Divide the documents.")


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Postings of some documents on their way into a segment.

    Attributes:
        terms: the terms' numbers, each once; (t,).
        counts: how many postings each of them has here; (t,).
        rows: the row of each posting's document in the segment to be, ascending within a term; (p,).
        values: the different strengths here, ascending; (v,).
        places: which of ``values`` each posting has; (p,).
    """

    terms: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    rows: Rows
    values: Strengths
    places: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """The terms of n documents, by term.

    Attributes:
        ids: the documents' ids, by row; (n,).
        by_id: the rows in the order of their ids; (n,).
        starts: the postings of term t are those from ``starts[t]`` to ``starts[t + 1]``; (m + 1,).
        postings: the row of each posting's document and the place of its strength in ``levels``, ascending
            within a term; (p,).
        levels: the strengths that have a byte; ``levels[0]`` is 0; (256,).
        odd_postings: the postings whose byte is 0, ascending; (o,).
        odd_strengths: their strengths; (o,).
        odd_starts: those of term t are from ``odd_starts[t]`` to ``odd_starts[t + 1]``; (m + 1,).
    """

    ids: Ids
    by_id: Rows
    starts: npt.NDArray[np.int64]
    postings: Postings
    levels: Strengths
    odd_postings: npt.NDArray[np.int64]
    odd_strengths: Strengths
    odd_starts: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def document_frequencies(self) -> npt.NDArray[np.int64]:
        """In how many documents each term stands; (m,)."""
        return np.diff(self.starts)

    def bounds(self, terms: Ids) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the postings of each term begin and end; at one place for a number that is not here."""
        return self.starts.take(terms, mode="clip"), self.starts.take(terms + 1, mode="clip")

    def rows_of(self, ids: Ids) -> Rows:
        """The row of each id, -1 for one that is not here."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int32)
        places = np.searchsorted(self.ids, ids, sorter=self.by_id)
        rows = self.by_id[np.minimum(places, len(self.ids) - 1)]
        return np.where(self.ids[rows] == ids, rows, np.int32(-1)).astype(np.int32)

    @property
    def rows_from_least_id(self) -> Rows:
        """The row of each id from the least on, -1 where it is not here; empty where ids are far apart."""
        if not len(self.ids):
            return np.empty(0, np.int32)
        least, greatest = int(self.ids[self.by_id[0]]), int(self.ids[self.by_id[-1]])
        if greatest - least > _SPREAD * len(self.ids):
            return np.empty(0, np.int32)
        rows = np.full(greatest - least + 1, -1, np.int32)
        rows[self.ids - least] = np.arange(len(self.ids), dtype=np.int32)
        return rows

    def rows(self, start: int, stop: int) -> Rows:
        """The rows of the postings from ``start`` to ``stop``."""
        return (self.postings[start:stop] >> np.uint32(ROW)).astype(np.int32)

    def codes(self, start: int, stop: int) -> Codes:
        """The bytes of the postings from ``start`` to ``stop``."""
        return self.postings[start:stop].astype(np.uint8)

    def strengths(self, start: int, stop: int) -> Strengths:
        """The strengths of the postings from ``start`` to ``stop``."""
        strengths = self.levels[self.codes(start, stop)]
        first, last = np.searchsorted(self.odd_postings, (start, stop))
        strengths[self.odd_postings[first:last] - start] = self.odd_strengths[first:last]
        return strengths

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Ranges of terms whose postings can be held at once; all of them, in order."""
        first = 0
        while first < len(self.starts) - 1:
            goal = self.starts[first] + _AT_ONCE
            last = max(int(np.searchsorted(self.starts, goal, side="right")) - 1, first + 1)
            yield first, last
            first = last

    def norms(self, term_weights: Floats) -> Floats:
        """The Euclidean length of each document's weighted terms; (n,), above 0 where it has terms.

        Terms stand in another order after a change than after a fresh fit: multiples of a grain add up exactly
        and the rest is too small to show, so that the order makes no difference.
        """
        coarse, fine = np.zeros(len(self.ids)), np.zeros(len(self.ids))
        for first, last in self.stretches():
            start, stop = int(self.starts[first]), int(self.starts[last])
            weights = np.repeat(term_weights[first:last], np.diff(self.starts[first : last + 1]))
            squares = (self.strengths(start, stop) * weights) ** 2
            grains = np.rint(squares / _GRAIN) * _GRAIN
            rows = self.rows(start, stop)
            coarse += np.bincount(rows, grains, minlength=len(self.ids))
            fine += np.bincount(rows, squares - grains, minlength=len(self.ids))
        return np.sqrt(coarse + fine)

    def runs(self, new_rows: Rows) -> Iterator[Run]:
        """These postings for another segment, without the documents whose new row is below 0.

        Args:
            new_rows: the row there of each row here; ascending but for those below 0; (n,).
        """
        for first, last in self.stretches():
            start, stop = int(self.starts[first]), int(self.starts[last])
            rows = new_rows[self.rows(start, stop)]
            numbers = np.repeat(np.arange(first, last), np.diff(self.starts[first : last + 1]))
            staying = rows >= 0
            yield run_of(
                numbers[staying],
                rows[staying],
                self.strengths(start, stop)[staying],
            )


def run_of(terms: Ids, rows: Rows, strengths: Strengths) -> Run:
    """Sorts postings into a run; terms are numbers from 0 on, rows must ascend within a term."""
    if len(terms) and (np.diff(terms) < 0).any():
        order = np.argsort(terms, kind="stable")
        terms, rows, strengths = terms[order], rows[order], strengths[order]
    firsts = np.flatnonzero(np.diff(terms, prepend=-1))
    values = np.unique(strengths)
    return Run(
        terms[firsts],
        np.diff(firsts, append=len(terms)),
        rows,
        values,
        np.searchsorted(values, strengths).astype(np.int32),
    )


def check_ids(ids: Ids) -> None:
    """Whether these can be the documents of one segment.

    Raises:
        DuplicateDocumentError: an id stands twice.
        TooManyDocumentsError: there are more than ``MOST_DOCUMENTS``.
    """
    if len(ids) > MOST_DOCUMENTS:
        raise TooManyDocumentsError(count=len(ids), most=MOST_DOCUMENTS)
    distinct, counts = np.unique(ids, return_counts=True)
    if len(distinct) < len(ids):
        raise DuplicateDocumentError(id=int(distinct[counts.argmax()]))


def check_terms(count: int) -> None:
    """Whether a segment can have so many different terms.

    Raises:
        TooManyTermsError: there are more than ``MOST_TERMS``.
    """
    if count > MOST_TERMS:
        raise TooManyTermsError(count=count, most=MOST_TERMS)
