"""Which needs are shown to whom, and in which order."""

import pytest

from matchmaker.database import page_of
from matchmaker.errors import NotFoundError
from matchmaker.needs.enums import NeedState
from matchmaker.needs.queries import (
    belongs_to,
    may_read,
    may_see_company,
    need_with_id,
    needs_by_key,
    needs_of,
    open_needs,
    published_count,
    published_needs,
)
from matchmaker.needs.service import publish_need
from matchmaker.organizations.enums import Role
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person


def titles(session, statement):
    return [need.title for need in page_of(session, statement, number=1).rows]


@pytest.fixture
def one_of_each(session):
    return {state: make_need(session, state=state, title=state.value) for state in NeedState}


@pytest.fixture
def readers(session):
    company = make_organization(session)
    people = {role.value: make_person(session, role=role) for role in Role}
    own = make_person(session, role=Role.ENGINEER, organization=company)
    session.flush()
    return {"nobody": None, "own": own, **people}


def test_a_need_is_found_by_id_or_not_at_all(session):
    need = make_need(session)
    assert need_with_id(session, need.id) is need
    with pytest.raises(NotFoundError):
        need_with_id(session, need.id + 1)


def test_only_published_needs_are_listed_for_everyone_the_newest_first(session, one_of_each):
    first, second = (make_need(session, state=NeedState.SUBMITTED, title=title) for title in ("一", "二"))
    for need in (second, first):
        publish_need(session, need=need, by=None)
    assert titles(session, published_needs())[:2] == ["一", "二"]
    assert sorted(titles(session, published_needs())[2:]) == ["in_talks", "published"]
    assert published_count(session) == 4


def test_a_company_sees_all_its_own_needs_those_to_be_changed_first_then_the_newest(session, one_of_each):
    company = make_organization(session)
    for state in NeedState:
        make_need(session, organization=company, state=state, title=f"own {state}")
    others = [state for state in reversed(NeedState) if state is not NeedState.RETURNED]
    assert titles(session, needs_of(company)) == [f"own {state}" for state in (NeedState.RETURNED, *others)]


def test_the_centre_works_on_submitted_needs_first(session, one_of_each):
    make_need(session, title="newest")
    assert titles(session, open_needs()) == [
        "submitted", "newest", "in_talks", "published", "screening", "refining"
    ]  # fmt: skip
    assert titles(session, open_needs(NeedState.SUBMITTED)) == ["submitted"]
    assert titles(session, open_needs(NeedState.CLOSED)) == ["closed"]


def test_a_sheets_key_is_known_within_its_company_only(session):
    need = make_need(session, source_key="N-1")
    own, other = need.organization_id, make_organization(session)
    session.flush()
    keys = {(own, "N-1"), (own, "N-2"), (other.id, "N-1")}
    assert needs_by_key(session, keys) == {(own, "N-1"): need}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (NeedState.DRAFT, {"own"}),
        (NeedState.SUBMITTED, {"own", "broker", "administrator"}),
        (NeedState.PUBLISHED, {"nobody", "own", "engineer", "officer", "broker", "administrator"}),
        (NeedState.RETURNED, {"own", "broker", "administrator"}),
        (NeedState.SCREENING, {"own", "broker", "administrator"}),
        (NeedState.IN_TALKS, {"nobody", "own", "engineer", "officer", "broker", "administrator"}),
        (NeedState.CLOSED, {"own", "broker", "administrator"}),
    ],
)
def test_who_may_read_a_need_depends_on_its_state(session, readers, state, who):
    need = make_need(session, state=state, organization=readers["own"].organization)
    assert {name for name, person in readers.items() if may_read(need, person)} == who


def test_the_company_behind_a_need_is_known_to_itself_and_to_staff(session, readers):
    need = make_need(session, organization=readers["own"].organization)
    staff = {"broker", "administrator"}
    assert {name for name, person in readers.items() if may_see_company(need, person)} == {"own", *staff}
    assert {name for name, person in readers.items() if belongs_to(need, person)} == {"own"}


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_of_needs_costs_the_same_whatever_its_length(session, count_queries, size):
    for _ in range(size):
        make_need(session)
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        companies = {need.organization.name for need in page_of(session, open_needs(), number=1).rows}
    assert (len(companies), len(statements)) == (size, 2)
