"""AUC as counted by hand, pair by pair."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.metrics.auc import auc


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], 1.0),
        ([0.9, 0.2, 0.8, 0.1], 3 / 4),
        ([0.1, 0.2, 0.8, 0.9], 0.0),
        ([0.9, 0.5, 0.5, 0.1], 3.5 / 4),
        ([0.5, 0.5, 0.5, 0.5], 1 / 2),
    ],
)
def test_pairs_in_the_right_order_are_counted_and_equal_scores_count_half(scores, expected):
    assert auc(np.array(scores), np.array([True, True, False, False])) == expected


@pytest.mark.parametrize("relevant", [True, False])
def test_one_class_alone_cannot_be_measured(relevant):
    assert math.isnan(auc(np.array([0.9, 0.1]), np.array([relevant, relevant])))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1))
def test_turning_the_scores_round_turns_the_area_round(candidates: list[tuple[int, bool]]):
    scores, relevant = np.array([c[0] for c in candidates], float), np.array([c[1] for c in candidates])
    assert auc(scores, relevant) == pytest.approx(1.0 - auc(-scores, relevant), nan_ok=True)
