"""What is due: on the desk, on a page of its own, by e-mail for who wants it, and the way out."""

import datetime as dt

import pytest

from matchmaker.app import settings_of
from matchmaker.database import now
from matchmaker.deals.due_mail import MAIL, choose_due_mail, wants_mail
from matchmaker.organizations.enums import Role
from matchmaker.organizations.ways_out import way_out_of
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.web.browsing import Reader


@pytest.fixture
def things(session, home):
    """An offer that ends in three days and a need wanted in twenty."""
    today = now().date()
    patent = make_patent(session, holder=home[Role.OFFICER], title="一种陶瓷过滤板")
    patent.listing.available_until = today + dt.timedelta(days=3)
    need = make_need(
        session,
        organization=home[Role.ENGINEER],
        title="轴承寿命短",
        deadline=today + dt.timedelta(days=20),
    )
    session.commit()
    return patent, need


def test_what_is_due_stands_on_the_desk_and_on_a_page_that_looks_further(broker, officer, things):
    patent, need = things
    assert f"/patents/{patent.id}" in broker.open("/desk").links()
    assert "1 things are due this week" in officer.open("/inventory/last-round").text
    week, month = officer.open("/due"), broker.open("/due?days=30")
    assert f"/patents/{patent.id}" in week.links()
    assert {f"/patents/{patent.id}", f"/needs/{need.id}"} <= set(month.links())
    assert f"/needs/{need.id}" not in broker.open("/due?days=x").links()
    assert (week.sends_to("/due/mail"), "sends no e-mail" in week.text) == (False, True)


def test_reminders_by_mail_are_ended_by_a_link_without_signing_in(app, sign_in, session):
    engineer = sign_in(Role.ENGINEER)
    choose_due_mail(session, person=engineer.person, wished=True, today=now().date(), by=None)
    session.commit()
    token = way_out_of(MAIL, engineer.person, secret=settings_of(app).secret_key)
    stranger = Reader(app)
    stranger.press(f"/due/stop/{token}", f"/due/stop/{token}")
    session.expire_all()
    assert (wants_mail(session, engineer.person), stranger.open("/due/stop/x").status) == (False, 404)
