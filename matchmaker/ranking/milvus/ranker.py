"""TF-IDF cosines from sparse vectors in Milvus, for stocks that no longer fit one machine."""

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from copy import copy
from tempfile import TemporaryFile
from typing import Self, TypeVar

import numpy as np

from matchmaker.errors import N_, InvalidError
from matchmaker.ranking.arrays import Floats, Ids
from matchmaker.ranking.documents import Contribution, Document, Explanation, Fields, Hit
from matchmaker.ranking.index import DEFAULT_FIELD_WEIGHTS, NotFittedError, UnknownDocumentError
from matchmaker.ranking.milvus.generation import REVISION, SIZE, Generation, weighted_query
from matchmaker.ranking.milvus.nearest import nearest
from matchmaker.ranking.milvus.server import (
    MOST_FOUND,
    GenerationGoneError,
    MilvusServer,
    StoredDocument,
    StoredTerm,
    Vector,
)
from matchmaker.ranking.milvus.term_numbers import TermNumbers
from matchmaker.ranking.milvus.weighing import Spool, numbered, restored, term_weights, weighed
from matchmaker.ranking.ranker import Ranker
from matchmaker.ranking.reading import term_strengths
from matchmaker.ranking.segment import DuplicateDocumentError, check_ids

T = TypeVar("T")

_DECIMALS = 12
_MOST_FOLLOWED = 5  # generations that go while one question is asked
_ADDED_AT_ONCE = 500  # documents; their terms are looked up together


class TooManyHitsError(InvalidError):
    """More hits are asked for than Milvus gives."""

    message = N_("Milvus gives at most %(most)s hits. Ask for fewer.")


