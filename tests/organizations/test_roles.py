"""Who may use a page."""

import pytest

from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.roles import SIGNED_IN, STAFF, audience_of, may_use, open_to, open_to_everyone


def test_a_page_without_a_mark_is_closed_to_all():
    assert audience_of(lambda: None) == frozenset()
    assert [may_use(lambda: None, role) for role in (*Role, None)] == [False] * 5


def test_a_page_for_everyone_needs_no_account():
    view = open_to_everyone(lambda: "page")
    assert [may_use(view, role) for role in (*Role, None)] == [True] * 5


def test_a_page_is_open_to_its_audience_and_to_nobody_else():
    view = open_to(*STAFF)(lambda: "page")
    assert {role for role in (*Role, None) if may_use(view, role)} == {Role.BROKER, Role.ADMINISTRATOR}
    assert view() == "page"


def test_who_is_not_signed_in_is_no_role():
    view = open_to(*SIGNED_IN)(lambda: "page")
    assert {role for role in (*Role, None) if may_use(view, role)} == set(Role)


def test_staff_are_the_centres_own_roles():
    assert STAFF == (Role.BROKER, Role.ADMINISTRATOR)


@pytest.mark.parametrize("kind", [Role, OrganizationKind])
def test_every_member_has_words_of_its_own(kind):
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels)
