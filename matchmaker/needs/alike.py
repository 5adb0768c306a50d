"""Needs that may be one: among all that the centre has, among a company's own, and like one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import Page
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.queries import needs_with_ids
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import kept_apart, trail_length
from matchmaker.text.need_words import (
    Likeness,
    Wording,
    like_needs,
    likeness_of,
    surest_first,
    wording,
)

MOST_SHOWN = 5
"""How many needs like one are told of at once."""

NOT_ON_ENTRY = (NeedState.CLOSED,)
NOT_FOR_STAFF = (NeedState.DRAFT, NeedState.CLOSED)


class LikeNeed(NamedTuple):
    """A need that another may be, and why."""

    need: Need
    likeness: Likeness


class AlikePair(NamedTuple):
    """Two needs that may be one, and why."""

    first: Need
    second: Need
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class KnownNeed:
    """What a need says in its company's own words, and whose it is."""

    organization_id: int
    title: str
    text: str
    wording: Wording


@dataclass(frozen=True, eq=False)
class Alike:
    """All pairs as of one change, the surest first, and where each need stands in them; never changed."""

    needs: Mapping[int, KnownNeed]
    pairs: tuple[tuple[int, int, Likeness], ...] = ()
    of: Mapping[int, list[tuple[int, Likeness]]] = field(default_factory=dict)


class AlikeNeeds:
    """The needs that were handed in and not closed, held against each other: once a process, shared by its threads.

    ``caught_up`` counts the recorded changes of needs and organisations (two queries); where there are new ones it
    reads the needs again (one more) and compares anew only the words that are new.
    """

    def __init__(self) -> None:
        self._catching_up = Lock()
        self._known = (-1, -1)
        self._current = Alike({})

    def caught_up(self, session: Session) -> Alike:
        """The pairs as of the last recorded change."""
        state = trail_length(session, Need), trail_length(session, Organization)
        if state != self._known:
            with self._catching_up:
                if state != self._known:  # another thread may have been here meanwhile
                    self._current = _compared(
                        known_needs(session, without=NOT_FOR_STAFF, known=self._current.needs)
                    )
                    self._known = state
        return self._current


def alike_pairs(session: Session, alike: Alike, *, number: int, size: int) -> Page[AlikePair]:
    """One page of the pairs that nobody has kept apart, the surest first; past the end, the last. Two queries."""
    apart = kept_apart(session, Need.__tablename__)
    pairs = [pair for pair in alike.pairs if pair[:2] not in apart]
    number = min(max(1, number), max(1, ceil(len(pairs) / size)))
    shown = pairs[(number - 1) * size : number * size]
    needs = needs_with_ids(session, [each for pair in shown for each in pair[:2]])
    rows = [AlikePair(needs[first], needs[second], likeness) for first, second, likeness in shown]
    return Page(rows=rows, number=number, size=size, total=len(pairs))


def needs_like(session: Session, alike: Alike, need: Need) -> list[LikeNeed]:
    """The needs that one may be, whosever they are, the surest first, at most five: for the centre's staff alone."""
    apart = kept_apart(session, Need.__tablename__)
    near = [each for each in alike.of.get(need.id, ()) if _ordered(need.id, each[0]) not in apart]
    return _with_needs(session, near)


def own_needs_like(
    session: Session, *, organization: Organization, title: str, text: str, but: Need | None = None
) -> list[LikeNeed]:
    """A company's own needs, not closed, that one about to be handed in may be; the surest first, at most five.

    ``but`` is the need itself where it is kept already.
    """
    own = known_needs(session, without=NOT_ON_ENTRY, of=[organization.id])
    if but is not None:
        apart = kept_apart(session, Need.__tablename__)
        others = (number for number in own if number != but.id and _ordered(number, but.id) not in apart)
        own = {number: own[number] for number in others}
    return _with_needs(session, like_one(wording(title, text), organization.id, own))


def like_one(
    said: Wording, organization_id: int | None, needs: Mapping[int, KnownNeed]
) -> list[tuple[int, Likeness]]:
    """Those needs that one may be, the surest first: one look at each."""
    found = (
        (number, likeness_of(said, each.wording, one_company=each.organization_id == organization_id))
        for number, each in needs.items()
    )
    sure = [(number, likeness) for number, likeness in found if likeness]
    return sorted(sure, key=lambda each: (*surest_first(each[1]), each[0]))


def likeness_between(first: Need, second: Need) -> Likeness | None:
    """Why two needs are taken for one; None where they are not."""
    said = [wording(need.own_title, own_text(need)) for need in (first, second)]
    return likeness_of(*said, one_company=first.organization_id == second.organization_id)


def own_text(need: Need) -> str:
    """All that a company wrote of a need below its title."""
    return joined(need.own_content, need.goal, need.targets, need.tried, need.conditions)


def joined(*texts: str) -> str:
    """The text of a need that is written in several fields."""
    return "\n".join(filter(None, texts))


def known_needs(
    session: Session,
    *,
    without: Collection[NeedState],
    of: Collection[int | None] | None = None,
    known: Mapping[int, KnownNeed] | None = None,
) -> dict[int, KnownNeed]:
    """What needs say, by id, of one company or of all: one query.

    Args:
        session: the session.
        without: the states whose needs are left out.
        of: the ids of the companies whose needs are read; None for all.
        known: what was read before; the same words are not read anew.
    """
    title = sa.func.coalesce(Need.original_title, Need.title)
    content = sa.func.coalesce(Need.original_content, Need.content)
    fields = (
        Need.id,
        Need.organization_id,
        title,
        content,
        Need.goal,
        Need.targets,
        Need.tried,
        Need.conditions,
    )
    rows = sa.select(*fields).where(Need.state.not_in(without)).order_by(Need.id)
    if of is not None:
        rows = rows.where(Need.organization_id.in_([number for number in of if number is not None]))
    return {
        number: _known(company, said, joined(*texts), (known or {}).get(number))
        for number, company, said, *texts in session.execute(rows)
    }


def _known(company: int, title: str, text: str, before: KnownNeed | None) -> KnownNeed:
    is_same = before is not None and (before.title, before.text) == (title, text)
    return KnownNeed(company, title, text, before.wording if before and is_same else wording(title, text))


def _compared(needs: Mapping[int, KnownNeed]) -> Alike:
    pairs = like_needs(
        {number: each.wording for number, each in needs.items()},
        {number: each.organization_id for number, each in needs.items()},
    )
    of: dict[int, list[tuple[int, Likeness]]] = defaultdict(list)
    for first, second, likeness in pairs:
        of[first].append((second, likeness))
        of[second].append((first, likeness))
    return Alike(needs, tuple(pairs), of)


def _with_needs(session: Session, near: Iterable[tuple[int, Likeness]]) -> list[LikeNeed]:
    shown = list(near)[:MOST_SHOWN]
    needs = needs_with_ids(session, [number for number, _ in shown]) if shown else {}
    return [LikeNeed(needs[number], likeness) for number, likeness in shown]


def _ordered(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
