"""Weights are chosen on needs, measured on others, and told apart only where there are enough."""

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.matching.evaluation import NothingToScoreError
from matchmaker.matching.graded import GradedNeed, GradedPatent, GradedSet
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.tuning import ENOUGH, Tuned, best, grid, tune
from matchmaker.ranking.metrics.bootstrap import Estimate

TITLES = ("陶瓷管", "陶瓷板", "钢板", "光纤", "轨枕", "电缆", "肥料", "水泵", "风扇", "齿轮", "轴承")
NOTHING = Estimate(0.0, 0.0, 0.0)


def graded(count):
    needs = tuple(
        GradedNeed(
            f"{title}{number}号", "", {place: 4.0 if place == number % 11 else 1.0 for place in range(11)}
        )
        for number, title in ((number, TITLES[number % 11]) for number in range(count))
    )
    return GradedSet(tuple(GradedPatent(title, "", "") for title in TITLES), needs, count * 11, 0)


def test_the_grid_holds_the_present_recipe_first_and_each_once():
    recipes = grid(Recipe())
    assert (recipes[0], len(recipes), len(set(recipes))) == (Recipe(), 36, 36)
    own = replace(Recipe(), title=5.0, words=0.9)
    assert (grid(own)[0], len(grid(own))) == (own, 37)
    assert {recipe.title for recipe in grid(own)} == {5.0}


def test_where_all_are_as_good_the_present_recipe_stays():
    own = replace(Recipe(), words=0.9)
    tuned = tune(graded(12), own)
    assert (tuned.recipe, tuned.needs, tuned.judgements) == (own, 12, 132)
    assert tuned.before == tuned.after == Estimate(1.0, 1.0, 1.0)
    assert tuned.difference == NOTHING


def test_every_recipe_of_the_grid_is_tried_where_somebody_watches():
    seen = []

    def watched(recipes):
        for recipe in recipes:
            seen.append(recipe)
            yield recipe

    tune(graded(2), Recipe(), watched=watched)
    assert seen == grid(Recipe())


def test_a_single_need_is_measured_with_the_present_recipe():
    assert tune(graded(1), Recipe()).difference == NOTHING


def test_nothing_judged_is_refused():
    with pytest.raises(NothingToScoreError) as refused:
        tune(graded(0), Recipe())
    assert refused.value.params == {"judged": 10}


def test_the_best_has_the_greatest_mean_of_what_is_kept_the_first_of_several():
    tried = np.array([[0.1, 0.9, 0.2], [0.5, 0.6, 0.3], [0.6, 0.5, 0.3]])
    assert (best(tried), best(tried, np.array([False, True, False])), best(tried[:, 2:])) == (1, 0, 1)


@pytest.mark.parametrize(
    ("needs", "low", "enough", "surely"),
    [
        (ENOUGH, 0.01, True, True),
        (ENOUGH, 0.0, True, False),
        (ENOUGH - 1, 0.01, False, False),
    ],
)
def test_fewer_needs_than_enough_tell_nothing(needs, low, enough, surely):
    tuned = Tuned(Recipe(), needs, 900, NOTHING, NOTHING, Estimate(0.02, low, 0.03))
    assert (tuned.is_enough, tuned.is_surely_better) == (enough, surely)
