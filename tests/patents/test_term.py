"""The term of a patent is counted from its filing, by the rule of that day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.patents.enums import PatentType
from matchmaker.patents.term import months_after, term_of, whole_months, years_after


@pytest.mark.parametrize(
    ("patent_type", "filed_on", "extension_days", "expires_on"),
    [
        (PatentType.INVENTION, "1999-09-06", 0, "2019-09-06"),
        (PatentType.INVENTION, "2010-03-10", 90, "2030-06-08"),
        (PatentType.UTILITY_MODEL, "2016-02-29", 0, "2026-02-28"),
        (PatentType.DESIGN, "2021-05-31", 0, "2031-05-31"),
        (PatentType.DESIGN, "2021-06-01", 0, "2036-06-01"),
    ],
)
def test_the_day_on_which_a_term_has_run_out(patent_type, filed_on, extension_days, expires_on):
    term = term_of(patent_type, dt.date.fromisoformat(filed_on), extension_days=extension_days)
    assert term.expires_on == dt.date.fromisoformat(expires_on)


@pytest.mark.parametrize(
    ("patent_type", "filed_on"),
    [(None, dt.date(2020, 1, 1)), (PatentType.DESIGN, None), (PatentType.DESIGN, dt.date(1984, 1, 1))],
)
def test_without_type_or_day_of_filing_no_term_is_told(patent_type, filed_on):
    assert term_of(patent_type, filed_on) is None


@pytest.mark.parametrize(("today", "left"), [("2029-04-11", 10), ("2030-03-10", 0), ("2035-01-01", 0)])
def test_the_whole_months_that_are_left(today, left):
    term = term_of(PatentType.INVENTION, dt.date(2010, 3, 10))
    assert term.months_left(dt.date.fromisoformat(today)) == left


def test_a_month_without_the_day_ends_on_its_last():
    assert months_after(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)
    assert years_after(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)


@given(first=st.dates(dt.date(1985, 1, 1), dt.date(2080, 1, 1)), months=st.integers(0, 400))
def test_so_many_months_later_lie_so_many_whole_months_between(first, months):
    later = months_after(first, months)
    assert whole_months(first, later) == months
    assert whole_months(first, later - dt.timedelta(days=1)) == months - 1
