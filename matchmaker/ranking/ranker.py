"""What a ranker can do, whether it lives in this process or in a cluster."""

from collections.abc import Collection, Iterable
from typing import Protocol, Self

from matchmaker.errors import N_, MatchmakerError
from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.documents import Document, Explanation, Fields, Hit


class RankerUnavailableError(MatchmakerError):
    """A ranker outside this process does not answer, or will not."""

    message = N_("Search and matching cannot be reached at the moment. Try again in a few minutes.")


class Ranker(Protocol):
    """Finds documents by the cosine between their weighted terms and a query's, and says why.

    ``TfidfIndex`` and ``MilvusRanker`` are rankers; ``tests/ranking/test_ranker_contract.py`` holds both to the
    same answers. Before the first ``fit`` every method raises ``NotFittedError``.
    """

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

    def unknown_terms(self, query: Fields) -> frozenset[str]:
        """Gives the terms of ``query`` that no document holds."""

    def __len__(self) -> int:
        """How many documents there are."""
