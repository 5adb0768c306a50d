"""What a deal must have before it may go on."""

import datetime as dt

import pytest

from matchmaker.deals import gates
from matchmaker.deals.enums import Stage
from matchmaker.deals.service import lose_deal, sign_deal, start_talks, take_payment_back
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import LicenceKind, Way
from tests.factories.deals import (
    OPENED_ON,
    PAID_ON,
    REGISTERED_ON,
    SIGNED_ON,
    TALKS_ON,
    TODAY,
    enroll,
    make_deal,
    make_deal_at,
    pay,
    sign,
)
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent

DAY = dt.timedelta(days=1)
ALL = set(Stage)


def talk(session, deal, *, on=TALKS_ON, by=None):
    start_talks(session, deal=deal, on=on, today=TODAY, by=by)


def lose(session, deal, *, on=TODAY, today=TODAY, by=None):
    lose_deal(session, deal=deal, on=on, reason=" 没有谈成 ", today=today, by=by)


def deal_at(session, stage):
    if stage is not Stage.LOST:
        return make_deal_at(session, stage)
    deal = make_deal(session)
    lose(session, deal)
    return deal


@pytest.mark.parametrize("stage", sorted(ALL))
@pytest.mark.parametrize(
    ("step", "open_at"),
    [
        (talk, {Stage.LEAD}),
        (sign, {Stage.LEAD, Stage.TALKS}),
        (enroll, {Stage.SIGNED}),
        (lose, {Stage.LEAD, Stage.TALKS, Stage.SIGNED, Stage.REGISTERED}),
    ],
)
def test_a_step_follows_from_its_stages_only(session, step, open_at, stage):
    deal = deal_at(session, stage)
    if stage in open_at:
        step(session, deal)
        return
    with pytest.raises(gates.StageError) as refused:
        step(session, deal)
    assert (refused.value.params, deal.stage) == ({"stage": stage.label}, stage)


@pytest.mark.parametrize("stage", [Stage.LEAD, Stage.TALKS, Stage.LOST])
def test_money_follows_a_signature(session, stage):
    deal = deal_at(session, stage)
    with pytest.raises(gates.StageError) as refused:
        pay(session, deal, amount_fen=1)
    assert refused.value.params == {"stage": stage.label}


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        (Stage.LEAD, lambda session, deal, day: talk(session, deal, on=day)),
        (Stage.TALKS, lambda session, deal, day: sign(session, deal, signed_on=day)),
        (Stage.SIGNED, lambda session, deal, day: enroll(session, deal, registered_on=day)),
        (Stage.SIGNED, lambda session, deal, day: pay(session, deal, received_on=day)),
        (Stage.SIGNED, lambda session, deal, day: lose(session, deal, on=day)),
    ],
)
def test_a_step_is_dated_between_the_one_it_follows_and_today(session, stage, step):
    deal = make_deal_at(session, stage)
    earlier = deal.stage_since
    with pytest.raises(gates.FutureDateError) as refused:
        step(session, deal, TODAY + DAY)
    assert refused.value.params == {"date": "2026-01-01"}
    with pytest.raises(gates.DateOrderError) as refused:
        step(session, deal, earlier - DAY)
    days = {"date": (earlier - DAY).isoformat(), "earlier": earlier.isoformat()}
    assert (refused.value.params, deal.stage) == (days, stage)
    step(session, deal, earlier)


def test_a_deal_is_not_lost_before_the_last_thing_that_was_booked(session):
    deal = make_deal_at(session, Stage.REGISTERED)
    pay(session, deal, amount_fen=1)
    with pytest.raises(gates.DateOrderError) as refused:
        lose(session, deal, on=PAID_ON - DAY)
    assert refused.value.params == {"date": "2025-05-09", "earlier": "2025-05-10"}


def test_a_payment_is_not_taken_back_before_it_came(session):
    entry = pay(session, make_deal_at(session, Stage.SIGNED), amount_fen=1)
    with pytest.raises(gates.DateOrderError) as refused:
        take_payment_back(session, entry=entry, note="", on=PAID_ON - DAY, by=None)
    assert refused.value.params == {"date": "2025-05-09", "earlier": "2025-05-10"}


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_an_amount_is_above_nothing(session, amount_fen):
    with pytest.raises(gates.AmountError) as refused:
        sign(session, make_deal(session), amount_fen=amount_fen)
    assert refused.value.params == {}
    with pytest.raises(gates.AmountError):
        pay(session, make_deal_at(session, Stage.SIGNED), amount_fen=amount_fen)


def test_a_contract_has_a_number(session):
    with pytest.raises(gates.ContractNumberError) as refused:
        sign(session, make_deal(session), contract_number="  ")
    assert refused.value.params == {}


def test_a_contract_number_belongs_to_one_deal(session):
    sign(session, make_deal(session), contract_number="HT-X")
    with pytest.raises(gates.ContractNumberTakenError) as refused:
        sign(session, make_deal(session), contract_number=" HT-X ")
    assert refused.value.params == {"number": "HT-X"}


def test_a_licence_says_whom_it_shuts_out(session):
    with pytest.raises(gates.LicenceKindMissingError) as refused:
        sign(session, make_deal(session, way=Way.LICENCE), licence_kind=None)
    assert refused.value.params == {}


def test_only_a_licence_has_a_kind(session):
    licence, transfer = make_deal(session, way=Way.LICENCE), make_deal(session)
    for deal in (licence, transfer):
        sign(session, deal, licence_kind=LicenceKind.SOLE)
    assert (licence.licence_kind, transfer.licence_kind) == (LicenceKind.SOLE, None)


