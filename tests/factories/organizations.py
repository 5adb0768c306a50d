"""Organisations and people with made-up names; what a test does not care about has a default."""

from itertools import count

from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.service import create_person, ensure_organization

_numbers = count(1)


def make_organization(session, *, name=None, kind=OrganizationKind.COMPANY, **facts):
    name = name or f"第{next(_numbers)}号试验公司"
    return ensure_organization(session, name=name, kind=kind, **facts)


def make_university(session, *, name=None, **facts):
    name = name or f"第{next(_numbers)}号试验大学"
    return make_organization(session, name=name, kind=OrganizationKind.UNIVERSITY, **facts)


def make_centre(session):
    """The same one each time."""
    return make_organization(session, name="试验运营中心", kind=OrganizationKind.CENTRE)


def make_person(session, *, role=None, organization=None, email=None, name="试验员"):
    """A broker of a centre, or an engineer of an organisation that is none."""
    if role is None:
        is_elsewhere = organization and organization.kind is not OrganizationKind.CENTRE
        role = Role.ENGINEER if is_elsewhere else Role.BROKER
    return create_person(
        session,
        email=email or f"person{next(_numbers)}@example.org",
        name=name,
        role=role,
        organization=organization or (make_centre if role.is_staff else make_organization)(session),
        password_hash="not a hash",
    )
