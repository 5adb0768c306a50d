"""The programme of a roadshow and what is read of it."""

import datetime as dt

import pytest

from matchmaker.database import page_of
from matchmaker.errors import NotFoundError
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.service import withdraw_listing
from matchmaker.roadshows.queries import (
    intent_with_id,
    intents_to_follow_up,
    past_roadshows,
    pitch_with_id,
    roadshow_with_id,
    upcoming_roadshows,
)
from matchmaker.roadshows.service import (
    AlreadyPitchedError,
    NotOnOfferError,
    RoadshowFactsError,
    add_pitch,
    plan_roadshow,
)
from tests.factories.matching import make_match
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent
from tests.factories.roadshows import STARTS_AT, make_intent, make_pitch, make_registration, make_roadshow


def test_a_roadshow_is_entered_with_its_facts_and_traced(session):
    by = make_person(session)
    roadshow = plan_roadshow(
        session,
        title=" 新材料 ",
        starts_at=STARTS_AT,
        venue=" 一号厅 ",
        seats=30,
        description=" 说明 ",
        by=by,
    )
    session.flush()
    session.expire_all()
    assert (roadshow.title, roadshow.venue, roadshow.description) == ("新材料", "一号厅", "说明")
    assert (roadshow.starts_at, roadshow.seats, roadshow.pitches) == (STARTS_AT, 30, [])
    (entry,) = trail_of(session, roadshow)
    assert (entry.action, entry.person, entry.after) == ("Roadshow planned", by, {"title": "新材料"})


@pytest.mark.parametrize("facts", [{"title": " "}, {"venue": ""}, {"seats": 0}, {"seats": -1}])
def test_a_roadshow_that_nobody_could_come_to_is_refused(session, facts):
    with pytest.raises(RoadshowFactsError) as refused:
        make_roadshow(session, **facts)
    assert refused.value.params == {}


def test_pitches_stand_in_the_order_in_which_they_came(session):
    roadshow, by = make_roadshow(session), make_person(session)
    patents = [make_patent(session) for _ in range(3)]
    for patent in patents:
        add_pitch(session, roadshow=roadshow, patent=patent, by=by)
    session.flush()
    session.expire_all()
    assert [(pitch.patent, pitch.position) for pitch in roadshow.pitches] == [
        (patent, position) for position, patent in enumerate(patents, start=1)
    ]
    entry = trail_of(session, roadshow)[0]
    assert (entry.action, entry.person) == ("Patent put on the programme", by)
    assert entry.after == {"patent": patents[2].number}


def test_a_pitch_keeps_the_match_that_suggested_it(session):
    match = make_match(session)
    assert make_pitch(session, patent=match.patent, match=match).match is match
    assert make_pitch(session).match is None


def test_a_patent_comes_onto_a_programme_once(session):
    pitch = make_pitch(session)
    with pytest.raises(AlreadyPitchedError) as refused:
        make_pitch(session, roadshow=pitch.roadshow, patent=pitch.patent)
    assert refused.value.params == {"number": pitch.patent.number, "roadshow": "新材料专场"}
    make_pitch(session, patent=pitch.patent)


def test_only_what_is_on_offer_is_pitched(session):
    unlisted, withdrawn = make_patent(session, offer=False), make_patent(session)
    withdraw_listing(session, patent=withdrawn, by=None)
    for patent in (unlisted, withdrawn):
        with pytest.raises(NotOnOfferError) as refused:
            make_pitch(session, patent=patent)
        assert refused.value.params == {"number": patent.number}


def test_roadshows_are_to_come_until_they_begin(session):
    hour = dt.timedelta(hours=1)
    late, early = (
        make_roadshow(session, title=title, starts_at=STARTS_AT + ahead)
        for title, ahead in (("late", 2 * hour), ("early", hour))
    )
    session.flush()
    assert upcoming_roadshows(session, STARTS_AT) == [early, late]
    assert upcoming_roadshows(session, late.starts_at) == [late]
    assert list(page_of(session, past_roadshows(late.starts_at), number=1).rows) == [early]
    assert list(page_of(session, past_roadshows(STARTS_AT + 3 * hour), number=1).rows) == [late, early]


def test_what_is_not_there_is_not_found(session):
    for read in (roadshow_with_id, pitch_with_id, intent_with_id):
        with pytest.raises(NotFoundError):
            read(session, 4711)


def test_pitches_and_intents_are_found_by_id(session):
    intent = make_intent(session)
    assert pitch_with_id(session, intent.pitch.id) is intent.pitch
    assert intent_with_id(session, intent.id) is intent


def fill(session, size):
    roadshow = make_roadshow(session, seats=size)
    by = make_person(session)
    for _ in range(size):
        make_registration(session, roadshow=roadshow)
        for _ in range(size):
            make_intent(session, pitch=make_pitch(session, roadshow=roadshow), by=by)
    session.commit()
    session.expunge_all()
    return roadshow.id


@pytest.mark.parametrize("size", [1, 3])
def test_a_roadshows_page_costs_the_same_whatever_its_length(session, count_queries, size):
    roadshow_id = fill(session, size)
    with count_queries() as statements:
        roadshow = roadshow_with_id(session, roadshow_id)
        shown = [
            (
                pitch.patent.organization.name,
                pitch.patent.listing.state,
                pitch.match,
                intent.organization.name,
            )
            for pitch in roadshow.pitches
            for intent in pitch.intents
            if intent.owner.name
        ]
        companies = [registration.organization.name for registration in roadshow.registrations]
    assert (len(shown), len(companies), len(statements)) == (size * size, size, 4)


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_intents_costs_the_same_whatever_its_length(session, count_queries, size):
    fill(session, size)
    with count_queries() as statements:
        shown = [
            (
                intent.pitch.patent.title,
                intent.pitch.roadshow.title,
                intent.organization.name,
                intent.owner.name,
            )
            for intent in page_of(session, intents_to_follow_up(), number=1).rows
        ]
    assert (len(shown), len(statements)) == (size * size, 2)


def test_intents_are_followed_up_in_the_order_of_their_due_dates(session):
    pitch = make_pitch(session)
    late, early = (
        make_intent(session, pitch=pitch, organization=make_organization(session), on=dt.date(2025, 6, day))
        for day in (2, 1)
    )
    assert list(page_of(session, intents_to_follow_up(), number=1).rows) == [early, late]
