"""Applicants as sheets name them: one organisation by any of its names is one applicant."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from matchmaker.organizations.known_names import name_keys, organizations_by_key
from matchmaker.organizations.models import Organization
from matchmaker.text.organization_names import name_key


def names_holder(applicants: Sequence[str], own: frozenset[str]) -> bool:
    """Whether applicants name the holder, whose names have these compared forms, or nobody at all."""
    return not applicants or any(name_key(name) in own for name in applicants)


class Applicants:
    """Tells who the applicants of one holder's sheet are: the holder, organisations here, others."""

    def __init__(self, session: Session, holder: Organization) -> None:
        self.own = name_keys(session, holder)
        here = organizations_by_key(session)
        own_id = holder.id or 0
        self._here: dict[str, int | str] = {**here, **dict.fromkeys(self.own, own_id)}
        self._known: dict[str, int | str] = {}

    def each_once(self, names: Sequence[str]) -> tuple[str, ...]:
        """The applicants without those that another name means already; the first writing stays."""
        if len(names) < 2:  # noqa: PLR2004 - one is one
            return tuple(names)
        found: dict[int | str, str] = {}
        for name in names:
            found.setdefault(self._who(name), name)
        return tuple(found.values())

    def are_same(self, first: Iterable[str], second: Iterable[str]) -> bool:
        """Whether two lists name the same applicants in the same order."""
        return [self._who(name) for name in first] == [self._who(name) for name in second]

    def _who(self, name: str) -> int | str:
        """The id of the organisation here, else the compared form of the name."""
        found = self._known.get(name)
        if found is None:
            key = name_key(name)
            found = self._known[name] = self._here.get(key, key or name)
        return found
