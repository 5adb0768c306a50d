"""Which terms a document may hold: a few bits of each document, so that most terms need not be looked for.

A term's sign is one of 256; a document has the signs of all terms that it holds (a filter after Bloom 1970, doi
10.1145/362686.362692, with one bit a term). Common terms have none: their columns say where they stand.
"""

import numpy as np
import numpy.typing as npt

from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.assembling import Allocate, in_memory
from matchmaker.ranking.segment import Segment

SIGNS = 256
WORD = 64
"""Signs a word."""


def signs_of(segment: Segment, common_terms: Ids, allocate: Allocate = in_memory) -> npt.NDArray[np.uint64]:
    """The signs of each document of a segment; (n, ``SIGNS`` / ``WORD``)."""
    signs = allocate("signs", (len(segment), SIGNS // WORD), np.uint64)
    lengths = segment.document_frequencies
    lengths[common_terms] = 0
    terms = np.flatnonzero(lengths)
    terms = terms[np.argsort(terms % SIGNS, kind="stable")]
    limits = np.searchsorted(terms % SIGNS, np.arange(SIGNS + 1))
    for sign in range(SIGNS):
        here = terms[limits[sign] : limits[sign + 1]]
        starts = segment.starts[here] - (np.cumsum(lengths[here]) - lengths[here])
        postings = np.repeat(starts, lengths[here]) + np.arange(lengths[here].sum())
        has_it = np.zeros(len(segment), np.bool_)
        has_it[segment.rows_at(postings)] = True
        signs[has_it, sign // WORD] |= np.uint64(1 << (sign % WORD))
    return signs
