"""Whatever the order of actions, a patent is placed only when both approvals stand."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from matchmaker.errors import MatchmakerError
from matchmaker.reviews.enums import ItemState, Step
from matchmaker.reviews.service import Answers, hand_in, save_answers
from tests.factories.reviews import ANSWERS, AT, items, make_review, step_on

CLEARS_COLLEGE = {Step.COLLEGE_RETURN, Step.UNIVERSITY_RETURN}
CLEARS_UNIVERSITY = {*CLEARS_COLLEGE, Step.TAKE_BACK}


class Actions(RuleBasedStateMachine):
    """One patent under review, and which approvals should stand."""

    session = None

    @initialize()
    def open(self):
        self.session.rollback()
        [self.item] = items(self.session, make_review(self.session))
        self.college = self.university = self.handed_in = False

    def attempt(self, action, *args, **facts):
        try:
            action(self.session, *args, **facts)
        except MatchmakerError:
            return False
        return True

    @rule(answers=st.sampled_from([ANSWERS, ANSWERS, Answers(rating="高")]))
    def save(self, answers):
        self.attempt(save_answers, item=self.item, answers=answers, by=self.item.link)

    @rule()
    def hand_in(self):
        if self.attempt(hand_in, item=self.item, at=AT, by=self.item.link):
            assert not self.handed_in
            self.handed_in = True

    @rule(step=st.sampled_from(Step), reason=st.sampled_from(["", "数据不全"]))
    def step(self, step, reason):
        if not self.attempt(step_on, self.item, step, reason=reason):
            return
        self.college = (self.college or step is Step.COLLEGE_APPROVE) and step not in CLEARS_COLLEGE
        self.university = (self.university or step is Step.PLACE) and step not in CLEARS_UNIVERSITY
        self.handed_in = self.handed_in and step not in CLEARS_COLLEGE

    @invariant()
    def placed_means_approved_by_both(self):
        self.session.expire_all()
        assert (self.item.state is ItemState.PLACED) == (self.college and self.university)
        assert (self.item.college_approved_at is not None) == self.college
        assert (self.item.university_approved_at is not None) == self.university
        assert self.handed_in == (not self.item.state.takes_answers)


def test_a_patent_is_placed_only_while_both_approvals_stand(session):
    machine = type("ActionsHere", (Actions,), {"session": session})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
