"""The desk: who is on a need, notes, returned, refined beside the original, moved, standing too long."""

import datetime as dt

import pytest

from matchmaker.database import now
from matchmaker.errors import ForbiddenError
from matchmaker.needs.curation import (
    CommentEmptyError,
    StageLimitError,
    assign_need,
    comment_on_need,
    move_need,
    refine_need,
    return_need,
    set_stage_limit,
    steps_from,
)
from matchmaker.needs.desk_queries import (
    NOBODY,
    comments_on,
    days_in_stage,
    returns_of,
    stage_limits_on,
    stages,
)
from matchmaker.needs.enums import CURATED_STATES, DESK_STATES, OPEN_STATES, NeedState, Secrecy
from matchmaker.needs.service import NeedStateError, change_need, submit_need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from tests.factories.needs import make_need
from tests.factories.organizations import make_person

DAY = dt.date(2026, 11, 25)
STEPS = {
    "submitted": ["refining", "screening"],
    "refining": ["screening", "submitted"],
    "screening": ["refining"],
    "published": ["in_talks", "screening"],
    "in_talks": ["signed", "published", "screening"],
}


@pytest.fixture
def broker(session):
    person = make_person(session, role=Role.BROKER)
    session.flush()
    return person


@pytest.mark.parametrize("state", list(NeedState))
def test_a_need_is_moved_along_the_desk_step_by_step_and_each_step_is_traced(session, broker, state):
    need = make_need(session, state=state)
    assert [step.value for step in steps_from(need)] == STEPS.get(state, [])
    for other in NeedState:
        need = make_need(session, state=state)
        if other not in STEPS.get(state, []):
            with pytest.raises(NeedStateError):
                move_need(session, need=need, state=other, by=broker)
            assert need.state is state
            continue
        began = now()
        move_need(session, need=need, state=other, by=broker)
        entry = trail_of(session, need)[0]
        assert (need.state, entry.person, entry.before) == (other, broker, {"state": state.label})
        assert began <= need.stage_since <= now()


def test_a_need_kept_for_the_centre_goes_to_talks_without_being_published(session, broker):
    need = make_need(session, state=NeedState.SCREENING, secrecy=Secrecy.CENTRE)
    move_need(session, need=need, state=NeedState.IN_TALKS, by=broker)
    assert (need.is_public, [step.value for step in steps_from(need)]) == (False, ["signed", "screening"])


@pytest.mark.parametrize("state", ["published", "in_talks"])
def test_a_need_that_is_screened_again_is_no_longer_public(session, broker, state):
    need = make_need(session, state=NeedState(state))
    move_need(session, need=need, state=NeedState.SCREENING, by=broker)
    assert (need.state, need.is_public, need.public_content, need.published_at) == (
        NeedState.SCREENING, False, None, None
    )  # fmt: skip


@pytest.mark.parametrize("state", list(NeedState))
def test_a_need_is_returned_with_a_reason_that_the_company_reads(session, broker, state):
    need = make_need(session, state=state)
    if state not in CURATED_STATES:
        with pytest.raises(NeedStateError):
            return_need(session, need=need, reason="请补充指标。", by=broker)
        return
    comment = return_need(session, need=need, reason=" 请补充指标。 ", by=broker)
    entry = trail_of(session, need)[0]
    assert (need.state, entry.action, entry.note) == (
        NeedState.RETURNED, "Need returned for change", "请补充指标。"
    )  # fmt: skip
    assert list(comments_on(session, need, inside=False)) == [comment]
    submit_need(session, need=need, by=None)
    assert need.state is NeedState.SUBMITTED


def test_the_last_reason_counts_as_long_as_the_need_is_with_its_company(session, broker, count_queries):
    needs = [make_need(session, state=NeedState.SUBMITTED) for _ in range(3)]
    for need, reasons in zip(needs, (("指标", "预算"), ("材料",), ()), strict=True):
        for reason in reasons:
            if need.state is NeedState.RETURNED:
                submit_need(session, need=need, by=None)
            return_need(session, need=need, reason=reason, by=broker)
    comment_on_need(session, need=needs[0], text="收到", inside=False, by=broker)
    submit_need(session, need=needs[1], by=None)
    session.flush()
    with count_queries() as statements:
        returned = returns_of(session, needs)
        told = {number: (entry.note, entry.person) for number, entry in returned.items()}
    assert told == {needs[0].id: ("预算", broker)}
    assert len(statements) == 1
    assert returns_of(session, needs[1:]) == {}


@pytest.mark.parametrize("reason", ["", " \n", "长" * 4_001])
def test_a_need_is_not_returned_without_saying_why(session, broker, reason):
    need = make_need(session, state=NeedState.SUBMITTED)
    with pytest.raises(CommentEmptyError):
        return_need(session, need=need, reason=reason, by=broker)
    assert need.state is NeedState.SUBMITTED


def test_the_company_reads_no_note_that_is_for_the_staff(session, broker):
    need = make_need(session, state=NeedState.SUBMITTED)
    engineer = make_person(session, role=Role.ENGINEER, organization=need.organization)
    session.flush()
    inner = comment_on_need(session, need=need, text="预算偏低", inside=True, by=broker)
    outer = comment_on_need(session, need=need, text="请送样", inside=False, by=broker)
    answer = comment_on_need(session, need=need, text="已寄出", inside=True, by=engineer)
    assert list(comments_on(session, need, inside=False)) == [answer, outer]
    assert list(comments_on(session, need, inside=True)) == [answer, outer, inner]


def test_strangers_note_nothing(session):
    need, stranger = make_need(session), make_person(session, role=Role.OFFICER)
    with pytest.raises(ForbiddenError):
        comment_on_need(session, need=need, text="你好", inside=False, by=stranger)


