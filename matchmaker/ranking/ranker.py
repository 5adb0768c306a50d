"""What a ranker can do, whether it lives in this process or in a cluster."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Protocol, Self

from matchmaker.errors import N_, MatchmakerError
from matchmaker.ranking.arrays import Floats, Ids
from matchmaker.ranking.documents import Document, Explanation, Fields, Hit


class RankerUnavailableError(MatchmakerError):
    """A ranker outside this process does not answer, or will not."""

    message = N_("Search and matching cannot be reached at the moment. Try again in a few minutes.")


class Ranker(Protocol):
    """Finds documents by the cosine between their weighted terms and a query's, and says why.

    ``TfidfIndex`` and ``MilvusRanker`` are rankers; ``tests/ranking/test_ranker_contract.py`` holds both to the
    same answers. Before the first ``fit`` every method raises ``NotFittedError``.

    Attributes:
        field_weights: field name → weight above 0, of documents and queries alike.
        lightest: of what the heaviest term of a query can add to a score, what another must be able to add to
            count; all count if 0.
    """

    field_weights: Mapping[str, float]
    lightest: float

    def fit(self, documents: Iterable[Document]) -> Self:
        """Learns ``documents`` in place of all that was known."""

    def add(self, documents: Iterable[Document]) -> Self:
        """Learns further documents, to be found at once; one whose id is known takes the place of the old."""

    def remove(self, ids: Iterable[int]) -> Self:
        """Forgets documents at once; ids that are not known do nothing."""

    def merge(self) -> Self:
        """Takes all changes in: afterwards all ranks as if it had been fitted at once."""

    def rank(self, query: Fields, k: int = 10, allowed: Collection[int] | Ids | None = None) -> list[Hit]:
        """Finds the ``k`` documents nearest to ``query`` with a score above 0, equal ones by ascending id."""

    def explain(self, query: Fields, document_id: int) -> Explanation:
        """Says which shared terms make up the score of one document."""

    def explain_all(self, query: Fields, document_ids: Sequence[int]) -> list[Explanation]:
        """Says which shared terms make up the score of each document, in their order."""

    def unknown_terms(self, query: Fields) -> frozenset[str]:
        """Gives the terms of ``query`` that no document holds."""

    def term_weights(self, terms: Iterable[str]) -> Floats:
        """The inverse document frequency of each term, 0 for one that no document holds; (terms,)."""

    def query_weights(self, query: Fields) -> Mapping[str, float]:
        """The weight of each term of ``query`` that counts, at length 1."""

    @property
    def weighing_(self) -> Hashable:
        """What stands for the weights of all terms: equal as long as none can have changed."""

    @property
    def ids_(self) -> Ids:
        """The ids of all documents, in no particular order; (n,)."""

    def __len__(self) -> int:
        """How many documents there are."""
