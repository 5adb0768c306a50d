"""Which organisation a name means: its registered name, another name, or that of one that was merged into it.

Names are compared in one form (see ``name_key``): 清華大學 is 清华大学, brackets may be wide or narrow.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.organizations.models import Organization, OrganizationAlias
from matchmaker.text.organization_names import name_key


def name_keys(session: Session, organization: Organization) -> frozenset[str]:
    """The compared forms of all names of an organisation: two queries, none for one that is not kept yet."""
    keys = {name_key(organization.name)}
    if organization.id is not None:
        merged = sa.select(Organization.name).where(Organization.merged_into_id == organization.id)
        others = sa.select(OrganizationAlias.key).where(OrganizationAlias.organization_id == organization.id)
        keys.update(map(name_key, session.scalars(merged)))
        keys.update(session.scalars(others))
    return frozenset(keys - {""})


def organizations_by_key(session: Session) -> dict[str, int]:
    """The id of the organisation that each compared form of a name means: two queries over all names.

    A registered name goes before another name, and of two that are written differently the one entered first;
    one that was merged gives the one that stays.
    """
    aliases = session.execute(sa.select(OrganizationAlias.key, OrganizationAlias.organization_id))
    found = {key: number for key, number in aliases}  # noqa: C416 - rows, typed as pairs
    stands = sa.func.coalesce(Organization.merged_into_id, Organization.id)
    names = session.execute(sa.select(Organization.name, stands).order_by(Organization.id.desc()))
    found.update((name_key(name), number) for name, number in names)
    return found
