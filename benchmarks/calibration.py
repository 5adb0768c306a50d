"""Where the shipped calibration comes from, and how far grades can be relied on.

``python benchmarks/calibration.py [--data FOLDER]`` prints the table of ``matchmaker/matching/grading.py`` and
the figures of ``docs/matching.md``. The folder is that of ``benchmarks/recipe.py``.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from recipe import DATA, FILES

from matchmaker.matching.folds import FOLDS, folds
from matchmaker.matching.graded import read_graded_set
from matchmaker.matching.grading import DEFAULT_CALIBRATION, JudgedPairs, judged_pairs
from matchmaker.matching.recipe import Recipe
from matchmaker.ranking.arrays import Booleans, Floats
from matchmaker.ranking.calibration import HIGHEST, LOWEST, Calibration, nearest_levels
from matchmaker.ranking.metrics.closeness import closeness

POINTS = DEFAULT_CALIBRATION.scores
ROUNDS = 30
REPETITIONS = 10
INERTIAS = (5.0, 20.0, 50.0, 200.0)


def default(sets: Iterable[JudgedPairs]) -> Calibration:
    """Fits the points to sets that weigh the same; a text that says the same as the need is strong."""
    sets = list(sets)
    most = max(len(pairs.scores) for pairs in sets)
    times = [round(most / len(pairs.scores)) for pairs in sets]
    scores = np.concatenate([np.tile(pairs.scores, n) for pairs, n in zip(sets, times, strict=True)])
    levels = np.concatenate([np.tile(pairs.levels, n) for pairs, n in zip(sets, times, strict=True)])
    fitted = Calibration(POINTS, tuple(LOWEST + (HIGHEST - LOWEST) * point for point in POINTS))
    for _ in range(ROUNDS):
        fitted = fitted.refitted(scores, levels)
    return Calibration(POINTS, (*(round(level, 2) for level in fitted.levels[:-1]), float(HIGHEST)))


def some(pairs: JudgedPairs, chosen: Booleans) -> JudgedPairs:
    """The pairs chosen."""
    needs = [need for need, is_chosen in zip(pairs.needs, chosen, strict=True) if is_chosen]
    return JudgedPairs(pairs.scores[chosen], pairs.levels[chosen], needs)


def print_cross_validation(sets: dict[str, JudgedPairs]) -> None:
    """Prints what is reached on held-back needs, the default being made from the others as well."""
    reached: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for seed in range(REPETITIONS):
        rng = np.random.default_rng(seed)
        fold_of = {name: folds(pairs.needs, rng) for name, pairs in sets.items()}
        expected: dict[tuple[str, str], Floats] = {}
        for fold in range(FOLDS):
            known = {name: some(pairs, fold_of[name] != fold) for name, pairs in sets.items()}
            made = default(known.values())
            for name, pairs in sets.items():
                held_back = fold_of[name] == fold
                ways = {"default": made} | {
                    f"refitted, inertia {inertia:g}": made.refitted(
                        known[name].scores, known[name].levels, inertia=inertia
                    )
                    for inertia in INERTIAS
                }
                for way, calibration in ways.items():
                    of_way = expected.setdefault((name, way), np.empty(len(pairs.levels)))
                    of_way[held_back] = calibration.expected(pairs.scores[held_back])
        for (name, way), of_way in expected.items():
            levels = sets[name].levels
            figures = closeness(nearest_levels(of_way), levels), closeness(of_way, levels)
            reached.setdefault((name, way), []).append(figures)
    print(f"\n1 / (1 + MAE) on held-back needs, {FOLDS} folds, {REPETITIONS} times: grade, expected level")
    for (name, way), figures in reached.items():
        mean, spread = np.mean(figures, axis=0), np.std(figures, axis=0)
        print(f"  {name} {way}: {mean[0]:.3f} ± {spread[0]:.3f}, {mean[1]:.3f} ± {spread[1]:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    test_sets = {
        name: judged_pairs(
            read_graded_set(
                data / name / "needs.csv", data / name / documents, data / name / "judgements.csv"
            ),
            Recipe(),
        )
        for name, documents in FILES.items()
    }
    print(default(test_sets.values()))
    print_cross_validation(test_sets)
