"""Isotonic regression: the rising sequence nearest to a given one."""

import numpy as np

from matchmaker.ranking.arrays import Floats


def isotonic(values: Floats, weights: Floats) -> Floats:
    """Gives the sequence that never falls and has the least weighted squared distance to ``values``.

    Pool adjacent violators: neighbours that stand in the wrong order become their weighted mean, until none
    are left (Ayer, Brunk, Ewing, Reid and Silverman 1955; Barlow et al. 1972, section 1.2).

    >>> isotonic(np.array([1.0, 3.0, 2.0, 4.0]), np.ones(4)).tolist()
    [1.0, 2.5, 2.5, 4.0]

    Args:
        values: a value of each of n places; (n,).
        weights: how much each counts, above 0; (n,).

    Returns:
        The n values that never fall; (n,).
    """
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        pool = (value, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            pool = _pooled(pools.pop(), pool)
        pools.append(pool)
    return np.repeat([value for value, _, _ in pools], [size for _, _, size in pools]).astype(np.float64)


def _pooled(left: tuple[float, float, int], right: tuple[float, float, int]) -> tuple[float, float, int]:
    weight = left[1] + right[1]
    return (left[0] * left[1] + right[0] * right[1]) / weight, weight, left[2] + right[2]
