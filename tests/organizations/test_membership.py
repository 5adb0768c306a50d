"""Who counts as a member of the alliance on a day."""

import datetime as dt

import pytest

from matchmaker.organizations.enums import OrganizationKind
from matchmaker.organizations.queries import members_on, trail_of
from matchmaker.organizations.service import MembershipOpenError, join_alliance
from tests.factories.organizations import make_organization, make_person

JOINED = dt.date(2025, 1, 1)
LEFT = dt.date(2025, 7, 1)


@pytest.fixture
def member(session):
    organization = make_organization(session, name="试验公司")
    join_alliance(session, organization=organization, on=JOINED, by=None)
    return organization


def test_joining_is_traced(session):
    organization, by = make_organization(session), make_person(session)
    membership = join_alliance(session, organization=organization, on=JOINED, by=by)
    session.flush()
    assert (membership.organization, membership.joined_on, membership.left_on) == (organization, JOINED, None)
    entry = trail_of(session, organization)[0]
    assert (entry.action, entry.person, entry.after) == (
        "Joined the alliance",
        by,
        {"joined_on": "2025-01-01"},
    )


def test_a_member_cannot_join_again(session, member):
    with pytest.raises(MembershipOpenError) as refused:
        join_alliance(session, organization=member, on=LEFT, by=None)
    assert refused.value.params == {"name": "试验公司"}


def test_a_member_counts_from_the_day_it_joined(session, member):
    assert members_on(session, JOINED - dt.timedelta(days=1)) == []
    assert members_on(session, JOINED) == [member]


def test_a_member_that_left_no_longer_counts_on_that_day(session, member):
    member.memberships[0].left_on = LEFT
    assert members_on(session, LEFT - dt.timedelta(days=1)) == [member]
    assert members_on(session, LEFT) == []


def test_a_member_that_left_may_come_back_and_counts_once(session, member):
    member.memberships[0].left_on = LEFT
    join_alliance(session, organization=member, on=LEFT, by=None)
    assert members_on(session, LEFT) == [member]


def test_only_companies_universities_and_institutes_count(session):
    for kind in OrganizationKind:
        organization = make_organization(session, name=kind.value, kind=kind)
        join_alliance(session, organization=organization, on=JOINED, by=None)
    assert [organization.name for organization in members_on(session, JOINED)] == [
        "company", "institute", "university"
    ]  # fmt: skip
