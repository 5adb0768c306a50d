"""Reads documents into runs of postings, and queries into weighed terms."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

import numpy as np

from matchmaker.ranking.arrays import Floats, Ids, Rows, Strengths
from matchmaker.ranking.documents import Document, Fields
from matchmaker.ranking.segment import Run, run_of

_DOCUMENTS_A_RUN = 8192


class Numbers(dict[str, int]):
    """Term → number, from 0: a new term gets the next number when it is first asked for."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


def read_runs(
    documents: Iterable[Document], numbers: Numbers, field_weights: Mapping[str, float], first_row: int = 0
) -> tuple[Ids, tuple[Run, ...]]:
    """Reads documents into rows from ``first_row`` on; none is held once it is read.

    Every 8,192 documents stand in the order of their lengths, so that those of a group (``columns``) can be judged
    together.

    Args:
        documents: what to read.
        numbers: the terms that are known; others are added.
        field_weights: field name → weight; fields that are not named weigh 1.
        first_row: the row of the first document.

    Returns:
        The documents' ids by row, and the runs.
    """
    ids, runs, waiting = array("q"), [], iter(documents)
    while len(occurrences := _Occurrences(islice(waiting, _DOCUMENTS_A_RUN), numbers, field_weights)):
        terms, rows, frequencies = occurrences.counted()
        strengths = np.sqrt(frequencies).astype(np.float32)
        new_rows = _by_length(terms, rows, strengths, len(occurrences))
        rows = new_rows[rows]
        ascending = np.lexsort((rows, terms))
        rows += np.int32(first_row + len(ids))
        runs.append(run_of(terms[ascending], rows[ascending], strengths[ascending]))
        ids.extend(np.array(occurrences.ids)[np.argsort(new_rows)].tolist())
    return np.array(ids, np.int64), tuple(runs)


def _by_length(terms: Ids, rows: Rows, strengths: Strengths, count: int) -> Rows:
    """New rows for some documents, the shortest first; (count,).

    How long is estimated: a term weighs by how few of these documents hold it.
    """
    weights = 1.0 + np.log((1 + count) / (1 + np.bincount(terms)[terms]))
    lengths = np.bincount(rows, (strengths * weights) ** 2, minlength=count)
    new_rows = np.empty(count, np.int32)
    new_rows[np.argsort(lengths, kind="stable")] = np.arange(count)
    return new_rows


def term_strengths(fields: Fields, field_weights: Mapping[str, float]) -> dict[str, float]:
    """Gives each term's damped frequency: the square root of the field-weighted number of its occurrences.

    They are those of ``read_runs``; for the few terms of a single query this is quicker. Fields that
    ``field_weights`` does not name weigh 1.
    """
    frequencies: dict[str, float] = {}
    known = frequencies.get
    for field, terms in fields.items():
        weight = field_weights.get(field, 1.0)
        for term, count in Counter(terms).items():
            frequencies[term] = known(term, 0.0) + weight * count
    return {term: math.sqrt(each) for term, each in frequencies.items()}


class _Occurrences:
    """All occurrences of terms in some documents, field by field of each document.

    Attributes:
        ids: the documents' ids; (n,).
        terms: the number of each occurrence's term; (o,).
        rows, lengths, weights: the document of each field, its occurrences and its weight; (f,).
    """

    def __init__(
        self, documents: Iterable[Document], numbers: Numbers, field_weights: Mapping[str, float]
    ) -> None:
        self.ids, self.terms = array("q"), array("q")
        self.rows, self.lengths, self.weights = array("i"), array("q"), array("d")
        for row, document in enumerate(documents):
            self.ids.append(document.id)
            for field, terms in document.fields.items():
                self.terms.extend(map(numbers.__getitem__, terms))
                self.rows.append(row)
                self.lengths.append(len(terms))
                self.weights.append(field_weights.get(field, 1.0))

    def __len__(self) -> int:
        return len(self.ids)

    def counted(self) -> tuple[Ids, Rows, Floats]:
        """How often each term stands in each document, an occurrence counted with its field's weight.

        Returns:
            Terms, rows and frequencies of the postings, ascending by term and row; (p,) each.
        """
        count = max(len(self.lengths), 1)
        fields = np.repeat(np.arange(len(self.lengths)), self.lengths)
        places, counts = np.unique(np.array(self.terms) * count + fields, return_counts=True)
        terms, fields = np.divmod(places, count)
        rows = np.array(self.rows)[fields]
        is_first = np.ones(len(terms), np.bool_)
        is_first[1:] = (terms[1:] != terms[:-1]) | (rows[1:] != rows[:-1])
        weights = np.array(self.weights)[fields]
        frequencies = np.bincount(np.cumsum(is_first) - 1, weights * counts).astype(np.float64, copy=False)
        return terms[is_first], rows[is_first], frequencies
