"""What a company's own patents give to its need: their numbers, and what they say."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.orm import Session

from matchmaker.errors import InvalidError
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class OwnPatents:
    """Numbers that somebody typed or ticked, as far as they are patents that the need's company may read here.

    Attributes:
        numbers: the patents' numbers, each once, as they are known here.
        text: titles and abstracts, one patent below the other.
        problems: what is wrong with the others, each with what to do.
    """

    numbers: tuple[str, ...] = ()
    text: str = ""
    problems: tuple[InvalidError, ...] = ()


ReadNumbers: TypeAlias = Callable[[str, Organization], OwnPatents]
"""Looks numbers up for a company's need; it is handed down by the application, as needs know no patents."""

NumbersOf: TypeAlias = Callable[[Session, Collection[Need]], Mapping[int, Sequence[str]]]
"""All numbers of the patents that each need names, by the need's id; handed down likewise."""
