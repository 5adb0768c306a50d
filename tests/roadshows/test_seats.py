"""Seats: never oversold, and the waitlist moves up by itself."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.organizations.models import AuditEntry, Organization
from matchmaker.organizations.queries import trail_of
from matchmaker.roadshows.enums import RegistrationState
from matchmaker.roadshows.models import Registration, Roadshow
from matchmaker.roadshows.queries import first_waiting, registration_of, seats_taken
from matchmaker.roadshows.service import (
    AlreadyRegisteredError,
    RoadshowOverError,
    cancel_registration,
    note_attendance,
    register,
)
from tests.factories.organizations import make_organization, make_person
from tests.factories.roadshows import BEFORE, STARTS_AT, make_registration, make_roadshow

CONFIRMED, WAITING, CANCELLED = RegistrationState


def states(session, roadshow):
    session.flush()
    rows = session.scalars(
        sa.select(Registration.state).where(Registration.roadshow_id == roadshow.id).order_by(Registration.id)
    )
    return rows.all()


@pytest.fixture
def full(session):
    """A roadshow with two seats, both taken, and three who wait."""
    roadshow = make_roadshow(session, seats=2)
    return roadshow, [make_registration(session, roadshow=roadshow) for _ in range(5)]


def test_there_are_seats_while_they_last_and_then_a_waitlist(session, full):
    roadshow, _ = full
    assert states(session, roadshow) == [CONFIRMED, CONFIRMED, WAITING, WAITING, WAITING]
    assert seats_taken(session, roadshow) == 2


def test_a_registration_is_traced(session):
    by = make_person(session)
    registration = make_registration(session, roadshow=make_roadshow(session), by=by)
    (entry,) = trail_of(session, registration)
    assert (entry.action, entry.person, entry.after) == ("Signed up", by, {"state": "Seat confirmed"})


def test_a_freed_seat_goes_to_who_has_waited_longest_and_the_trail_says_why(session, full):
    roadshow, places = full
    by = make_person(session)
    cancel_registration(session, registration=places[0], by=by)
    assert states(session, roadshow) == [CANCELLED, CONFIRMED, CONFIRMED, WAITING, WAITING]
    entry = trail_of(session, places[0])[0]
    assert (entry.action, entry.person) == ("Registration cancelled", by)
    assert (entry.before, entry.after) == ({"state": "Seat confirmed"}, {"state": "Cancelled"})
    moved = trail_of(session, places[2])[0]
    assert (moved.action, moved.person, moved.before) == (
        "Moved up from the waitlist",
        None,
        {"state": "On the waitlist"},
    )
    assert moved.after == {"state": "Seat confirmed", "freed_by": places[0].id}


def test_leaving_the_waitlist_frees_no_seat(session, full):
    roadshow, places = full
    cancel_registration(session, registration=places[2], by=None)
    assert states(session, roadshow) == [CONFIRMED, CONFIRMED, CANCELLED, WAITING, WAITING]
    assert first_waiting(session, roadshow) is places[3]


def test_a_freed_seat_that_nobody_waits_for_stays_free(session):
    roadshow = make_roadshow(session, seats=1)
    cancel_registration(session, registration=make_registration(session, roadshow=roadshow), by=None)
    assert (seats_taken(session, roadshow), first_waiting(session, roadshow)) == (0, None)


def test_giving_a_place_up_twice_frees_one_seat(session, full):
    roadshow, places = full
    cancel_registration(session, registration=places[0], by=None)
    entries = len(trail_of(session, places[0]))
    cancel_registration(session, registration=places[0], by=None)
    assert states(session, roadshow) == [CANCELLED, CONFIRMED, CONFIRMED, WAITING, WAITING]
    assert len(trail_of(session, places[0])) == entries


def test_who_comes_back_waits_behind_the_others(session, full):
    roadshow, places = full
    cancel_registration(session, registration=places[2], by=None)
    again = make_registration(session, roadshow=roadshow, organization=places[2].organization)
    assert (again, again.state) == (places[2], WAITING)
    for _ in range(2):
        cancel_registration(session, registration=first_seat(session, roadshow), by=None)
    assert [place.state for place in places[2:]] == [WAITING, CONFIRMED, CONFIRMED]


def first_seat(session, roadshow):
    statement = sa.select(Registration).where(
        Registration.roadshow_id == roadshow.id, Registration.state == CONFIRMED
    )
    return session.scalars(statement.order_by(Registration.id)).first()


@pytest.mark.parametrize("place", [0, 4])
def test_nobody_registers_twice(session, full, place):
    roadshow, places = full
    organization = places[place].organization
    with pytest.raises(AlreadyRegisteredError) as refused:
        make_registration(session, roadshow=roadshow, organization=organization)
    assert refused.value.params == {"organization": organization.name}
    assert registration_of(session, roadshow, organization) is places[place]


@pytest.mark.parametrize("late", [dt.timedelta(0), dt.timedelta(hours=1)])
def test_registration_ends_when_the_roadshow_begins(session, late):
    roadshow = make_roadshow(session)
    with pytest.raises(RoadshowOverError) as refused:
        make_registration(session, roadshow=roadshow, at=STARTS_AT + late)
    assert refused.value.params == {"roadshow": "新材料专场"}


def test_attendance_is_noted_and_traced(session):
    registration, by = make_registration(session, roadshow=make_roadshow(session)), make_person(session)
    note_attendance(session, registration=registration, attended=True, by=by)
    entry = trail_of(session, registration)[0]
    assert (registration.attended, entry.action, entry.person) == (True, "Attendance noted", by)
    assert (entry.before, entry.after) == ({"attended": False}, {"attended": True})


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seats=st.integers(1, 3),
    steps=st.lists(st.tuples(st.sampled_from(["come", "go"]), st.integers(0, 5)), max_size=25),
)
def test_whoever_comes_and_goes_seats_are_full_before_anyone_waits(session, seats, steps):
    session.rollback()
    roadshow = make_roadshow(session, seats=seats)
    companies = [make_organization(session) for _ in range(6)]
    for step, number in steps:
        registration = registration_of(session, roadshow, companies[number])
        there = registration is not None and registration.state is not CANCELLED
        if step == "come" and not there:
            make_registration(session, roadshow=roadshow, organization=companies[number])
        if step == "go" and there:
            cancel_registration(session, registration=registration, by=None)
        counts = Counter(states(session, roadshow))
        assert counts[CONFIRMED] == min(seats, counts[CONFIRMED] + counts[WAITING])


def at_once(database, arguments, act):
    """Runs ``act(session, argument)`` in a transaction and thread of its own for each argument."""
    barrier = Barrier(len(arguments))

    def run(argument):
        with database.sessions() as session:
            barrier.wait()
            act(session, argument)
            session.commit()

    with ThreadPoolExecutor(len(arguments)) as threads:
        list(threads.map(run, arguments))


def test_the_last_seats_are_never_given_twice(database, session):
    roadshow = make_roadshow(session, seats=3)
    companies = [make_organization(session) for _ in range(8)]
    session.commit()

    def come(own, organization_id):
        company = own.get(Organization, organization_id)
        register(own, roadshow=own.get(Roadshow, roadshow.id), organization=company, at=BEFORE, by=None)

    at_once(database, [company.id for company in companies], come)
    assert Counter(states(session, roadshow)) == {CONFIRMED: 3, WAITING: 5}


def test_a_place_that_two_people_give_up_at_once_frees_one_seat(database, session, full):
    roadshow, places = full
    session.commit()
    barrier = Barrier(2)

    def go(own, registration_id):
        registration = own.get(Registration, registration_id)
        assert registration.state is CONFIRMED
        barrier.wait()
        cancel_registration(own, registration=registration, by=None)

    at_once(database, [places[0].id] * 2, go)
    assert states(session, roadshow) == [CANCELLED, CONFIRMED, CONFIRMED, WAITING, WAITING]
    moved = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "Moved up from the waitlist"))
    assert [entry.subject_id for entry in moved] == [places[2].id]
