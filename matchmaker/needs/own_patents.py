"""What a company's own patents give to its need: their numbers, and what they say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from matchmaker.errors import InvalidError


@dataclass(frozen=True, slots=True)
class OwnPatents:
    """Numbers that somebody typed or ticked, as far as they are patents that may be read here.

    Attributes:
        numbers: the patents' numbers, each once, as they are known here.
        text: titles and abstracts, one patent below the other.
        problems: what is wrong with the others, each with what to do.
    """

    numbers: tuple[str, ...] = ()
    text: str = ""
    problems: tuple[InvalidError, ...] = ()


ReadNumbers: TypeAlias = Callable[[str], OwnPatents]
"""Looks numbers up; it is handed down by the application, as needs know no patents."""
