"""Organisations and people."""

import pytest

from matchmaker.database import page_of
from matchmaker.errors import NotFoundError
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.queries import (
    organization_named,
    organization_with_id,
    organizations,
    organizations_of_kind,
    people,
    person_with_email,
    person_with_role,
    trail_of,
)
from matchmaker.organizations.service import (
    EmailTakenError,
    OrganizationNameError,
    create_person,
    ensure_organization,
    kind_by_name,
)
from tests.factories.organizations import make_organization, make_person, make_university


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("试验大学", OrganizationKind.UNIVERSITY),
        ("试验职业技术学院", OrganizationKind.UNIVERSITY),
        ("试验材料研究所", OrganizationKind.INSTITUTE),
        ("试验工程设计院", OrganizationKind.INSTITUTE),
        ("试验产业知识产权运营中心", OrganizationKind.CENTRE),
        ("试验大学科技园有限公司", OrganizationKind.COMPANY),
        ("试验", OrganizationKind.COMPANY),
    ],
)
def test_the_kind_of_an_organisation_is_read_off_the_end_of_its_name(name, kind):
    assert kind_by_name(name) is kind


def test_a_new_organisation_is_entered_with_its_facts_and_traced(session):
    by = make_person(session)
    organization = ensure_organization(
        session,
        name=" 试验陶瓷公司 ",
        region="江苏",
        industry="陶瓷",
        credit_code="12330000xx0000019b ",
        by=by,
    )
    session.expire_all()
    assert (organization.name, organization.kind) == ("试验陶瓷公司", OrganizationKind.COMPANY)
    assert (organization.region, organization.industry, organization.credit_code) == (
        "江苏",
        "陶瓷",
        "12330000XX0000019B",
    )
    (entry,) = trail_of(session, organization)
    assert (entry.action, entry.person, entry.before, entry.after) == (
        "Organisation entered", by, {}, {"name": "试验陶瓷公司"}
    )  # fmt: skip


def test_an_organisation_that_is_known_is_given_back_unchanged(session):
    known = make_organization(session, name="试验大学", kind=OrganizationKind.COMPANY)
    again = ensure_organization(session, name="试验大学 ", kind=OrganizationKind.UNIVERSITY, region="江苏")
    assert again is known
    assert (again.kind, again.region) == (OrganizationKind.COMPANY, "")
    assert len(trail_of(session, known)) == 1


def test_two_organisations_may_be_without_a_credit_code(session):
    make_organization(session, credit_code="")
    make_organization(session, credit_code="")
    session.flush()


@pytest.mark.parametrize("name", ["", "  ", "长" * 201])
def test_a_name_that_is_none_is_refused(session, name):
    with pytest.raises(OrganizationNameError) as refused:
        ensure_organization(session, name=name)
    assert refused.value.params == {}


def test_an_organisation_is_found_by_name_and_by_id(session):
    known = make_organization(session, name="试验公司")
    session.flush()
    assert organization_named(session, " 试验公司 ") is known
    assert organization_named(session, "试验") is None
    assert organization_with_id(session, known.id) is known
    with pytest.raises(NotFoundError):
        organization_with_id(session, known.id + 1)


def test_organisations_are_listed_by_name_and_by_kind(session):
    university = make_university(session, name="B大学")
    company, institute = (
        make_organization(session, name="C公司"),
        make_organization(session, name="A院", kind=OrganizationKind.INSTITUTE),
    )
    session.flush()
    assert list(page_of(session, organizations(), number=1).rows) == [institute, university, company]
    kinds = (OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE)
    assert organizations_of_kind(session, *kinds) == [institute, university]


def test_an_account_is_opened_and_traced(session):
    by, company = make_person(session, role=Role.ADMINISTRATOR), make_organization(session)
    person = create_person(
        session,
        email=" Anyone@Example.org ",
        name=" 试验员 ",
        role=Role.ENGINEER,
        organization=company,
        password_hash="hash",
        by=by,
    )
    session.expire_all()
    assert (person.email, person.name, person.role) == ("anyone@example.org", "试验员", Role.ENGINEER)
    assert (person.organization, person.password, person.active) == (company, "hash", True)
    (entry,) = trail_of(session, person)
    assert (entry.action, entry.person, entry.after) == ("Account opened", by, {"role": "Company engineer"})


def test_every_account_has_a_session_key_of_its_own(session):
    first, second = make_person(session), make_person(session)
    assert len(first.fs_uniquifier) == len(second.fs_uniquifier) == 64
    assert first.fs_uniquifier != second.fs_uniquifier


def test_an_address_has_one_account_however_it_is_written(session):
    make_person(session, email="anyone@example.org")
    with pytest.raises(EmailTakenError) as refused:
        make_person(session, email="ANYONE@example.org ")
    assert refused.value.params == {"email": "anyone@example.org"}


def test_a_person_is_found_by_address_and_by_role(session):
    retired, broker = (
        make_person(session, email="old@example.org"),
        make_person(session, email="new@example.org"),
    )
    retired.active = False
    session.flush()
    assert person_with_email(session, " NEW@example.org") is broker
    assert person_with_email(session, "nobody@example.org") is None
    assert person_with_role(session, Role.BROKER) is broker
    assert person_with_role(session, Role.OFFICER) is None


def test_people_are_listed_by_organisation_and_name_in_one_query(session, count_queries):
    second, first = make_organization(session, name="B公司"), make_organization(session, name="A公司")
    for organization, name in ((second, "乙"), (first, "B"), (first, "A")):
        make_person(session, organization=organization, name=name)
    session.commit()
    session.expire_all()
    with count_queries() as statements:
        rows = [(person.organization.name, person.name) for person in session.scalars(people())]
    assert rows == [("A公司", "A"), ("A公司", "B"), ("B公司", "乙")]
    assert len(statements) == 1
