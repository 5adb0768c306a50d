"""Wrong passwords slow the next attempt down, and nobody is shut out by a stranger; the clock is the test's own."""

import datetime as dt
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from matchmaker.organizations.models import SignInRecord
from matchmaker.organizations.sign_in import (
    FREE_ATTEMPTS,
    MANY_FAILURES,
    TooManyWrongPasswordsError,
    begin_sign_in,
    end_sign_in,
)

BEGIN = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
OWN, HOME, ELSEWHERE = "wang@example.org", "203.0.113.7", "198.51.100.9"


class Clock:
    """Attempts at moments that the test chooses: ``attempt`` is wrong, ``sign_in`` is right."""

    def __init__(self, session):
        self.session, self.at = session, BEGIN

    def after(self, **span):
        self.at += dt.timedelta(**span)
        return self

    def attempt(self, email=OWN, address=ELSEWHERE):
        """How many seconds the attempt has to wait; 0 where it was taken."""
        try:
            begin_sign_in(self.session, email=email, address=address, at=self.at)
        except TooManyWrongPasswordsError as error:
            return error.params["seconds"]
        return 0

    def sign_in(self, email=OWN, address=HOME):
        record = begin_sign_in(self.session, email=email, address=address, at=self.at)
        end_sign_in(record, at=self.at)
        self.session.flush()

    def attempts(self, count, **facts):
        return [self.attempt(**facts) for _ in range(count)]


@pytest.fixture
def clock(session):
    return Clock(session)


def test_after_five_wrong_passwords_each_wait_is_twice_the_last_up_to_five_minutes(clock):
    assert clock.attempts(FREE_ATTEMPTS) == [0] * 5
    waits = []
    for _ in range(7):
        waits.append(clock.attempt())
        assert clock.after(seconds=waits[-1] - 1).attempt() == 1
        assert clock.after(seconds=1).attempt() == 0
    assert waits == [10, 20, 40, 80, 160, 300, 300]


def test_an_attempt_that_comes_too_early_does_not_prolong_the_wait(clock):
    clock.attempts(FREE_ATTEMPTS)
    assert [clock.attempt(), clock.after(seconds=4).attempt(), clock.after(seconds=6).attempt()] == [10, 6, 0]


def test_the_right_password_makes_up_for_the_wrong_ones(clock):
    clock.attempts(FREE_ATTEMPTS - 1, address=HOME)
    clock.sign_in()
    assert clock.attempts(FREE_ATTEMPTS, address=HOME) == [0] * 5
    assert clock.attempt(address=HOME) == 10


def test_capitals_and_blanks_make_no_other_account(clock):
    clock.attempts(FREE_ATTEMPTS)
    assert clock.attempt(email=" WANG@Example.org ") == 10


def test_an_address_that_is_no_account_is_slowed_down_alike(clock):
    assert clock.attempts(FREE_ATTEMPTS + 1, email="nobody@example.org") == [0, 0, 0, 0, 0, 10]


def test_whoever_guesses_elsewhere_keeps_nobody_waiting(clock):
    clock.attempts(FREE_ATTEMPTS + 1)
    assert clock.attempt(address=HOME) == 0


def test_an_account_that_is_guessed_at_from_everywhere_is_slowed_down_but_not_where_it_is_known(clock):
    clock.sign_in()
    places = [f"192.0.2.{number}" for number in range(MANY_FAILURES)]
    assert [clock.attempt(address=place) for place in places] == [0] * MANY_FAILURES
    assert [clock.attempt(address=place) for place in (ELSEWHERE, places[0])] == [30, 30]
    assert clock.attempt(address=HOME) == 0
    clock.sign_in()
    assert clock.after(seconds=30).attempt() == 0


def test_guessing_at_many_accounts_from_one_address_is_slowed_down_but_not_for_who_is_known_there(clock):
    clock.sign_in(address=ELSEWHERE)
    names = [f"person{number}@example.org" for number in range(MANY_FAILURES)]
    assert [clock.attempt(email=name) for name in names] == [0] * MANY_FAILURES
    assert (clock.attempt(email="further@example.org"), clock.attempt()) == (30, 0)
    assert clock.attempt(email="further@example.org", address=HOME) == 0
    assert clock.after(hours=1).attempt(email="further@example.org") == 0


def test_wrong_passwords_are_forgotten_after_a_day_and_known_addresses_after_ninety(clock, session):
    clock.sign_in()
    clock.attempts(FREE_ATTEMPTS + 1)
    assert clock.after(days=1, seconds=1).attempt() == 0
    clock.after(days=90).attempt(email="other@example.org")
    assert session.scalar(sa.select(sa.func.count(SignInRecord.id))) == 1


def test_what_is_typed_is_kept_nowhere_as_it_was(clock, session):
    clock.attempt()
    (account,) = session.scalars(sa.select(SignInRecord.account))
    assert (len(account), "wang" in account) == (64, False)


def test_of_attempts_at_the_same_moment_no_more_are_taken_than_one_after_the_other(database):
    together, taken = Barrier(8), []

    def attempt():
        with database.sessions() as session:
            together.wait()
            taken.append(Clock(session).attempt() == 0)
            session.commit()

    threads = [Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 3 + [True] * 5
