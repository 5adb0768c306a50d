"""What a score means: the level that people can be expected to give."""

import math
from dataclasses import dataclass

import numpy as np

from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.isotonic import isotonic

LOWEST, HIGHEST = 1, 4
"""The levels that people give: from 1 (none) to 4 (strong)."""

INERTIA = 20.0
"""How many judgements near a point weigh as much as what was known of it before."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line from score to expected level, straight between its points.

    >>> calibration = Calibration(scores=(0.0, 0.5, 1.0), levels=(1.0, 3.0, 4.0))
    >>> calibration.expected(np.array([0.25, 0.75])).tolist()
    [2.0, 3.5]
    >>> calibration.level(0.6)
    3

    Attributes:
        scores: the points' scores, rising, from 0 to 1.
        levels: the expected level at each, never falling, from 1 to 4.
    """

    scores: tuple[float, ...]
    levels: tuple[float, ...]

    def expected(self, scores: Floats) -> Floats:
        """The mean level that people can be expected to give, 1 to 4, of each of n scores; (n,)."""
        return np.interp(scores, self.scores, self.levels)

    def level(self, score: float) -> int:
        """The level nearest to the expected one; the higher where two are as near."""
        return int(nearest_levels(self.expected(np.array([score])))[0])

    def least_score(self, level: int) -> float:
        """The lowest score that is given a level, or a higher one; infinite where no score is.

        >>> Calibration(scores=(0.0, 0.5, 1.0), levels=(1.0, 3.0, 4.0)).least_score(2)
        0.125
        """
        reached = [place for place, score in enumerate(self.scores) if self.level(score) >= level]
        if not reached:
            return math.inf
        high = reached[0]
        if high == 0:
            return self.scores[0]
        low = high - 1
        share = (level - 0.5 - self.levels[low]) / (self.levels[high] - self.levels[low])
        score = self.scores[low] + share * (self.scores[high] - self.scores[low])
        while self.level(score) < level:  # rounded down: by the last digit
            score = math.nextafter(score, self.scores[high])
        return score

    def refitted(self, scores: Floats, levels: Floats, *, inertia: float = INERTIA) -> "Calibration":
        """Moves the points towards what people judged.

        Each judgement speaks for the two points that its score lies between, for the nearer one more. A point
        moves by Σ wᵢ (levelᵢ − expectedᵢ) / (Σ wᵢ + inertia): with few judgements hardly, with many as far as
        they ask. Then points in the wrong order are pooled, each with the weight Σ wᵢ + inertia.

        Args:
            scores: the score of each of n judged pairs; (n,).
            levels: the level that people gave it, from 1 to 4; (n,).
            inertia: how many judgements the present points weigh; above 0.
        """
        points = np.array(self.scores)
        nearness = np.array([np.interp(scores, points, spoken_for) for spoken_for in np.eye(len(points))])
        weights = nearness.sum(axis=1) + inertia
        moved = np.array(self.levels) + nearness @ (levels - self.expected(scores)) / weights
        rising = np.clip(isotonic(moved, weights), LOWEST, HIGHEST)
        return Calibration(self.scores, tuple(rising.tolist()))


def nearest_levels(expected: Floats) -> Floats:
    """The whole level nearest to each of n expected ones, the higher where two are as near; (n,)."""
    return np.floor(expected + 0.5)
