"""Precision among the first."""

import numpy as np

from matchmaker.ranking.arrays import Booleans, Floats
from matchmaker.ranking.metrics.ordering import best_first


def precision(scores: Floats, relevant: Booleans, k: int = 5) -> float:
    """Says which share of the first ``k`` is relevant.

    P@k = |relevant among the first k| / k (Manning, Raghavan and Schütze 2008, section 8.4). Candidates with
    equal scores share their places evenly (McSherry and Najork 2008).

    Args:
        scores: a score of each of n candidates; (n,).
        relevant: whether each is relevant; (n,).
        k: how many places count; above 0. Places beyond n hold nothing relevant.

    Returns:
        From 0 to 1.
    """
    return float(np.sum(best_first(scores, relevant.astype(np.float64))[:k])) / k
