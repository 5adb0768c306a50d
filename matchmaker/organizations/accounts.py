"""Rules of accounts: changed, closed and opened again; what a person did stays with their name."""

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Organization, Person
from matchmaker.organizations.queries import person_with_email
from matchmaker.organizations.service import EmailTakenError, expect_may_have
from matchmaker.showing import masked_email


class LastAdministratorError(ConflictError):
    """Nobody would be left who opens accounts."""

    message = N_(
        "%(name)s is the only administrator. Make somebody else an administrator first, so that there is one."
    )


class OwnAccountError(ConflictError):
    """Somebody would close the door on themselves."""

    message = N_("This is your own account. Another administrator can close it.")


class AccountStateError(ConflictError):
    """An account is to be closed that is closed, or opened that is open."""

    message = N_("Somebody else did this a moment ago. Look at the account again.")


def change_person(
    session: Session,
    *,
    person: Person,
    name: str,
    email: str,
    role: Role,
    organization: Organization,
    by: Person | None,
) -> None:
    """Changes what is known of a person; what they may do follows at once. The trail has addresses masked.

    Raises:
        EmailTakenError: somebody else has the address.
        LastAdministratorError: nobody else is an administrator.
        StaffRoleError: the role is for people of a centre.
    """
    expect_may_have(role, organization)
    email = email.strip().lower()
    known = person_with_email(session, email)
    if known is not None and known.id != person.id:
        raise EmailTakenError(email=email)
    if person.role is Role.ADMINISTRATOR and role is not Role.ADMINISTRATOR:
        _expect_another_administrator(session, person)
    before = _facts(person)
    is_readdressed = email != person.email
    person.name, person.email, person.role, person.organization = name.strip(), email, role, organization
    session.flush()
    after = _facts(person)
    changed = [each for each in after if after[each] != before[each]]
    if is_readdressed and "email" not in changed:
        changed.append("email")  # both look alike once they are masked
    if changed:
        record_change(
            session,
            subject=person,
            action=N_("Account changed"),
            by=by,
            before={each: before[each] for each in changed},
            after={each: after[each] for each in changed},
        )


def close_account(session: Session, *, person: Person, by: Person | None) -> None:
    """Lets a person in no more and ends every session they have; what they did stays.

    Raises:
        AccountStateError: it is closed already.
        OwnAccountError: it is that of who closes it.
        LastAdministratorError: nobody else is an administrator.
    """
    _expect_another_administrator(session, person)
    if not person.active:
        raise AccountStateError
    if by is not None and by.id == person.id:
        raise OwnAccountError
    person.active = False
    _end_sessions(person)
    record_change(session, subject=person, action=N_("Account closed"), by=by)
    session.flush()


def reopen_account(session: Session, *, person: Person, by: Person | None) -> None:
    """Lets a person in again, by the password they had.

    Raises:
        AccountStateError: it is open.
    """
    if person.active:
        raise AccountStateError
    person.active = True
    record_change(session, subject=person, action=N_("Account opened again"), by=by)
    session.flush()


def renew_password(session: Session, *, person: Person, password_hash: str, by: Person | None) -> None:
    """Gives a person who forgot theirs a new password, which arrives hashed, and ends every session they have."""
    person.password = password_hash
    _end_sessions(person)
    record_change(session, subject=person, action=N_("New first password given"), by=by)
    session.flush()


def is_last_administrator(session: Session, person: Person) -> bool:
    """Whether nobody else could open accounts."""
    others = sa.select(sa.func.count()).where(
        Person.role == Role.ADMINISTRATOR, Person.active, Person.id != person.id
    )
    return person.role is Role.ADMINISTRATOR and person.active and not session.scalar(others)


def _expect_another_administrator(session: Session, person: Person) -> None:
    """Holds all administrators until the transaction ends: two who leave at once wait for each other here."""
    session.flush()
    session.execute(
        sa.update(Person).where(Person.role == Role.ADMINISTRATOR).values(active=Person.active),
        execution_options={"synchronize_session": False},
    )
    session.refresh(person)
    if is_last_administrator(session, person):
        raise LastAdministratorError(name=person.name)


def _end_sessions(person: Person) -> None:
    person.fs_uniquifier = secrets.token_hex(32)


def _facts(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "email": masked_email(person.email),
        "role": person.role,
        "organization": person.organization.name,
    }
