"""Other engines on the same tokens: what each takes to give the ten best documents for a need."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numba import njit

from matchmaker.ranking.state import State

Query: TypeAlias = tuple[tuple[str, ...], Any, Any]
"""A need's terms, their numbers and their weights."""
Peer: TypeAlias = Callable[[Query], Any]

_MEMORY = 1_000_000_000  # bytes for tantivy's writer


def float_postings(state: State) -> tuple[Any, Any, Any]:
    """The weighted postings of an index as the plain arrays that a simple engine would keep.

    Returns:
        starts by term, rows (int32) and cosine weights (float32).
    """
    (part,) = state.parts
    segment = part.segment
    rows = segment.rows(0, len(segment.postings))
    weights = np.empty(len(rows), np.float32)
    for first, last in segment.stretches():
        start, stop = int(segment.starts[first]), int(segment.starts[last])
        of_term = np.repeat(state.weighed_by[first:last], np.diff(segment.starts[first : last + 1]))
        weights[start:stop] = segment.strengths(start, stop) * of_term / part.norms[rows[start:stop]]
    return np.array(segment.starts), rows, weights


@njit(nogil=True, fastmath=True)
def read_once(starts: Any, rows: Any, weights: Any, terms: Any) -> Any:  # pragma: no cover - compiled
    """Reads the postings of a need's terms and nothing else: what memory alone allows."""
    row_sum, weight_sum = 0, np.float32(0.0)
    for term in terms:
        for posting in range(starts[term], starts[term + 1]):
            row_sum += rows[posting]
            weight_sum += weights[posting]
    return row_sum, weight_sum


@njit(nogil=True)
def plain_loop(
    starts: Any, rows: Any, weights: Any, terms: Any, factors: Any, scores: Any, k: int
) -> Any:  # pragma: no cover - compiled
    """Adds up every posting and keeps the k best: the engine that one would write first."""
    scores[:] = 0.0
    for number in range(len(terms)):
        for posting in range(starts[terms[number]], starts[terms[number] + 1]):
            scores[rows[posting]] += factors[number] * weights[posting]
    best, best_rows = np.zeros(k, np.float32), np.zeros(k, np.int32)
    least = 0
    for row in range(len(scores)):
        if scores[row] > best[least]:
            best[least], best_rows[least] = scores[row], row
            least = int(np.argmin(best))
    return best_rows, best


def tantivy_peer(documents: Iterable[Sequence[str]], k: int) -> Peer:
    """Tantivy (Rust, BM25): a query of all terms, each of which may stand."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", stored=True)
    schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    built = schema.build()
    index = tantivy.Index(built)
    writer = index.writer(heap_size=_MEMORY, num_threads=1)
    for number, terms in enumerate(documents):
        document = tantivy.Document()
        document.add_integer("id", number)
        document.add_text("text", " ".join(terms))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(query: Query) -> Any:
        clauses = [(tantivy.Occur.Should, tantivy.Query.term_query(built, "text", term)) for term in query[0]]
        return searcher.search(tantivy.Query.boolean_query(clauses), k).hits

    return rank


def bm25s_peer(documents: Iterable[Sequence[str]], k: int) -> Peer:
    """bm25s with its numba backend."""
    import bm25s

    numbers: dict[str, int] = {}
    tokens = [[numbers.setdefault(term, len(numbers)) for term in terms] for terms in documents]
    retriever = bm25s.BM25(backend="numba")
    retriever.index((tokens, numbers), show_progress=False)

    def rank(query: Query) -> Any:
        return retriever.retrieve([list(query[0])], k=k, show_progress=False, n_threads=1)

    return rank


def sklearn_peer(state: State, k: int) -> Peer:
    """scikit-learn's way: the product of the need's row with the whole matrix, then a partition."""
    import scipy.sparse as sp
    from sklearn.metrics.pairwise import linear_kernel

    starts, rows, weights = float_postings(state)
    documents = len(state.parts[0].segment)
    matrix = sp.csc_matrix((weights, rows, starts), shape=(documents, len(starts) - 1)).tocsr()

    def rank(query: Query) -> Any:
        row = sp.csr_matrix(
            (query[2].astype(np.float32), (np.zeros(len(query[1]), np.int32), query[1])),
            shape=(1, matrix.shape[1]),
        )
        scores = linear_kernel(row, matrix).ravel()
        best = np.argpartition(scores, -k)[-k:]
        return best[np.argsort(-scores[best])]

    return rank
