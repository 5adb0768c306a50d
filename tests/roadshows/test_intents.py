"""Interest registered at a roadshow has an owner and a due date."""

import datetime as dt

import pytest

from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.roadshows.service import IntentTakenError
from tests.factories.organizations import make_organization, make_person
from tests.factories.roadshows import make_intent, make_pitch


def test_an_intent_is_due_a_week_later_and_traced(session):
    by, company = make_person(session, role=Role.BROKER), make_organization(session)
    intent = make_intent(session, organization=company, note=" 想试用 ", on=dt.date(2025, 12, 28), by=by)
    assert (intent.organization, intent.note, intent.owner) == (company, "想试用", by)
    assert intent.follow_up_on == dt.date(2026, 1, 4)
    (entry,) = trail_of(session, intent)
    assert (entry.action, entry.person, entry.after) == ("Interest registered", by, {"note": "想试用"})


def test_a_companys_own_intent_waits_for_an_owner(session):
    assert make_intent(session, by=make_person(session, role=Role.ENGINEER)).owner is None
    assert make_intent(session, by=None).owner is None


def test_a_company_registers_its_interest_in_a_pitch_once(session):
    pitch, company = make_pitch(session), make_organization(session, name="试验公司")
    make_intent(session, pitch=pitch, organization=company)
    with pytest.raises(IntentTakenError) as refused:
        make_intent(session, pitch=pitch, organization=company)
    assert refused.value.params == {"organization": "试验公司"}
    make_intent(session, pitch=make_pitch(session), organization=company)
    make_intent(session, pitch=pitch)
