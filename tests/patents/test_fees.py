"""Annual fees: which year's is due when, how much, what a late payment adds, and when the right lapses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.patents.enums import FeeStanding, PatentType
from matchmaker.patents.fees import FeeFacts, fee_calendar
from matchmaker.patents.life_rules import life_rules
from matchmaker.patents.term import months_after, term_of, years_after

TODAY = dt.date(2026, 11, 25)
RULES = life_rules()
FILED = st.dates(dt.date(2001, 7, 1), dt.date(2026, 1, 1))


def calendar(patent_type=PatentType.INVENTION, filed_on=dt.date(2020, 3, 10), today=TODAY, **facts):
    facts = {"granted_on": dt.date(2022, 5, 6), **facts}
    return fee_calendar(FeeFacts(patent_type, filed_on, **facts), today=today)


def years(found):
    return [fee.year for fee in found.fees]


@st.composite
def granted(draw):
    patent_type = draw(st.sampled_from(PatentType))
    filed_on = draw(FILED)
    term = term_of(patent_type, filed_on)
    granted_on = draw(st.dates(filed_on, term.expires_on - dt.timedelta(days=1)))
    return FeeFacts(patent_type, filed_on, granted_on, extension_days=draw(st.integers(0, 1500)))


def test_the_guidelines_own_example_of_the_first_fees():
    """Filed 1997-06-03, granted 2001-08-01: the fifth year is paid with the grant, the sixth by 2002-06-03."""
    found = calendar(filed_on=dt.date(1997, 6, 3), granted_on=dt.date(2001, 8, 1))
    assert [(fee.year, fee.due_on) for fee in found.fees[:2]] == [
        (5, dt.date(2001, 8, 1)),
        (6, dt.date(2002, 6, 3)),
    ]


@given(facts=granted(), today=st.dates(dt.date(2001, 3, 1), dt.date(2060, 1, 1)))
def test_due_days_rise_and_no_year_comes_twice(facts, today):
    fees = fee_calendar(facts, today=today).fees
    assert [fee.year for fee in fees] == list(range(fees[0].year, fees[0].year + len(fees)))
    assert [fee.due_on for fee in fees] == sorted({fee.due_on for fee in fees})
    term = term_of(facts.patent_type, facts.filed_on, extension_days=facts.extension_days)
    assert fees[-1].due_on < term.expires_on <= years_after(facts.filed_on, fees[-1].year)


@given(patent_type=st.sampled_from(PatentType), filed_on=FILED)
def test_what_is_paid_over_the_whole_term_is_the_sum_of_the_table(patent_type, filed_on):
    found = calendar(patent_type, filed_on, granted_on=filed_on)
    of_design_before = patent_type is PatentType.DESIGN and filed_on < dt.date(2021, 6, 1)
    last = 10 if of_design_before else RULES.term(patent_type, filed_on).years
    table = sum(
        band.fee_fen * (min(band.last, last) - band.first + 1)
        for band in RULES.schedules[-1].bands[patent_type]
        if band.first <= last
    )
    assert sum(fee.fee_fen for fee in found.fees) == table


@pytest.mark.parametrize(
    ("patent_type", "filed_on", "total_yuan"),
    [
        (PatentType.INVENTION, dt.date(2022, 1, 1), 82_300),
        (PatentType.UTILITY_MODEL, dt.date(2022, 1, 1), 11_200),
        (PatentType.DESIGN, dt.date(2021, 5, 31), 11_200),
        (PatentType.DESIGN, dt.date(2021, 6, 1), 26_200),
    ],
)
def test_the_fees_of_a_whole_term(patent_type, filed_on, total_yuan):
    found = calendar(patent_type, filed_on, granted_on=filed_on)
    assert sum(fee.fee_fen for fee in found.fees) == total_yuan * 100


@given(facts=granted())
def test_the_surcharge_never_falls_and_the_months_of_grace_follow_each_other(facts):
    fees = fee_calendar(facts, today=TODAY).fees
    for fee in (fee for fee in fees[1:] if fee.fee_fen):
        months = fee.surcharges
        assert [month.percent for month in months] == [0, 5, 10, 15, 20, 25]
        assert months[0].after == fee.due_on
        assert [month.until for month in months[:-1]] == [month.after for month in months[1:]]
        assert months[-1].until == fee.lapses_after == months_after(fee.due_on, 6)


@pytest.mark.parametrize(
    ("today", "payable_yuan"),
    [
        ("2027-03-10", 2000),
        ("2027-03-11", 2000),
        ("2027-04-10", 2000),
        ("2027-04-11", 2100),
        ("2027-05-10", 2100),
        ("2027-05-11", 2200),
        ("2027-09-10", 2500),
        ("2027-09-11", None),
    ],
)
def test_what_a_fee_costs_on_a_day(today, payable_yuan):
    found = calendar(paid={7: dt.date(2026, 3, 1)})
    fee = next(fee for fee in found.fees if fee.year == 8)
    assert fee.due_on == dt.date(2027, 3, 10)
    assert fee.payable_fen(dt.date.fromisoformat(today)) == (payable_yuan and payable_yuan * 100)


def standings(found):
    return {fee.year: fee.standing for fee in found.fees[:6]}


def test_where_no_payment_is_recorded_the_calendar_says_that_it_is_not_known():
    assert standings(calendar()) == {
        3: FeeStanding.WITH_GRANT,
        4: FeeStanding.NOT_KNOWN,
        5: FeeStanding.NOT_KNOWN,
        6: FeeStanding.NOT_KNOWN,
        7: FeeStanding.NOT_KNOWN,
        8: FeeStanding.DUE,
    }
    assert calendar().next_fee.year == 8


@pytest.mark.parametrize(
    ("today", "standing", "next_year"),
    [
        (dt.date(2026, 3, 10), FeeStanding.DUE, 7),
        (dt.date(2026, 3, 11), FeeStanding.IN_GRACE, 7),
        (dt.date(2026, 9, 10), FeeStanding.IN_GRACE, 7),
        (dt.date(2026, 9, 11), FeeStanding.UNPAID, None),
    ],
)
def test_a_fee_that_is_not_among_the_recorded_payments_runs_through_its_grace(today, standing, next_year):
    found = calendar(paid={6: dt.date(2025, 3, 1)}, today=today)
    assert standings(found)[7] is standing
    assert (found.next_fee.year if found.next_fee else None) == next_year
    assert (found.missed.year if found.missed else None) == (7 if standing is FeeStanding.UNPAID else None)


def test_a_patent_seen_in_force_after_the_grace_was_paid_for():
    facts = {"paid": {6: dt.date(2025, 3, 1)}, "seen_in_force_on": dt.date(2026, 9, 11)}
    assert standings(calendar(**facts))[7] is FeeStanding.NOT_KNOWN
    early = {**facts, "seen_in_force_on": dt.date(2026, 9, 10)}
    assert standings(calendar(**early))[7] is FeeStanding.UNPAID


def test_a_year_of_extension_costs_the_fee_of_the_extension():
    found = calendar(filed_on=dt.date(2010, 3, 10), granted_on=dt.date(2016, 5, 6), extension_days=400)
    assert years(found)[-2:] == [21, 22]
    assert [fee.fee_fen for fee in found.fees[-2:]] == [800_000, 800_000]
    assert found.fees[-1].schedule.verified is False


@pytest.mark.parametrize(
    "facts", [{"granted_on": None}, {"filed_on": None}, {"patent_type": None}, {"granted_on": dt.date(2020, 3, 9)}]
)  # fmt: skip
def test_without_type_or_days_there_is_no_calendar(facts):
    assert calendar(**facts) is None
