"""The six answers of a patent: saved as they come, handed in when they are there, checked, and decided."""

import pytest
import sqlalchemy as sa

from matchmaker.organizations.models import AuditEntry
from matchmaker.patents.enums import Way
from matchmaker.reviews.enums import Funding, ItemState, LinkKind, Step
from matchmaker.reviews.models import ReviewLink
from matchmaker.reviews.opening import close_review
from matchmaker.reviews.service import (
    Answers,
    HandedInError,
    IncompleteAnswersError,
    MissingReasonError,
    NotYoursError,
    ReviewClosedError,
    StepOutOfTurnError,
    UnknownRatingError,
    UnwillingWaysError,
    answers_of,
    hand_in,
    save_answers,
)
from tests.factories.reviews import (
    ANSWERS,
    AT,
    TODAY,
    items,
    make_item,
    make_review,
    make_reviewed_patent,
    step_on,
)

HALF = Answers(funding=Funding.OTHER)


@pytest.fixture
def item(session):
    [made] = items(session, make_review(session))
    return made


def trail(session, item):
    statement = sa.select(AuditEntry).where(AuditEntry.subject_type == "review_items").order_by(AuditEntry.id)
    return [(entry.action, entry.note) for entry in session.scalars(statement)]


def college_link(session):
    return session.scalar(sa.select(ReviewLink).where(ReviewLink.kind == LinkKind.COLLEGE))


def test_what_is_half_filled_in_is_kept_and_the_trail_shows_the_masked_name_once(session, item):
    save_answers(session, item=item, answers=HALF, by=item.link)
    save_answers(session, item=item, answers=HALF, by=item.link)
    session.expire_all()
    assert (answers_of(item), HALF.missing, ANSWERS.missing) == (HALF, 5, 0)
    assert trail(session, item) == [("Answers saved", "王** · 材料学院")]


def test_not_willing_is_an_answer_and_excludes_ways(session, item):
    save_answers(session, item=item, answers=Answers(unwilling=True), by=None)
    assert answers_of(item).missing == 5
    with pytest.raises(UnwillingWaysError):
        save_answers(session, item=item, answers=Answers(unwilling=True, ways=(Way.TRANSFER,)), by=None)
    with pytest.raises(UnknownRatingError):
        save_answers(session, item=item, answers=Answers(rating="极高"), by=None)


def test_only_six_answers_are_handed_in_and_only_once(session, item):
    save_answers(session, item=item, answers=HALF, by=item.link)
    with pytest.raises(IncompleteAnswersError):
        hand_in(session, item=item, at=AT, by=item.link)
    save_answers(session, item=item, answers=ANSWERS, by=item.link)
    hand_in(session, item=item, at=AT, by=item.link)
    assert (item.state, item.handed_in_at) == (ItemState.HANDED_IN, AT)
    with pytest.raises(HandedInError):
        hand_in(session, item=item, at=AT, by=item.link)
    with pytest.raises(HandedInError):
        save_answers(session, item=item, answers=HALF, by=item.link)


def test_college_then_university_place_a_patent_in_the_library(session):
    item = make_item(session, Step.COLLEGE_APPROVE, Step.PLACE)
    session.expire_all()
    assert (item.state, item.college_approved_at, item.university_approved_at) == (ItemState.PLACED, AT, AT)
    step_on(session, item, Step.TAKE_BACK, reason="有误")
    assert (item.state, item.college_approved_at, item.university_approved_at) == (
        ItemState.COLLEGE_APPROVED, AT, None,
    )  # fmt: skip
    step_on(session, item, Step.DECLINE, reason="无市场")
    assert (item.state, item.university_approved_at, item.reason) == (ItemState.NOT_PLACED, None, "无市场")


@pytest.mark.parametrize(
    "steps",
    [(Step.COLLEGE_RETURN,), (Step.COLLEGE_APPROVE, Step.UNIVERSITY_RETURN)],
    ids=["college", "university"],
)
def test_what_is_returned_is_open_again_with_its_reason_and_without_approvals(session, steps):
    item = make_item(session, *steps)
    assert (item.state, item.reason, item.college_approved_at) == (ItemState.RETURNED, "数据不全", None)
    save_answers(session, item=item, answers=HALF, by=None)
    save_answers(session, item=item, answers=ANSWERS, by=None)
    hand_in(session, item=item, at=AT, by=None)
    assert (item.state, item.reason) == (ItemState.HANDED_IN, "")


def test_a_return_says_why_and_no_step_is_taken_out_of_turn(session):
    item = make_item(session)
    with pytest.raises(MissingReasonError):
        step_on(session, item, Step.COLLEGE_RETURN, reason=" ")
    for step in (Step.PLACE, Step.DECLINE, Step.UNIVERSITY_RETURN, Step.TAKE_BACK):
        with pytest.raises(StepOutOfTurnError):
            step_on(session, item, step)


def test_a_college_checks_its_own_patents_and_decides_nothing_for_the_university(session):
    item = make_item(session)
    college = college_link(session)
    with pytest.raises(NotYoursError):
        step_on(session, item, Step.COLLEGE_APPROVE, by=item.link)
    step_on(session, item, Step.COLLEGE_APPROVE, by=college)
    assert trail(session, item)[-1] == ("Approved by the college", "材** · 材料学院")
    with pytest.raises(NotYoursError):
        step_on(session, item, Step.PLACE, by=college)


def test_no_link_acts_on_what_it_does_not_open(session, item):
    holder = item.patent.organization
    other = make_reviewed_patent(session, holder=holder, inventors=("李四",), department="化工学院")
    [foreign] = items(session, make_review(session, patents=[other]))
    for actor in (foreign.link, college_link(session)):
        with pytest.raises(NotYoursError):
            save_answers(session, item=item if actor is foreign.link else foreign, answers=HALF, by=actor)


def test_nothing_changes_in_a_closed_review(session):
    item = make_item(session)
    close_review(session, review=item.review, today=TODAY, by=None)
    with pytest.raises(ReviewClosedError):
        step_on(session, item, Step.COLLEGE_APPROVE)


def test_the_database_itself_refuses_a_placing_without_both_approvals(session):
    item = make_item(session)
    item.state = ItemState.PLACED
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
    session.rollback()
