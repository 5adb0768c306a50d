"""Which fees a reminder tells of, and the calendar file that holds them."""

import datetime as dt
import gettext

import pytest
from icalendar import Calendar

from matchmaker.patents.due_days import due_days_file
from matchmaker.patents.enums import Reminder
from matchmaker.patents.life import let_lapse, record_payment
from matchmaker.patents.queries import patents_with_ids
from matchmaker.patents.reminders import fees_of_the_coming_year, fees_to_remind_of
from tests.factories.organizations import make_university
from tests.factories.patents import make_granted_patent

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def holder(session):
    return make_university(session)


def make(session, holder, due_in, **facts):
    return make_granted_patent(session, today=TODAY, holder=holder, due_in=due_in, **facts)


def told(session, holder, reminder, today=TODAY):
    return [each.patent_id for each in fees_to_remind_of(session, holder, reminder, today=today)]


@pytest.mark.parametrize(
    ("due_in", "reminders"),
    [
        (0, {Reminder.WITHIN_30, Reminder.WITHIN_60, Reminder.WITHIN_90}),
        (30, {Reminder.WITHIN_30, Reminder.WITHIN_60, Reminder.WITHIN_90}),
        (31, {Reminder.WITHIN_60, Reminder.WITHIN_90}),
        (61, {Reminder.WITHIN_90}),
        (91, set()),
        (-1, {Reminder.GRACE}),
        (-184, {Reminder.GRACE}),
        (-185, set()),
    ],
)
def test_a_fee_is_told_by_the_reminders_of_its_day(session, holder, due_in, reminders):
    patent = make(session, holder, due_in)
    session.flush()
    assert {each for each in Reminder if told(session, holder, each) == [patent.id]} == reminders


def test_the_earliest_fee_comes_first_and_each_holder_has_the_own(session, holder):
    later, sooner = make(session, holder, 20), make(session, holder, 5)
    other = make(session, make_university(session), 10)
    session.flush()
    assert told(session, holder, Reminder.WITHIN_30) == [sooner.id, later.id]
    assert told(session, None, Reminder.WITHIN_30) == [sooner.id, other.id, later.id]


def test_what_is_paid_or_to_lapse_on_purpose_is_told_no_more(session, holder):
    paid, let, missed = make(session, holder, 5), make(session, holder, 5), make(session, holder, -200)
    record_payment(session, patent=paid, year=6, paid_on=TODAY, today=TODAY, by=None)
    let_lapse(session, patent=let, reason="技术已过时", on=TODAY, by=None)
    record_payment(session, patent=missed, year=5, paid_on=dt.date(2025, 5, 1), today=TODAY, by=None)
    session.flush()
    assert told(session, holder, Reminder.WITHIN_30) == []
    assert told(session, holder, Reminder.MISSED) == [missed.id]
    assert told(session, holder, Reminder.GRACE) == []


def test_reminders_reach_over_the_end_of_the_year(session, holder):
    december = dt.date(2026, 12, 20)
    patent = make(session, holder, 40)
    session.flush()
    assert told(session, holder, Reminder.WITHIN_30, today=december) == [patent.id]


def test_a_calendar_file_has_an_event_a_fee_and_the_same_one_each_time(session, holder):
    patent = make(session, holder, 15, title="一种陶瓷；含逗号,换行与很长的标题" * 5)
    session.flush()
    due = fees_of_the_coming_year(session, holder, today=TODAY)
    patents = patents_with_ids(session, [each.patent_id for each in due])

    def say(message, **places):
        return gettext.NullTranslations().gettext(message) % places

    content = due_days_file(due, patents, say, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    assert due_days_file(due, patents, say, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC)) == content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["dtstart"].dt == dt.date(2026, 12, 10)
    assert event["uid"] == f"annual-fee-{patent.number}-6@matchmaker"
    assert patent.title in event["summary"]
    assert "1,200.00" in event["description"]
    assert "2027-06-10" in event["description"]
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == -dt.timedelta(days=30)
