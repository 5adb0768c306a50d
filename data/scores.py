"""Writes how evaluators of the demo centre marked some patents, with the evidence they gave."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

HEADINGS = ("application_number", "scenario", "days_ago", "indicator", "points", "evidence")
_PATENTS = 9
_SCENARIOS = (("transfer",), ("transfer", "finance"), ("transfer", "management"))
_DAYS_AGO = (28, 2)
_CHECKED_BEFORE = 30
_MORE_OR_LESS = (-5, 0, 5)
_CHECKED = 1


def score_rows(
    lives: Sequence[Sequence[str]], offered: set[str], words: Mapping[str, Any]
) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS`` for some patents on offer whose status was checked before they were scored."""
    ready = [
        row[0]
        for row in lives
        if row[0] in offered and row[_CHECKED] and int(row[_CHECKED]) > _CHECKED_BEFORE
    ]
    for place, number in enumerate(sorted(Random("scored patents").sample(ready, _PATENTS))):
        for scenario, days in zip(_SCENARIOS[place % len(_SCENARIOS)], _DAYS_AGO, strict=False):
            rng = Random(f"{scenario} score of {number}")
            for indicator, choices in words["evidence"].items():
                evidence, about = rng.choice(choices)
                points = about + rng.choice(_MORE_OR_LESS)
                yield (number, scenario, str(days), indicator, str(points), evidence)
