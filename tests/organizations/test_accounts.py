"""An account is changed, closed and opened again; there is always an administrator, and the trail knows of all."""

from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from matchmaker.organizations.accounts import (
    AccountStateError,
    LastAdministratorError,
    OwnAccountError,
    change_person,
    close_account,
    is_last_administrator,
    renew_password,
    reopen_account,
)
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Person
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.service import EmailTakenError, StaffRoleError
from tests.factories.organizations import make_centre, make_person, make_university


@pytest.fixture
def person(session):
    return make_person(session, role=Role.ENGINEER, name="王一", email="wang@example.org")


@pytest.fixture
def administrator(session):
    administrator = make_person(session, role=Role.ADMINISTRATOR)
    session.flush()
    return administrator


def change(session, person, by=None, **facts):
    kept = {name: getattr(person, name) for name in ("name", "email", "role", "organization")}
    change_person(session, person=person, **{**kept, **facts}, by=by)


def test_all_that_is_changed_stands_in_the_trail_with_addresses_masked(session, person, administrator):
    before, other = person.organization.name, make_centre(session)
    change(
        session,
        person,
        administrator,
        name=" 王二 ",
        email=" Li@Example.org ",
        role=Role.BROKER,
        organization=other,
    )
    assert (person.name, person.email, person.role, person.organization) == (
        "王二", "li@example.org", Role.BROKER, other
    )  # fmt: skip
    entry = trail_of(session, person)[0]
    assert (entry.action, entry.person) == ("Account changed", administrator)
    assert entry.before == {
        "name": "王一", "email": "w***@example.org", "role": "Company engineer", "organization": before
    }  # fmt: skip
    assert entry.after == {
        "name": "王二", "email": "l***@example.org", "role": "Broker", "organization": other.name
    }  # fmt: skip


def test_a_role_of_the_staff_is_for_people_of_a_centre_alone(session, person, administrator):
    for wrong in (
        {"role": Role.BROKER},
        {"role": Role.ADMINISTRATOR, "organization": make_university(session)},
    ):
        with pytest.raises(StaffRoleError):
            change(session, person, **wrong)
        with pytest.raises(StaffRoleError):
            make_person(session, **{"organization": person.organization, **wrong})
    with pytest.raises(StaffRoleError):
        change(session, administrator, organization=person.organization)
    assert (person.role, administrator.role) == (Role.ENGINEER, Role.ADMINISTRATOR)


def test_an_address_that_looks_alike_once_it_is_masked_is_told_as_changed(session, person):
    change(session, person, email="wu@example.org")
    assert trail_of(session, person)[0].after == {"email": "w***@example.org"}


def test_what_stays_as_it_is_leaves_no_row(session, person):
    session.flush()
    change(session, person)
    assert [entry.action for entry in trail_of(session, person)] == ["Account opened"]


def test_an_address_that_somebody_else_has_is_refused(session, person):
    make_person(session, email="taken@example.org")
    with pytest.raises(EmailTakenError):
        change(session, person, email="Taken@example.org")
    assert person.email == "wang@example.org"


def test_a_closed_account_has_new_sessions_only_once_it_is_open_again(session, person, administrator):
    session.flush()
    before = person.fs_uniquifier
    close_account(session, person=person, by=administrator)
    assert (person.active, person.fs_uniquifier == before) == (False, False)
    with pytest.raises(AccountStateError):
        close_account(session, person=person, by=administrator)
    reopen_account(session, person=person, by=administrator)
    assert (person.active, person.fs_uniquifier == before) == (True, False)
    with pytest.raises(AccountStateError):
        reopen_account(session, person=person, by=administrator)
    told = [(entry.action, entry.person_id) for entry in trail_of(session, person)]
    assert told[:2] == [("Account opened again", administrator.id), ("Account closed", administrator.id)]


def test_a_new_password_ends_the_sessions_of_the_old(session, person, administrator):
    session.flush()
    before = person.fs_uniquifier
    renew_password(session, person=person, password_hash="another hash", by=administrator)
    assert (person.password, person.fs_uniquifier == before) == ("another hash", False)
    entry = trail_of(session, person)[0]
    assert (entry.action, entry.before, entry.after) == ("New first password given", {}, {})


def test_nobody_closes_their_own_account(session, administrator):
    make_person(session, role=Role.ADMINISTRATOR)
    with pytest.raises(OwnAccountError):
        close_account(session, person=administrator, by=administrator)
    assert administrator.active


def test_the_last_administrator_is_neither_closed_nor_made_something_else(session, administrator):
    closed = make_person(session, role=Role.ADMINISTRATOR)
    close_account(session, person=closed, by=administrator)
    assert is_last_administrator(session, administrator)
    with pytest.raises(LastAdministratorError):
        close_account(session, person=administrator, by=None)
    with pytest.raises(LastAdministratorError):
        change(session, administrator, role=Role.BROKER)
    change(session, administrator, name="管理员")
    assert (administrator.active, administrator.role) == (True, Role.ADMINISTRATOR)
    reopen_account(session, person=closed, by=administrator)
    change(session, administrator, role=Role.BROKER)
    assert is_last_administrator(session, closed)


def test_of_two_administrators_who_close_each_other_at_once_one_stays(database):
    with database.sessions.begin() as session:
        ids = [make_person(session, role=Role.ADMINISTRATOR), make_person(session, role=Role.ADMINISTRATOR)]
        session.flush()
        ids = [person.id for person in ids]
    together, refused = Barrier(2), []

    def close(own, other):
        with database.sessions() as session:
            by, person = session.get_one(Person, own), session.get_one(Person, other)
            together.wait()
            try:
                close_account(session, person=person, by=by)
                session.commit()
            except LastAdministratorError:
                refused.append(other)

    threads = [Thread(target=close, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.sessions() as session:
        left = session.scalars(sa.select(Person.id).where(Person.active)).all()
    assert left == refused
    assert len(left) == 1
