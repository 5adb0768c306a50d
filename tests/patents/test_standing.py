"""Whether a patent is dormant, point by point; the rule on a patent and the rule in the database agree."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.patents.enums import DormancyPoint, LicenceKind
from matchmaker.patents.life import LifeFacts, enter_licence, state_life_facts
from matchmaker.patents.models import Patent
from matchmaker.patents.standing import dormancy_of, dormant_on, fee_calendars
from tests.factories.patents import make_granted_patent, make_patent

TODAY = dt.date(2026, 11, 25)


def licensed(session, patent, *, ends_on):
    enter_licence(
        session,
        patent=patent,
        kind=LicenceKind.ORDINARY,
        licensee="丁厂",
        starts_on=dt.date(2025, 1, 1),
        ends_on=ends_on,
        by=None,
    )


def stated(session, patent, **facts):
    state_life_facts(session, patent=patent, facts=LifeFacts(**facts), by=None)


CASES = {
    "nothing": (lambda *_: None, None),
    "own use": (lambda session, patent: stated(session, patent, own_use=True), DormancyPoint.NOT_USED),
    "transferred": (
        lambda session, patent: stated(session, patent, transferred_on=TODAY),
        DormancyPoint.NOT_TRANSFERRED,
    ),
    "licensed": (
        lambda session, patent: licensed(session, patent, ends_on=None),
        DormancyPoint.NOT_LICENSED,
    ),
    "licensed until today": (
        lambda session, patent: licensed(session, patent, ends_on=TODAY),
        DormancyPoint.NOT_LICENSED,
    ),
    "licence over": (
        lambda session, patent: licensed(session, patent, ends_on=TODAY - dt.timedelta(days=1)),
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_patent_in_force_is_dormant_until_somebody_uses_it(session, case):
    happened, missed = CASES[case]
    patent = make_granted_patent(session, today=TODAY)
    happened(session, patent)
    session.flush()
    dormancy = dormancy_of(patent, TODAY)
    assert [reason.point for reason in dormancy.reasons if not reason.holds] == ([missed] if missed else [])
    assert dormancy.is_dormant is (missed is None)
    found = list(session.scalars(sa.select(Patent).where(*dormant_on(TODAY))))
    assert found == ([patent] if missed is None else [])


@pytest.mark.parametrize(
    ("facts", "missed"),
    [
        ({"status": "pending"}, {DormancyPoint.GRANTED, DormancyPoint.IN_FORCE}),
        ({"status": "lapsed", "granted_on": TODAY}, {DormancyPoint.IN_FORCE}),
        ({"granted_on": TODAY}, {DormancyPoint.IN_FORCE}),
    ],
)
def test_what_is_not_granted_and_in_force_is_not_dormant(session, facts, missed):
    patent = make_patent(session, patent_type="invention", filed_on=dt.date(2020, 1, 1), **facts)
    assert {reason.point for reason in dormancy_of(patent, TODAY).reasons if not reason.holds} == missed
    assert list(session.scalars(sa.select(Patent).where(*dormant_on(TODAY)))) == []


def test_a_patent_whose_term_is_over_is_not_dormant(session):
    patent = make_patent(
        session,
        patent_type="utility_model",
        filed_on=dt.date(2016, 11, 25),
        granted_on=dt.date(2017, 6, 1),
        status="in_force",
    )
    assert dormancy_of(patent, TODAY - dt.timedelta(days=1)).is_dormant
    assert not dormancy_of(patent, TODAY).is_dormant


def test_many_calendars_cost_two_queries(session, count_queries):
    patents = [make_granted_patent(session, today=TODAY, due_in=days) for days in range(5)]
    make_patent(session, status="in_force")
    session.flush()
    with count_queries() as statements:
        calendars = fee_calendars(session, today=TODAY)
    assert len(statements) == 2
    assert {number: calendar.next_fee.due_on for number, calendar in calendars.items()} == {
        patent.id: TODAY + dt.timedelta(days=days) for days, patent in enumerate(patents)
    }
