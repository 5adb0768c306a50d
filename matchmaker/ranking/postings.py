"""Which document holds which term how strongly: the immutable arrays behind an index.

Every change gives new ``Postings``, so that a reader keeps a consistent view while a writer works.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.errors import N_, ConflictError
from matchmaker.ranking.arrays import Floats, Ids, Rows
from matchmaker.ranking.documents import Document, Fields

_GRAIN = 2.0**-32


class DuplicateDocumentError(ConflictError):
    """Two documents of one batch have the same id."""

    message = N_("Document %(id)s is given twice. Give each document once.")


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The terms of n documents, by term.

    Attributes:
        ids: the documents' ids, by row; (n,).
        term_numbers: term → its number t below m; a term may have lost its documents.
        starts: the postings of term t are those from ``starts[t]`` to ``starts[t + 1]``; (m + 1,).
        rows: the row of each posting's document, ascending within a term; (p,).
        strengths: the damped frequency of each posting's term in its document; (p,).
    """

    ids: Ids
    term_numbers: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    rows: Rows
    strengths: npt.NDArray[np.float32]

    @classmethod
    def of(cls, documents: Iterable[Document], field_weights: Mapping[str, float]) -> "Postings":
        """Reads documents.

        Raises:
            DuplicateDocumentError: two documents have the same id.
        """
        empty = cls(
            ids=np.empty(0, np.int64),
            term_numbers={},
            starts=np.zeros(1, np.int64),
            rows=np.empty(0, np.int32),
            strengths=np.empty(0, np.float32),
        )
        return empty.with_documents(documents, field_weights)

    def with_documents(self, documents: Iterable[Document], field_weights: Mapping[str, float]) -> "Postings":
        """Gives these postings with further documents; one whose id is already here takes its place.

        Raises:
            DuplicateDocumentError: two of ``documents`` have the same id.
        """
        batch = _Batch.of(documents, self.term_numbers, field_weights)
        return _merged(self.without(batch.ids), batch)

    def without(self, ids: Iterable[int]) -> "Postings":
        """Gives these postings without the documents of the given ids; ids that are not here do nothing."""
        staying = ~np.isin(self.ids, np.fromiter(ids, np.int64))
        if staying.all():
            return self
        new_row = np.cumsum(staying, dtype=np.int32) - np.int32(1)
        kept = staying[self.rows]
        return Postings(
            ids=self.ids[staying],
            term_numbers=self.term_numbers,
            starts=np.concatenate([[0], np.cumsum(kept)])[self.starts],
            rows=new_row[self.rows[kept]],
            strengths=self.strengths[kept],
        )

    @property
    def document_frequencies(self) -> npt.NDArray[np.int64]:
        """In how many documents each term stands; (m,)."""
        return np.diff(self.starts)

    def place(self, term: str) -> slice:
        """Gives where the postings of ``term`` stand; an empty slice if no document holds it."""
        number = self.term_numbers.get(term)
        return (
            slice(0, 0) if number is None else slice(int(self.starts[number]), int(self.starts[number + 1]))
        )

    def row(self, document_id: int) -> int | None:
        """Gives the row of a document, or None if it is not here."""
        rows = np.flatnonzero(self.ids == document_id)
        return int(rows[0]) if len(rows) else None

    def strength(self, term: str, row: int) -> float:
        """Gives the damped frequency of ``term`` in the document of ``row``; 0 where it does not stand."""
        place = self.place(term)
        position = place.start + int(np.searchsorted(self.rows[place], row))
        return (
            float(self.strengths[position]) if position < place.stop and self.rows[position] == row else 0.0
        )

    def norms(self, term_weights: Floats) -> Floats:
        """Gives the Euclidean length of each document's weighted terms; (n,), above 0 where it has terms."""
        squares = (self.strengths * np.repeat(term_weights, self.document_frequencies)) ** 2
        # Terms stand in another order after a change than after a fresh fit. Multiples of the grain add up
        # exactly and the rest is too small to show, so that the order makes no difference.
        coarse = np.rint(squares / _GRAIN) * _GRAIN
        return np.sqrt(self._summed_by_row(coarse) + self._summed_by_row(squares - coarse))

    def _summed_by_row(self, values: Floats) -> Floats:
        return np.bincount(self.rows, values, minlength=len(self.ids)).astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Postings of new documents in the order in which they come; rows begin at 0."""

    ids: Ids
    term_numbers: Mapping[str, int]
    terms: npt.NDArray[np.int32]
    rows: Rows
    strengths: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls, documents: Iterable[Document], known_terms: Mapping[str, int], field_weights: Mapping[str, float]
    ) -> "_Batch":
        ids, lengths, terms, frequencies = array("q"), array("i"), array("i"), array("d")
        term_numbers = dict(known_terms)
        for document in documents:
            frequency_of = _term_frequencies(document.fields, field_weights)
            ids.append(document.id)
            lengths.append(len(frequency_of))
            terms.extend([term_numbers.setdefault(term, len(term_numbers)) for term in frequency_of])
            frequencies.extend(frequency_of.values())
        _check_distinct(np.array(ids, np.int64))
        return cls(
            ids=np.array(ids, np.int64),
            term_numbers=term_numbers,
            terms=np.array(terms, np.int32),
            rows=np.repeat(np.arange(len(ids), dtype=np.int32), np.array(lengths, np.int32)),
            strengths=np.sqrt(np.array(frequencies, np.float64)).astype(np.float32),
        )


def _merged(postings: Postings, batch: _Batch) -> Postings:
    """Puts the postings of new documents behind those of the same term."""
    starts = np.full(len(batch.term_numbers) + 1, postings.starts[-1])
    starts[: len(postings.starts)] = postings.starts
    by_term = np.argsort(batch.terms, kind="stable")
    places = starts[batch.terms[by_term] + 1]
    starts[1:] += np.cumsum(np.bincount(batch.terms, minlength=len(batch.term_numbers)))
    rows = batch.rows[by_term] + np.int32(len(postings.ids))
    return Postings(
        ids=np.concatenate([postings.ids, batch.ids]),
        term_numbers=batch.term_numbers,
        starts=starts,
        rows=np.insert(postings.rows, places, rows),
        strengths=np.insert(postings.strengths, places, batch.strengths[by_term]),
    )


def term_strengths(fields: Fields, field_weights: Mapping[str, float]) -> dict[str, float]:
    """Gives each term's damped frequency: the square root of the field-weighted number of its occurrences.

    Fields that ``field_weights`` does not name weigh 1.
    """
    return {term: math.sqrt(each) for term, each in _term_frequencies(fields, field_weights).items()}


def _term_frequencies(fields: Fields, field_weights: Mapping[str, float]) -> dict[str, float]:
    frequencies: dict[str, float] = {}
    for field, terms in fields.items():
        weight = field_weights.get(field, 1.0)
        for term, count in Counter(terms).items():
            frequencies[term] = frequencies.get(term, 0.0) + weight * count
    return frequencies


def _check_distinct(ids: Ids) -> None:
    distinct, counts = np.unique(ids, return_counts=True)
    if len(distinct) < len(ids):
        raise DuplicateDocumentError(id=int(distinct[counts.argmax()]))
