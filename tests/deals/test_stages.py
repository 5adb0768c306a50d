"""A deal's line of stages, what is due and what stands still."""

import datetime as dt

import pytest

from matchmaker.deals.enums import PATH, EntryKind, Stage
from matchmaker.deals.service import lose_deal
from matchmaker.deals.stages import STALE_AFTER_DAYS, days_standing, is_stale, recordal_due, steps
from matchmaker.patents.enums import LicenceKind, Way
from tests.factories.deals import (
    OPENED_ON,
    PAID_ON,
    REGISTERED_ON,
    SIGNED_ON,
    TALKS_ON,
    TODAY,
    make_deal,
    make_deal_at,
    sign,
)

DAYS = dict(zip(PATH, (OPENED_ON, TALKS_ON, SIGNED_ON, REGISTERED_ON, PAID_ON), strict=True))


@pytest.mark.parametrize("stage", PATH)
def test_the_line_shows_what_is_done_and_where_the_deal_stands(session, stage):
    line = steps(make_deal_at(session, stage))
    reached = PATH.index(stage)
    assert [step.stage for step in line] == list(PATH)
    assert [step.on for step in line] == [DAYS[s] if s in PATH[: reached + 1] else None for s in PATH]
    assert [step.now for step in line] == [s is stage for s in PATH]
    done = [place < reached or stage is Stage.PAID for place in range(len(PATH))]
    assert [step.done for step in line] == done


def test_the_line_of_a_lost_deal_has_no_place_where_it_stands(session):
    deal = make_deal(session)
    lose_deal(session, deal=deal, on=TODAY, reason="没有谈成", today=TODAY, by=None)
    assert [(step.done, step.now) for step in steps(deal)] == [(False, False)] * 5


@pytest.mark.parametrize(("stage", "days"), STALE_AFTER_DAYS.items())
def test_a_deal_is_stale_once_it_has_stood_longer_than_its_stage_may(session, stage, days):
    deal = make_deal_at(session, stage)
    last = deal.stage_since + dt.timedelta(days=days)
    assert (days_standing(deal, last), is_stale(deal, last)) == (days, False)
    assert is_stale(deal, last + dt.timedelta(days=1))


def test_a_finished_deal_is_never_stale(session):
    assert not is_stale(make_deal_at(session, Stage.PAID), dt.date(2099, 1, 1))


@pytest.mark.parametrize(
    ("signed_on", "due"),
    [("2025-03-10", "2025-06-10"), ("2025-11-30", "2026-02-28"), ("2025-09-30", "2025-12-30")],
)
def test_a_licence_is_recorded_within_three_months(session, signed_on, due):
    deal = make_deal(session, way=Way.LICENCE)
    sign(session, deal, signed_on=dt.date.fromisoformat(signed_on))
    assert recordal_due(deal) == dt.date.fromisoformat(due)


def test_nothing_else_is_due(session):
    assert recordal_due(make_deal_at(session, Stage.SIGNED)) is None
    assert recordal_due(make_deal(session, way=Way.LICENCE)) is None
    assert recordal_due(make_deal_at(session, Stage.REGISTERED, way=Way.LICENCE)) is None


@pytest.mark.parametrize("kind", [Stage, LicenceKind, EntryKind])
def test_every_member_has_words_of_its_own(kind):
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels)
