"""The trail: who, when, before and after; never changed, never deleted."""

import datetime as dt

import pytest

from matchmaker.database import page_of
from matchmaker.organizations.audit import change_fields, record_change
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import AppendOnlyError, Organization
from matchmaker.organizations.queries import trail, trail_of
from tests.factories.organizations import make_organization, make_person


def test_a_change_is_kept_with_who_when_before_and_after(session):
    by, subject = make_person(session), make_organization(session)
    record_change(
        session,
        subject=subject,
        action="Moved",
        by=by,
        before={"region": "江苏", "role": Role.BROKER},
        after={"on": dt.date(2025, 1, 2), "roles": (Role.OFFICER,), "fen": 3, "none": None},
        note="why",
    )
    began = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    session.commit()
    session.expire_all()
    entry = trail_of(session, subject)[0]
    assert (entry.action, entry.person, entry.note) == ("Moved", by, "why")
    assert (entry.subject_type, entry.subject_id) == ("organizations", subject.id)
    assert entry.before == {"region": "江苏", "role": "Broker"}
    assert entry.after == {"on": "2025-01-02", "roles": ["Transfer officer"], "fen": 3, "none": None}
    assert entry.at > began


def test_what_the_centres_own_commands_do_has_no_person(session):
    subject = make_organization(session)
    assert trail_of(session, subject)[0].person is None


def test_a_subject_without_an_id_gets_one(session):
    subject = Organization(name="试验公司", kind="company")
    session.add(subject)
    entry = record_change(session, subject=subject, action="Made", by=None)
    assert entry.subject_id == subject.id is not None


def test_the_trail_of_one_thing_is_its_own_the_newest_first(session):
    subject, other = make_organization(session), make_organization(session)
    for action in ("first", "second"):
        record_change(session, subject=subject, action=action, by=None)
    record_change(session, subject=other, action="other", by=None)
    assert [entry.action for entry in trail_of(session, subject)] == [
        "second",
        "first",
        "Organisation entered",
    ]
    assert page_of(session, trail(), number=1).rows[0].action == "other"


def test_an_entry_is_never_changed(session):
    entry = record_change(session, subject=make_organization(session), action="Made", by=None)
    session.flush()
    entry.note = "changed"
    with pytest.raises(AppendOnlyError):
        session.flush()


def test_an_entry_is_never_deleted(session):
    entry = record_change(session, subject=make_organization(session), action="Made", by=None)
    session.flush()
    session.delete(entry)
    with pytest.raises(AppendOnlyError):
        session.flush()


def test_the_whole_trail_names_people_in_one_query(session, count_queries):
    for _ in range(3):
        make_organization(session, by=make_person(session))
    session.commit()
    session.expire_all()
    with count_queries() as statements:
        names = {entry.person.name for entry in session.scalars(trail()) if entry.person}
    assert (names, len(statements)) == ({"试验员"}, 1)


def test_fields_that_are_told_differently_are_set_and_recorded_together(session):
    organization = make_organization(session, name="甲厂", region="浙江省")
    after = {"name": "甲厂", "region": "江苏省"}
    changed = change_fields(session, subject=organization, after=after, action="Changed", by=None)
    (entry,) = trail_of(session, organization)[:1]
    assert changed == {"region"}
    assert (organization.region, entry.before, entry.after) == (
        "江苏省",
        {"region": "浙江省"},
        {"region": "江苏省"},
    )


def test_what_is_told_as_it_was_leaves_no_trace(session):
    organization = make_organization(session, name="甲厂")
    before = len(trail_of(session, organization))
    assert not change_fields(session, subject=organization, after={"name": "甲厂"}, action="Changed", by=None)
    assert len(trail_of(session, organization)) == before
