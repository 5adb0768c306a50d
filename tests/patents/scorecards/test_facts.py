"""Marks that follow from what is recorded of a patent."""

import datetime as dt

import pytest

from matchmaker.patents.enums import LicenceKind, PatentStatus, Readiness
from matchmaker.patents.life import LifeFacts, add_co_owner, enter_licence, enter_pledge, state_life_facts
from matchmaker.patents.scorecards.enums import MarkRule
from matchmaker.patents.scorecards.facts import fact_for
from matchmaker.patents.service import check_status
from tests.factories.patents import make_granted_patent, make_patent

TODAY = dt.date(2026, 11, 25)
YESTERDAY = dt.date(2026, 11, 24)


@pytest.fixture
def patent(session):
    """Filed 2021-12-10, of a term that ends on 2041-12-10."""
    return make_granted_patent(session, today=TODAY, due_in=15, ipc=("C04B 38/06", "B01D 39/20"))


def points(patent, rule, today=TODAY):
    fact = fact_for(rule, patent, today)
    return fact and fact.points


def said(patent, rule, today=TODAY):
    fact = fact_for(rule, patent, today)
    return fact.message % fact.params if fact.params else fact.message


@pytest.mark.parametrize(
    ("today", "shown", "expected"),
    [
        (dt.date(2026, 11, 25), "15.0 years of the term left", 100),
        (dt.date(2026, 12, 11), "14.9 years of the term left", 80),
        (dt.date(2029, 8, 10), "12.3 years of the term left", 80),
        (dt.date(2029, 12, 11), "11.9 years of the term left", 60),
        (dt.date(2036, 12, 10), "5.0 years of the term left", 40),
        (dt.date(2040, 1, 1), "1.9 years of the term left", 0),
        (dt.date(2050, 1, 1), "0.0 years of the term left", 0),
    ],
)
def test_the_term_left_is_told_with_its_points(patent, today, shown, expected):
    assert (said(patent, MarkRule.TERM, today), points(patent, MarkRule.TERM, today)) == (shown, expected)


@pytest.mark.parametrize(
    ("status", "days_ago", "expected"),
    [
        (PatentStatus.IN_FORCE, 90, 100),
        (PatentStatus.IN_FORCE, 91, 80),
        (PatentStatus.PENDING, 1, 40),
        (PatentStatus.UNKNOWN, 1, 20),
        (PatentStatus.LAPSED, 1, 0),
    ],
)
def test_a_status_counts_with_the_age_of_its_check(session, patent, status, days_ago, expected):
    assert (points(patent, MarkRule.STATUS), said(patent, MarkRule.STATUS)) == (
        60,
        "In force by the sheet, not checked",
    )
    on = TODAY - dt.timedelta(days=days_ago)
    check_status(session, patent=patent, status=status, on=on, by=None)
    assert points(patent, MarkRule.STATUS) == expected


def test_owners_count_by_the_register_here_or_by_the_applicants(session, patent):
    assert points(patent, MarkRule.OWNERS) == 100
    add_co_owner(session, patent=patent, name="甲厂", share_percent=None, by=None)
    assert (points(patent, MarkRule.OWNERS), said(patent, MarkRule.OWNERS)) == (70, "1 co-owners")
    assert points(make_patent(session, applicants=("甲", "乙", "丙")), MarkRule.OWNERS) == 50
    assert points(make_patent(session, applicants=tuple("甲乙丙丁戊")), MarkRule.OWNERS) == 30


def test_what_weighs_most_on_a_right_decides(session, patent):
    def licence(kind):
        enter_licence(
            session, patent=patent, kind=kind, licensee="丁厂", starts_on=YESTERDAY, ends_on=None, by=None
        )

    assert points(patent, MarkRule.BURDENS) == 100
    licence(LicenceKind.ORDINARY)
    assert points(patent, MarkRule.BURDENS) == 80
    enter_pledge(session, patent=patent, pledgee="某银行", registered_on=YESTERDAY, consents=True, by=None)
    assert points(patent, MarkRule.BURDENS) == 40
    licence(LicenceKind.SOLE)
    assert points(patent, MarkRule.BURDENS) == 20
    state_life_facts(session, patent=patent, facts=LifeFacts(suspended=True), by=None)
    assert points(patent, MarkRule.BURDENS) == 0


@pytest.mark.parametrize(
    ("length", "expected"), [(150, 100), (151, 80), (300, 80), (500, 60), (800, 40), (801, 20)]
)
def test_a_short_first_claim_counts_more(session, length, expected):
    patent = make_patent(session, claims="一 " * length)
    assert points(patent, MarkRule.CLAIM) == expected
    assert said(patent, MarkRule.CLAIM) == f"First claim of {length} characters"


def test_readiness_goes_in_equal_steps(patent):
    given = []
    for level in Readiness:
        patent.listing.readiness = level
        given.append(points(patent, MarkRule.READINESS))
    assert given == [11, 22, 33, 44, 56, 67, 78, 89, 100]


def test_breadth_counts_subclasses_once(session, patent):
    assert (points(patent, MarkRule.BREADTH), said(patent, MarkRule.BREADTH)) == (
        70,
        "IPC subclasses: B01D、C04B",
    )
    assert points(make_patent(session, ipc=("C04B 38/06", "C04B 35/00")), MarkRule.BREADTH) == 40
    assert points(make_patent(session, ipc=("C04B", "B01D", "B22D", "H01M")), MarkRule.BREADTH) == 100


@pytest.mark.parametrize(
    ("used", "better", "expected"), [("", "", 0), ("窑炉", "", 60), ("", "省电", 60), ("窑炉", "省电", 100)]
)
def test_an_offer_counts_by_what_it_states(patent, used, better, expected):
    patent.listing.scenarios, patent.listing.benefit = used, better
    assert points(patent, MarkRule.STATED) == expected


@pytest.mark.parametrize("rule", [MarkRule.TERM, MarkRule.CLAIM, MarkRule.READINESS, MarkRule.BREADTH])
def test_a_rule_whose_fact_is_not_recorded_gives_nothing(session, rule):
    assert fact_for(rule, make_patent(session, offer=False), TODAY) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"family_size": 1}, ("No family at other offices", 20)),
        ({"family_size": 4}, ("Family of 4 members, offices not told", 50)),
        ({"family": ("CN114081026A", "CN114081026B"), "family_size": 4}, ("No family at other offices", 20)),
        ({"family": ("WO2020123456A1", "CN114081026A")}, ("Family at other offices: WO", 60)),
        (
            {"family": ("US1A", "JP1A", "US2B2", "EP1A", "KR1A")},
            ("Family at other offices: EP、JP、KR、US", 100),
        ),
    ],
)
def test_a_family_counts_by_its_offices(session, facts, expected):
    kept = make_patent(session, **facts)
    assert (
        fact_for(MarkRule.FAMILY, kept, TODAY)
        and (said(kept, MarkRule.FAMILY), points(kept, MarkRule.FAMILY))
    ) == (expected)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"cited_times": 0}, 20),
        ({"cited_by": ("CN1A", "CN2A")}, 40),
        ({"cited_by": ("CN1A", "CN2A"), "cited_times": 5}, 60),
        ({"cited_times": 10}, 80),
        ({"cited_times": 20}, 100),
    ],
)
def test_a_patent_that_others_cite_counts_more(session, facts, expected):
    assert points(make_patent(session, **facts), MarkRule.CITED) == expected


def test_the_number_of_claims_is_told_beside_the_first(session):
    kept = make_patent(session, claims="一种板。", claim_count=9)
    assert said(kept, MarkRule.CLAIM) == "First claim of 4 characters, 9 claims in all"
