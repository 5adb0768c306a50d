"""Scores become levels, and judgements move what they become."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.calibration import Calibration, nearest_levels

LINE = Calibration(scores=(0.0, 0.5, 1.0), levels=(1.0, 2.0, 4.0))
JUDGED = st.lists(st.tuples(st.floats(0, 1), st.floats(1, 4)), max_size=40)


def judged(*pairs):
    scores, levels = np.array(pairs, float).reshape(-1, 2).T
    return scores, levels


def test_a_score_between_two_points_stands_for_a_level_between_theirs():
    assert LINE.expected(np.array([0.0, 0.25, 0.75, 1.0])).tolist() == [1.0, 1.5, 3.0, 4.0]


@pytest.mark.parametrize(
    ("score", "level"),
    [(0.0, 1), (0.2, 1), (0.25, 2), (0.5, 2), (0.625, 3), (0.874, 3), (0.875, 4), (1.0, 4)],
)
def test_the_nearest_level_is_the_grade_the_higher_of_two(score, level):
    assert LINE.level(score) == level


def test_nearest_levels_are_whole():
    assert nearest_levels(np.array([1.0, 1.49, 1.5, 3.5])).tolist() == [1.0, 1.0, 2.0, 4.0]


@given(st.lists(st.floats(1, 4), min_size=3, max_size=3).map(sorted), st.sampled_from([2, 3, 4]))
def test_from_its_least_score_on_a_level_is_given_and_below_it_is_not(levels, level):
    line = Calibration(scores=(0.0, 0.3, 1.0), levels=tuple(levels))
    least = line.least_score(level)
    assert least <= 1.0 if line.level(1.0) >= level else least == math.inf
    if least <= 1.0:
        assert line.level(least) >= level
        assert least == 0.0 or line.level(least - 1e-9) < level


def test_no_judgements_leave_a_calibration_as_it_is():
    assert LINE.refitted(*judged()) == LINE


def test_as_many_judgements_as_the_inertia_move_a_point_half_way():
    refitted = LINE.refitted(*judged(*[(0.5, 3.0)] * 4), inertia=4)
    assert refitted == Calibration(LINE.scores, (1.0, 2.5, 4.0))


def test_a_judgement_speaks_more_for_the_nearer_point():
    levels = LINE.refitted(*judged(*[(0.4, 4.0)] * 10), inertia=1).levels
    off = 4.0 - 1.8
    assert levels == pytest.approx((1.0 + 2 * off / 3, 2.0 + 8 * off / 9, 4.0))


def test_points_in_the_wrong_order_are_pooled_with_what_they_weigh():
    refitted = LINE.refitted(*judged(*[(0.0, 4.0)] * 8), inertia=1)
    risen = 1.0 + 8 * 3 / 9
    assert refitted.levels == pytest.approx(((9 * risen + 2.0) / 10,) * 2 + (4.0,))


@given(st.floats(0, 1), st.integers(1, 4))
def test_one_judgement_hardly_moves_anything(score, level):
    moved = np.array(LINE.refitted(*judged((score, level))).levels) - LINE.levels
    assert np.abs(moved).max() <= 3 / 21


@given(JUDGED, st.floats(0.5, 100))
def test_what_is_refitted_never_falls_and_stays_from_1_to_4(pairs, inertia):
    refitted = LINE.refitted(*judged(*pairs), inertia=inertia)
    assert refitted.scores == LINE.scores
    assert sorted(refitted.levels) == list(refitted.levels)
    assert 1 <= refitted.levels[0] <= refitted.levels[-1] <= 4