def test_somebody_of_the_staff_is_on_a_need_or_nobody(session, broker):
    need = make_need(session, state=NeedState.SUBMITTED)
    assign_need(session, need=need, curator=broker, by=broker)
    entry = trail_of(session, need)[0]
    assert (need.curator, entry.after) == (broker, {"curator": broker.name})
    assign_need(session, need=need, curator=broker, by=broker)
    assert trail_of(session, need)[0] is entry
    with pytest.raises(ForbiddenError):
        assign_need(session, need=need, curator=make_person(session, role=Role.ENGINEER), by=broker)
    assign_need(session, need=need, curator=None, by=broker)
    assert need.curator is None


def test_a_refined_text_is_ranked_and_the_original_stays_beside_it(session, broker):
    need = make_need(session, state=NeedState.SUBMITTED, goal="寿命一年", title="开裂", content="老是开裂。")
    assert need.wording == "老是开裂。\n寿命一年"
    refine_need(session, need=need, title="陶瓷板急冷开裂", content="多孔陶瓷板急冷开裂。", by=broker)
    assert (need.title, need.wording, need.is_refined) == ("陶瓷板急冷开裂", "多孔陶瓷板急冷开裂。", True)
    assert (need.own_title, need.own_content, need.state) == ("开裂", "老是开裂。", NeedState.REFINING)
    refine_need(session, need=need, title="陶瓷板开裂", content="陶瓷板开裂。", by=broker)
    assert (need.own_title, need.own_content) == ("开裂", "老是开裂。")
    assert trail_of(session, need)[0].after == {"title": "陶瓷板开裂", "content": "陶瓷板开裂。"}
    refine_need(session, need=need, title="开裂", content="老是开裂。", by=broker)
    assert (need.is_refined, need.title, need.wording) == (False, "开裂", "老是开裂。\n寿命一年")


def test_what_the_company_changes_later_leaves_the_refined_text(session, broker):
    need = make_need(session, state=NeedState.SUBMITTED, title="开裂", content="老是开裂。")
    refine_need(session, need=need, title="陶瓷板开裂", content="陶瓷板急冷开裂。", by=broker)
    change_need(
        session,
        need=need,
        patents=(),
        title="脱落",
        content="老是脱落。",
        budget_fen=None,
        deadline=None,
        by=None,
    )
    assert (need.title, need.content, need.own_title, need.own_content) == (
        "陶瓷板开裂", "陶瓷板急冷开裂。", "脱落", "老是脱落。"
    )  # fmt: skip


@pytest.mark.parametrize("state", list(NeedState))
def test_only_what_the_centre_works_on_is_refined(session, broker, state):
    need = make_need(session, state=state)
    if state in OPEN_STATES:
        refine_need(session, need=need, title="开裂", content="陶瓷板开裂。", by=broker)
        assert need.is_refined
        return
    with pytest.raises(NeedStateError):
        refine_need(session, need=need, title="开裂", content="陶瓷板开裂。", by=broker)


def test_nobody_else_works_at_the_desk(session):
    need, officer = make_need(session, state=NeedState.SUBMITTED), make_person(session, role=Role.OFFICER)
    for step, facts in (
        (move_need, {"state": NeedState.REFINING}),
        (return_need, {"reason": "补充"}),
        (assign_need, {"curator": None}),
        (refine_need, {"title": "一", "content": "二"}),
    ):
        with pytest.raises(ForbiddenError):
            step(session, need=need, by=officer, **facts)


def test_the_desk_shows_each_stage_the_oldest_first_with_what_stands_too_long(session, broker):
    needs = [make_need(session, state=NeedState.SUBMITTED, title=str(days)) for days in (1, 9, 3)]
    for need in needs:
        need.stage_since = now() - dt.timedelta(days=int(need.title), minutes=1)
    make_need(session, state=NeedState.DRAFT)
    make_need(session, state=NeedState.CLOSED)
    assign_need(session, need=needs[2], curator=broker, by=broker)
    session.flush()
    first, *others = stages(session, on=DAY)
    assert [stage.state for stage in (first, *others)] == list(DESK_STATES)
    assert [need.title for need in first.needs] == ["9", "3", "1"]
    assert (first.count, first.stale, first.days, days_in_stage(needs[1])) == (3, 2, 3, 9)
    assert [stage.count for stage in others] == [0] * len(others)
    assert [need.title for need in stages(session, on=DAY, curator_id=broker.id)[0].needs] == ["3"]
    assert [need.title for need in stages(session, on=DAY, curator_id=NOBODY)[0].needs] == ["9", "1"]
    assert [need.title for need in stages(session, on=DAY, most=1)[0].needs] == ["9"]
    assert stages(session, on=DAY, state=NeedState.PUBLISHED)[0].needs == ()


def test_a_limit_holds_from_its_day_on(session, broker):
    def limit(days, valid_from):
        return set_stage_limit(
            session, state=NeedState.REFINING, days=days, valid_from=valid_from, source="主任会", by=broker
        )

    limit(4, DAY)
    assert stage_limits_on(session, DAY - dt.timedelta(days=1))[NeedState.REFINING] == 7
    assert stage_limits_on(session, DAY)[NeedState.REFINING] == 4
    replaced = limit(5, DAY)
    assert stage_limits_on(session, DAY)[NeedState.REFINING] == 5
    assert trail_of(session, replaced)[0].before == {"days": 4}


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 3_651}, {"source": " "}, {"state": NeedState.CLOSED}], ids=str
)
def test_a_limit_that_cannot_be_is_refused(session, broker, wrong):
    facts = {"state": NeedState.REFINING, "days": 3, "valid_from": DAY, "source": "主任会", **wrong}
    with pytest.raises(StageLimitError):
        set_stage_limit(session, by=broker, **facts)