class MilvusRanker(Ranker):
    """Ranks as ``TfidfIndex`` does, by documents and statistics that any number of processes share in Milvus.

    A document is a sparse vector, its weighted terms divided by their length, and so is a query; their inner
    product is the cosine. Weights are kept in 32 bits, so that scores agree with those of ``TfidfIndex`` to
    about six decimals. Added documents are found and removed ones forgotten at once; n and d stay those of the
    last ``fit`` or ``merge``, and an index that more than doubles since is merged by itself.

    Reading is safe in any number of threads and processes while one other changes the index; changes must wait
    for one another, which is for the caller to see to (a lock in the database). ``fit`` and ``merge`` build the
    index anew beside the one in use and then take its place at once; an interrupted one leaves the old. What takes
    its place stays until the next build, so that who reads by a ``view`` sees the old index to the end.

    To change the index while it is built, ``begin`` a draft, ``learn`` or ``take_in`` without a lock, ``use`` it.
    Only ``begin`` and ``use`` are changes, and of two drafts that are made at once the one begun later counts.

    Args:
        uri: ``http://HOST:PORT``, ``https://USER:PASSWORD@HOST``, or a file ``….db`` for Milvus Lite.
        collection: the name of the index: letters, digits and underscores.
        field_weights: field name → weight above 0, of documents and queries alike; fields that are not
            named weigh 1.
        lightest: how light a term of a query may be, as for ``TfidfIndex``.

    Raises:
        MilvusUnavailableError: no Milvus answers; as from every method.
    """

    def __init__(
        self,
        uri: str,
        collection: str,
        field_weights: Mapping[str, float] = DEFAULT_FIELD_WEIGHTS,
        lightest: float = 0.0,
    ) -> None:
        self.field_weights = field_weights
        self.lightest = lightest
        self.collection = collection
        self._server = MilvusServer(uri)
        self._generation: Generation | None = None
        self._is_view = False
        self._draft: str | None = None

    def close(self) -> None:
        """Ends the connection; the index stays."""
        self._server.close()

    def fit(self, documents: Iterable[Document]) -> Self:
        """Learns ``documents`` in place of all that was known.

        Raises:
            DuplicateDocumentError: two documents have the same id; nothing is changed.
        """
        self.use(self.begin().learn(documents))
        return self

    def add(self, documents: Iterable[Document]) -> Self:
        """Learns further documents; one whose id is known takes the place of the old.

        Raises:
            DuplicateDocumentError: two of ``documents`` have the same id; nothing is changed.
            NotFittedError: nothing was fitted.
        """
        documents = list(documents)
        check_ids(np.array([document.id for document in documents], np.int64))
        generation = self._current()
        for start in range(0, len(documents), _ADDED_AT_ONCE):
            batch = documents[start : start + _ADDED_AT_ONCE]
            self._server.write_documents(generation.name, self._weighed(generation, batch))
        if self._draft is None and documents and self._server.count(generation.name) > 2 * generation.size:
            self.merge()
        return self

    def remove(self, ids: Iterable[int]) -> Self:
        """Forgets documents; ids that are not known do nothing.

        Raises:
            NotFittedError: nothing was fitted.
        """
        self._server.remove_documents(self._current().name, ids)
        return self

    def merge(self) -> Self:
        """Takes all changes in: afterwards the index ranks as one that was fitted to all its documents at once.

        Raises:
            NotFittedError: nothing was fitted.
        """
        self._current()
        self.use(self.begin().take_in(self))
        return self

    def begin(self) -> Self:
        """Begins to build the index anew: a draft, empty, that nobody finds before it is in ``use``."""
        draft = copy(self)
        draft._generation, draft._draft = None, self._server.create(self.collection)  # noqa: SLF001 - one of its own
        return draft

    def learn(self, documents: Iterable[Document]) -> Self:
        """Fills a draft with documents; once it is filled, it is changed as every index.

        Raises:
            DuplicateDocumentError: two documents have the same id.
            GenerationGoneError: another draft was begun meanwhile.
        """
        numbers, seen = TermNumbers(), set[int]()
        with TemporaryFile() as file:
            spool = Spool(file)
            for document in documents:
                if document.id in seen:
                    raise DuplicateDocumentError(id=document.id)
                seen.add(document.id)
                strengths = term_strengths(document.fields, self.field_weights)
                spool.put(numbered(document.id, (numbers[term] for term in strengths), strengths.values()))
            self._fill(spool, numbers.fingerprints, revision=0)
        return self

    def take_in(self, index: "MilvusRanker") -> Self:
        """Fills a draft with all that an index holds, up to what it has noted at the beginning.

        What is added to the index meanwhile may be left out.

        Raises:
            NotFittedError: nothing was fitted.
            GenerationGoneError: another draft was begun meanwhile.
        """
        name = index._current().name  # noqa: SLF001 - one of its own
        terms = {term.number: term for term in self._server.all_terms(name)}
        size, revision = terms.pop(SIZE).frequency, terms.pop(REVISION).frequency
        weights = term_weights(size, {number: term.frequency for number, term in terms.items()})
        with TemporaryFile() as file:
            spool = Spool(file)
            for document in self._server.all_documents(name):
                if document.vector.keys() <= weights.keys():  # else it has terms that are new since
                    spool.put(restored(document, weights))
            fingerprints = {number: term.fingerprint for number, term in terms.items()}
            self._fill(spool, fingerprints, revision=revision)
        return self

    def use(self, draft: "MilvusRanker") -> None:
        """Lets a draft take the place of the index at once, for whoever looks from now on.

        Raises:
            GenerationGoneError: another draft was begun meanwhile.
        """
        self._server.put_in_use(draft._current().name, self.collection)  # noqa: SLF001 - one of its own

    def view(self) -> Self:
        """The index as it is built now, to be asked: it keeps to it whatever takes its place meanwhile.

        Documents that are added to this build or removed from it are seen. Where it is dropped, because the index was
        built twice since, the view is of the newest.

        Raises:
            NotFittedError: nothing was fitted.
        """
        view = copy(self)
        view._generation, view._is_view = self._current(), True  # noqa: SLF001 - one of its own
        return view

    def __len__(self) -> int:
        return self._answer(lambda generation: self._server.count(generation.name))

    @property
    def ids_(self) -> Ids:
        """The ids of all documents, in no particular order; (n,)."""
        return self._answer(lambda generation: np.fromiter(self._server.all_ids(generation.name), np.int64))

    @property
    def revision_(self) -> int:
        """What ``note_revision`` noted last; 0 after ``fit``."""
        return self._answer(
            lambda generation: self._server.terms(generation.name, [REVISION])[REVISION].frequency
        )

    def note_revision(self, revision: int) -> None:
        """Notes with the index up to where its caller has brought it, for the caller's next process.

        Args:
            revision: 0 or above, in 64 bits.

        Raises:
            NotFittedError: nothing was fitted.
        """
        self._server.write_terms(self._current().name, [StoredTerm(REVISION, "", revision)])

    def rank(self, query: Fields, k: int = 10, allowed: Collection[int] | Ids | None = None) -> list[Hit]:
        """Finds the documents nearest to ``query``.

        Args:
            query: terms by field, as in a document.
            k: the most hits to give; 0 to 16,384.
            allowed: the ids that may be found; all if None. Up to 5,000 are one search; more are looked for
                among the best of all documents, and failing that searched 5,000 at a time.

        Returns:
            At most ``k`` hits with a score above 0, the highest first, equal ones by ascending id.

        Raises:
            TooManyHitsError: ``k`` is above 16,384.
            NotFittedError: nothing was fitted.
        """
        if k > MOST_FOUND:
            raise TooManyHitsError(most=MOST_FOUND)
        permitted = None if allowed is None else sorted({int(each) for each in allowed})
        return self._answer(lambda generation: self._ranked(generation, query, k, permitted))

    def explain(self, query: Fields, document_id: int) -> Explanation:
        """Says which shared terms make up the score of one document.

        Returns:
            The score that ``rank`` gives and what each shared term adds to it; score 0 and no contributions
            where nothing is shared.

        Raises:
            UnknownDocumentError: the index does not hold the document.
            NotFittedError: nothing was fitted.
        """
        return self._answer(lambda generation: self._explained(generation, query, document_id))

    def explain_all(self, query: Fields, document_ids: Sequence[int]) -> list[Explanation]:
        """Says which shared terms make up the score of each document, in their order.

        Raises:
            UnknownDocumentError: the index does not hold one of the documents.
            NotFittedError: nothing was fitted.
        """
        return [self.explain(query, document_id) for document_id in document_ids]

    def unknown_terms(self, query: Fields) -> frozenset[str]:
        """Gives the terms of ``query`` that no document holds and that therefore play no part.

        Raises:
            NotFittedError: nothing was fitted.
        """
        terms = frozenset(term for terms in query.values() for term in terms)
        return self._answer(lambda generation: terms - generation.held(terms).keys())

    def term_weights(self, terms: Iterable[str]) -> Floats:
        """The inverse document frequency of each term, 0 for one that no document holds; (terms,).

        Raises:
            NotFittedError: nothing was fitted.
        """
        wanted = list(terms)
        return self._answer(lambda generation: _weights_of(generation, wanted))

    def query_weights(self, query: Fields) -> Mapping[str, float]:
        """The weight of each term of ``query`` that counts, at length 1.

        Raises:
            NotFittedError: nothing was fitted.
        """
        return self._answer(
            lambda generation: {term: value for term, (_, value) in self._read(generation, query).items()}
        )

    @property
    def weighing_(self) -> Hashable:
        """What stands for the weights of all terms: equal until there is a new term, a ``merge`` or a ``fit``.

        Raises:
            NotFittedError: nothing was fitted.
        """
        return self._answer(lambda generation: (generation.name, self._server.count_terms(generation.name)))

    def _ranked(self, generation: Generation, query: Fields, k: int, allowed: list[int] | None) -> list[Hit]:
        wanted = dict(self._read(generation, query).values())
        if k <= 0 or not wanted:
            return []
        ids = nearest(self._server, generation.name, wanted, k, allowed)
        hits = [
            Hit(each.id, _score(_products(wanted, each.vector)))
            for each in self._server.documents(generation.name, ids)
        ]
        return sorted((hit for hit in hits if hit.score > 0.0), key=lambda hit: (-hit.score, hit.id))[:k]

    def _explained(self, generation: Generation, query: Fields, document_id: int) -> Explanation:
        found = self._server.documents(generation.name, [document_id])
        if not found:
            raise UnknownDocumentError(id=document_id)
        wanted = self._read(generation, query)
        products = _products(dict(wanted.values()), found[0].vector)
        contributions = [
            Contribution(term, products[number]) for term, (number, _) in wanted.items() if number in products
        ]
        return Explanation(
            score=_score(products),
            contributions=tuple(sorted(contributions, key=lambda each: (-each.value, each.term))),
        )

    def _read(self, generation: Generation, query: Fields) -> dict[str, tuple[int, float]]:
        """The number and the weight of each term of a query that counts."""
        strengths = term_strengths(query, self.field_weights)
        terms = generation.held(strengths)
        values = weighted_query(strengths, terms, generation.weights(terms), self.lightest)
        return {term: (terms[term].number, value) for term, value in values.items()}

    def _weighed(self, generation: Generation, documents: Iterable[Document]) -> list[StoredDocument]:
        read = {each.id: term_strengths(each.fields, self.field_weights) for each in documents}
        terms = generation.numbered(term for strengths in read.values() for term in strengths)
        weights = generation.weights(terms)
        return [
            weighed(
                numbered(identity, (terms[term].number for term in strengths), strengths.values()), weights
            )
            for identity, strengths in read.items()
        ]

    def _fill(self, spool: Spool, fingerprints: Mapping[int, str], *, revision: int) -> None:
        assert self._draft is not None, "only a draft is filled"  # noqa: S101 - a fault of the caller
        notes = [StoredTerm(SIZE, "", spool.size), StoredTerm(REVISION, "", revision)]
        self._server.write_terms(self._draft, [*notes, *spool.terms(fingerprints)])
        self._server.write_documents(self._draft, spool.weighed())

    def _answer(self, ask: Callable[[Generation], T]) -> T:
        """Asks the generation in use, or the next where that is dropped meanwhile."""
        for _ in range(_MOST_FOLLOWED):
            try:
                return ask(self._current())
            except GenerationGoneError:
                self._generation = None
        return ask(self._current())

    def _current(self) -> Generation:
        if self._is_view and self._generation is not None:
            return self._generation
        try:
            name = self._draft or self._server.generation(self.collection)
        except GenerationGoneError as error:
            raise NotFittedError from error
        if self._generation is None or self._generation.name != name:
            self._generation = Generation(self._server, name)
        return self._generation


def _weights_of(generation: Generation, terms: Iterable[str]) -> Floats:
    held = generation.held(terms)
    weights = generation.weights(held)
    return np.array([weights[held[term].number] if term in held else 0.0 for term in terms], np.float64)


def _products(query: Vector, document: Vector) -> dict[int, float]:
    """What each shared dimension adds to the cosine; 32 bits left the document's length a little off 1."""
    length = math.hypot(*document.values())
    return {
        number: value * document[number] / length for number, value in query.items() if number in document
    }


def _score(products: Mapping[int, float]) -> float:
    return min(round(sum(products.values()), _DECIMALS), 1.0)
