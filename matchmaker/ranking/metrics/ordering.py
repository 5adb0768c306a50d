"""What stands at each place of a ranking in which scores may be equal."""

import numpy as np

from matchmaker.ranking.arrays import Floats


def best_first(scores: Floats, values: Floats) -> Floats:
    """Gives the candidates' values by falling score; where scores are equal, each place has their mean.

    Args:
        scores: a score of each of n candidates; (n,).
        values: a value of each; (n,).

    Returns:
        The value expected at each place when equal ones are put in any order alike; (n,).
    """
    _, group, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    return np.repeat(np.bincount(group, values, minlength=len(sizes)) / sizes, sizes)
