"""Signed links: what works, for how long, and what does not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from matchmaker.reviews.links import (
    ExpiredLinkError,
    RevokedLinkError,
    UnknownLinkError,
    link_key,
    link_of_key,
)
from matchmaker.reviews.opening import close_review, extend_review, renew_link, revoke_link
from tests.factories.reviews import DUE_ON, TODAY, items, make_review

SECRET = "the centre's own"


@pytest.fixture
def link(session):
    [item] = items(session, make_review(session))
    return item.link


def opened(session, key, today=TODAY):
    return link_of_key(session, key, secret_key=SECRET, today=today)


def test_a_link_works_up_to_and_on_the_last_day_and_again_when_it_is_moved(session, link):
    key, day_after = link_key(link, SECRET), DUE_ON + dt.timedelta(days=1)
    assert opened(session, key) is link
    assert opened(session, key, DUE_ON) is link
    with pytest.raises(ExpiredLinkError) as refused:
        opened(session, key, day_after)
    assert refused.value.params == {"day": "2025-06-30"}
    extend_review(session, review=link.review, due_on=day_after, today=TODAY, by=None)
    assert opened(session, key, day_after) is link


def test_a_link_taken_back_or_made_anew_no_longer_works(session, link):
    old = link_key(link, SECRET)
    renew_link(session, link=link, by=None)
    assert opened(session, link_key(link, SECRET)) is link
    with pytest.raises(RevokedLinkError):
        opened(session, old)
    newer = link_key(link, SECRET)
    revoke_link(session, link=link, by=None)
    assert link_key(link, SECRET) == ""
    with pytest.raises(RevokedLinkError):
        opened(session, newer)


def test_no_link_of_a_closed_review_works(session, link):
    key = link_key(link, SECRET)
    close_review(session, review=link.review, today=TODAY, by=None)
    session.expire_all()
    with pytest.raises(ExpiredLinkError):
        opened(session, key)


def test_what_was_signed_elsewhere_or_for_something_else_opens_nothing(session, link):
    signed = [link.id, link.secret]
    whole = link_key(link, SECRET)
    for key in (
        "",
        whole[:-1],
        whole + "x",
        URLSafeSerializer("another centre", salt="review link").dumps(signed),
        URLSafeSerializer(SECRET, salt="session").dumps(signed),
        *(
            URLSafeSerializer(SECRET, salt="review link").dumps(payload)
            for payload in (None, 7, "x", [1], [link.id, None], [999_999, link.secret], {"a": 1, "b": 2})
        ),
    ):
        with pytest.raises(UnknownLinkError):
            opened(session, key)


@given(key=st.text())
def test_any_text_is_refused_in_words(key):
    with pytest.raises(UnknownLinkError):
        link_of_key(None, key, secret_key=SECRET, today=TODAY)
