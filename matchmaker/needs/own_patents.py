"""What a company's own patents give to its need: their numbers, and what they say."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import Base
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


def own_numbers(session: Session, need: Need) -> list[str]:
    """All numbers, application and publications, of the patents that a need names; see ``own_numbers_of``."""
    return own_numbers_of(session, [need])[need.id]


def own_numbers_of(session: Session, needs: Collection[Need]) -> dict[int, list[str]]:
    """All numbers under which the patents that each need names are known here, by need: at most one query.

    The tables are named, as needs know no patents; a need has the numbers as these tables spell them.
    """
    named = {number for need in needs for number in need.own_patents}
    groups = _numbers_of_patents(session, named) if named else []
    told = {}
    for need in needs:
        further = (numbers for numbers in groups if not numbers.isdisjoint(need.own_patents))
        told[need.id] = list(
            dict.fromkeys([*need.own_patents, *(each for group in further for each in sorted(group))])
        )
    return told


def _numbers_of_patents(session: Session, named: Collection[str]) -> list[set[str]]:
    patents, publications = (Base.metadata.tables[name] for name in ("patents", "publications"))
    applied = sa.select(patents.c.id).where(patents.c.application_number.in_(named))
    published = sa.select(publications.c.patent_id).where(publications.c.number.in_(named))
    rows = session.execute(
        sa.select(patents.c.id, patents.c.application_number, publications.c.number)
        .outerjoin(publications, publications.c.patent_id == patents.c.id)
        .where(patents.c.id.in_(applied.union(published)))
    )
    groups: dict[int, set[str]] = {}
    for patent_id, *numbers in rows:
        groups.setdefault(patent_id, set()).update(filter(None, numbers))
    return list(groups.values())
