"""The interval of a mean: nothing where nothing varies, the known one where it does."""

import numpy as np
import pytest

from matchmaker.ranking.metrics.bootstrap import Estimate, bootstrap


def test_values_that_are_all_the_same_leave_no_doubt():
    assert bootstrap(np.full(7, 0.25)) == Estimate(0.25, 0.25, 0.25)


def test_the_interval_is_that_of_the_normal_approximation_where_there_are_many_values():
    values = np.tile([0.0, 1.0], 200)
    error = 1.96 * 0.5 / np.sqrt(len(values))
    estimate = bootstrap(values)
    assert estimate.mean == 0.5
    assert (estimate.low, estimate.high) == pytest.approx((0.5 - error, 0.5 + error), abs=0.003)


def test_the_same_values_give_the_same_interval_each_time():
    values = np.array([0.1, 0.5, 0.9, 0.2])
    assert bootstrap(values) == bootstrap(values)
