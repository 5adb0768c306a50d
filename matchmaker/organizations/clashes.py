"""What becomes of a table's rows when the two things they point to are made one, or two again.

A room says it beside its own table, in the table's ``info``; merging reads it there and knows no room.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

Row = sa.RowMapping

_RULE, _STAYS = "when two rows clash", "stays when merged"
_PARTNERS, _SEQUEL = "between partners", "after a merge"
_KEY_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Settled:
    """What is written to two rows of which a unique constraint lets only one belong to the thing that stays.

    ``ours`` belongs to it already, ``theirs`` to the one merged away. ``moves`` says that theirs may move once it is
    written, ``inherits`` that what points to theirs points to ours from now on.
    """

    ours: Mapping[str, Any] = field(default_factory=dict)
    theirs: Mapping[str, Any] = field(default_factory=dict)
    moves: bool = False
    inherits: bool = False


Rule = Callable[[Row, Row], Settled]


@dataclass(frozen=True, slots=True)
class Merged:
    """Two things that were just made one, or two again, and the ids of those of a table's rows that were written."""

    pair: tuple[int, int]
    rows: Collection[int]


Sequel = Callable[[Session, Merged], None]
"""What a room does after each merge, and each undoing, of what its table points to."""


def settled_by(rule: Rule, then: Sequel | None = None) -> dict[str, Any]:
    """The last of a table's arguments where ``rule`` settles two rows that clash: ours first, then theirs."""
    return {"info": {_RULE: rule, _SEQUEL: then}}


def stays_when_merged(then: Sequel | None = None) -> dict[str, Any]:
    """The last of a table's arguments where its rows tell of one thing alone, and stay with it."""
    return {"info": {_STAYS: True, _SEQUEL: then}}


def between_partners() -> dict[str, Any]:
    """The last of a table's arguments where the links of a row to things of one kind lead to different ones."""
    return {"info": {_PARTNERS: True}}


def rule_of(table: sa.Table) -> Rule | None:
    """How a table's rows are settled; None where its room does not say."""
    rule: Rule | None = table.info.get(_RULE)
    return rule


def stays(table: sa.Table) -> bool:
    """Whether a table's rows stay with what is merged away."""
    return bool(table.info.get(_STAYS))


def is_between_partners(table: sa.Table) -> bool:
    """Whether no two links of a row of a table may lead to the same thing."""
    return bool(table.info.get(_PARTNERS))


def sequel_of(table: sa.Table) -> Sequel | None:
    """What a table's room does after a merge; None where it does nothing."""
    sequel: Sequel | None = table.info.get(_SEQUEL)
    return sequel


def left(_ours: Row, _theirs: Row) -> Settled:
    """Ours counts; theirs stays where it is."""
    return Settled()


def renamed(_ours: Row, theirs: Row) -> Settled:
    """Both belong to the one that stays: the number that a sheet gave theirs gets a suffix."""
    key = f"{theirs['source_key'][:_KEY_LENGTH]}#{theirs['id']}"
    return Settled(theirs={"source_key": key}, moves=True)
