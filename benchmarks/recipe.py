"""Where the numbers of the recipe come from: variants of it on graded needs, and the choice cross-validated.

``python benchmarks/recipe.py [--data FOLDER]`` prints the tables of ``docs/matching.md``. The folder holds
``bdci2019/`` and ``patents/`` with needs, documents and judgements in the form of ``matchmaker evaluate``.
"""

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from matchmaker.matching.evaluation import METRICS, needs_to_score
from matchmaker.matching.folds import FOLDS, folds
from matchmaker.matching.graded import read_graded_set
from matchmaker.matching.recipe import WORDS_ALONE, Recipe
from matchmaker.matching.tuning import NEED_OPENING, PAIRS, WORDS, Bench
from matchmaker.ranking.arrays import Booleans, Floats
from matchmaker.ranking.metrics.bootstrap import bootstrap

FILES = {"bdci2019": "achievements.csv", "patents": "patents.jsonl"}
SHOWN = {"bdci2019": (0, 1, 2), "patents": (3, 2)}
JUDGED_BY = {"bdci2019": 0, "patents": 3}
REPETITIONS, SEED = 10, 0
_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("MATCHMAKER_SHARED_DATA", _BESIDE))

DEFAULT = Recipe()
GRID = [
    replace(DEFAULT, words=words, pairs=pairs, need_opening=opening, opening_length=length, lightest=lightest)
    for words, pairs, opening, length, lightest in product(
        WORDS, PAIRS, NEED_OPENING, (300, 500, 1000), (0.0, 1 / 32, 1 / 16)
    )
]
VARIANTS = {
    "the recipe": DEFAULT,
    "words alone, need title ×3 and whole text": WORDS_ALONE,
    "words alone, fields as in the recipe": replace(DEFAULT, characters=0, pairs=0),
    "characters alone": replace(DEFAULT, words=0, pairs=0),
    "characters and pairs": replace(DEFAULT, words=0),
    "words and characters": replace(DEFAULT, pairs=0),
    "words and pairs": replace(DEFAULT, characters=0),
    "words 1/16": replace(DEFAULT, words=1 / 16),
    "words 1/4": replace(DEFAULT, words=1 / 4),
    "words 1/2": replace(DEFAULT, words=1 / 2),
    "words 1": replace(DEFAULT, words=1.0),
    "pairs 1/4": replace(DEFAULT, pairs=1 / 4),
    "pairs 1/2": replace(DEFAULT, pairs=1 / 2),
    "pairs 1": replace(DEFAULT, pairs=1.0),
    "patent title 1": replace(DEFAULT, title=1.0),
    "patent title 2": replace(DEFAULT, title=2.0),
    "patent title 5": replace(DEFAULT, title=5.0),
    "need opening 1/6": replace(DEFAULT, need_opening=1 / 6),
    "need opening 1/3": replace(DEFAULT, need_opening=1 / 3),
    "need opening 1": replace(DEFAULT, need_opening=1.0),
    "opening of 300 characters": replace(DEFAULT, opening_length=300),
    "opening of 1,000 characters": replace(DEFAULT, opening_length=1000),
    "whole text as the opening": replace(DEFAULT, need_rest=DEFAULT.need_opening),
    "nothing after the opening": replace(DEFAULT, need_rest=1e-9),
    "without synonyms": replace(DEFAULT, synonyms=0),
    "synonyms 1/4": replace(DEFAULT, synonyms=1 / 4),
    "synonyms 1": replace(DEFAULT, synonyms=1.0),
    "every feature": replace(DEFAULT, lightest=0.0),
    "features from 1/64": replace(DEFAULT, lightest=1 / 64),
    "features from 1/16": replace(DEFAULT, lightest=1 / 16),
    "features from 1/8": replace(DEFAULT, lightest=1 / 8),
    "features from 1/4": replace(DEFAULT, lightest=1 / 4),
}


def read(folder: Path, documents: str) -> Bench:
    """Reads one of the test sets."""
    graded = read_graded_set(folder / "needs.csv", folder / documents, folder / "judgements.csv")
    return Bench(graded, needs_to_score(graded))


def print_variants(sets: dict[str, Bench]) -> None:
    """Prints each variant's means, and the interval of what the recipe has over it in nDCG@10."""
    print("| | bdci2019 nDCG@10 | P@5 | AUC | recipe − this | patents nDCG@10 | AUC | recipe − this |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    of_default = {name: each.values(DEFAULT) for name, each in sets.items()}
    for label, recipe in VARIANTS.items():
        cells = []
        for name, each in sets.items():
            values = each.values(recipe)
            cells += [f"{np.nanmean(values[:, column]):.3f}" for column in SHOWN[name]]
            column = JUDGED_BY[name]
            more = _without_gaps(of_default[name][:, column] - values[:, column])
            interval = bootstrap(more)
            cells.append(f"{interval.mean:+.3f} ({interval.low:+.3f} … {interval.high:+.3f})")
        print(f"| {label} | {' | '.join(cells)} |", flush=True)


def print_cross_validation(sets: dict[str, Bench]) -> None:
    """Prints what recipes chosen on four fifths of the needs reach on the last fifth."""
    tried = {name: np.array([each.values(recipe) for recipe in GRID]) for name, each in sets.items()}
    reached: dict[str, list[Floats]] = {name: [] for name in sets}
    chosen: Counter[Recipe] = Counter()
    rng = np.random.default_rng(SEED)
    for _ in range(REPETITIONS):
        fold_of = {name: folds([need.title for need in each.needs], rng) for name, each in sets.items()}
        held_back = {name: np.empty(tried[name].shape[1:]) for name in sets}
        for fold in range(FOLDS):
            best = _best({name: (tried[name], fold_of[name] != fold) for name in sets})
            chosen[GRID[best]] += 1
            for name in sets:
                held_back[name][fold_of[name] == fold] = tried[name][best][fold_of[name] == fold]
        for name in sets:
            reached[name].append(np.nanmean(held_back[name], axis=0))
    print(f"\nGrid of {len(GRID)} recipes, {FOLDS} folds, {REPETITIONS} times; held-back means:")
    for name in sets:
        for column, spread in _spreads(reached[name], SHOWN[name]):
            print(f"  {name} {METRICS[column].name}: {spread}")
        column = JUDGED_BY[name]
        means = np.nanmean(tried[name][:, :, column], axis=1)
        print(f"  {name} over the grid: {means.min():.3f} … {means.max():.3f} {METRICS[column].name}")
    for recipe, times in chosen.most_common(5):
        print(
            f"  chosen {times} times: words {recipe.words:.3g}, pairs {recipe.pairs:.3g}, "
            f"need opening {recipe.need_opening:.3g} of {recipe.opening_length} characters, "
            f"features from {recipe.lightest:.3g}"
        )


def _best(tried: dict[str, tuple[Floats, Booleans]]) -> int:
    means = [np.nanmean(values[:, kept, JUDGED_BY[name]], axis=1) for name, (values, kept) in tried.items()]
    return int(np.argmax(np.mean(means, axis=0)))


def _spreads(reached: list[Floats], columns: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    for column in columns:
        values = np.array([means[column] for means in reached])
        yield column, f"{values.mean():.3f} ± {values.std():.3f}"


def _without_gaps(values: Floats) -> Floats:
    return values[~np.isnan(values)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    test_sets = {name: read(data / name, documents) for name, documents in FILES.items()}
    print_variants(test_sets)
    print_cross_validation(test_sets)
