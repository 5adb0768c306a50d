"""nDCG as counted by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.metrics.ndcg import ndcg

LEVELS = np.array([2.0, 4.0, 1.0, 3.0])  # which gain 1, 7, 0 and 3
SECOND, THIRD = 1 / math.log2(3), 1 / 2
BEST = 7 + 3 * SECOND + 1 * THIRD


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.2, 0.9, 0.1, 0.5], 1.0),
        ([0.9, 0.5, 0.2, 0.1], (1 + 7 * SECOND + 3 / math.log2(5)) / BEST),
        ([0.5, 0.5, 0.2, 0.1], (4 + 4 * SECOND + 3 / math.log2(5)) / BEST),
        ([0.0, 0.0, 0.0, 0.0], 11 / 4 * (1 + SECOND + THIRD + 1 / math.log2(5)) / BEST),
    ],
    ids=["the best order", "another order", "two equal scores", "no order"],
)
def test_the_gain_is_discounted_by_place(scores, expected):
    assert ndcg(np.array(scores), LEVELS) == pytest.approx(expected)


def test_only_the_first_k_places_count():
    scores = np.array([0.9, 0.5, 0.2, 0.1])
    assert ndcg(scores, LEVELS, k=1) == pytest.approx(1 / 7)
    assert ndcg(scores, LEVELS, k=2) == pytest.approx((1 + 7 * SECOND) / (7 + 3 * SECOND))


def test_mean_levels_gain_in_between():
    assert ndcg(np.array([0.9, 0.1]), np.array([1.5, 2.5]), k=1) == pytest.approx((2**0.5 - 1) / (2**1.5 - 1))


def test_without_a_level_above_1_there_is_nothing_to_measure():
    assert math.isnan(ndcg(np.array([0.9, 0.1]), np.array([1.0, 1.0])))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(2, 4)), min_size=1), st.integers(1, 12))
def test_it_lies_between_0_and_1_and_the_best_order_has_1(candidates: list[tuple[int, int]], k: int):
    scores, levels = np.array(candidates, float).T
    assert 0.0 <= ndcg(scores, levels, k) <= 1.0 + 1e-12
    assert ndcg(levels, levels, k) == pytest.approx(1.0)
