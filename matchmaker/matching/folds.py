"""Needs dealt out for cross-validation, never one need on both sides."""

from collections.abc import Sequence

import numpy as np

from matchmaker.ranking.arrays import Ids

FOLDS = 5


def folds(groups: Sequence[str], rng: np.random.Generator, *, count: int = FOLDS) -> Ids:
    """Deals ``groups`` out at random: of the different ones each fold gets as many as any other, or one more.

    Args:
        groups: what each of n items belongs to; items of one group stay together.
        rng: where the chance comes from.
        count: the number of folds; above 1.

    Returns:
        The fold of each item, from 0; (n,).
    """
    different = list(dict.fromkeys(groups))
    dealt = rng.permutation(len(different)) % count
    fold_of = dict(zip(different, dealt.tolist(), strict=True))
    return np.array([fold_of[group] for group in groups], dtype=np.int64)
