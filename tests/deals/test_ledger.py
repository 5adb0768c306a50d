"""What the steps of a deal book, and how a mistake is reversed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from matchmaker.database import page_of
from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.gates import StageError
from matchmaker.deals.ledger import received_fen, standing_entries
from matchmaker.deals.models import Deal, LedgerEntry
from matchmaker.deals.queries import (
    EntryFilter,
    LedgerSum,
    booked_years,
    entries,
    entry_sum,
    sums_by_kind_and_way,
)
from matchmaker.deals.service import EntryReversedError, lose_deal, sign_deal, take_payment_back
from matchmaker.organizations.models import AppendOnlyError
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import Way
from tests.factories.deals import (
    PAID_ON,
    REGISTERED_ON,
    SIGNED_ON,
    TODAY,
    enroll,
    make_deal,
    make_deal_at,
    pay,
    sign,
)
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import make_patent

CONTRACT, EFFECT, REGISTRATION, RECEIPT = EntryKind
YEAR = (SIGNED_ON.replace(month=1, day=1), TODAY)


def booked(deal):
    return [
        (entry.kind, entry.booked_on, entry.amount_fen, entry.contracts, entry.patents, entry.registrations)
        for entry in deal.entries
    ]


def two_patents(session):
    holder = make_university(session)
    return [make_patent(session, holder=holder) for _ in range(2)]


def take_back(session, entry, *, on=TODAY, by=None):
    take_payment_back(session, entry=entry, note=" 记错了 ", on=on, by=by)


def lose(session, deal):
    lose_deal(session, deal=deal, on=TODAY, reason="没有谈成", today=TODAY, by=None)


@pytest.mark.parametrize("way", [Way.TRANSFER, Way.EQUITY])
def test_what_passes_the_right_takes_effect_on_registration(session, way):
    deal = make_deal(session, way=way, patents=two_patents(session))
    sign(session, deal, amount_fen=1000)
    assert booked(deal) == [(CONTRACT, SIGNED_ON, 1000, 1, 2, 0)]
    enroll(session, deal)
    assert booked(deal)[1:] == [
        (REGISTRATION, REGISTERED_ON, 0, 0, 0, 2),
        (EFFECT, REGISTERED_ON, 1000, 1, 2, 0),
    ]


@pytest.mark.parametrize("way", [Way.LICENCE, Way.FINANCING])
def test_what_leaves_the_right_takes_effect_on_signing(session, way):
    deal = make_deal(session, way=way, patents=two_patents(session))
    sign(session, deal, amount_fen=1000)
    assert booked(deal) == [(CONTRACT, SIGNED_ON, 1000, 1, 2, 0), (EFFECT, SIGNED_ON, 1000, 1, 2, 0)]
    enroll(session, deal)
    assert booked(deal)[2:] == [(REGISTRATION, REGISTERED_ON, 0, 0, 0, 2)]


def test_money_is_booked_when_it_comes_and_by_whom(session):
    deal, by = make_deal_at(session, Stage.SIGNED), make_person(session)
    entry = pay(session, deal, amount_fen=600, note=" 首付 ", by=by)
    session.refresh(entry)
    assert booked(deal)[-1] == (RECEIPT, PAID_ON, 600, 0, 0, 0)
    assert (entry.deal, entry.way, entry.note, entry.entered_by) == (deal, Way.TRANSFER, "首付", by)
    assert received_fen(deal) == 600


def test_a_deal_is_paid_once_all_of_it_has_come(session):
    deal = make_deal_at(session, Stage.REGISTERED, amount_fen=1000)
    pay(session, deal, amount_fen=999)
    assert deal.stage is Stage.REGISTERED
    pay(session, deal, amount_fen=1)
    assert (deal.stage, deal.stage_since, received_fen(deal)) == (Stage.PAID, PAID_ON, 1000)


def test_a_licence_goes_on_bringing_royalties(session):
    deal = make_deal_at(session, Stage.PAID, way=Way.LICENCE, amount_fen=1000)
    pay(session, deal, amount_fen=5000, received_on=TODAY)
    assert (deal.stage, deal.stage_since, received_fen(deal)) == (Stage.PAID, PAID_ON, 6000)


def test_a_payment_taken_back_is_reversed_by_a_row_of_its_own(session):
    deal, by = make_deal_at(session, Stage.REGISTERED, amount_fen=1000), make_person(session)
    entry = pay(session, deal, amount_fen=1000)
    take_back(session, entry, by=by)
    reversal = deal.entries[-1]
    session.refresh(reversal)
    assert booked(deal)[-2:] == [(RECEIPT, PAID_ON, 1000, 0, 0, 0), (RECEIPT, TODAY, -1000, 0, 0, 0)]
    assert (reversal.reverses_id, reversal.note, reversal.entered_by) == (entry.id, "记错了", by)
    assert (deal.stage, deal.stage_since, received_fen(deal)) == (Stage.REGISTERED, TODAY, 0)
    told = [(line.action, line.person, line.after) for line in trail_of(session, deal)[:2]]
    assert told == [
        ("No longer paid in full", by, {"stage": "Registered", "on": str(TODAY)}),
        ("Payment taken back", by, {"amount_fen": -1000}),
    ]


def test_a_deal_that_is_still_paid_in_full_stays_paid(session):
    deal = make_deal_at(session, Stage.PAID, way=Way.LICENCE, amount_fen=1000)
    royalty = pay(session, deal, amount_fen=50)
    take_back(session, royalty)
    assert (deal.stage, received_fen(deal)) == (Stage.PAID, 1000)


def test_what_was_taken_back_can_come_again(session):
    deal = make_deal_at(session, Stage.REGISTERED, amount_fen=1000)
    take_back(session, pay(session, deal, amount_fen=1000), on=PAID_ON)
    pay(session, deal, amount_fen=1000)
    assert (deal.stage, received_fen(deal)) == (Stage.PAID, 1000)


def test_only_a_payment_that_stands_is_taken_back(session):
    deal = make_deal_at(session, Stage.SIGNED)
    payment = pay(session, deal, amount_fen=10)
    take_back(session, payment)
    contract, _, reversal = deal.entries
    for entry in (contract, payment, reversal):
        with pytest.raises(EntryReversedError) as refused:
            take_back(session, entry)
        assert refused.value.params == {}
    assert standing_entries(deal) == [contract]


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.REGISTERED])
def test_losing_a_signed_deal_brings_its_sums_to_nothing_on_that_day(session, way, stage):
    deal = make_deal_at(session, stage, way=way)
    pay(session, deal, amount_fen=10)
    before = sums_by_kind_and_way(session, YEAR[0], PAID_ON)
    lose(session, deal)
    assert standing_entries(deal) == []
    assert set(sums_by_kind_and_way(session, *YEAR).values()) == {LedgerSum()}
    assert sums_by_kind_and_way(session, YEAR[0], PAID_ON) == before
    assert {entry.note for entry in deal.entries if entry.reverses_id} == {"没有谈成"}


def test_losing_a_deal_does_not_reverse_twice(session):
    deal = make_deal_at(session, Stage.SIGNED)
    take_back(session, pay(session, deal, amount_fen=10))
    lose(session, deal)
    assert sum(entry.amount_fen for entry in deal.entries) == 0
    assert len(deal.entries) == 4


@pytest.mark.parametrize("change", ["amount_fen", "note"])
def test_an_entry_is_never_changed(session, change):
    entry = make_deal_at(session, Stage.SIGNED).entries[0]
    setattr(entry, change, 5)
    with pytest.raises(AppendOnlyError):
        session.flush()


def test_an_entry_is_never_deleted(session):
    session.delete(make_deal_at(session, Stage.SIGNED).entries[0])
    with pytest.raises(AppendOnlyError):
        session.flush()


def test_entries_are_chosen_by_kind_days_and_way(session):
    transfer, licence = (make_deal_at(session, Stage.PAID, way=way) for way in (Way.TRANSFER, Way.LICENCE))
    chosen = EntryFilter(RECEIPT, PAID_ON, PAID_ON)
    assert [entry.deal for entry in page_of(session, entries(chosen), number=1).rows] == [transfer, licence]
    licences = EntryFilter(RECEIPT, PAID_ON, PAID_ON, Way.LICENCE)
    assert [entry.deal for entry in page_of(session, entries(licences), number=1).rows] == [licence]
    assert entry_sum(session, licences) == LedgerSum(amount_fen=100_000_00)
    assert entry_sum(session, EntryFilter(RECEIPT, TODAY, TODAY)) == LedgerSum()


def test_entries_stand_in_the_order_of_their_days(session):
    deal = make_deal_at(session, Stage.SIGNED)
    late, early = pay(session, deal, amount_fen=1, received_on=TODAY), pay(session, deal, amount_fen=2)
    rows = page_of(session, entries(EntryFilter(RECEIPT, *YEAR)), number=1).rows
    assert list(rows) == [early, late]


def test_years_run_from_the_first_booking_to_the_last(session):
    assert booked_years(session) == []
    deal = make_deal(session, on=SIGNED_ON.replace(year=2023))
    sign(session, deal, signed_on=SIGNED_ON.replace(year=2023))
    pay(session, deal)
    assert booked_years(session) == [2025, 2024, 2023]


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_of_entries_costs_the_same_whatever_its_length(session, count_queries, size):
    for _ in range(size):
        make_deal_at(session, Stage.SIGNED, patents=two_patents(session))
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        shown = [
            (entry.deal.seller.name, entry.deal.buyer.name, [patent.title for patent in entry.deal.patents])
            for entry in page_of(session, entries(EntryFilter(CONTRACT, *YEAR)), number=1).rows
        ]
    assert (len(shown), len(statements)) == (size, 3)


def at_once(database, deal, act):
    """Two people who both have the deal before them take the same step; gives what each was told."""
    barrier = Barrier(2)

    def run(number):
        with database.sessions() as own:
            seen = own.get(Deal, deal.id)
            list(seen.entries)
            barrier.wait()
            try:
                act(own, seen, number)
            except (StageError, EntryReversedError) as error:
                return type(error)
            own.commit()
            return None

    with ThreadPoolExecutor(2) as threads:
        return set(threads.map(run, range(2)))


def test_a_contract_that_two_people_enter_at_once_is_booked_once(database, session):
    deal = make_deal(session)
    session.commit()

    def enter(own, seen, number):
        facts = {"signed_on": SIGNED_ON, "amount_fen": 1000, "today": TODAY, "by": None}
        sign_deal(own, deal=seen, contract_number="HT-1", **facts)

    assert at_once(database, deal, enter) == {None, StageError}
    session.refresh(deal)
    assert booked(deal) == [(CONTRACT, SIGNED_ON, 1000, 1, 1, 0)]


def test_a_payment_that_two_people_take_back_at_once_is_reversed_once(database, session):
    deal = make_deal_at(session, Stage.SIGNED)
    payment = pay(session, deal, amount_fen=1000)
    session.commit()

    def correct(own, seen, number):
        take_payment_back(own, entry=own.get(LedgerEntry, payment.id), note="", on=TODAY, by=None)

    assert at_once(database, deal, correct) == {None, EntryReversedError}
    assert entry_sum(session, EntryFilter(RECEIPT, *YEAR)) == LedgerSum()
