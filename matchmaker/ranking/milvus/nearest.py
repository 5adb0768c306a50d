"""Which documents may be among the nearest: searched in Milvus until ties and filters leave no doubt."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from matchmaker.ranking.milvus.server import MOST_FOUND, MilvusServer, Vector

MOST_AMONG = 5_000
"""The most ids that one search names; more are searched in turns, or among all documents where that is enough."""

_SPARE = 16
_WIDER = 4
_TIED = 1e-5  # more than sums of 32-bit products in another order differ by


@dataclass(frozen=True, slots=True)
class _Found:
    """The ids and inner products of documents found, the best first, and whether no better ones can be left."""

    hits: list[tuple[int, float]]
    is_settled: bool


def nearest(
    server: MilvusServer, name: str, query: Vector, k: int, allowed: Sequence[int] | None
) -> list[int]:
    """The ids of all that may be among the ``k`` nearest, in no order.

    Args:
        server: where to search.
        name: the generation.
        query: the weighed query.
        k: 1 to ``MOST_FOUND``.
        allowed: the ids that may be found; all if None.
    """
    search = partial(server.search, name, query)
    if allowed is None or len(allowed) > MOST_AMONG:
        permitted = None if allowed is None else frozenset(allowed)
        found = _widened(partial(search, among=()), k, permitted)
        if allowed is None or found.is_settled:
            return _ids(found.hits, k)
    hits: list[tuple[int, float]] = []
    for start in range(0, len(allowed), MOST_AMONG):
        hits += _widened(partial(search, among=allowed[start : start + MOST_AMONG]), k, None).hits
    return _ids(sorted(hits, key=lambda hit: -hit[1]), k)


def _widened(
    search: Callable[[int], list[tuple[int, float]]], k: int, permitted: Collection[int] | None
) -> _Found:
    """Searches for more and more, until ``k`` permitted documents are found with all that tie with the last."""
    limit = k + _SPARE
    while True:
        limit = min(limit, MOST_FOUND)
        found = search(limit)
        hits = [hit for hit in found if permitted is None or hit[0] in permitted]
        is_settled = len(found) < limit or (len(hits) >= k and hits[k - 1][1] - found[-1][1] > _TIED)
        if is_settled or limit == MOST_FOUND:
            return _Found(hits, is_settled)
        limit *= _WIDER


def _ids(hits: list[tuple[int, float]], k: int) -> list[int]:
    least = hits[k - 1][1] - _TIED if len(hits) > k else 0.0
    return [identity for identity, score in hits if score >= least]
