"""TF-IDF: documents as weighted terms, found by the cosine between them and a query."""

import weakref
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import numpy as np

from matchmaker.errors import N_, ConflictError, NotFoundError
from matchmaker.ranking.arrays import Floats, Ids
from matchmaker.ranking.assembling import assembled
from matchmaker.ranking.documents import Document, Explanation, Fields, Hit
from matchmaker.ranking.index_folder import read_index, write_index
from matchmaker.ranking.merging import merged, with_documents, without
from matchmaker.ranking.parts import Part
from matchmaker.ranking.reading import Numbers, read_runs
from matchmaker.ranking.state import State, WeightedQuery
from matchmaker.ranking.vocabulary import Vocabulary

DEFAULT_FIELD_WEIGHTS: Mapping[str, float] = MappingProxyType({"title": 3.0})

_MERGED_AT_ONCE = 5_000  # documents; merging so few takes less time than a person notices


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
    and of its length; so are those that can add less than the share ``lightest`` of what the heaviest can: what
    a term can add is its weight in the query times its idf.

    >>> index = TfidfIndex(field_weights={"title": 3.0})
    >>> _ = index.fit([Document(1, {"title": ["porous", "ceramic"]}), Document(2, {"title": ["steel"]})])
    >>> query = {"title": ["ceramic", "filter"]}
    >>> [(hit.id, round(hit.score, 3)) for hit in index.rank(query, k=10)]
    [(1, 0.707)]
    >>> [(part.term, round(part.value, 3)) for part in index.explain(query, 1).contributions]
    [('ceramic', 0.707)]

    An index of up to 5,000 documents takes every change in at once, and so does one that more than doubles: it
    ranks as if it had been fitted anew. A larger one finds added documents and forgets removed ones at once
    too, but n and d stay those of the last merge until the next.

    Reading is safe while another thread changes the index: each call reads one state, from before or after
    the change. Changes wait for one another.

    Args:
        field_weights: field name → weight above 0, of documents and queries alike; fields that are not
            named weigh 1.
        lightest: of what the heaviest term of a query can add, what another must be able to add to count; 0,
            where all count, to 1.

    Attributes:
        state_: the learned state; replaced, never changed.
    """

    def __init__(
        self,
        field_weights: Mapping[str, float] = DEFAULT_FIELD_WEIGHTS,
        lightest: float = 0.0,
    ) -> None:
        self.field_weights = field_weights
        self.lightest = lightest
        self._changing = Lock()

    def fit(self, documents: Iterable[Document]) -> "TfidfIndex":
        """Learns ``documents`` in place of all that was known.

        Raises:
            DuplicateDocumentError: two documents have the same id.
        """
        with self._changing:
            numbers = Numbers()
            ids, runs = read_runs(documents, numbers, self.field_weights)
            segment = assembled(ids, len(numbers), lambda: runs)
            self.state_ = State.of(Vocabulary(added=numbers), segment)
        return self

    def add(self, documents: Iterable[Document]) -> "TfidfIndex":
        """Learns further documents; one whose id is known takes the place of the old.

        Raises:
            DuplicateDocumentError: two of ``documents`` have the same id; nothing is changed.
            NotFittedError: nothing was fitted.
        """
        with self._changing:
            self._settle(with_documents(self._current(), documents, self.field_weights))
        return self

    def remove(self, ids: Iterable[int]) -> "TfidfIndex":
        """Forgets documents; ids that are not known do nothing.

        Raises:
            NotFittedError: nothing was fitted.
        """
        with self._changing:
            self._settle(without(self._current(), np.fromiter(ids, np.int64)))
        return self

    def merge(self) -> "TfidfIndex":
        """Takes all changes in: afterwards the index ranks as one that was fitted to all its documents at once.

        Raises:
            NotFittedError: nothing was fitted.
        """
        with self._changing:
            self.state_ = merged(self._current())
        return self

    def __len__(self) -> int:
        return sum(len(part.ids) for part in self._current().parts)

    @property
    def ids_(self) -> Ids:
        """The ids of all documents, in no particular order; (n,)."""
        return self._current().ids

    @property
    def unmerged_(self) -> int:
        """How many documents were added or removed since the last merge."""
        first, *others = self._current().parts
        return int(first.gone.sum()) + sum(len(part.segment) for part in others)

    def rank(self, query: Fields, k: int = 10, allowed: Collection[int] | Ids | None = None) -> list[Hit]:
        """Finds the documents nearest to ``query``.

        Args:
            query: terms by field, as in a document.
            k: the most hits to give; 0 or above.
            allowed: the ids that may be found; all if None. An array is read fastest.

        Returns:
            At most ``k`` hits with a score above 0, the highest first, equal ones by ascending id.

        Raises:
            NotFittedError: nothing was fitted.
        """
        state = self._current()
        if k <= 0:
            return []
        if allowed is not None and not isinstance(allowed, np.ndarray):
            allowed = np.fromiter(allowed, np.int64, len(allowed))
        ids, scores = state.nearest(self._weighted(state, query), k, allowed)
        return list(map(Hit, ids.tolist(), scores.tolist()))

    def explain(self, query: Fields, document_id: int) -> Explanation:
        """Says which shared terms make up the score of one document.

        Returns:
            The score that ``rank`` gives and what each shared term adds to it; score 0 and no contributions
            where nothing is shared.

        Raises:
            UnknownDocumentError: the index does not hold the document.
            NotFittedError: nothing was fitted.
        """
        return self.explain_all(query, [document_id])[0]

    def explain_all(self, query: Fields, document_ids: Sequence[int]) -> list[Explanation]:
        """Says which shared terms make up the score of each document: what ``explain`` says, at the cost of one.

        Args:
            query: terms by field, as in a document.
            document_ids: the documents; they may be none.

        Returns:
            One explanation for each id, in their order.

        Raises:
            UnknownDocumentError: the index does not hold one of the documents.
            NotFittedError: nothing was fitted.
        """
        state = self._current()
        return state.explanations(
            self._weighted(state, query), [_place(state, document_id) for document_id in document_ids]
        )

    def unknown_terms(self, query: Fields) -> frozenset[str]:
        """Gives the terms of ``query`` that no document holds and that therefore play no part.

        Raises:
            NotFittedError: nothing was fitted.
        """
        state = self._current()
        terms = list({term for terms in query.values() for term in terms})
        held = state.held(state.vocabulary.numbers(terms)).tolist()
        return frozenset(term for term, is_held in zip(terms, held, strict=True) if not is_held)

    def term_weights(self, terms: Iterable[str]) -> Floats:
        """The inverse document frequency of each term, 0 for one that no document holds; (terms,).

        Raises:
            NotFittedError: nothing was fitted.
        """
        state = self._current()
        numbers = state.vocabulary.numbers(list(terms))
        weights, held = np.zeros(len(numbers)), state.held(numbers)
        weights[held] = state.term_weights(numbers[held])
        return weights

    def query_weights(self, query: Fields) -> Mapping[str, float]:
        """The weight of each term of ``query`` that counts, at length 1.

        Raises:
            NotFittedError: nothing was fitted.
        """
        state = self._current()
        weighted = self._weighted(state, query)
        weights = weighted.factors / state.term_weights(weighted.numbers)
        return dict(zip(weighted.terms, weights.tolist(), strict=True))

    @property
    def weighing_(self) -> Hashable:
        """What stands for the weights of all terms: equal until a document comes, changes or goes.

        It does not keep an index in memory that nobody else needs.
        """
        return weakref.ref(self._current())

    def save(self, path: Path | str) -> None:
        """Writes the index to the folder ``path``, merged, whole or not at all.

        Raises:
            OSError: the folder cannot be written; what was there stays.
            NotFittedError: nothing was fitted.
        """
        write_index(Path(path), self._current(), self.field_weights, self.lightest)

    @classmethod
    def load(cls, path: Path | str) -> "TfidfIndex":
        """Opens an index that ``save`` wrote, by memory map; it ranks as the saved one does once merged.

        Raises:
            IndexFileError: there is no index, or it is damaged, or another version wrote it.
        """
        state, field_weights, lightest = read_index(Path(path))
        index = cls(field_weights, lightest)
        index.state_ = state
        return index

    def _settle(self, state: State) -> None:
        first, *others = (len(part.segment) for part in state.parts)
        is_small = first + sum(others) <= _MERGED_AT_ONCE
        self.state_ = merged(state) if is_small or sum(others) > first else state

    def _current(self) -> State:
        try:
            return self.state_
        except AttributeError as error:
            raise NotFittedError from error

    def _weighted(self, state: State, query: Fields) -> WeightedQuery:
        return state.weighted(query, self.field_weights, self.lightest)


def _place(state: State, document_id: int) -> tuple[Part, int]:
    place = state.place(document_id)
    if place is None:
        raise UnknownDocumentError(id=document_id)
    return place
