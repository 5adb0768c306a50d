"""Recipes are measured on the needs that can be measured, and reach what was reached before."""

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.matching.evaluation import NothingToScoreError, evaluate, fitted, measured, scores
from matchmaker.matching.graded import GradedNeed, GradedPatent, GradedSet, read_graded_set
from matchmaker.matching.reading import Reader
from matchmaker.matching.recipe import WORDS_ALONE, Recipe

PATENTS = tuple(
    GradedPatent(title, "", "")
    for title in ("陶瓷管", "陶瓷板", "钢板", "光纤", "轨枕", "电缆", "肥料", "水泵", "风扇", "齿轮", "轴承")
)
WORDS = Reader(WORDS_ALONE)
STRONG = GradedNeed("陶瓷管", "", {0: 4.0, 1: 3.0, **dict.fromkeys(range(2, 11), 1.0)})


def graded(*needs):
    return GradedSet(patents=PATENTS, needs=needs, judgements=0, skipped=0)


def test_a_need_whose_patents_stand_in_the_order_of_their_levels_has_full_marks():
    ndcg, precision, auc, from_weak = evaluate(graded(STRONG))
    assert (ndcg.recipe.mean, precision.recipe.mean, auc.recipe.mean) == (1.0, 2 / 5, 1.0)
    assert (from_weak.recipe, from_weak.needs) == (ndcg.recipe, 1)
    assert ndcg.difference.mean == ndcg.recipe.mean - ndcg.baseline.mean


def test_each_metric_is_measured_on_the_needs_that_have_it():
    weak = replace(STRONG, levels={**STRONG.levels, 0: 2.0, 1: 1.0})
    useless = replace(STRONG, levels=dict.fromkeys(range(11), 1.0))
    all_relevant = replace(STRONG, levels=dict.fromkeys(range(11), 3.0))
    few = replace(STRONG, levels={0: 4.0, 1: 3.0})
    compared = evaluate(graded(STRONG, weak, useless, all_relevant, few))
    assert {each.metric: each.needs for each in compared} == {
        "nDCG@10": 2,
        "P@5": 2,
        "AUC": 1,
        "nDCG@10 from level 2": 3,
    }


def test_a_metric_that_no_need_has_is_left_out():
    all_relevant = replace(STRONG, levels=dict.fromkeys(range(11), 3.0))
    compared = evaluate(graded(all_relevant))
    assert [each.metric for each in compared] == ["nDCG@10", "P@5", "nDCG@10 from level 2"]


def test_what_was_not_judged_does_not_count():
    levels = {place: level for place, level in STRONG.levels.items() if place != 1}
    assert evaluate(graded(replace(STRONG, levels=levels)))[0].recipe.mean == 1.0


def test_what_shares_nothing_scores_0():
    assert scores(fitted(graded(STRONG), WORDS), WORDS, [STRONG])[0][3:].tolist() == [0.0] * 8


@pytest.mark.parametrize("needs", [(), (replace(STRONG, levels={0: 4.0}),)])
def test_a_set_without_a_need_that_can_be_scored_is_refused(needs):
    with pytest.raises(NothingToScoreError) as refused:
        evaluate(graded(*needs))
    assert refused.value.params == {"judged": 10}


def test_a_recipe_against_itself_makes_no_difference():
    (difference, *_) = (each.difference for each in evaluate(graded(STRONG), recipe=WORDS_ALONE))
    assert (difference.mean, difference.low, difference.high) == (0.0, 0.0, 0.0)


def test_measured_values_stand_by_need_and_metric():
    values = measured([STRONG], [np.array(list(STRONG.levels.values()))])
    assert values.tolist() == [[1.0, 0.4, 1.0, 1.0]]


GOALS = [
    ("bdci2019", "achievements.csv", {"nDCG@10": 0.66, "P@5": 0.42, "AUC": 0.78}, {"nDCG@10", "P@5", "AUC"}),
    ("patents", "patents.jsonl", {"nDCG@10 from level 2": 0.76}, {"nDCG@10", "nDCG@10 from level 2"}),
]


@pytest.mark.parametrize(
    ("folder", "documents", "goals", "surely_better"), GOALS, ids=["bdci2019", "patents"]
)
def test_the_goals_are_reached_on_real_needs(shared_data, folder, documents, goals, surely_better):
    files = (shared_data / folder / name for name in ("needs.csv", documents, "judgements.csv"))
    compared = {each.metric: each for each in evaluate(read_graded_set(*files), recipe=Recipe())}
    missed = {
        name: compared[name].recipe.mean for name, goal in goals.items() if compared[name].recipe.mean < goal
    }
    assert missed == {}
    assert {name for name in surely_better if compared[name].difference.low <= 0} == set()
