"""The few weights of the recipe, chosen anew on graded needs and measured on needs held back from the choice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from matchmaker.matching.evaluation import METRICS, fitted, measured, needs_to_score, scores
from matchmaker.matching.folds import folds
from matchmaker.matching.graded import GradedNeed, GradedSet
from matchmaker.matching.reading import Reader
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.vocabulary import SHIPPED_WORDS, Vocabulary
from matchmaker.ranking.arrays import Booleans, Floats
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.metrics.bootstrap import Estimate, bootstrap

WORDS = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
PAIRS = (1 / 4, 1 / 3, 1 / 2)
NEED_OPENING = (1 / 6, 1 / 4, 1 / 3)

ENOUGH = 30
"""How many needs must be scored for a choice to mean something: on 31 needs the 95 % interval of a difference
was about .03 wide where the whole grid spans .04 (``docs/matching.md``); fewer tell even less apart."""

METRIC = METRICS[-1]
"""What is chosen by: the measure that the most needs have."""

_SEED = 0
_REPETITIONS = 5

Watched = Callable[[Sequence[Recipe]], Iterable[Recipe]]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a tuning found.

    ``before``, ``after`` and ``difference`` are means of ``METRIC`` over the held-back needs with their 95 %
    intervals: of the present recipe, of those chosen without the need at hand, and of the paired difference.
    ``recipe`` is the one chosen on all needs.
    """

    recipe: Recipe
    needs: int
    judgements: int
    before: Estimate
    after: Estimate
    difference: Estimate

    @property
    def is_enough(self) -> bool:
        """Whether there were needs enough to tell recipes apart."""
        return self.needs >= ENOUGH

    @property
    def is_surely_better(self) -> bool:
        """Whether the whole interval of the difference is above 0."""
        return self.is_enough and self.difference.low > 0


@dataclass(frozen=True, slots=True)
class Bench:
    """A graded set, the words that it is read with, and the indexes fitted to it, by what weighs on patents."""

    graded: GradedSet
    needs: Sequence[GradedNeed]
    vocabulary: Vocabulary = SHIPPED_WORDS
    _indexes: dict[tuple[float, ...], TfidfIndex] = field(default_factory=dict)

    def values(self, recipe: Recipe) -> Floats:
        """Each need's value of each of ``METRICS``, not a number where it has none; (needs, metrics)."""
        key = (recipe.words, recipe.characters, recipe.pairs, recipe.title)
        reader = Reader(recipe, self.vocabulary)
        if key not in self._indexes:
            self._indexes[key] = fitted(self.graded, reader)
        index = self._indexes[key]
        index.field_weights, index.lightest = recipe.field_weights, recipe.lightest
        return measured(self.needs, scores(index, reader, self.needs))


def grid(present: Recipe) -> list[Recipe]:
    """The recipes to choose from: the present one, and it with each combination of the few weights."""
    tried = [
        replace(present, words=words, pairs=pairs, need_opening=opening)
        for words, pairs, opening in product(WORDS, PAIRS, NEED_OPENING)
    ]
    return list(dict.fromkeys([present, *tried]))


def tune(
    graded: GradedSet,
    present: Recipe,
    *,
    vocabulary: Vocabulary = SHIPPED_WORDS,
    watched: Watched = iter,
) -> Tuned:
    """Chooses among ``grid(present)`` by the mean of ``METRIC``, and measures the choice on held-back needs.

    Each fifth of the needs is measured with the recipe that was best on the other four, five times over;
    a need's value is its mean. ``watched`` is given the recipes and hands them on, to show progress.

    Raises:
        NothingToScoreError: no need can be scored.
    """
    bench = Bench(graded, needs_to_score(graded), vocabulary)
    recipes = grid(present)
    tried = np.array([bench.values(recipe)[:, METRICS.index(METRIC)] for recipe in watched(recipes)])
    has_value = ~np.isnan(tried[0])
    tried = tried[:, has_value]
    titles = [need.title for need, kept in zip(bench.needs, has_value, strict=True) if kept]
    before, after = tried[0], _held_back(tried, titles)
    return Tuned(
        recipe=recipes[best(tried)],
        needs=len(titles),
        judgements=graded.judgements,
        before=bootstrap(before),
        after=bootstrap(after),
        difference=bootstrap(after - before),
    )


def best(tried: Floats, kept: Booleans | None = None) -> int:
    """The recipe with the greatest mean over the needs kept, the first of several; tried is (recipes, needs)."""
    return int(np.argmax(np.mean(tried if kept is None else tried[:, kept], axis=1)))


def _held_back(tried: Floats, titles: Sequence[str]) -> Floats:
    rng = np.random.default_rng(_SEED)
    values = np.zeros(tried.shape[1])
    for _ in range(_REPETITIONS):
        fold_of = folds(titles, rng)
        for fold in np.unique(fold_of):
            held_back = fold_of == fold
            chosen = 0 if held_back.all() else best(tried, ~held_back)
            values[held_back] += tried[chosen, held_back] / _REPETITIONS
    return values
