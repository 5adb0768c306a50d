"""How figures, days and instants look."""

import datetime as dt
import math
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.showing import day, masked_email, moment, parts_of_score, score, span, wan, yuan


def test_an_amount_in_wan_is_rounded_half_up_to_two_places():
    assert wan(123_456_789) == "123.46"
    assert wan(5_000) == "0.01"
    assert wan(4_999) == "0.00"
    assert wan(0) == "0.00"


def test_an_amount_in_wan_groups_thousands_and_takes_other_places():
    assert wan(1_234_567_000_000) == "1,234,567.00"
    assert wan(1_500_000, places=0) == "2"
    assert wan(-1_230_000, places=1) == "-1.2"


def test_an_amount_in_yuan_is_told_to_the_fen():
    assert yuan(123_456_789) == "1,234,567.89"
    assert yuan(1) == "0.01"


def test_what_is_not_there_is_shown_as_nothing():
    assert (wan(None), yuan(None), day(None), moment(None, ZoneInfo("Asia/Shanghai"))) == ("", "", "", "")


def test_a_day_is_shown_in_the_form_of_the_national_standard():
    assert day(dt.date(2026, 1, 2)) == "2026-01-02"


def test_an_instant_is_shown_in_the_centres_zone():
    instant = dt.datetime(2026, 11, 22, 17, 30, 59, tzinfo=dt.UTC)
    assert moment(instant, ZoneInfo("Asia/Shanghai")) == "2026-11-23 01:30"


def test_a_score_has_two_places():
    assert score(0.416) == "0.42"
    assert score(1.0) == "1.00"


@given(st.lists(st.floats(0, 0.2), max_size=40))
def test_the_parts_of_a_score_add_up_as_they_are_shown(values):
    shown = list(map(Decimal, parts_of_score(values)))
    assert sum(shown) == Decimal(round(math.fsum(value * 1000 for value in values))) / 1000
    assert all(abs(float(part) - value) < 0.001 + 1e-9 for part, value in zip(shown, values, strict=True))


def test_a_masked_address_keeps_one_letter_and_the_host():
    assert masked_email("anyone@example.org") == "a***@example.org"


def test_a_stretch_of_time_is_shown_in_hours_minutes_and_seconds():
    assert span(dt.timedelta(hours=1, minutes=2, seconds=5.4)) == "1:02:05"
    assert span(dt.timedelta(seconds=89.6)) == "0:01:30"
    assert span(None) == ""