def test_a_right_that_no_longer_exists_is_not_sold(session):
    patent = make_patent(session, status="lapsed")
    with pytest.raises(gates.PatentLapsedError) as refused:
        sign(session, make_deal(session, patents=[patent]))
    assert refused.value.params == {"number": patent.number}


CO_OWNED = [
    (Way.TRANSFER, None, True),
    (Way.EQUITY, None, True),
    (Way.FINANCING, None, True),
    (Way.LICENCE, LicenceKind.EXCLUSIVE, True),
    (Way.LICENCE, LicenceKind.SOLE, True),
    (Way.LICENCE, LicenceKind.ORDINARY, False),
]


@pytest.mark.parametrize(("way", "kind", "asked"), CO_OWNED)
def test_co_owners_are_asked_unless_one_may_act_alone(session, way, kind, asked):
    patent = make_patent(session, applicants=("试验大学", "试验公司"))
    deal = make_deal(session, way=way, patents=[patent])
    if asked:
        with pytest.raises(gates.CoOwnerConsentMissingError) as refused:
            sign(session, deal, licence_kind=kind)
        assert refused.value.params == {"number": patent.number}
    sign(session, deal, licence_kind=kind, co_owners_agreed=asked)
    assert (deal.stage, deal.co_owners_agreed) == (Stage.SIGNED, asked)


def test_a_single_owner_asks_nobody(session):
    sign(session, make_deal(session, patents=[make_patent(session, applicants=("试验大学",))]))


def test_a_registration_has_its_paper(session):
    with pytest.raises(gates.RegistrationNumberError) as refused:
        enroll(session, make_deal_at(session, Stage.SIGNED), number=" ")
    assert refused.value.params == {}


@pytest.mark.parametrize("way", [Way.TRANSFER, Way.EQUITY, Way.FINANCING])
def test_no_more_comes_in_than_the_contract_says(session, way):
    deal = make_deal_at(session, Stage.SIGNED, way=way, amount_fen=1000)
    pay(session, deal, amount_fen=600)
    with pytest.raises(gates.OverpaidError) as refused:
        pay(session, deal, amount_fen=401)
    assert refused.value.params == {}
    pay(session, deal, amount_fen=400)


def test_a_refused_signature_changes_nothing(session):
    deal = make_deal(session)
    with pytest.raises(gates.AmountError):
        sign(session, deal, amount_fen=0)
    assert (deal.stage, deal.contract_number, deal.signed_on, deal.entries) == (Stage.LEAD, None, None, [])
    assert len(trail_of(session, deal)) == 1


def test_every_step_keeps_its_facts_and_is_traced(session):
    deal, by = make_deal(session), make_person(session)
    talk(session, deal, by=by)
    facts = {"signed_on": SIGNED_ON, "amount_fen": 1000, "today": TODAY, "by": by}
    sign_deal(session, deal=deal, contract_number=" HT-9 ", **facts)
    enroll(session, deal, number=" 登记-9 ", by=by)
    pay(session, deal, amount_fen=1000, by=by)
    assert (deal.talks_on, deal.contract_number, deal.signed_on) == (TALKS_ON, "HT-9", SIGNED_ON)
    assert (deal.amount_fen, deal.registered_on) == (1000, REGISTERED_ON)
    assert (deal.registration_number, deal.stage_since) == ("登记-9", PAID_ON)
    signed = {"contract_number": "HT-9", "amount_fen": 1000}
    told = [
        (entry.action, entry.before.get("stage"), entry.after) for entry in reversed(trail_of(session, deal))
    ]
    assert told == [
        ("Deal opened", None, {"stage": "Lead", "on": str(OPENED_ON)}),
        ("Talks begun", "Lead", {"stage": "In talks", "on": str(TALKS_ON)}),
        ("Deal signed", "In talks", {"stage": "Signed", "on": str(SIGNED_ON), **signed}),
        (
            "Deal registered",
            "Signed",
            {"stage": "Registered", "on": str(REGISTERED_ON), "registration_number": "登记-9"},
        ),
        ("Payment received", None, {"amount_fen": 1000, "on": str(PAID_ON)}),
        ("Paid in full", "Registered", {"stage": "Paid", "on": str(PAID_ON)}),
    ]
    assert {entry.person for entry in trail_of(session, deal)[:-1]} == {by}


def test_a_lost_deal_keeps_its_day_and_its_reason(session):
    deal, by = make_deal_at(session, Stage.TALKS), make_person(session)
    lose(session, deal, by=by)
    entry = trail_of(session, deal)[0]
    assert (deal.stage, deal.lost_on, deal.lost_reason) == (Stage.LOST, TODAY, "没有谈成")
    assert (entry.action, entry.person, entry.before) == ("Deal lost", by, {"stage": "In talks"})
    assert entry.after == {"stage": "Lost", "on": str(TODAY), "reason": "没有谈成"}


def test_money_that_came_before_the_registration_pays_the_deal_on_that_day(session):
    deal = make_deal_at(session, Stage.SIGNED)
    pay(session, deal, received_on=SIGNED_ON)
    assert deal.stage is Stage.SIGNED
    enroll(session, deal)
    assert (deal.stage, deal.stage_since) == (Stage.PAID, REGISTERED_ON)


def test_an_old_payment_entered_late_pays_the_deal_no_earlier_than_its_registration(session):
    deal = make_deal_at(session, Stage.REGISTERED)
    pay(session, deal, received_on=SIGNED_ON)
    assert (deal.stage, deal.stage_since) == (Stage.PAID, REGISTERED_ON)
