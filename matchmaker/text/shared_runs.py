"""How much of one text stands in another, in whatever order: read from the runs of four characters they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RUN = 4
MOST_HOLDERS = 50
_WINDOW = 8
_LEAST_PRINTS = 0.2
_STEP, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """The runs of four characters in a text as numbers of 32 bits, each once and sorted.

    ``prints`` are about a fifth of them, chosen by the text alone (winnowing: Schleimer, Wilkerson and Aiken, 2003):
    two texts that share a run of 11 characters share a print.
    """

    all: NDArray[np.uint32]
    prints: NDArray[np.uint32]


def runs_of(text: str) -> Runs:
    """The runs of a normalised text; one of fewer than four characters has none."""
    numbers = _numbers(text)
    prints = sliding_window_view(numbers, _WINDOW).min(axis=1) if len(numbers) >= _WINDOW else numbers
    return Runs(np.unique(numbers), np.unique(prints))


def share(one: Runs, other: Runs) -> float:
    """The part of the shorter text's runs that the longer has too, from 0 to 1; 0 where one has none."""
    least = min(len(one.all), len(other.all))
    return len(np.intersect1d(one.all, other.all, assume_unique=True)) / least if least else 0.0


def near_pairs(texts: Mapping[int, Runs]) -> list[tuple[int, int]]:
    """The pairs of texts that may share much, the lower id first: those to be held against each other.

    They share a fifth of the shorter one's prints; a print that more than 50 texts have (a phrase of a form) is not
    looked at. Costs a sort of all prints and 50 pairs a print at most, not a look at every pair of texts.
    """
    ids = sorted(texts)
    counts, prints, owners = _laid_out([texts[number] for number in ids])
    codes = _codes(prints, owners, len(ids))
    pairs, shared = np.unique(codes, return_counts=True)
    first, second = np.divmod(pairs, max(1, len(ids)))
    enough = shared >= _LEAST_PRINTS * np.minimum(counts[first], counts[second])
    return [(ids[a], ids[b]) for a, b in zip(first[enough].tolist(), second[enough].tolist(), strict=True)]


class PrintTable:
    """Texts by their prints, to be asked which of them may share much with one: see ``near_pairs``."""

    def __init__(self, texts: Mapping[int, Runs]) -> None:
        self._ids = list(texts)
        self._counts, self._prints, self._owners = _laid_out([texts[number] for number in self._ids])

    def near(self, text: Runs) -> list[int]:
        """The ids of the texts to be held against one."""
        starts = np.searchsorted(self._prints, text.prints, side="left")
        sizes = np.searchsorted(self._prints, text.prints, side="right") - starts
        looked_at = (sizes > 0) & (sizes <= MOST_HOLDERS)
        spans = [
            self._owners[start : start + size]
            for start, size in zip(starts[looked_at], sizes[looked_at], strict=True)
        ]
        if not spans:
            return []
        owners, shared = np.unique(np.concatenate(spans), return_counts=True)
        enough = shared >= _LEAST_PRINTS * np.minimum(self._counts[owners], len(text.prints))
        return [self._ids[owner] for owner in owners[enough].tolist()]


def shared_places(text: str, other: str) -> NDArray[np.bool_]:
    """Which characters of a normalised text stand in a run that another has too."""
    numbers = _numbers(text)
    held = np.isin(numbers, _numbers(other))
    places = np.zeros(len(text), dtype=np.bool_)
    for offset in range(RUN if len(numbers) else 0):
        places[offset : offset + len(held)] |= held
    return places


def _laid_out(texts: Sequence[Runs]) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]:
    """How many prints each text has; all prints, sorted; and whose each is, by the text's place."""
    counts = np.array([len(text.prints) for text in texts], dtype=np.int64)
    prints = np.concatenate([np.zeros(0, dtype=np.uint32), *(text.prints for text in texts)])
    owners = np.repeat(np.arange(len(texts)), counts)
    order = np.argsort(prints, kind="stable")
    return counts, prints[order], owners[order]


def _codes(prints: NDArray[np.uint32], owners: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Every two owners of one print as ``first * size + second``, once for each print they share."""
    found = [np.zeros(0, dtype=np.int64)]
    starts = np.flatnonzero(np.r_[True, prints[1:] != prints[:-1]]) if len(prints) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(prints)])
    for count in range(2, MOST_HOLDERS + 1):
        first, second = np.triu_indices(count, k=1)
        held = owners[starts[sizes == count][:, None] + np.arange(count)]
        found.append((held[:, first] * size + held[:, second]).ravel())
    return np.concatenate(found)


def _numbers(text: str) -> NDArray[np.uint32]:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(points) < RUN:
        return np.zeros(0, dtype=np.uint32)
    last = len(points) - RUN + 1
    numbers = points[:last]
    for offset in range(1, RUN):
        numbers = numbers * _STEP + points[offset : last + offset]
    numbers = (numbers ^ (numbers >> np.uint64(29))) * _MIX
    return (numbers >> np.uint64(32)).astype(np.uint32)
