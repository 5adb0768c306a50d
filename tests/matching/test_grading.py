"""Grades and how far they can be relied on."""

import math

import numpy as np
import pytest

from matchmaker.matching.enums import Level
from matchmaker.matching.graded import GradedNeed, GradedPatent, GradedSet, read_graded_set
from matchmaker.matching.grading import (
    DEFAULT_CALIBRATION,
    GradeRow,
    JudgedPairs,
    judged_pairs,
    reliability,
    reliability_when_refitted,
)
from matchmaker.matching.recipe import Recipe
from matchmaker.ranking.calibration import Calibration

LINE = Calibration(scores=(0.0, 1.0), levels=(1.0, 4.0))


def pairs(scores, levels, needs=None):
    return JudgedPairs(np.array(scores, float), np.array(levels, float), needs or ["n"] * len(scores))


def test_each_grade_tells_what_people_judged_of_it():
    told = reliability(pairs([1.0, 0.6, 0.4, 0.3, 0.0], [4, 3, 2, 3, 1]), LINE)
    assert told.rows == (
        GradeRow(Level.STRONG, 1, 4.0, 1.0),
        GradeRow(Level.FAIR, 1, 3.0, 1.0),
        GradeRow(Level.WEAK, 2, 2.5, 0.5),
        GradeRow(Level.NONE, 1, 1.0, 0.0),
    )
    assert (told.pairs, told.of_grades) == (5, pytest.approx(1 / (1 + 1 / 5)))
    assert told.of_expected == pytest.approx(1 / (1 + (0.2 + 0.2 + 1.1) / 5))


def test_a_grade_that_nothing_was_given_has_no_mean():
    assert reliability(pairs([1.0], [4]), LINE).rows[1] == GradeRow(Level.FAIR, 0, None, None)


def test_nothing_judged_has_no_closeness():
    told = reliability(pairs([], []), LINE)
    assert (told.pairs, math.isnan(told.of_grades)) == (0, True)


def test_a_need_is_graded_without_its_own_judgements():
    one_need = pairs([0.0] * 50, [4] * 50)
    assert reliability_when_refitted(one_need, LINE) == reliability(one_need, LINE)
    two_needs = pairs([0.0] * 100, [4] * 100, ["n"] * 50 + ["m"] * 50)
    assert reliability_when_refitted(two_needs, LINE).of_grades > reliability(two_needs, LINE).of_grades


def test_the_pairs_of_a_test_set_are_scored_among_its_patents():
    patents = tuple(GradedPatent(title, "", "") for title in ("陶瓷管", "钢板", "光纤"))
    need = GradedNeed("陶瓷管", "", {0: 4.0, 1: 1.5})
    judged = judged_pairs(GradedSet(patents, (need,), 2, 0), Recipe())
    assert (judged.scores.tolist(), judged.levels.tolist(), judged.needs) == (
        [pytest.approx(1.0), 0.0],
        [4.0, 1.5],
        ["陶瓷管", "陶瓷管"],
    )


def test_a_text_that_says_the_same_is_strong_and_one_that_shares_nothing_is_none():
    assert (DEFAULT_CALIBRATION.level(1.0), DEFAULT_CALIBRATION.level(0.0)) == (4, 1)


@pytest.mark.parametrize(
    ("folder", "documents"), [("bdci2019", "achievements.csv"), ("patents", "patents.jsonl")]
)
def test_the_goal_is_reached_on_real_needs_held_back(shared_data, folder, documents):
    files = (shared_data / folder / name for name in ("needs.csv", documents, "judgements.csv"))
    judged = judged_pairs(read_graded_set(*files), Recipe())
    assert reliability_when_refitted(judged).of_grades >= 0.70
