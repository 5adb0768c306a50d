"""What goes into an index and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Fields: TypeAlias = Mapping[str, Sequence[str]]
"""Field name → its terms, in any order, each as often as it occurs: ``{"title": […], "abstract": […]}``."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be found, as terms; ``id`` is the caller's and fits 64 bits."""

    id: int
    fields: Fields


class Hit(NamedTuple):
    """A document found, with its score above 0 and at most 1."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """The part of a score that one shared term accounts for; above 0."""

    term: str
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document has its score: the values add up to it within 1e-9, the greatest first."""

    score: float
    contributions: tuple[Contribution, ...]
