"""Lists in an order, inventors by name and years of filing: what the columns in memory tell besides the filters."""

import datetime as dt

import pytest

from matchmaker.matching.attributes import AttributeTable
from matchmaker.matching.enums import Order
from matchmaker.matching.facets import narrowing
from matchmaker.matching.filters import NO_FILTERS, FilterKind, Filters
from matchmaker.patents.enums import Readiness, Way
from matchmaker.patents.service import list_patent, withdraw_listing
from matchmaker.ranking.documents import Hit
from tests.factories.patents import ENTERED_ON, make_patent

OFFERS = (
    (dt.date(2019, 1, 1), ("张伟",), None, None),
    (None, (), 50_000_000, Readiness.REPORT),
    (dt.date(2021, 12, 31), ("李娜", "张伟"), 80_000_000, Readiness.FINAL_SAMPLE),
    (dt.date(2019, 12, 31), ("李 娜",), 80_000_001, Readiness.SYSTEM),
    (dt.date(1985, 4, 1), ("LI Na",), None, Readiness.FINAL_SAMPLE),
)


@pytest.fixture
def table():
    return AttributeTable()


@pytest.fixture
def patents(session):
    """Five patents on offer."""
    made = []
    for filed_on, inventors, price, readiness in OFFERS:
        patent = make_patent(session, filed_on=filed_on, inventors=inventors)
        terms = {"ways": [Way.LICENCE], "price_fen": price, "readiness": readiness}
        list_patent(session, patent=patent, **terms, on=ENTERED_ON, by=None)
        made.append(patent)
    session.flush()
    return made


def test_an_inventor_is_known_whatever_the_width_case_and_blanks(session, table, patents):
    attributes = table.caught_up(session)
    known = {
        name: attributes.has_inventor(name) for name in ("张伟", "李娜", "ｌｉ ｎａ", "LINA", "王五", "")
    }
    assert known == {"张伟": True, "李娜": True, "ｌｉ ｎａ": True, "LINA": True, "王五": False, "": False}
    withdraw_listing(session, patent=patents[4], by=None)
    session.flush()
    assert not table.caught_up(session).has_inventor("Li Na")


@pytest.mark.parametrize(
    ("order", "places"),
    [
        (Order.FILED, [2, 3, 0, 4, 1]),
        (Order.PRICE, [1, 2, 3, 4, 0]),
        (Order.READINESS, [3, 4, 2, 1, 0]),
    ],
)
def test_a_list_is_sorted_with_what_is_not_stated_last(session, table, patents, order, places):
    attributes = table.caught_up(session)
    assert attributes.arranged(NO_FILTERS, order).tolist() == [patents[place].id for place in places]
    hits = [Hit(patent.id, 1.0) for patent in reversed(patents)]
    assert [hit.id for hit in attributes.arranged_hits(hits, order)] == [
        patents[place].id for place in places
    ]


def test_the_newest_years_are_offered_and_those_chosen(session, table, patents):
    attributes = table.caught_up(session)
    assert attributes.counts(NO_FILTERS)[FilterKind.YEAR] == {1985: 1, 2019: 2, 2021: 1}
    facet = next(
        each for each in narrowing(attributes, Filters(year=(1999,))).facets if each.kind is FilterKind.YEAR
    )
    assert [(choice.value, choice.count, choice.chosen) for choice in facet.choices] == [
        ("2021", 1, False), ("2019", 2, False), ("1999", 0, True), ("1985", 1, False)
    ]  # fmt: skip
