"""Closeness against cases worked out by hand."""

import math

import numpy as np
import pytest

from matchmaker.ranking.metrics.closeness import closeness


@pytest.mark.parametrize(
    ("predicted", "judged", "value"),
    [
        ([1, 4], [1, 4], 1.0),
        ([1, 4], [2, 3], 1 / 2),
        ([1, 1, 1, 1], [1, 1, 1, 4], 1 / 1.75),
        ([4], [1], 1 / 4),
    ],
)
def test_it_is_one_over_one_more_than_the_mean_error(predicted, judged, value):
    assert closeness(np.array(predicted, float), np.array(judged, float)) == pytest.approx(value)


def test_nothing_judged_has_no_closeness():
    assert math.isnan(closeness(np.array([]), np.array([])))
