"""An organisation is known by any of its names, however they are written."""

import pytest

from matchmaker.organizations.known_names import name_keys, organizations_by_key
from matchmaker.organizations.models import Organization
from matchmaker.organizations.organization_merging import merge_organizations
from matchmaker.organizations.service import change_organization
from matchmaker.text.organization_names import name_key
from tests.factories.organizations import make_organization, make_university

NAMES = ["试验大学（北京）", "試驗大學(北京)", "Trial University", "TRIAL  UNIVERSITY", "试验学院"]


def called(session, organization, *names):
    """Gives an organisation other names."""
    facts = {"credit_code": "", "region": "", "industry": "", "by": None}
    change_organization(session, organization=organization, aliases=names, **facts)


@pytest.fixture
def university(session):
    university = make_university(session, name=NAMES[0])
    former = make_university(session, name=NAMES[4])
    called(session, university, NAMES[2])
    merge_organizations(session, kept=university, gone=former, by=None)
    return university


def test_its_names_are_the_registered_the_other_and_those_of_what_was_merged_into_it(session, university):
    assert {name_key(name) for name in NAMES} == name_keys(session, university)
    assert name_keys(session, Organization(name="還沒有登記")) == {"还没有登记"}


def test_a_name_means_one_organisation_and_a_registered_name_goes_first(session, university, count_queries):
    company = make_organization(session, name="试验-公司")
    other = make_organization(session, name="另一公司")
    called(session, other, "试验公司")
    session.flush()
    with count_queries() as statements:
        known = organizations_by_key(session)
    assert len(statements) == 2
    assert {known[name_key(name)] for name in NAMES} == {university.id}
    assert (known[name_key("試驗公司")], known[name_key("另一公司")]) == (company.id, other.id)
