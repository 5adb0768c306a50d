"""Dates in all their forms."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.dates import WrongDateError, parse_date


@pytest.mark.parametrize(
    "written",
    [
        "2013.01.02",
        "2013-01-02",
        "2013/1/2",
        "20130102",
        20130102,
        20130102.0,
        "2013年1月2日",
        "２０１３－０１－０２",
        "2013-01-02 00:00:00",
        "2013-01-02T08:30:00+08:00",
        date(2013, 1, 2),
        datetime(2013, 1, 2, 3, 4),
        41276,
        41276.5,
    ],
)
def test_every_form_gives_the_same_day(written):
    assert parse_date(written) == date(2013, 1, 2)


def test_a_blank_is_no_date():
    assert parse_date(" ") is None


@pytest.mark.parametrize(
    "written", ["2013-02-30", "20131301", "2013", 2013.0, "12个月", "长期", 1e300, -5, 0.5]
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(WrongDateError):
        parse_date(written)


@given(
    st.dates(date(1985, 4, 1), date(2090, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]),
)
def test_a_written_day_is_read_back(day, form):
    assert parse_date(day.strftime(form)) == day
