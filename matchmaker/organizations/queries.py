"""Reads of organisations, people and the trail."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import found
from matchmaker.organizations.audit import Audited
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import (
    AuditEntry,
    KeptApart,
    Membership,
    Merge,
    Organization,
    OrganizationAlias,
    Person,
)
from matchmaker.text.organization_names import name_key

ALLIANCE_KINDS = (OrganizationKind.COMPANY, OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE)


def organization_named(session: Session, name: str) -> Organization | None:
    """The organisation of this name, see ``organizations_named``, if there is one."""
    return organizations_named(session, [name]).get(name)


def organizations_named(session: Session, names: Collection[str]) -> dict[str, Organization]:
    """The organisations that have exactly these names, or have them as other names, by name: two queries.

    One that was merged gives the one that stays; a name that nobody has is left out.
    """
    stripped = {name.strip() for name in names}
    named = session.scalars(sa.select(Organization).where(Organization.name.in_(stripped)))
    by_name = {each.name: each for each in named}
    keys = {key for name in stripped - by_name.keys() if (key := name_key(name))}
    aliased = sa.select(OrganizationAlias.key, Organization).join(Organization)
    others = session.execute(aliased.where(OrganizationAlias.key.in_(keys))) if keys else ()
    by_key = {key: organization for key, organization in others}  # noqa: C416 - rows, typed as pairs
    found = {name: by_name.get(name.strip()) or by_key.get(name_key(name)) for name in names}
    return {name: standing(session, each) for name, each in found.items() if each}


def standing(session: Session, organization: Organization) -> Organization:
    """The organisation itself, or the one into which it was merged."""
    while organization.merged_into_id is not None:
        organization = session.get_one(Organization, organization.merged_into_id)
    return organization


def organization_with_code(session: Session, code: str) -> Organization | None:
    """The organisation of a unified social credit code, if there is one."""
    return session.scalar(sa.select(Organization).where(Organization.credit_code == code))


def organization_with_id(session: Session, organization_id: int) -> Organization:
    """One organisation, or NotFoundError."""
    return found(session.get(Organization, organization_id))


def centre(session: Session) -> Organization | None:
    """The operation centre whose platform this is, once it has been entered."""
    return session.scalar(organizations().where(Organization.kind == OrganizationKind.CENTRE).limit(1))


def kept_apart(session: Session, subject_type: str) -> set[tuple[int, int]]:
    """The pairs of a kind that somebody said are not the same, the lower id first: two queries.

    What was said of one that was merged away holds for the one that stays.
    """
    pairs = sa.select(KeptApart.first_id, KeptApart.second_id).where(KeptApart.subject_type == subject_type)
    merges_that_stand = sa.select(Merge.gone_id, Merge.kept_id).where(
        Merge.subject_type == subject_type, Merge.undone_at.is_(None)
    )
    merged = {row.gone_id: row.kept_id for row in session.execute(merges_that_stand)}

    def stays(number: int) -> int:
        while number in merged:
            number = merged[number]
        return number

    found = (sorted((stays(first), stays(second))) for first, second in session.execute(pairs))
    return {(first, second) for first, second in found}


def organizations() -> sa.Select[Organization]:
    """All organisations by name, to be paged; those merged into another are not among them."""
    return sa.select(Organization).where(Organization.merged_into_id.is_(None)).order_by(Organization.name)


def organizations_of_kind(session: Session, *kinds: OrganizationKind) -> list[Organization]:
    """The organisations of these kinds, by name."""
    return list(session.scalars(organizations().where(Organization.kind.in_(kinds))))


def _members(on: dt.date) -> sa.Select[Organization]:
    return (
        sa.select(Organization)
        .join(Membership)
        .where(
            Organization.kind.in_(ALLIANCE_KINDS),
            Organization.merged_into_id.is_(None),
            Membership.joined_on <= on,
            sa.or_(Membership.left_on.is_(None), Membership.left_on > on),
        )
        .distinct()
    )


def members_on(session: Session, on: dt.date) -> list[Organization]:
    """The enterprises, universities and institutes in the alliance on a day, by name."""
    return list(session.scalars(_members(on).order_by(Organization.name)))


def person_with_email(session: Session, email: str) -> Person | None:
    """The person who signs in with this address, if there is one."""
    return session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def person_with_role(session: Session, role: Role) -> Person | None:
    """The first active person of a role."""
    return session.scalar(
        sa.select(Person).where(Person.role == role, Person.active).order_by(Person.id).limit(1)
    )


def person_with_id(session: Session, person_id: int) -> Person:
    """One person with an account, open or closed, or NotFoundError."""
    return found(session.get(Person, person_id))


def names_of_people(session: Session, organization_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of the people with an account, by organisation: one query, none where none is asked for."""
    names: dict[int, list[str]] = {number: [] for number in organization_ids}
    if names:
        rows = sa.select(Person.organization_id, Person.name).where(Person.organization_id.in_(names))
        for number, name in session.execute(rows.order_by(Person.id)):
            names[number].append(name)
    return names


def people() -> sa.Select[Person]:
    """All people by organisation and name, to be paged."""
    return (
        sa.select(Person)
        .join(Person.organization)
        .options(sa.orm.contains_eager(Person.organization))
        .order_by(Organization.name, Person.name)
    )


def reach_of(person: Person) -> Organization | None:
    """Whose things a person works on: the own organisation's; for the centre's staff everybody's, which is None."""
    return None if person.role.is_staff else person.organization


def merges(kind: type[Audited]) -> sa.Select[Merge]:
    """What was merged of one kind of thing, the newest first, to be paged."""
    return (
        sa.select(Merge)
        .where(Merge.subject_type == kind.__tablename__)
        .options(sa.orm.joinedload(Merge.merged_by))
        .order_by(Merge.id.desc())
    )


def merge_with_id(session: Session, kind: type[Audited], merge_id: int) -> Merge:
    """One merge of a kind of thing, or NotFoundError."""
    return found(session.scalar(merges(kind).where(Merge.id == merge_id)))


def trail_of(session: Session, subject: Audited) -> list[AuditEntry]:
    """What happened to one thing, the newest first."""
    return list(
        session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.subject_type == subject.__tablename__, AuditEntry.subject_id == subject.id)
            .options(sa.orm.joinedload(AuditEntry.person))
            .order_by(AuditEntry.id.desc())
        )
    )


def trail_length(session: Session, kind: type[Audited]) -> int:
    """How many changes of one kind of thing were recorded: it grows with every change, and never shrinks."""
    entries = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.subject_type == kind.__tablename__)
    return session.scalar(entries) or 0


def trail() -> sa.Select[AuditEntry]:
    """The whole trail, the newest first, to be paged."""
    return sa.select(AuditEntry).options(sa.orm.joinedload(AuditEntry.person)).order_by(AuditEntry.id.desc())
