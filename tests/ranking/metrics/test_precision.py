"""P@k as counted by hand."""

import numpy as np
import pytest

from matchmaker.ranking.metrics.precision import precision

SCORES = np.array([0.9, 0.8, 0.7, 0.6])


@pytest.mark.parametrize(
    ("relevant", "k", "expected"),
    [
        ([True, False, True, True], 1, 1.0),
        ([True, False, True, True], 2, 1 / 2),
        ([True, False, True, True], 3, 2 / 3),
        ([True, False, True, True], 5, 3 / 5),
        ([False, False, False, False], 2, 0.0),
    ],
)
def test_the_relevant_among_the_first_are_counted(relevant, k, expected):
    assert precision(SCORES, np.array(relevant), k) == pytest.approx(expected)


def test_candidates_with_equal_scores_share_their_places():
    scores, relevant = np.array([0.5, 0.9, 0.5, 0.5]), np.array([True, False, False, False])
    assert precision(scores, relevant, k=2) == pytest.approx(1 / 3 / 2)
