"""Which organisations may be one: read from their names, other names and codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import Page
from matchmaker.organizations.models import Organization, OrganizationAlias
from matchmaker.organizations.queries import kept_apart
from matchmaker.text.organization_names import Likeness, Named, like_one, like_organizations, likeness_of


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two organisations that may be one, and why."""

    first: Organization
    second: Organization
    reason: Likeness


def alike_pairs(session: Session, *, number: int, size: int) -> Page[AlikePair]:
    """One page of the pairs that nobody has kept apart, the surest first; past the end, the last."""
    apart = kept_apart(session, Organization.__tablename__)
    pairs = [pair for pair in like_organizations(_named(session)) if pair[:2] not in apart]
    number = min(max(1, number), max(1, ceil(len(pairs) / size)))
    shown = pairs[(number - 1) * size : number * size]
    chosen = _with_ids(session, [each for pair in shown for each in pair[:2]])
    rows = [AlikePair(chosen[first], chosen[second], reason) for first, second, reason in shown]
    return Page(rows=rows, number=number, size=size, total=len(pairs))


def alike_to(
    session: Session, *, name: str, code: str = "", aliases: Sequence[str] = ()
) -> list[tuple[Organization, Likeness]]:
    """The organisations that one about to be entered may be, the surest first; at most ten."""
    found = like_one(Named((name, *aliases), code), _named(session))[:10]
    chosen = _with_ids(session, [number for number, _ in found])
    return [(chosen[number], reason) for number, reason in found]


def reason_of(first: Organization, second: Organization) -> Likeness | None:
    """Why two organisations are taken for one; None where they are not."""
    return likeness_of(*(_named_as(each) for each in (first, second)))


def _with_ids(session: Session, ids: Sequence[int]) -> dict[int, Organization]:
    """Organisations by id, with their other names: two queries."""
    rows = sa.select(Organization).where(Organization.id.in_(ids))
    found = session.scalars(rows.options(sa.orm.selectinload(Organization.aliases)))
    return {each.id: each for each in found}


def _named_as(organization: Organization) -> Named:
    names = (organization.name, *(alias.name for alias in organization.aliases))
    return Named(names, organization.credit_code or "")


def _named(session: Session) -> dict[int, Named]:
    standing = sa.select(Organization.id, Organization.name, Organization.credit_code)
    rows = session.execute(standing.where(Organization.merged_into_id.is_(None)).order_by(Organization.id))
    others: dict[int, list[str]] = {}
    for number, name in session.execute(sa.select(OrganizationAlias.organization_id, OrganizationAlias.name)):
        others.setdefault(number, []).append(name)
    return {number: Named((name, *others.get(number, ())), code or "") for number, name, code in rows}
