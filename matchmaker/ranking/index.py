"""TF-IDF: documents as weighted terms, found by the cosine between them and a query."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import numpy as np

from matchmaker.errors import N_, ConflictError, NotFoundError
from matchmaker.ranking.arrays import Floats, Ids
from matchmaker.ranking.documents import Document, Explanation, Fields, Hit
from matchmaker.ranking.index_file import read_index_file, write_index_file
from matchmaker.ranking.postings import Postings, term_strengths
from matchmaker.ranking.snapshot import Snapshot

DEFAULT_FIELD_WEIGHTS: Mapping[str, float] = MappingProxyType({"title": 3.0})


class NotFittedError(ConflictError):
    """The index was asked before it had been given documents."""

    message = N_("The search index has not been built. Build it, then search.")


class UnknownDocumentError(NotFoundError):
    """The index does not hold the document."""

    message = N_("Document %(id)s is not in the search index. Add it, then ask again.")


class TfidfIndex:
    """Ranks documents by the cosine between their weighted terms and a query's.

    A term of a document or query weighs √f · (1 + ln((1 + n) / (1 + d))), where f is how often it
    stands there, each field counted with its weight, d how many of the n documents hold it (Salton and
    Buckley 1988; the idf as scikit-learn smooths it). Terms that no document holds are left out of a query,
    and of its length.

    >>> index = TfidfIndex(field_weights={"title": 3.0})
    >>> _ = index.fit([Document(1, {"title": ["porous", "ceramic"]}), Document(2, {"title": ["steel"]})])
    >>> query = {"title": ["ceramic", "filter"]}
    >>> [(hit.id, round(hit.score, 3)) for hit in index.rank(query, k=10)]
    [(1, 0.707)]
    >>> [(part.term, round(part.value, 3)) for part in index.explain(query, 1).contributions]
    [('ceramic', 0.707)]

    Reading is safe while another thread changes the index: each call reads one state, from before or after
    the change. Changes wait for one another.

    Args:
        field_weights: field name → weight above 0, of documents and queries alike; fields that are not
            named weigh 1.

    Attributes:
        snapshot_: the learned state; replaced, never changed.
    """

    def __init__(self, field_weights: Mapping[str, float] = DEFAULT_FIELD_WEIGHTS) -> None:
        self.field_weights = field_weights
        self._changing = Lock()

    def fit(self, documents: Iterable[Document]) -> "TfidfIndex":
        """Learns ``documents`` in place of all that was known.

        Raises:
            DuplicateDocumentError: two documents have the same id.
        """
        with self._changing:
            self.snapshot_ = Snapshot.of(Postings.of(documents, self.field_weights))
        return self

    def add(self, documents: Iterable[Document]) -> "TfidfIndex":
        """Learns further documents; one whose id is known takes the place of the old.

        Afterwards the index ranks as if it had been fitted to all its documents at once.

        Raises:
            DuplicateDocumentError: two of ``documents`` have the same id; nothing is changed.
            NotFittedError: nothing was fitted.
        """
        with self._changing:
            postings = self._current().postings
            self.snapshot_ = Snapshot.of(postings.with_documents(documents, self.field_weights))
        return self

    def remove(self, ids: Iterable[int]) -> "TfidfIndex":
        """Forgets documents; ids that are not known do nothing.

        Raises:
            NotFittedError: nothing was fitted.
        """
        with self._changing:
            self.snapshot_ = Snapshot.of(self._current().postings.without(ids))
        return self

    @property
    def ids_(self) -> Ids:
        """The ids of all documents, in no particular order; (n,)."""
        return self._current().postings.ids

    def rank(self, query: Fields, k: int = 10, allowed: Collection[int] | None = None) -> list[Hit]:
        """Finds the documents nearest to ``query``.

        Args:
            query: terms by field, as in a document.
            k: the most hits to give; 0 or above.
            allowed: the ids that may be found; all if None.

        Returns:
            At most ``k`` hits with a score above 0, the highest first, equal ones by ascending id.

        Raises:
            NotFittedError: nothing was fitted.
        """
        snapshot = self._current()
        rows, scores = snapshot.cosines(self._unit_weights(snapshot, query))
        ids = snapshot.postings.ids[rows]
        eligible = scores > 0.0
        if allowed is not None:
            eligible &= np.isin(ids, np.fromiter(allowed, np.int64))
        return _best(ids[eligible], scores[eligible], k)

    def explain(self, query: Fields, document_id: int) -> Explanation:
        """Says which shared terms make up the score of one document.

        Returns:
            The score that ``rank`` gives and what each shared term adds to it; score 0 and no contributions
            where nothing is shared.

        Raises:
            UnknownDocumentError: the index does not hold the document.
            NotFittedError: nothing was fitted.
        """
        snapshot = self._current()
        row = snapshot.postings.row(document_id)
        if row is None:
            raise UnknownDocumentError(id=document_id)
        return snapshot.explanation(self._unit_weights(snapshot, query), row)

    def unknown_terms(self, query: Fields) -> frozenset[str]:
        """Gives the terms of ``query`` that no document holds and that therefore play no part.

        Raises:
            NotFittedError: nothing was fitted.
        """
        snapshot = self._current()
        return frozenset(term for terms in query.values() for term in terms if not snapshot.holds(term))

    def save(self, path: Path) -> None:
        """Writes the index to ``path``, whole or not at all.

        Raises:
            OSError: the file cannot be written; what was there stays.
            NotFittedError: nothing was fitted.
        """
        write_index_file(path, self._current().postings, self.field_weights)

    @classmethod
    def load(cls, path: Path) -> "TfidfIndex":
        """Reads an index that ``save`` wrote; it ranks as the saved one did.

        Raises:
            IndexFileError: there is no file, or it is damaged, or another version wrote it.
        """
        postings, field_weights = read_index_file(path)
        index = cls(field_weights)
        index.snapshot_ = Snapshot.of(postings)
        return index

    def _current(self) -> Snapshot:
        try:
            return self.snapshot_
        except AttributeError as error:
            raise NotFittedError from error

    def _unit_weights(self, snapshot: Snapshot, query: Fields) -> dict[str, float]:
        return snapshot.unit_weights(term_strengths(query, self.field_weights))


def _best(ids: Ids, scores: Floats, k: int) -> list[Hit]:
    if 0 < k < len(scores):
        near = scores >= np.partition(scores, -k)[-k]
        ids, scores = ids[near], scores[near]
    order = np.lexsort((ids, -scores))[:k]
    return [Hit(int(ids[place]), float(scores[place])) for place in order]
