"""The nearest sequence that never falls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.isotonic import isotonic

PLACES = st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 5)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("values", "weights", "rising"),
    [
        ([1, 2, 3], [1, 1, 1], [1, 2, 3]),
        ([3, 2, 1], [1, 1, 1], [2, 2, 2]),
        ([1, 3, 2, 4], [1, 1, 1, 1], [1, 2.5, 2.5, 4]),
        ([4, 1], [1, 2], [2, 2]),
        ([2, 3, 1], [1, 1, 1], [2, 2, 2]),
        ([], [], []),
    ],
)
def test_neighbours_in_the_wrong_order_become_their_weighted_mean(values, weights, rising):
    assert isotonic(np.array(values, float), np.array(weights, float)).tolist() == rising


def by_every_interval(values, weights):
    """The min-max formula: at each place the least of the greatest means (Barlow et al. 1972, 1.4)."""
    count = len(values)
    return [
        min(
            max(np.average(values[first:last], weights=weights[first:last]) for first in range(place + 1))
            for last in range(place + 1, count + 1)
        )
        for place in range(count)
    ]


@given(PLACES)
def test_it_is_what_the_min_max_formula_gives(places):
    values, weights = np.array(places, float).T
    assert isotonic(values, weights) == pytest.approx(by_every_interval(values, weights))


@given(PLACES)
def test_it_never_falls_and_keeps_the_weighted_mean(places):
    values, weights = np.array(places, float).T
    rising = isotonic(values, weights)
    assert (np.diff(rising) >= 0).all()
    assert np.average(rising, weights=weights) == pytest.approx(np.average(values, weights=weights))
