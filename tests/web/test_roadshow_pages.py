"""Roadshows: planned, filled, booked out, and what companies want from them."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.database import now
from matchmaker.organizations.enums import Role
from matchmaker.roadshows.enums import RegistrationState
from matchmaker.roadshows.models import Intent, Pitch, Registration, Roadshow
from tests.factories.matching import make_match
from tests.factories.organizations import make_organization
from tests.factories.patents import make_patent
from tests.factories.roadshows import make_intent, make_pitch, make_roadshow

TYPED = {
    "title": "新材料专场",
    "starts_at": "2030-06-01T09:30",
    "venue": "一号厅",
    "seats": "40",
    "description": "六个项目",
}


@pytest.fixture
def roadshow(session):
    """A roadshow of next week with one seat."""
    made = make_roadshow(session, seats=1, starts_at=now() + dt.timedelta(days=7))
    session.commit()
    return made


def seats(session):
    session.rollback()
    rows = session.execute(
        sa.select(Registration.organization_id, Registration.state).order_by(Registration.id)
    )
    return [tuple(row) for row in rows]


def test_a_roadshow_is_planned_in_the_centres_own_time(broker, visitor, session):
    page = broker.open("/roadshows/new").form().send(**TYPED)
    planned = session.scalars(sa.select(Roadshow)).one()
    assert page.path == f"/roadshows/{planned.id}"
    assert (planned.starts_at, planned.seats) == (dt.datetime(2030, 6, 1, 1, 30, tzinfo=dt.UTC), 40)
    assert "2030-06-01 09:30" in visitor.open("/roadshows").text


WRONG = [
    ("title", ""), ("title", "长" * 201), ("starts_at", ""), ("starts_at", "morgen"), ("venue", " "), ("seats", "0"),
    ("seats", "-3"), ("seats", "viele"), ("seats", "10001"), ("description", "长" * 5_001),
]  # fmt: skip


def test_a_roadshow_that_cannot_be_planned_is_refused_at_its_field_and_what_was_typed_kept(broker, session):
    form = broker.open("/roadshows/new").form()
    for field, wrong in WRONG:
        page = form.send(**{**TYPED, field: wrong})
        assert (field, wrong, page.status) == (field, wrong, 200)
        assert "is-invalid" in page.soup.select_one(f"[name={field}]")["class"], (field, wrong)
        kept = page.form().values
        assert {name: kept[name] for name in TYPED if name != field} == {
            name: value for name, value in TYPED.items() if name != field
        }
    assert session.scalar(sa.select(sa.func.count(Roadshow.id))) == 0


def test_the_last_seat_is_given_once_and_the_waitlist_moves_up(engineer, officer, session, roadshow, home):
    address = f"/roadshows/{roadshow.id}"
    engineer.press(address, f"{address}/register")
    officer.press(address, f"{address}/register")
    company, university = home[Role.ENGINEER].id, home[Role.OFFICER].id
    assert seats(session) == [
        (company, RegistrationState.CONFIRMED), (university, RegistrationState.WAITING)
    ]  # fmt: skip
    engineer.press(address, f"{address}/cancel")
    assert seats(session) == [
        (company, RegistrationState.CANCELLED), (university, RegistrationState.CONFIRMED)
    ]  # fmt: skip


def test_an_organisation_registers_once(engineer, session, roadshow):
    address = f"/roadshows/{roadshow.id}"
    form = engineer.open(address).form(f"{address}/register")
    form.send()
    assert form.send().status == 409
    assert len(seats(session)) == 1


def test_nobody_registers_for_a_roadshow_that_has_begun(engineer, session):
    roadshow = make_roadshow(session, starts_at=now() - dt.timedelta(hours=1))
    session.commit()
    address = f"/roadshows/{roadshow.id}"
    assert not engineer.open(address).sends_to(f"{address}/register")
    token = engineer.open("/change").form().values["csrf_token"]
    assert engineer.post(f"{address}/register", data={"csrf_token": token}).status == 409
    assert seats(session) == []


def test_giving_up_a_place_that_one_does_not_have_changes_nothing(engineer, session, roadshow):
    token = engineer.open("/change").form().values["csrf_token"]
    assert engineer.post(f"/roadshows/{roadshow.id}/cancel", data={"csrf_token": token}).status == 200
    assert seats(session) == []


def test_who_comes_and_who_is_interested_is_for_the_centre(
    visitor, engineer, officer, broker, session, roadshow
):
    pitch = make_pitch(session, roadshow=roadshow)
    other = make_organization(session, name="丁方过滤有限公司")
    make_intent(session, pitch=pitch, organization=other, note="想谈价格")
    session.commit()
    address = f"/roadshows/{roadshow.id}"
    told = [("丁方过滤有限公司" in reader.open(address).html, "想谈价格" in reader.open(address).html)
            for reader in (visitor, engineer, officer, broker)]  # fmt: skip
    assert told == [(False, False), (False, False), (False, False), (True, True)]


def test_staff_note_who_came_and_take_it_back(engineer, broker, session, roadshow):
    address = f"/roadshows/{roadshow.id}"
    engineer.press(address, f"{address}/register")
    action = f"{address}/attendance/{session.scalar(sa.select(Registration.id))}"
    for came in (True, False):
        broker.press(address, action)
        session.rollback()
        assert session.scalar(sa.select(Registration.attended)) is came


def test_a_patent_is_put_on_the_programme_by_its_number_once(broker, session, roadshow):
    patent = make_patent(session)
    session.commit()
    address = f"/roadshows/{roadshow.id}"
    action = f"{address}/pitches"
    assert broker.press(address, action, number=f"CN{patent.application_number}").status == 200
    assert broker.press(address, action, number=patent.application_number).status == 409
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(Pitch.id))) == 1


@pytest.mark.parametrize("number", ["", "not a number", "202010000001.9", "长" * 500])
def test_a_number_that_no_patent_has_is_refused(broker, session, roadshow, number):
    address = f"/roadshows/{roadshow.id}"
    assert broker.press(address, f"{address}/pitches", number=number).status == 422
    assert session.scalar(sa.select(sa.func.count(Pitch.id))) == 0


def test_an_engineer_is_interested_once_and_in_the_name_of_the_own_company(engineer, session, roadshow, home):
    pitch = make_pitch(session, roadshow=roadshow)
    other = make_organization(session)
    session.commit()
    address, action = f"/roadshows/{roadshow.id}", f"/pitches/{pitch.id}/intents"
    form = engineer.open(address).form(action)
    form.send(organization_id=str(other.id))
    assert form.send().status == 409
    assert not engineer.open(address).sends_to(action)
    session.rollback()
    assert session.scalars(sa.select(Intent.organization_id)).all() == [home[Role.ENGINEER].id]


def test_staff_note_a_companys_interest_and_it_waits_on_the_desk(broker, session, roadshow, home):
    pitch = make_pitch(session, roadshow=roadshow)
    session.commit()
    company = home[Role.ENGINEER]
    page = broker.press(
        f"/roadshows/{roadshow.id}",
        f"/pitches/{pitch.id}/intents",
        organization_id=str(company.id),
        note="想试用",
    )
    assert page.status == 200
    assert company.name in broker.open("/desk").text
    intent = session.scalar(sa.select(Intent.id))
    broker.press("/desk", f"/intents/{intent}/end")
    assert company.name not in broker.open("/desk").text


def test_staff_cannot_note_the_interest_of_a_company_that_is_not_there(broker, session, roadshow):
    pitch = make_pitch(session, roadshow=roadshow)
    session.commit()
    token = broker.open("/change").form().values["csrf_token"]
    sent = {"csrf_token": token, "organization_id": "999999"}
    assert broker.post(f"/pitches/{pitch.id}/intents", data=sent).status == 404
    assert session.scalar(sa.select(sa.func.count(Intent.id))) == 0


def test_without_a_roadshow_to_come_the_broker_is_offered_to_plan_one(broker, session):
    match = make_match(session)
    session.commit()
    assert "/roadshows/new" in broker.open(f"/roadshows/choose?match_id={match.id}").links()
    assert broker.open("/roadshows/choose").status == 404


@pytest.mark.parametrize("address", ["/roadshows/{number}", "/roadshows/choose?match_id={number}"])
def test_a_number_that_no_row_can_have_is_not_there(broker, address):
    assert broker.open(address.format(number=10**30)).status == 404
