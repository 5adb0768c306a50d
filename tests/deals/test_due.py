"""What is due for whom: ends of trials, offers and open licences, time limits of needs, stages that last too long."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from matchmaker.database import now
from matchmaker.deals.due import WEEK, YEAR, due_ahead, due_between, newly_due
from matchmaker.deals.due_mail import choose_due_mail, people_to_remind, take_reminder, wants_mail
from matchmaker.needs.curation import assign_need, set_stage_limit
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.models import OpenLicence
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_patent

TODAY = dt.date(2026, 3, 10)
ZONE = ZoneInfo("Asia/Shanghai")


def day(offset):
    return TODAY + dt.timedelta(days=offset)


@pytest.fixture
def people(session):
    """Somebody of each kind; the broker is of no side."""
    university, company = make_university(session), make_organization(session)
    people = {
        "officer": make_person(session, role=Role.OFFICER, organization=university),
        "engineer": make_person(session, role=Role.ENGINEER, organization=company),
        "broker": make_person(session, role=Role.BROKER),
        "stranger": make_person(session, role=Role.OFFICER, organization=make_university(session)),
    }
    session.flush()
    return people


@pytest.fixture
def offer(session, people):
    """A patent of the officer's on offer with these last days."""

    def offer(title, *, trial=None, until=None, licence=None):
        patent = make_patent(session, holder=people["officer"].organization, title=title)
        patent.listing.trial_until, patent.listing.available_until = trial, until
        if licence:
            patent.open_licence = OpenLicence(
                fixed_fee_fen=1, payment="一次付清", declared_on=day(-90), ends_on=licence
            )
        session.flush()
        return patent

    return offer


def told(due):
    return [(each.what, (each.on - TODAY).days, each.title) for each in due]


def test_each_sees_what_is_due_for_them_within_a_week_and_what_was_the_week_before(session, people, offer):
    offer("甲", trial=day(7), until=day(8))
    offer("乙", until=day(-7), licence=day(0))
    offer("丙", trial=day(-8), licence=day(8))
    need = make_need(session, title="丁", deadline=day(3), organization=people["engineer"].organization)
    make_need(session, title="戊", state=NeedState.CLOSED, deadline=day(3))
    draft = make_need(
        session, title="己", state=NeedState.DRAFT, deadline=day(1), organization=need.organization
    )
    offers = [
        ("The offer ends", -7, "乙"),
        ("The open licence ends", 0, "乙"),
        ("The trial before payment ends", 7, "甲"),
    ]
    seen = {name: told(due_ahead(session, person, TODAY, zone=ZONE)) for name, person in people.items()}
    wanted = ("The need is to be met", 3, "丁")
    assert seen["officer"] == offers
    assert seen["engineer"] == [("The need is to be met", 1, draft.title), wanted]
    assert (seen["broker"], seen["stranger"]) == ([*offers[:2], wanted, offers[2]], [])


def test_staff_are_told_of_stages_of_the_needs_that_they_or_nobody_are_on(session, people):
    broker, other = people["broker"], make_person(session)
    today = now().astimezone(ZONE).date()
    set_stage_limit(session, state=NeedState.SCREENING, days=5, valid_from=today, source="试验", by=broker)
    needs = {
        name: make_need(session, state=NeedState.SCREENING, title=name)
        for name in ("我的", "无人", "别人的", "早")
    }
    assign_need(session, need=needs["我的"], curator=broker, by=broker)
    assign_need(session, need=needs["别人的"], curator=other, by=broker)
    needs["早"].stage_since = now() - dt.timedelta(days=30)
    session.flush()
    assert due_ahead(session, broker, today + dt.timedelta(days=4), zone=ZONE) == []
    due = due_ahead(session, broker, today + dt.timedelta(days=6), zone=ZONE)
    assert [(each.title, each.on, each.stage) for each in due] == [
        (title, today + dt.timedelta(days=5), "Screening") for title in ("我的", "无人")
    ]
    overdue = due_ahead(session, broker, today, zone=ZONE, back=YEAR)
    assert [(each.title, each.on) for each in overdue] == [("早", today - dt.timedelta(days=25))]


def test_a_stage_ends_on_the_day_of_the_centre_at_which_it_began(session, people):
    broker, ten_days = people["broker"], dt.timedelta(days=10)
    set_stage_limit(session, state=NeedState.SCREENING, days=10, valid_from=TODAY, source="试验", by=broker)
    hours = {
        "凌晨": dt.datetime(2026, 3, 10, 1, tzinfo=ZONE),
        "深夜": dt.datetime(2026, 3, 10, 23, tzinfo=ZONE),
    }
    for title, since in hours.items():
        need = make_need(session, state=NeedState.SCREENING, title=title)
        need.stage_since = since.astimezone(dt.UTC)
    session.flush()
    ends = TODAY + ten_days
    due = due_between(session, broker, ends, ends, on=ends, zone=ZONE)
    assert sorted((each.title, each.on) for each in due) == [("凌晨", ends), ("深夜", ends)]


def test_five_queries_tell_it_whatever_there_is(session, people, offer, count_queries):
    for number in range(3):
        offer(f"{number}号", trial=day(1), until=day(2), licence=day(3))
        make_need(session, title=f"{number}号", deadline=day(1))
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        found = due_between(session, people["broker"], day(0), day(7), on=TODAY, zone=ZONE)
        assert {each.whose for each in found} != {""}
    assert (len(found), len(statements)) == (12, 5)


def test_a_mail_tells_each_thing_when_it_comes_near_and_when_it_falls_due_and_never_twice(
    session, people, offer
):
    officer = people["officer"]
    offer("甲", trial=day(3), until=day(10))
    choose_due_mail(session, person=officer, wished=True, today=TODAY, by=officer)
    choose_due_mail(session, person=officer, wished=True, today=TODAY, by=officer)
    assert wants_mail(session, officer)
    days = {}
    for offset in (0, 0, 1, 2, 4, 11):
        if officer.id in people_to_remind(session, today=day(offset)):
            days[offset] = told(
                take_reminder(session, person_id=officer.id, today=day(offset), zone=ZONE).due
            )
    assert days == {
        0: [("The trial before payment ends", 3, "甲")],
        1: [],
        2: [],
        4: [("The trial before payment ends", 3, "甲"), ("The offer ends", 10, "甲")],
        11: [("The offer ends", 10, "甲")],
    }
    choose_due_mail(session, person=officer, wished=False, today=day(11), by=officer)
    assert (wants_mail(session, officer), people_to_remind(session, today=day(12))) == (False, [])
    changes = [entry.after for entry in trail_of(session, officer) if "by_mail" in entry.after]
    assert changes == [{"by_mail": False}, {"by_mail": True}]


def test_what_was_told_is_told_again_only_when_it_falls_due(session, people, offer):
    offer("甲", trial=day(5))
    officer = people["officer"]
    told_on = {
        offset: told(newly_due(session, officer, told_on=day(offset), today=day(offset + 1), zone=ZONE))
        for offset in range(-9, 8)
    }
    assert [offset for offset, due in told_on.items() if due] == [5 - WEEK.days - 1, 4]
