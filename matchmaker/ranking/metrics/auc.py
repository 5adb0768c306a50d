"""Area under the receiver operating characteristic."""

import numpy as np

from matchmaker.ranking.arrays import Booleans, Floats


def auc(scores: Floats, relevant: Booleans) -> float:
    """Says how often a relevant candidate scores above one that is not; equal scores count half.

    AUC = U / (r · (n − r)), with the Mann-Whitney U of the r relevant candidates (Hanley and McNeil 1982).

    Args:
        scores: a score of each of n candidates; (n,).
        relevant: whether each is relevant; (n,).

    Returns:
        From 0 to 1, 0.5 by chance; not a number where all are relevant, or none.
    """
    others = np.sort(scores[~relevant])
    chosen = scores[relevant]
    if not len(chosen) or not len(others):
        return float("nan")
    below = np.searchsorted(others, chosen, side="left")
    not_above = np.searchsorted(others, chosen, side="right")
    return float(np.mean(below + not_above)) / (2 * len(others))
