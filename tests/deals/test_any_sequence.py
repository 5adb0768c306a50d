"""For any sequence of steps, allowed or refused, the ledger says what the deal says, on every day."""

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.ledger import EFFECTIVE_ON_SIGNING, received_fen, standing_entries
from matchmaker.deals.queries import LedgerSum
from matchmaker.deals.service import lose_deal, start_talks, take_payment_back
from matchmaker.errors import MatchmakerError
from matchmaker.patents.enums import LicenceKind, Way
from tests.factories.deals import OPENED_ON, TODAY, enroll, make_deal, pay, sign
from tests.factories.organizations import make_university
from tests.factories.patents import make_patent

days = st.integers(-2, 60).map(lambda number: OPENED_ON + dt.timedelta(days=number))
amounts = st.integers(-1, 5)
AGREED = {Stage.SIGNED, Stage.REGISTERED, Stage.PAID}


class Steps(RuleBasedStateMachine):
    """A deal of two patents, and the money that should have come of it."""

    session = None
    expected_fen = 0

    @initialize(way=st.sampled_from(Way))
    def open(self, way):
        self.session.rollback()
        holder = make_university(self.session)
        patents = [make_patent(self.session, holder=holder) for _ in range(2)]
        self.deal = make_deal(self.session, way=way, patents=patents)

    def attempt(self, step, **facts):
        try:
            return step(self.session, **facts)
        except MatchmakerError:
            return None

    @rule(on=days)
    def talk(self, on):
        self.attempt(start_talks, deal=self.deal, on=on, today=TODAY, by=None)

    @rule(on=days, amount_fen=amounts, kind=st.sampled_from([None, *LicenceKind]))
    def sign(self, on, amount_fen, kind):
        self.attempt(sign, deal=self.deal, signed_on=on, amount_fen=amount_fen, licence_kind=kind)

    @rule(on=days)
    def enroll(self, on):
        self.attempt(enroll, deal=self.deal, registered_on=on)

    @rule(on=days, amount_fen=amounts)
    def pay(self, on, amount_fen):
        if self.attempt(pay, deal=self.deal, received_on=on, amount_fen=amount_fen):
            self.expected_fen += amount_fen

    @rule(place=st.integers(0, 9), on=days)
    def take_back(self, place, on):
        if place < len(self.deal.entries):
            entry = self.deal.entries[place]
            before = len(self.deal.entries)
            self.attempt(take_payment_back, entry=entry, note="", on=on, by=None)
            self.expected_fen -= entry.amount_fen if len(self.deal.entries) > before else 0

    @rule(on=days)
    def lose(self, on):
        self.attempt(lose_deal, deal=self.deal, on=on, reason="", today=TODAY, by=None)
        if self.deal.stage is Stage.LOST:
            self.expected_fen = 0

    def total(self, kind, last_day=dt.date.max):
        chosen = [entry for entry in self.deal.entries if entry.kind is kind and entry.booked_on <= last_day]
        return LedgerSum(
            **{name: sum(getattr(entry, name) for entry in chosen) for name in LedgerSum.__dataclass_fields__}
        )

    @invariant()
    def the_sums_are_what_the_deal_says(self):
        deal = self.deal
        signed = LedgerSum(amount_fen=deal.amount_fen or 0, contracts=1, patents=2)
        agreed = deal.stage in AGREED
        registered = deal.stage in AGREED - {Stage.SIGNED}
        in_effect = agreed if deal.way in EFFECTIVE_ON_SIGNING else registered
        assert self.total(EntryKind.CONTRACT) == (signed if agreed else LedgerSum())
        assert self.total(EntryKind.EFFECT) == (signed if in_effect else LedgerSum())
        assert self.total(EntryKind.REGISTRATION) == LedgerSum(registrations=2 if registered else 0)
        assert self.total(EntryKind.RECEIPT) == LedgerSum(amount_fen=self.expected_fen)
        assert received_fen(deal) == self.expected_fen

    @invariant()
    def a_deal_is_paid_when_it_is_registered_and_all_has_come(self):
        if self.deal.stage in AGREED - {Stage.SIGNED}:
            assert (self.deal.stage is Stage.PAID) == (self.expected_fen >= self.deal.amount_fen)

    @invariant()
    def no_day_has_sums_below_nothing(self):
        for day in {entry.booked_on for entry in self.deal.entries}:
            for kind in EntryKind:
                total = self.total(kind, day)
                assert min(total.amount_fen, total.contracts, total.patents, total.registrations) >= 0

    @invariant()
    def a_step_is_never_dated_before_the_one_it_follows(self):
        deal = self.deal
        reached = (deal.opened_on, deal.talks_on, deal.signed_on, deal.registered_on, deal.lost_on)
        dated = [day for day in reached if day]
        assert dated == sorted(dated)
        assert deal.stage is not Stage.LOST or standing_entries(deal) == []


def test_the_ledger_says_what_the_deal_says(session):
    machine = type("StepsHere", (Steps,), {"session": session})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
