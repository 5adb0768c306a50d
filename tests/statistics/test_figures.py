"""The year's figures are the sums of the entries behind them, and of nothing else."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.models import LedgerEntry
from matchmaker.deals.queries import EntryFilter, LedgerSum, entries, entry_sum
from matchmaker.deals.service import lose_deal, take_payment_back
from matchmaker.patents.enums import Way
from matchmaker.statistics.figures import FIRST_DAY, figures_to_date, year_figures
from tests.factories.deals import PAID_ON, REGISTERED_ON, SIGNED_ON, TODAY, make_deal, make_deal_at, pay, sign

MEASURES = ("contract", "effect", "registration", "receipt")
NOTHING = LedgerSum()


def figures(session, year=2025, as_of=TODAY):
    return year_figures(session, year=year, as_of=as_of)


def totals(row):
    return {name: getattr(row, name).total for name in MEASURES}


def every_figure(shown):
    return [getattr(row, name) for row in (*shown.ways, shown.total) for name in MEASURES]


def behind(session, figure):
    rows = session.scalars(entries(figure.behind)).unique().all()
    return LedgerSum(
        amount_fen=sum(row.amount_fen for row in rows),
        contracts=sum(row.contracts for row in rows),
        patents=sum(row.patents for row in rows),
        registrations=sum(row.registrations for row in rows),
    )


def test_a_year_without_deals_has_a_row_of_nothing_for_each_way(session):
    shown = figures(session)
    assert [row.way for row in (*shown.ways, shown.total)] == [*Way, None]
    assert {figure.total for figure in every_figure(shown)} == {NOTHING}


def test_the_four_measures_are_kept_apart(session):
    make_deal_at(session, Stage.PAID, amount_fen=1000)
    licence = make_deal_at(session, Stage.SIGNED, way=Way.LICENCE, amount_fen=300)
    pay(session, licence, amount_fen=50)
    transfer, licence, *_ = figures(session).ways
    contract, registered = LedgerSum(1000, 1, 1), LedgerSum(registrations=1)
    assert totals(transfer) == {
        "contract": contract, "effect": contract, "registration": registered, "receipt": LedgerSum(1000)
    }  # fmt: skip
    contract = LedgerSum(300, 1, 1)
    assert totals(licence) == {
        "contract": contract, "effect": contract, "registration": NOTHING, "receipt": LedgerSum(50)
    }  # fmt: skip


def test_the_last_row_adds_up_the_ways(session):
    for amount_fen, way in enumerate(Way, start=1):
        make_deal_at(session, Stage.PAID, way=way, amount_fen=amount_fen)
    assert totals(figures(session).total) == {
        "contract": LedgerSum(10, 4, 4),
        "effect": LedgerSum(10, 4, 4),
        "registration": LedgerSum(registrations=4),
        "receipt": LedgerSum(10),
    }


def test_the_figures_of_a_year_end_with_the_day_asked_for(session):
    make_deal_at(session, Stage.PAID, amount_fen=1000)
    by_day = {
        day: [name for name, total in totals(figures(session, as_of=day).total).items() if total != NOTHING]
        for day in (SIGNED_ON - dt.timedelta(days=1), SIGNED_ON, REGISTERED_ON, PAID_ON)
    }
    assert list(by_day.values()) == [[], ["contract"], ["contract", "effect", "registration"], [*MEASURES]]
    assert figures(session, as_of=SIGNED_ON).as_of == SIGNED_ON


def test_a_year_that_is_over_ends_on_its_last_day(session):
    deal = make_deal(session)
    sign(session, deal, signed_on=dt.date(2025, 12, 31), amount_fen=7, today=dt.date(2026, 1, 1))
    pay(session, deal, received_on=dt.date(2026, 1, 1), today=dt.date(2026, 1, 1))
    old, new = (figures(session, year=year, as_of=dt.date(2026, 6, 30)) for year in (2025, 2026))
    assert (old.as_of, new.as_of) == (dt.date(2025, 12, 31), dt.date(2026, 6, 30))
    assert (old.total.contract.total, old.total.receipt.total) == (LedgerSum(7, 1, 1), NOTHING)
    assert (new.total.contract.total, new.total.receipt.total) == (NOTHING, LedgerSum(7))


def test_a_year_that_has_not_begun_has_no_figures(session):
    make_deal_at(session, Stage.PAID)
    shown = figures(session, year=2026, as_of=TODAY)
    assert {figure.total for figure in every_figure(shown)} == {NOTHING}


def test_what_was_lost_counts_until_the_day_it_was_lost(session):
    deal = make_deal_at(session, Stage.SIGNED, amount_fen=9)
    lose_deal(session, deal=deal, on=PAID_ON, reason="没有谈成", today=TODAY, by=None)
    assert figures(session, as_of=PAID_ON - dt.timedelta(days=1)).total.contract.total == LedgerSum(9, 1, 1)
    assert figures(session).total.contract.total == NOTHING


def test_projects_to_date_are_counted_over_all_years(session):
    first = make_deal(session, way=Way.LICENCE, on=dt.date(2023, 1, 1))
    sign(session, first, signed_on=dt.date(2023, 5, 1), amount_fen=5)
    make_deal_at(session, Stage.REGISTERED, amount_fen=7)
    figure = figures_to_date(session, as_of=TODAY)
    assert (figure.total, figure.behind) == (
        LedgerSum(12, 2, 2),
        EntryFilter(EntryKind.EFFECT, FIRST_DAY, TODAY),
    )
    assert figures_to_date(session, as_of=dt.date(2024, 1, 1)).total == LedgerSum(5, 1, 1)


def test_every_figure_is_the_sum_of_the_entries_behind_it(session):
    for way in Way:
        for stage in (Stage.SIGNED, Stage.REGISTERED, Stage.PAID):
            deal = make_deal_at(session, stage, way=way)
        take_payment_back(session, entry=deal.entries[-1], note="", on=TODAY, by=None)
    session.flush()
    shown = (*every_figure(figures(session)), figures_to_date(session, as_of=TODAY))
    assert [figure.total for figure in shown] == [behind(session, figure) for figure in shown]
    assert [figure.total for figure in shown] == [entry_sum(session, figure.behind) for figure in shown]


entry_facts = st.fixed_dictionaries({
    "kind": st.sampled_from(EntryKind),
    "way": st.sampled_from(Way),
    "booked_on": st.dates(dt.date(2024, 12, 1), dt.date(2026, 1, 31)),
    "amount_fen": st.integers(-(10**12), 10**12),
    "contracts": st.integers(-1, 1),
    "patents": st.integers(-3, 3),
    "registrations": st.integers(-3, 3),
})  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(entry_facts, max_size=12), as_of=st.dates(dt.date(2025, 1, 1), dt.date(2026, 1, 31)))
def test_whatever_is_booked_each_figure_is_the_sum_of_what_is_behind_it(session, facts, as_of):
    session.rollback()
    deal = make_deal(session)
    session.add_all([LedgerEntry(deal=deal, **fact) for fact in facts])
    session.flush()
    shown = every_figure(figures(session, as_of=as_of))
    assert [figure.total for figure in shown] == [behind(session, figure) for figure in shown]


def test_a_years_figures_cost_one_query(session, count_queries):
    make_deal_at(session, Stage.PAID)
    session.commit()
    with count_queries() as statements:
        figures(session)
    assert len(statements) == 1


@pytest.mark.parametrize("year", [2024, 2026])
def test_other_years_do_not_count(session, year):
    make_deal_at(session, Stage.PAID)
    shown = figures(session, year=year, as_of=dt.date(2026, 12, 31))
    assert {figure.total for figure in every_figure(shown)} == {NOTHING}
