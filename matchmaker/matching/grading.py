"""Scores as grades: the shipped calibration, and how far the grades of one can be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.enums import Level
from matchmaker.matching.evaluation import RELEVANT, fitted, scores
from matchmaker.matching.folds import folds
from matchmaker.matching.graded import GradedSet
from matchmaker.matching.reading import Reader
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.vocabulary import SHIPPED_WORDS, Vocabulary
from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.calibration import Calibration, nearest_levels
from matchmaker.ranking.metrics.closeness import closeness

DEFAULT_CALIBRATION = Calibration(
    scores=(0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 1.0),
    levels=(1.27, 1.35, 1.35, 1.56, 1.83, 2.59, 2.82, 4.0),
)
"""What a score means where nobody has judged yet; ``benchmarks/calibration.py`` prints the table."""

_SEED = 0


@dataclass(frozen=True, slots=True)
class JudgedPairs:
    """Needs with patents that people judged.

    Attributes:
        scores: the score of each of n pairs; (n,).
        levels: the mean level that people gave it; (n,).
        needs: what tells its need from others; needs of one title count as one.
    """

    scores: Floats
    levels: Floats
    needs: Sequence[str]


@dataclass(frozen=True, slots=True)
class GradeRow:
    """What people judged of the pairs that were given one grade.

    ``mean_level`` and ``relevant``, the share judged 3 or 4, are None where no pair was given the grade.
    """

    level: Level
    pairs: int
    mean_level: float | None
    relevant: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far grades can be relied on, as 1 / (1 + MAE) and by grade, the strongest first.

    ``of_grades`` measures the whole levels that people see, ``of_expected`` the levels before rounding.
    """

    pairs: int
    of_grades: float
    of_expected: float
    rows: tuple[GradeRow, ...]


def judged_pairs(graded: GradedSet, recipe: Recipe, vocabulary: Vocabulary = SHIPPED_WORDS) -> JudgedPairs:
    """The pairs of a test set, scored among all its patents."""
    reader = Reader(recipe, vocabulary)
    scored = scores(fitted(graded, reader), reader, graded.needs)
    return JudgedPairs(
        scores=np.concatenate(scored),
        levels=np.array([level for need in graded.needs for level in need.levels.values()]),
        needs=[need.title for need in graded.needs for _ in need.levels],
    )


def reliability(pairs: JudgedPairs, calibration: Calibration) -> Reliability:
    """How far the grades of a calibration that has not seen these pairs can be relied on."""
    return _reliability(calibration.expected(pairs.scores), pairs.levels)


def reliability_when_refitted(
    pairs: JudgedPairs, calibration: Calibration = DEFAULT_CALIBRATION
) -> Reliability:
    """How far grades can be relied on once a calibration is refitted to pairs such as these.

    Cross-validated: each fifth of the needs is graded by a calibration that was refitted to the others.
    """
    expected = np.empty(len(pairs.levels))
    fold_of = folds(pairs.needs, np.random.default_rng(_SEED))
    for fold in np.unique(fold_of):
        known, held_back = fold_of != fold, fold_of == fold
        refitted = calibration.refitted(pairs.scores[known], pairs.levels[known])
        expected[held_back] = refitted.expected(pairs.scores[held_back])
    return _reliability(expected, pairs.levels)


def _reliability(expected: Floats, levels: Floats) -> Reliability:
    grades = nearest_levels(expected)
    return Reliability(
        pairs=len(levels),
        of_grades=closeness(grades, levels),
        of_expected=closeness(expected, levels),
        rows=tuple(_row(level, levels[grades == level]) for level in sorted(Level, reverse=True)),
    )


def _row(level: Level, judged: Floats) -> GradeRow:
    if not len(judged):
        return GradeRow(level, 0, None, None)
    return GradeRow(level, len(judged), float(judged.mean()), float(np.mean(judged >= RELEVANT)))
