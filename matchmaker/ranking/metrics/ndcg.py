"""Normalised discounted cumulative gain."""

import numpy as np

from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.metrics.ordering import best_first


def ndcg(scores: Floats, levels: Floats, k: int = 10) -> float:
    """Says how much of the gain that the best order would give is in the first ``k``.

    DCG@k = Σ_{i ≤ k} (2^(level_i − 1) − 1) / log₂(i + 1), divided by the DCG@k of the levels in falling order
    (Järvelin and Kekäläinen 2002, with the exponential gain of Burges et al. 2005). Candidates with equal
    scores share the mean of their gains, which is the mean over their orders (McSherry and Najork 2008).

    Args:
        scores: a score of each of n candidates; (n,).
        levels: their grades from 1, which gains nothing; (n,).
        k: how many places count; above 0.

    Returns:
        From 0 to 1; not a number where no level is above 1.
    """
    gains = np.exp2(levels - 1.0) - 1.0
    best = _discounted(np.sort(gains)[::-1], k)
    return _discounted(best_first(scores, gains), k) / best if best > 0 else float("nan")


def _discounted(gains: Floats, k: int) -> float:
    first = gains[:k]
    return float(np.sum(first / np.log2(np.arange(2, len(first) + 2))))
