"""Rules and writes for organisations, membership and people."""

import datetime as dt
import re
import secrets

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Membership, Organization, Person
from matchmaker.organizations.queries import organization_named, person_with_email

_KIND_ENDINGS = (
    (re.compile(r"(大学|学院|学校)$"), OrganizationKind.UNIVERSITY),
    (re.compile(r"(研究院|研究所|实验室|科学院|设计院)$"), OrganizationKind.INSTITUTE),
    (re.compile(r"(运营中心)$"), OrganizationKind.CENTRE),
)


class OrganizationNameError(InvalidError):
    """An organisation without a usable name."""

    message = N_("Give the organisation's full registered name, at most 200 characters.")


class MembershipOpenError(ConflictError):
    """An organisation joins that has not left."""

    message = N_("%(name)s is a member already; there is nothing to enter.")


class EmailTakenError(ConflictError):
    """Two people with one address."""

    message = N_("There is already an account for %(email)s. Use another address, or change that account.")


def kind_by_name(name: str) -> OrganizationKind:
    """The likely kind of an organisation, read off the end of its name; a company where nothing says otherwise."""
    return next((kind for ending, kind in _KIND_ENDINGS if ending.search(name)), OrganizationKind.COMPANY)


def ensure_organization(
    session: Session,
    *,
    name: str,
    kind: OrganizationKind | None = None,
    region: str = "",
    industry: str = "",
    credit_code: str | None = None,
    by: Person | None = None,
) -> Organization:
    """The organisation of this name, entered now if it is new.

    Raises:
        OrganizationNameError: the name is empty or over 200 characters.
    """
    name = name.strip()
    if not name or len(name) > 200:  # noqa: PLR2004 - the column's width, said in the message
        raise OrganizationNameError
    known = organization_named(session, name)
    if known:
        return known
    organization = Organization(
        name=name,
        kind=kind or kind_by_name(name),
        region=region,
        industry=industry,
        credit_code=credit_code or None,
    )
    session.add(organization)
    record_change(
        session, subject=organization, action=N_("Organisation entered"), by=by, after={"name": name}
    )
    return organization


def join_alliance(
    session: Session, *, organization: Organization, on: dt.date, by: Person | None
) -> Membership:
    """Begins an organisation's membership.

    Raises:
        MembershipOpenError: it is a member already.
    """
    if any(membership.left_on is None for membership in organization.memberships):
        raise MembershipOpenError(name=organization.name)
    membership = Membership(organization=organization, joined_on=on)
    session.add(membership)
    record_change(
        session, subject=organization, action=N_("Joined the alliance"), by=by, after={"joined_on": on}
    )
    return membership


def create_person(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    organization: Organization,
    password_hash: str,
    by: Person | None = None,
) -> Person:
    """Opens an account; the password arrives hashed.

    Raises:
        EmailTakenError: the address has an account.
    """
    email = email.strip().lower()
    if person_with_email(session, email):
        raise EmailTakenError(email=email)
    person = Person(
        email=email,
        name=name.strip(),
        role=role,
        organization=organization,
        password=password_hash,
        fs_uniquifier=secrets.token_hex(32),
    )
    session.add(person)
    record_change(session, subject=person, action=N_("Account opened"), by=by, after={"role": role})
    return person


def complete_organization(
    session: Session, *, organization: Organization, industry: str = "", region: str = "", by: Person | None
) -> None:
    """Fills in an organisation's industry and region where they are missing; what is there stays."""
    told = {"industry": industry.strip()[:80], "region": region.strip()[:40]}
    added = {name: text for name, text in told.items() if text and not getattr(organization, name)}
    for name, text in added.items():
        setattr(organization, name, text)
    if added:
        record_change(session, subject=organization, action=N_("Organisation completed"), by=by, after=added)
