"""Needs are dealt out evenly, and those of one group together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.folds import folds


@given(st.lists(st.sampled_from("abcdefgh")), st.integers(2, 6), st.integers(0, 9))
def test_groups_stay_together_and_folds_are_even(groups, count, seed):
    fold_of = folds(groups, np.random.default_rng(seed), count=count)
    dealt = dict(zip(groups, fold_of.tolist(), strict=True))
    assert [dealt[group] for group in groups] == fold_of.tolist()
    sizes = np.bincount(list(dealt.values()), minlength=count) if dealt else np.zeros(count)
    assert len(sizes) == count
    assert sizes.max() - sizes.min() <= 1


def test_the_same_chance_deals_the_same():
    groups = list("abcdefgh")
    first, second = (folds(groups, np.random.default_rng(1)) for _ in range(2))
    assert first.tolist() == second.tolist()
