"""How well a recipe ranks, against the grades of a test set.

A need is scored by how it orders the patents that were judged for it: what nobody judged is not held to be
irrelevant. All patents of the set count for the weights of terms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.errors import N_, InvalidError
from matchmaker.matching.graded import GradedNeed, GradedSet
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.recipe import WORDS_ALONE, Recipe
from matchmaker.matching.vocabulary import SHIPPED_WORDS, Vocabulary
from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.metrics.auc import auc
from matchmaker.ranking.metrics.bootstrap import Estimate, bootstrap
from matchmaker.ranking.metrics.ndcg import ndcg
from matchmaker.ranking.metrics.precision import precision
from matchmaker.ranking.ranker import Ranker

RELEVANT = 2.5
"""The mean level from which a patent is relevant: grades of 3 and above, for a single one."""

SOME_USE = 2.0
"""The mean level that says a patent has at least weak use."""

JUDGED = 10
"""How many patents must have been judged for a need that is scored."""


class NothingToScoreError(InvalidError):
    """A test set without a need that can be scored."""

    message = N_(
        "No need has %(judged)s judged patents or more with one of level 3 or 4 among them. Give more judgements."
    )


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure, and the level that a need's best patent must reach for the need to be measured."""

    name: str
    of: Callable[[Floats, Floats], float]
    best_level: float


METRICS = (
    Metric("nDCG@10", ndcg, RELEVANT),
    Metric("P@5", lambda scores, levels: precision(scores, levels >= RELEVANT), RELEVANT),
    Metric("AUC", lambda scores, levels: auc(scores, levels >= RELEVANT), RELEVANT),
    Metric("nDCG@10 from level 2", ndcg, SOME_USE),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric's mean over needs for two recipes, and of the difference, each with its 95 % interval."""

    metric: str
    needs: int
    recipe: Estimate
    baseline: Estimate
    difference: Estimate


def evaluate(
    graded: GradedSet,
    *,
    recipe: Recipe | None = None,
    baseline: Recipe = WORDS_ALONE,
    vocabulary: Vocabulary = SHIPPED_WORDS,
) -> tuple[Comparison, ...]:
    """Measures ``recipe`` (the default one if None) against ``baseline`` on the same needs, read with one vocabulary.

    Scored are needs with 10 judged patents or more of which the best reaches the metric's level; a need with
    relevant patents only has no AUC, and a metric that no need has is left out.

    Raises:
        NothingToScoreError: no need is left.
    """
    needs = needs_to_score(graded)
    readers = Reader(recipe or Recipe(), vocabulary), Reader(baseline, vocabulary)
    ours, others = (measured(needs, scores(fitted(graded, each), each, needs)) for each in readers)
    return tuple(
        _comparison(metric.name, ours[:, column], others[:, column])
        for column, metric in enumerate(METRICS)
        if not np.isnan(ours[:, column]).all()
    )


def needs_to_score(graded: GradedSet) -> list[GradedNeed]:
    """Gives the needs for which enough patents were judged.

    Raises:
        NothingToScoreError: none of them has a relevant patent.
    """
    needs = [need for need in graded.needs if len(need.levels) >= JUDGED]
    if not any(max(need.levels.values()) >= RELEVANT for need in needs):
        raise NothingToScoreError(judged=JUDGED)
    return needs


def fitted(graded: GradedSet, reader: Reader) -> TfidfIndex:
    """Gives the index of all patents of a test set, each with its place as id."""
    patents = (PatentText(place, *text) for place, text in enumerate(graded.patents))
    return TfidfIndex(reader.recipe.field_weights, reader.recipe.lightest).fit(reader.documents(patents))


def scores(index: Ranker, reader: Reader, needs: Sequence[GradedNeed]) -> list[Floats]:
    """Scores the judged patents of each need, in the order of its levels."""
    return [_scores_of_judged(index, reader, need) for need in needs]


def measured(needs: Sequence[GradedNeed], scored: Sequence[Floats]) -> Floats:
    """Gives each need's value of each of ``METRICS``, not a number where it has none; (needs, metrics)."""
    return np.array(
        [
            [
                metric.of(each, levels) if levels.max() >= metric.best_level else float("nan")
                for metric in METRICS
            ]
            for each, levels in zip(scored, map(_levels, needs), strict=True)
        ]
    )


def _levels(need: GradedNeed) -> Floats:
    return np.array(list(need.levels.values()))


def _scores_of_judged(index: Ranker, reader: Reader, need: GradedNeed) -> Floats:
    query = reader.query(title=need.title, text=need.content)
    hits = index.rank(query.fields, k=len(need.levels), allowed=need.levels.keys())
    score_of = {hit.id: hit.score for hit in hits}
    return np.array([score_of.get(place, 0.0) for place in need.levels])


def _comparison(name: str, ours: Floats, others: Floats) -> Comparison:
    has_value = ~np.isnan(ours)
    ours, others = ours[has_value], others[has_value]
    return Comparison(name, len(ours), bootstrap(ours), bootstrap(others), bootstrap(ours - others))
