"""Rules and writes for organisations, membership and people."""

import datetime as dt
import re
import secrets
from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.organizations.audit import change_fields, record_change
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Membership, Organization, OrganizationAlias, Person
from matchmaker.organizations.queries import organization_named, organization_with_code, person_with_email
from matchmaker.text.credit_codes import read_credit_code
from matchmaker.text.organization_names import name_key

_KIND_ENDINGS = (
    (re.compile(r"(大学|学院|学校)$"), OrganizationKind.UNIVERSITY),
    (re.compile(r"(研究院|研究所|实验室|科学院|设计院)$"), OrganizationKind.INSTITUTE),
    (re.compile(r"(运营中心)$"), OrganizationKind.CENTRE),
)


class OrganizationNameError(InvalidError):
    """An organisation without a usable name."""

    message = N_("Give the organisation's full registered name, at most 200 characters.")


class CreditCodeTakenError(ConflictError):
    """Two organisations with one code."""

    message = N_("%(name)s has this unified social credit code already: use it, or merge the two.")


class AliasTakenError(ConflictError):
    """A name that means two organisations."""

    message = N_("“%(alias)s” is a name of %(name)s already. Take it out here or there, or merge the two.")


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
        CreditCodeTakenError: another organisation has the code.
        InvalidError: the code is none (see ``read_credit_code``).
    """
    name = name.strip()
    if not name or len(name) > 200:  # noqa: PLR2004 - the column's width, said in the message
        raise OrganizationNameError
    known = organization_named(session, name)
    if known:
        return known
    code = _free_code(session, credit_code or "", None)
    organization = Organization(
        name=name,
        kind=kind or kind_by_name(name),
        region=region,
        industry=industry,
        credit_code=code,
    )
    session.add(organization)
    record_change(
        session, subject=organization, action=N_("Organisation entered"), by=by, after={"name": name}
    )
    return organization


def change_organization(
    session: Session,
    *,
    organization: Organization,
    credit_code: str,
    region: str,
    industry: str,
    aliases: Sequence[str],
    by: Person | None,
) -> None:
    """Changes what is known of an organisation; ``aliases`` are all its other names.

    Raises:
        CreditCodeTakenError, AliasTakenError: another organisation has the code or the name.
        InvalidError: the code is none (see ``read_credit_code``).
    """
    after = {"credit_code": _free_code(session, credit_code, organization), "region": region.strip(),
             "industry": industry.strip()}  # fmt: skip
    action = N_("Organisation changed")
    change_fields(session, subject=organization, after=after, action=action, by=by)
    before = [alias.name for alias in organization.aliases]
    for name in aliases:
        owner = organization_named(session, name)
        if owner is not None and owner.id != organization.id:
            raise AliasTakenError(alias=name, name=owner.name)
    if before == list(aliases):
        return
    known = {alias.key: alias for alias in organization.aliases}
    organization.aliases = [_alias(known.get(name_key(name)), name) for name in aliases]
    record_change(
        session,
        subject=organization,
        action=action,
        by=by,
        before={"aliases": before},
        after={"aliases": list(aliases)},
    )
    session.flush()


def _alias(known: OrganizationAlias | None, name: str) -> OrganizationAlias:
    alias = known or OrganizationAlias(key=name_key(name))
    alias.name = name
    return alias


def _free_code(session: Session, text: str, own: Organization | None) -> str | None:
    code = read_credit_code(text)
    holder = organization_with_code(session, code) if code else None
    if holder is not None and holder is not own:
        raise CreditCodeTakenError(name=holder.name)
    return code or None


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


class StaffRoleError(InvalidError):
    """A role of the centre's staff is to be given to somebody who does not work there."""

    message = N_(
        "“%(role)s” is for people of an operation centre, and “%(organization)s” is entered as “%(kind)s”. "
        "Choose another role or organisation, or correct its kind."
    )


def expect_may_have(role: Role, organization: Organization) -> None:
    """Lets pass a role that people of an organisation may have.

    Raises:
        StaffRoleError: it is one of the centre's staff, and the organisation is no centre.
    """
    if role.is_staff and organization.kind is not OrganizationKind.CENTRE:
        raise StaffRoleError(role=role.label, organization=organization.name, kind=organization.kind.label)


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
        StaffRoleError: the role is for people of a centre.
    """
    expect_may_have(role, organization)
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
