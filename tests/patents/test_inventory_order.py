"""An inventory in each of its orders; what has nothing to be sorted by comes last."""

import datetime as dt

import pytest

from matchmaker.patents.enums import InventoryOrder
from matchmaker.patents.inventory_order import sorted_by
from matchmaker.patents.life import record_payment
from matchmaker.patents.queries import inventory
from matchmaker.patents.standing import calendar_of
from tests.factories.organizations import make_university
from tests.factories.patents import make_granted_patent, make_patent
from tests.factories.scorecards import make_score

TODAY = dt.date(2026, 2, 15)


@pytest.fixture
def holder(session):
    return make_university(session)


def titles(session, holder, order, *, down=False):
    statement = sorted_by(inventory(holder), order, down=down, today=TODAY)
    return "".join(patent.title for patent in session.scalars(statement).unique())


def test_without_an_order_the_newest_comes_first(session, holder):
    for title in "abc":
        make_patent(session, holder=holder, title=title)
    assert titles(session, holder, None) == "cba"


def test_an_inventory_is_sorted_by_title_day_of_filing_and_status(session, holder):
    make_patent(session, holder=holder, title="b", filed_on=dt.date(2020, 1, 1), status="lapsed")
    make_patent(session, holder=holder, title="a", status="in_force")
    make_patent(session, holder=holder, title="c", filed_on=dt.date(2019, 1, 1), status="pending")
    found = {
        (order, down): titles(session, holder, order, down=down)
        for order in (InventoryOrder.TITLE, InventoryOrder.FILED, InventoryOrder.STATUS)
        for down in (False, True)
    }
    assert found == {
        (InventoryOrder.TITLE, False): "abc",
        (InventoryOrder.TITLE, True): "cba",
        (InventoryOrder.FILED, False): "cba",
        (InventoryOrder.FILED, True): "bca",
        (InventoryOrder.STATUS, False): "acb",
        (InventoryOrder.STATUS, True): "bca",
    }


def test_an_inventory_is_sorted_by_the_latest_score(session, holder):
    made = {title: make_granted_patent(session, holder=holder, title=title, today=TODAY) for title in "abc"}
    make_score(session, patent=made["b"], on=TODAY, points="90")
    make_score(session, patent=made["b"], on=TODAY, points="10")
    make_score(session, patent=made["c"], on=TODAY, points="50")
    assert titles(session, holder, InventoryOrder.SCORE, down=True) == "cba"
    assert titles(session, holder, InventoryOrder.SCORE) == "bca"


def test_the_next_fee_comes_in_the_order_of_the_fee_calendar_whatever_the_turn_of_the_year(session, holder):
    days = {"a": 0, "b": 20, "c": 330, "d": -40, "e": -100, "f": 200, "g": 40}
    made = {
        title: make_granted_patent(session, holder=holder, title=title, today=TODAY, due_in=due_in, year=5)
        for title, due_in in days.items()
    }
    for title, year in (("d", 4), ("e", 4), ("g", 5)):  # d and e are in grace, the next of g is a year off
        patent = made[title]
        fee = next(fee for fee in calendar_of(patent, TODAY).fees if fee.year == year)
        paid_on = min(fee.due_on, TODAY)
        record_payment(session, patent=patent, year=year, paid_on=paid_on, today=TODAY, by=None)
    make_patent(session, holder=holder, title="z", status="lapsed")
    session.flush()
    by_calendar = sorted(made, key=lambda title: calendar_of(made[title], TODAY).next_fee.due_on)
    assert titles(session, holder, InventoryOrder.FEE) == "".join(by_calendar) + "z"
    assert by_calendar == ["e", "d", "a", "b", "f", "c", "g"]
