"""How near predicted levels are to judged ones."""

import numpy as np

from matchmaker.ranking.arrays import Floats


def closeness(predicted: Floats, judged: Floats) -> float:
    """Says how near predictions come, from 1 (exact) towards 0.

    1 / (1 + MAE), where MAE = Σ |predictedᵢ − judgedᵢ| / n is the mean absolute error; the measure of the
    competition whose grades are the set bdci2019 (CCF BDCI 2019).

    Args:
        predicted: the level predicted for each of n pairs; (n,).
        judged: the level that people gave it; (n,).

    Returns:
        Above 0 and at most 1; not a number where there are no pairs.
    """
    return 1.0 / (1.0 + float(np.mean(np.abs(predicted - judged)))) if len(judged) else float("nan")
