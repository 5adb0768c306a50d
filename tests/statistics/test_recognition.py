"""The recognition test: (the year's amount or the projects to date) and the members, by the rule of the day."""

import datetime as dt
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from matchmaker.deals.models import LedgerEntry
from matchmaker.organizations.enums import OrganizationKind
from matchmaker.organizations.service import join_alliance
from matchmaker.statistics.enums import Measure, RecognitionLevel
from matchmaker.statistics.figures import year_figures
from matchmaker.statistics.models import Threshold
from matchmaker.statistics.queries import thresholds_on
from matchmaker.statistics.recognition import recognition
from tests.factories.deals import make_deal
from tests.factories.organizations import make_organization

RULE_DAY = dt.date(2024, 12, 31)
DAY = dt.date(2025, 9, 30)
AMOUNT, PROJECTS, MEMBERS = Measure
FULL = {AMOUNT: 500_000_000, PROJECTS: 10, MEMBERS: 20}


@pytest.fixture
def standing(session):
    """How a centre stands that has reached so much of each measure."""

    def standing(*, amount_fen=0, projects=0, members=0, as_of=DAY, **level):
        deal = make_deal(session)
        booked = {"deal": deal, "kind": "effect", "way": deal.way, "patents": 1}
        session.add(LedgerEntry(**booked, booked_on=DAY, amount_fen=amount_fen))
        session.add(LedgerEntry(**booked, booked_on=dt.date(2020, 1, 1), contracts=projects))
        for _ in range(members):
            organization = make_organization(session)
            join_alliance(session, organization=organization, on=RULE_DAY, by=None)
        session.flush()
        figures = year_figures(session, year=as_of.year, as_of=as_of)
        return recognition(session, figures, **level)

    return standing


def add_threshold(session, measure, value, valid_from, level=RecognitionLevel.NATIONAL):
    session.add(Threshold(level=level, measure=measure, value=value, valid_from=valid_from, source="试验"))
    session.flush()


def test_the_national_rule_is_there_with_its_source(session):
    thresholds = thresholds_on(session, RecognitionLevel.NATIONAL, DAY)
    assert {measure: threshold.value for measure, threshold in thresholds.items()} == FULL
    assert {threshold.valid_from for threshold in thresholds.values()} == {RULE_DAY}
    assert all("国知办函运字〔2024〕1155号" in threshold.source for threshold in thresholds.values())


def test_a_measure_is_met_exactly_at_its_threshold(standing):
    shown = standing(amount_fen=FULL[AMOUNT], projects=9, members=20)
    assert [(s.measure, s.value, s.met, s.missing, s.share) for s in shown.standings] == [
        (AMOUNT, 500_000_000, True, 0, 1.0),
        (PROJECTS, 9, False, 1, 0.9),
        (MEMBERS, 20, True, 0, 1.0),
    ]
    assert shown.as_of == DAY


def test_what_goes_beyond_is_missing_nothing(standing):
    shown = standing(amount_fen=2 * FULL[AMOUNT])
    assert (shown.amount.missing, shown.amount.share) == (0, 2.0)
    assert (shown.members.missing, shown.members.share, shown.members.met) == (20, 0.0, False)


@pytest.mark.parametrize(("amount", "projects", "members"), list(product([True, False], repeat=3)))
def test_the_amount_or_the_projects_are_needed_and_the_members(standing, amount, projects, members):
    shown = standing(
        amount_fen=FULL[AMOUNT] - (not amount),
        projects=FULL[PROJECTS] - (not projects),
        members=FULL[MEMBERS] - (not members),
    )
    assert [shown.amount.met, shown.projects.met, shown.members.met] == [amount, projects, members]
    assert shown.met is ((amount or projects) and members)


def test_the_amount_is_the_years_and_the_projects_are_all_there_were(standing):
    shown = standing(amount_fen=77, projects=3, as_of=dt.date(2026, 3, 1))
    assert (shown.amount.value, shown.projects.value) == (0, 3)


def test_only_members_of_that_day_are_counted(session, standing):
    for kind in (OrganizationKind.SERVICE, OrganizationKind.CENTRE):
        join_alliance(session, organization=make_organization(session, kind=kind), on=RULE_DAY, by=None)
    left = join_alliance(session, organization=make_organization(session), on=RULE_DAY, by=None)
    left.left_on = DAY
    join_alliance(session, organization=make_organization(session), on=DAY + dt.timedelta(days=1), by=None)
    assert standing(members=2).members.value == 2


@pytest.mark.parametrize("as_of", [dt.date(2024, 12, 30), dt.date(2023, 12, 31)])
def test_before_the_rule_there_was_nothing_to_meet(standing, as_of):
    assert standing(as_of=as_of) is None


def test_the_rule_holds_from_its_first_day(standing):
    assert standing(as_of=RULE_DAY).as_of == RULE_DAY


def test_a_level_without_thresholds_has_no_test(standing):
    assert standing(level=RecognitionLevel.PROVINCIAL) is None


def test_a_level_with_some_thresholds_only_has_no_test(session, standing):
    for measure in (AMOUNT, PROJECTS):
        add_threshold(session, measure, 1, RULE_DAY, RecognitionLevel.PROVINCIAL)
    assert standing(level=RecognitionLevel.PROVINCIAL) is None


def test_a_level_has_thresholds_of_its_own(session, standing):
    for measure, value in ((AMOUNT, 100), (PROJECTS, 2), (MEMBERS, 1)):
        add_threshold(session, measure, value, RULE_DAY, RecognitionLevel.PROVINCIAL)
    shown = standing(amount_fen=100, members=1, level=RecognitionLevel.PROVINCIAL)
    assert (shown.met, shown.projects.missing) == (True, 2)


def test_each_day_is_held_against_the_rule_of_that_day(session, standing):
    add_threshold(session, MEMBERS, 30, DAY)
    add_threshold(session, MEMBERS, 5, dt.date(2000, 1, 1))
    values = {
        day: thresholds_on(session, RecognitionLevel.NATIONAL, day)[MEMBERS].value
        for day in (dt.date(2001, 1, 1), RULE_DAY, DAY - dt.timedelta(days=1), DAY)
    }
    assert list(values.values()) == [5, 20, 20, 30]
    assert standing(members=20).members.missing == 10


def test_a_measure_has_one_threshold_a_day(session):
    with pytest.raises(IntegrityError):
        add_threshold(session, MEMBERS, 30, RULE_DAY)


def test_the_thresholds_are_the_only_ones_there_are(session):
    assert session.scalar(sa.select(sa.func.count(Threshold.id))) == len(FULL)
