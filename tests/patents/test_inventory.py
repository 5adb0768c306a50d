"""Finding patents: in an inventory, by id and by number in any customary form."""

import pytest

from matchmaker.database import page_of
from matchmaker.errors import NotFoundError
from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import (
    inventory,
    inventory_counts,
    known_patents,
    may_change,
    patent_with_id,
    patent_with_number,
    patents_with_ids,
)
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_number, make_patent


def rows(session, *args, **chosen):
    return list(page_of(session, inventory(*args, **chosen), number=1).rows)


def test_an_inventory_is_its_holders_the_newest_first(session):
    holder = make_university(session)
    first, second = make_patent(session, holder=holder), make_patent(session, holder=holder)
    other = make_patent(session)
    assert rows(session, holder) == [second, first]
    assert rows(session, None) == [other, second, first]


@pytest.mark.parametrize("text", ["过滤", "ED照", "led", "202011438186", "CN114081026A", "100%"])
def test_an_inventory_is_searched_by_title_and_number_whatever_the_case(session, text):
    patent = make_patent(
        session,
        title="LED照明的100%过滤板",
        application_number="202011438186.0",
        publication_number="CN114081026A",
    )
    make_patent(session, title="轨枕100克")
    assert rows(session, None, text=text) == [patent]


def test_an_inventory_is_narrowed_by_status(session):
    lapsed = make_patent(session, status="lapsed")
    make_patent(session)
    assert rows(session, None, status=PatentStatus.LAPSED) == [lapsed]


def test_an_inventory_shows_what_does_not_name_its_holder(session):
    holder = make_university(session, name="试验大学")
    make_patent(session, holder=holder, applicants=("试验大学",))
    make_patent(session, holder=holder)
    foreign = make_patent(session, holder=holder, applicants=("试验大学科技园有限公司",))
    assert rows(session, holder, foreign_only=True) == [foreign]


def test_an_inventory_is_counted_by_status(session):
    holder = make_university(session)
    for status in ("lapsed", "in_force", "in_force", None):
        make_patent(session, holder=holder, status=status)
    make_patent(session, status="pending")
    own = {PatentStatus.LAPSED: 1, PatentStatus.IN_FORCE: 2, PatentStatus.UNKNOWN: 1}
    assert inventory_counts(session, holder) == own
    assert inventory_counts(session, None) == {**own, PatentStatus.PENDING: 1}


def test_a_patent_is_found_by_id_or_not_at_all(session):
    patent = make_patent(session)
    assert patent_with_id(session, patent.id) is patent
    assert patents_with_ids(session, [patent.id, patent.id + 1]) == {patent.id: patent}
    with pytest.raises(NotFoundError):
        patent_with_id(session, patent.id + 1)


@pytest.mark.parametrize(
    "written",
    [
        "202011438186.0",
        "202011438186",
        "2020114381860",
        "CN202011438186.0",
        "cn202011438186.0",
        "ZL202011438186.0",
        "ZL 2020 1 1438186.0",
        "ＺＬ２０２０１１４３８１８６．０",
        " CN 202011438186 ",
        "CN114081026A",
        "cn 114081026 a",
        "CN114081026B",
        "CN114081026",
        "114081026",
        "114081026A",
    ],
)
def test_a_number_finds_its_patent_in_every_customary_form(session, written):
    patent = make_patent(session, application_number="202011438186.0", publication_number="CN114081026A")
    make_patent(session, application_number="95115608.X")
    assert patent_with_number(session, written) is patent
    assert rows(session, None, text=written) == [patent]


@pytest.mark.parametrize(
    ("written", "found"),
    [("CN1234567A", ["甲"]), ("CN1234567C", ["乙"]), ("CN1234567", ["乙", "甲"]), ("1234567", ["乙", "甲"])],
)
def test_an_old_publication_number_without_its_kind_finds_all_that_have_it(session, written, found):
    make_patent(session, title="甲", application_number=None, publication_number="CN1234567A")
    make_patent(session, title="乙", application_number=None, publication_number="CN1234567C")
    assert [patent.title for patent in rows(session, None, text=written)] == found


@pytest.mark.parametrize("written", ["ZL 2020 1 14381", "20201143", "cn11408", "过滤"])
def test_a_part_of_a_number_or_a_title_filters_the_inventory(session, written):
    patent = make_patent(
        session, title="过滤板", application_number="202011438186.0", publication_number="CN114081026A"
    )
    make_patent(session, title="轨枕", application_number="95115608.X")
    assert rows(session, None, text=written) == [patent]


@pytest.mark.parametrize("written", ["95115608.X", "95115608x", "ZL95115608"])
def test_a_number_of_the_old_form_finds_its_patent(session, written):
    patent = make_patent(session, application_number="95115608.X")
    assert patent_with_number(session, written) is patent


@pytest.mark.parametrize("written", ["202011438186.1", "201710601862.3", "CN114081027A", "过滤板", ""])
def test_what_is_no_known_number_finds_nothing(session, written):
    make_patent(session, application_number="202011438186.0", publication_number="CN114081026A")
    assert patent_with_number(session, written) is None


def test_people_know_a_patent_by_its_best_number(session):
    known_by = [
        {"application_number": "202011438186.0", "publication_number": "CN114081026A"},
        {"publication_number": "CN114081027A"},
        {"source_key": "k1"},
    ]
    numbers = [make_patent(session, **facts).number for facts in known_by]
    assert numbers == ["202011438186.0", "CN114081027A", "k1"]


def test_many_numbers_are_looked_up_in_few_queries(session, count_queries):
    patent = make_patent(session)
    numbers = [patent.application_number, *(make_number() for _ in range(999))]
    with count_queries() as statements:
        assert known_patents(session, Patent.application_number, numbers) == [patent]
    assert len(statements) == 2


def test_a_listing_is_changed_by_its_holders_people_and_the_centres_staff(session):
    patent = make_patent(session)
    people = {
        "own": make_person(session, role=Role.OFFICER, organization=patent.organization),
        "broker": make_person(session, role=Role.BROKER),
        "administrator": make_person(session, role=Role.ADMINISTRATOR),
        "stranger": make_person(session, role=Role.OFFICER, organization=make_organization(session)),
    }
    session.flush()
    assert {name for name, person in people.items() if may_change(patent, person)} == {
        "own", "broker", "administrator"
    }  # fmt: skip


@pytest.mark.parametrize("size", [1, 3])
def test_an_inventory_page_costs_the_same_whatever_its_length(session, count_queries, size):
    holder = make_university(session)
    for _ in range(size):
        make_patent(session, holder=holder)
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        shown = [(p.organization.name, p.listing.state) for p in rows(session, None)]
    assert (len(shown), len(statements)) == (size, 2)
