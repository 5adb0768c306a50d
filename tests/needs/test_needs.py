"""A need's way: draft, submitted, published, closed."""

import datetime as dt

import pytest

from matchmaker.database import now
from matchmaker.needs.enums import NeedState
from matchmaker.needs.service import (
    NeedStateError,
    NeedTooLongError,
    NeedTooShortError,
    change_need,
    close_need,
    note_look,
    publish_need,
    submit_need,
    write_need,
)
from matchmaker.organizations.queries import trail_of
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person

DEADLINE = dt.date(2026, 6, 30)
CURATED = {"submitted", "refining", "screening"}
CHANGEABLE = {"draft", "returned", *CURATED, "published", "in_talks"}
STEPS = {submit_need: {"draft", "returned"}, publish_need: CURATED, close_need: CHANGEABLE}


def change(session, need, **facts):
    kept = {"title": need.title, "content": need.content, "budget_fen": need.budget_fen}
    change_need(session, need=need, patents=(), **{**kept, "deadline": need.deadline, "by": None, **facts})


def test_a_need_is_written_as_a_draft_of_its_company_and_traced(session):
    company, by = make_organization(session), make_person(session)
    need = write_need(
        session,
        organization=company,
        title=" 开裂 ",
        content=" 高温下开裂。\n",
        budget_fen=300_000_00,
        deadline=DEADLINE,
        source_key="N-1",
        by=by,
    )
    session.expire_all()
    assert (need.organization, need.created_by, need.source_key) == (company, by, "N-1")
    assert (need.title, need.content, need.state) == ("开裂", "高温下开裂。", NeedState.DRAFT)
    assert (need.budget_fen, need.deadline) == (300_000_00, DEADLINE)
    (entry,) = trail_of(session, need)
    assert (entry.action, entry.person, entry.after) == ("Need written", by, {"title": "开裂"})


@pytest.mark.parametrize(("title", "content"), [("", "内容"), ("标题", ""), ("  ", "内容"), ("标题", "\n")])
def test_a_need_that_says_nothing_is_refused(session, title, content):
    with pytest.raises(NeedTooShortError) as refused:
        make_need(session, title=title, content=content)
    assert refused.value.params == {}


@pytest.mark.parametrize(("title", "content", "length"), [(201, 1, 201), (1, 20_001, 20_001)])
def test_a_need_that_nobody_would_read_is_refused_with_its_length(session, title, content, length):
    with pytest.raises(NeedTooLongError) as refused:
        make_need(session, title="长" * title, content="长" * content)
    assert refused.value.params == {"length": length}


def test_a_need_may_be_as_long_as_the_message_says(session):
    need = make_need(session, title="长" * 200, content="长" * 20_000)
    assert (len(need.title), len(need.content)) == (200, 20_000)


@pytest.mark.parametrize("state", list(NeedState))
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_open_to_its_states_only(session, step, state):
    need = make_need(session, state=state)
    if state in STEPS[step]:
        step(session, need=need, by=None)
        return
    with pytest.raises(NeedStateError) as refused:
        step(session, need=need, by=None)
    assert (refused.value.params, need.state) == ({"state": state.label}, state)


@pytest.mark.parametrize(
    ("step", "before", "after", "action"),
    [
        (submit_need, "draft", "submitted", "Need submitted"),
        (publish_need, "submitted", "published", "Need published"),
        (close_need, "published", "closed", "Need closed"),
        (submit_need, "returned", "submitted", "Need submitted"),
        (publish_need, "screening", "published", "Need published"),
    ],
)
def test_every_step_is_traced_with_who_took_it(session, step, before, after, action):
    need, by = make_need(session, state=NeedState(before)), make_person(session)
    step(session, need=need, by=by)
    entry = trail_of(session, need)[0]
    assert (need.state, entry.action, entry.person) == (after, action, by)
    assert (entry.before, entry.after) == (
        {"state": NeedState(before).label},
        {"state": NeedState(after).label},
    )


def test_submitting_and_publishing_have_their_instants(session):
    need, began = make_need(session, state=NeedState.DRAFT), now()
    assert (need.submitted_at, need.published_at) == (None, None)
    submit_need(session, need=need, by=None)
    publish_need(session, need=need, by=None)
    assert began <= need.submitted_at <= need.published_at <= now()


@pytest.mark.parametrize("state", sorted(CHANGEABLE))
def test_a_change_is_taken_over_and_only_what_changed_is_traced(session, state):
    need, by = make_need(session, state=NeedState(state), title="开裂"), make_person(session)
    change(session, need, title=" 脱落 ", budget_fen=500, deadline=DEADLINE, by=by)
    entry = trail_of(session, need)[0]
    assert (need.title, need.budget_fen, need.deadline, need.state) == ("脱落", 500, DEADLINE, state)
    assert (entry.action, entry.person) == ("Need changed", by)
    assert entry.before == {"title": "开裂", "budget_fen": None, "deadline": None}
    assert entry.after == {"title": "脱落", "budget_fen": 500, "deadline": "2026-06-30"}


def test_a_change_of_nothing_leaves_no_trace(session):
    need = make_need(session)
    entries = len(trail_of(session, need))
    change(session, need)
    assert len(trail_of(session, need)) == entries


def test_a_budget_can_be_left_open_again(session):
    need = make_need(session, budget_fen=500)
    change(session, need, budget_fen=None)
    assert need.budget_fen is None


def test_a_closed_need_is_not_changed(session):
    need = make_need(session, state=NeedState.CLOSED)
    with pytest.raises(NeedStateError) as refused:
        change(session, need, title="别的")
    assert refused.value.params == {"state": "Closed"}


def test_a_refused_change_changes_nothing(session):
    need = make_need(session, title="开裂")
    with pytest.raises(NeedTooShortError):
        change(session, need, title="", budget_fen=1)
    assert (need.title, need.budget_fen) == ("开裂", None)


def test_a_companys_look_is_remembered(session):
    need, began = make_need(session), now()
    assert need.looked_at is None
    note_look(need)
    assert began <= need.looked_at <= now()
