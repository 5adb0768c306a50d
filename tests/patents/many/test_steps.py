"""One step over many patents: looked at first, then done as if it had been taken for each alone."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.organizations.models import AuditEntry
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import LicenceKind, ListingState, OfferBar, OfferFilter, PatentStatus, Way
from matchmaker.patents.life import PaymentDayError, add_co_owner, enter_licence, enter_pledge, record_payment
from matchmaker.patents.many import plans
from matchmaker.patents.many.enums import LeftOut
from matchmaker.patents.many.plans import Check, CommonTerms, Facts, Offer, Payments, TooManyError
from matchmaker.patents.many.service import (
    check_together,
    expect_terms,
    offer_together,
    pay_together,
    withdraw_together,
)
from matchmaker.patents.models import FeePayment, Listing, Patent
from matchmaker.patents.narrowing import Narrowing, narrowed
from matchmaker.patents.offers import OfferEndedError, OfferTerms, set_offer_terms
from matchmaker.patents.queries import catalogue_revision
from matchmaker.patents.service import (
    CheckDayError,
    NoWayError,
    PriceError,
    check_status,
    list_patent,
    withdraw_listing,
)
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import make_granted_patent, make_patent

TODAY = dt.date(2026, 5, 4)
UNTIL = dt.date(2026, 12, 31)
TERMS = CommonTerms(ways=(Way.LICENCE,), price_fen=5_000_000, available_until=UNTIL)


@pytest.fixture
def holder(session):
    return make_university(session)


@pytest.fixture
def by(session):
    return make_person(session)


def make(session, holder, title, **facts):
    return make_granted_patent(session, holder=holder, title=title, today=TODAY, **{"offer": False, **facts})


def all_of(holder):
    return narrowed(holder, Narrowing(), today=TODAY)


def told(plan):
    return {row.title: row.reasons for row in plan.rows}


def trail(session, subject):
    """What was done since it was entered."""
    entries = [each for each in trail_of(session, subject) if each.action != "Patent entered"]
    return [(each.action, each.person, each.before, each.after) for each in entries]


def make_one_of_each(session, holder):
    """A patent for everything that stands against an offer, called after it, and one that is free."""
    made = {
        name: make(session, holder, name) for name in ("无", "质押", "独占", "普通", "共有", "转让", "中止")
    }
    enter_pledge(
        session, patent=made["质押"], pledgee="试验银行", registered_on=TODAY, consents=True, by=None
    )
    for name, kind in (("独占", LicenceKind.EXCLUSIVE), ("普通", LicenceKind.ORDINARY)):
        enter_licence(
            session, patent=made[name], kind=kind, licensee="试验公司", starts_on=TODAY, ends_on=None, by=None
        )
    add_co_owner(session, patent=made["共有"], name="试验学院", share_percent=None, by=None)
    made["转让"].transferred_on, made["中止"].suspended = TODAY, True
    made["失效"] = make_patent(session, holder=holder, title="失效", status="lapsed", offer=False)
    facts = {"patent_type": "utility_model", "filed_on": TODAY.replace(year=2016), "offer": False}
    made["期满"] = make_patent(session, holder=holder, title="期满", **facts)
    made["二人"] = make(session, holder, "二人", applicants=("试验大学", "试验公司"))
    session.flush()
    return made


BARS = {
    "无": (),
    "普通": (),
    "质押": (OfferBar.PLEDGED,),
    "独占": (OfferBar.LICENSED,),
    "共有": (OfferBar.CO_OWNED,),
    "二人": (OfferBar.CO_OWNED,),
    "转让": (OfferBar.TRANSFERRED,),
    "中止": (OfferBar.SUSPENDED,),
    "失效": (OfferBar.LAPSED,),
    "期满": (OfferBar.EXPIRED,),
}


def test_what_stands_against_an_offer_is_named_patent_by_patent(session, holder):
    make_one_of_each(session, holder)
    plan = plans.plan_offers(session, patents=all_of(holder), terms=TERMS, today=TODAY)
    assert told(plan) == BARS
    assert (len(plan.changed), len(plan.settled), len(plan.barred)) == (2, 0, 8)
    assert plan.reasons[0] == (OfferBar.CO_OWNED, 2)
    agreed = CommonTerms(ways=(Way.TRANSFER,), price_fen=None, available_until=None, co_owners_agree=True)
    plan = plans.plan_offers(session, patents=all_of(holder), terms=agreed, today=TODAY)
    assert {row.title for row in plan.changed} == {"无", "普通", "共有", "二人"}


def test_an_inventory_is_narrowed_by_why_a_patent_is_not_on_offer(session, holder):
    make_one_of_each(session, holder)
    gone = make(session, holder, "撤回", offer=True)
    withdraw_listing(session, patent=gone, by=None)
    make(session, holder, "在售", offer=True)
    session.flush()

    def shown(offer):
        chosen = narrowed(holder, Narrowing(offer=offer), today=TODAY)
        titles = {patent.title for patent in session.scalars(chosen)}
        payments = Payments(paid_on=TODAY, due_until=TODAY)
        for plan in (
            plans.plan_offers(session, patents=chosen, terms=TERMS, today=TODAY),
            plans.plan_payments(session, patents=chosen, payments=payments, today=TODAY),
        ):
            assert told(plan).keys() == titles
        return titles

    assert {bar: shown(bar) for bar in OfferBar} == {
        bar: {title for title, bars in BARS.items() if bar in bars} for bar in OfferBar
    }
    assert shown(OfferFilter.OPEN) == {"在售"}
    assert shown(OfferFilter.WITHDRAWN) == {"撤回"}
    assert shown(OfferFilter.READY) == {"无", "普通", "撤回"}
    assert shown(OfferFilter.NOT) == {*BARS, "撤回"}


def test_patents_offered_together_have_the_offers_and_the_trail_of_patents_offered_alone(session, holder, by):
    def with_offer(title):
        patent = make(session, holder, title, offer=True)
        set_offer_terms(
            session,
            listing=patent.listing,
            terms=OfferTerms(licence_kind=LicenceKind.SOLE, scenarios="用于窑炉"),
            today=TODAY,
            by=None,
        )
        withdraw_listing(session, patent=patent, by=None)
        return patent

    alone, together = (
        [make(session, holder, f"{place}新"), with_offer(f"{place}旧")] for place in ("甲", "乙")
    )
    for patent in alone:
        listing = list_patent(
            session, patent=patent, ways=TERMS.ways, price_fen=TERMS.price_fen, on=TODAY, by=by
        )
        kept = OfferTerms(listing.licence_kind, listing.scenarios, UNTIL, listing.trial_until)
        set_offer_terms(session, listing=listing, terms=kept, today=TODAY, by=by)
    session.flush()
    before = catalogue_revision(session)
    ids = tuple(patent.id for patent in together)
    chosen = narrowed(holder, Narrowing(ids=ids), today=TODAY)
    plan = plans.plan_offers(session, patents=chosen, terms=TERMS, today=TODAY)
    offer_together(session, plan=plan, terms=TERMS, on=TODAY, by=by)
    assert {patent.revision for patent in together} == {before + 1} == {catalogue_revision(session)}
    columns = [each.name for each in Listing.__table__.columns if each.name not in {"id", "patent_id"}]
    for one, other in zip(alone, together, strict=True):
        assert [getattr(one.listing, name) for name in columns] == [
            getattr(other.listing, name) for name in columns
        ]
        assert trail(session, one.listing) == trail(session, other.listing)


def test_offers_that_stand_keep_their_terms_unless_they_are_to_change_too(session, holder):
    patent = make(session, holder, "在售", offer=True)
    set_offer_terms(
        session,
        listing=patent.listing,
        terms=OfferTerms(licence_kind=LicenceKind.SOLE),
        today=TODAY,
        by=None,
    )
    plan = plans.plan_offers(session, patents=all_of(holder), terms=TERMS, today=TODAY)
    assert told(plan) == {"在售": (LeftOut.ALREADY_OPEN,)}
    assert (len(plan.changed), len(plan.settled), len(plan.barred)) == (0, 1, 0)
    terms = CommonTerms(ways=(Way.TRANSFER,), price_fen=None, available_until=None, renews=True)
    plan = plans.plan_offers(session, patents=all_of(holder), terms=terms, today=TODAY)
    offer_together(session, plan=plan, terms=terms, on=TODAY, by=None)
    assert (patent.listing.ways, patent.listing.licence_kind) == ([Way.TRANSFER], None)


def test_patents_withdrawn_together_have_the_trail_of_one_withdrawn_alone(session, holder, by):
    alone, together = make(session, holder, "甲", offer=True), make(session, holder, "乙", offer=True)
    make(session, holder, "丙")
    withdraw_listing(session, patent=alone, by=by)
    session.flush()
    plan = plans.plan_withdrawals(session, patents=all_of(holder))
    assert told(plan) == {"甲": (LeftOut.NOT_OPEN,), "乙": (), "丙": (LeftOut.NOT_OPEN,)}
    withdraw_together(session, plan=plan, by=by)
    assert together.listing.state is ListingState.WITHDRAWN
    assert trail(session, together.listing) == trail(session, alone.listing)


def test_a_check_noted_for_many_ends_the_offers_of_those_that_lapsed(session, holder, by):
    alone, together = make(session, holder, "甲", offer=True), make(session, holder, "乙", offer=True)
    check_status(session, patent=alone, status=PatentStatus.LAPSED, on=TODAY, source="登记簿", by=by)
    check = Check(PatentStatus.LAPSED, TODAY, " 登记簿 ")
    chosen = narrowed(holder, Narrowing(ids=(together.id,)), today=TODAY)
    plan = plans.plan_checks(session, patents=chosen, check=check)
    assert (len(plan.changed), plan.ended_offers) == (1, 1)
    check_together(session, plan=plan, check=check, today=TODAY, by=by)
    assert (together.status, together.status_checked_on, together.status_source) == (
        PatentStatus.LAPSED,
        TODAY,
        "登记簿",
    )
    assert together.listing.state is ListingState.WITHDRAWN
    assert trail(session, together) == trail(session, alone)
    assert trail(session, together.listing) == trail(session, alone.listing)


def test_a_check_leaves_each_status_as_it_is_recorded_but_needs_one(session, holder):
    known = make(session, holder, "在案")
    make_patent(session, holder=holder, title="未知")
    later = make(session, holder, "后查")
    later.status_checked_on = TODAY + dt.timedelta(days=1)
    session.flush()
    check = Check(None, TODAY, "登记簿")
    plan = plans.plan_checks(session, patents=all_of(holder), check=check)
    assert told(plan) == {"在案": (), "未知": (LeftOut.STATUS_UNKNOWN,), "后查": (LeftOut.CHECKED_LATER,)}
    check_together(session, plan=plan, check=check, today=TODAY, by=None)
    assert (known.status, known.status_checked_on) == (PatentStatus.IN_FORCE, TODAY)
    with pytest.raises(CheckDayError):
        check_together(session, plan=plan, check=check, today=TODAY - dt.timedelta(days=1), by=None)


def test_each_patent_has_its_own_fee_noted_as_paid(session, holder, by):
    soon, late = make(session, holder, "将到期", due_in=20), make(session, holder, "宽限期", due_in=-40)
    paid, far = make(session, holder, "已缴", due_in=20), make(session, holder, "远", due_in=120)
    missed = make(session, holder, "漏缴", due_in=-300)
    for patent, year in ((paid, 6), (missed, 5)):
        record_payment(
            session, patent=patent, year=year, paid_on=TODAY - dt.timedelta(days=700 if year == 5 else 1),
            today=TODAY, by=None,
        )  # fmt: skip
    make_patent(session, holder=holder, title="无年费")
    days = {"filed_on": dt.date(2005, 1, 10), "granted_on": dt.date(2016, 3, 1)}
    make_patent(session, holder=holder, title="期满后授权", patent_type="utility_model", **days)
    session.flush()
    payments = Payments(paid_on=TODAY, due_until=TODAY + dt.timedelta(days=90))
    plan = plans.plan_payments(session, patents=all_of(holder), payments=payments, today=TODAY)
    assert told(plan) == {
        "将到期": (),
        "宽限期": (),
        "已缴": (LeftOut.NONE_DUE,),
        "远": (LeftOut.NONE_DUE,),
        "漏缴": (LeftOut.MISSED,),
        "无年费": (LeftOut.NO_FEES,),
        "期满后授权": (LeftOut.NO_FEES,),
    }
    assert {row.title: row.fee.year for row in plan.changed} == {"将到期": 6, "宽限期": 6}
    assert plan.sum_fen(TODAY) == 120_000 + 126_000
    pay_together(session, plan=plan, payments=payments, today=TODAY, by=by)
    rows = session.execute(sa.select(FeePayment.patent_id, FeePayment.year, FeePayment.paid_on))
    assert {(soon.id, 6, TODAY), (late.id, 6, TODAY)} <= {tuple(row) for row in rows}
    record_payment(session, patent=far, year=6, paid_on=TODAY, today=TODAY, by=by)
    assert (
        trail(session, soon)
        == trail(session, far)
        == [("Annual fee paid", by, {}, {"year": 6, "paid_on": "2026-05-04"})]
    )
    assert soon.payments[0].entered_by == by
    again = plans.plan_payments(session, patents=all_of(holder), payments=payments, today=TODAY)
    assert again.changed == []


def test_a_payment_before_the_grant_or_still_to_come_is_none(session, holder):
    patent = make(session, holder, "新授权", year=3, due_in=20)
    payments = Payments(paid_on=patent.granted_on - dt.timedelta(days=1), due_until=TODAY)
    plan = plans.plan_payments(session, patents=all_of(holder), payments=payments, today=TODAY)
    assert told(plan) == {"新授权": (LeftOut.NOT_GRANTED_THEN,)}
    tomorrow = Payments(paid_on=TODAY + dt.timedelta(days=1), due_until=TODAY)
    with pytest.raises(PaymentDayError):
        pay_together(session, plan=plan, payments=tomorrow, today=TODAY, by=None)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"ways": ()}, NoWayError),
        ({"price_fen": 0}, PriceError),
        ({"available_until": TODAY - dt.timedelta(days=1)}, OfferEndedError),
    ],
    ids=str,
)
def test_terms_on_which_nothing_can_be_offered_are_refused(wrong, error):
    facts = {"ways": (Way.LICENCE,), "price_fen": None, "available_until": None, **wrong}
    with pytest.raises(error):
        expect_terms(CommonTerms(**facts), today=TODAY)


def test_a_preview_is_another_once_a_patent_was_changed(session, holder):
    patent = make(session, holder, "甲", offer=True)
    before = plans.plan_withdrawals(session, patents=all_of(holder))
    list_patent(session, patent=patent, ways=[Way.EQUITY], on=TODAY, by=None)
    session.flush()
    after = plans.plan_withdrawals(session, patents=all_of(holder))
    assert [row.title for row in after.changed] == [row.title for row in before.changed] == ["甲"]
    assert before.token != after.token


def test_a_step_takes_no_more_than_it_can_do_in_one_request(session, holder, monkeypatch, count_queries):
    make(session, holder, "甲"), make(session, holder, "乙")
    monkeypatch.setattr(plans, "MOST_AT_ONCE", 1)
    chosen = all_of(holder)
    with pytest.raises(TooManyError):
        plans.plan_withdrawals(session, patents=chosen)
    payments = Payments(paid_on=TODAY, due_until=TODAY)
    with count_queries() as statements, pytest.raises(TooManyError):
        plans.plan_payments(session, patents=chosen, payments=payments, today=TODAY)
    assert len(statements) == 1


def test_a_step_over_forty_patents_asks_the_database_as_often_as_one_over_two(
    session, holder, by, count_queries
):
    def asked(count):
        for place in range(count):
            make(session, holder, f"{count}新{place}")
            make(session, holder, f"{count}旧{place}", offer=True)
        session.flush()
        payments = Payments(paid_on=TODAY, due_until=TODAY + dt.timedelta(days=90))
        check = Check(PatentStatus.LAPSED, TODAY, "登记簿")
        terms = CommonTerms(ways=(Way.LICENCE,), price_fen=1, available_until=UNTIL, renews=True)
        chosen = all_of(holder)
        with count_queries() as statements:
            plan = plans.plan_payments(session, patents=chosen, payments=payments, today=TODAY)
            pay_together(session, plan=plan, payments=payments, today=TODAY, by=by)
            plan = plans.plan_offers(session, patents=chosen, terms=terms, today=TODAY)
            offer_together(session, plan=plan, terms=terms, on=TODAY, by=by)
            plan = plans.plan_checks(session, patents=chosen, check=check)
            check_together(session, plan=plan, check=check, today=TODAY, by=by)
        assert session.scalar(sa.select(sa.func.count(Patent.id))) >= 2 * count
        return len(statements)

    few = asked(1)
    assert asked(20) == few
    assert few < 40
    assert session.scalar(sa.select(sa.func.count(AuditEntry.id))) > 100


def test_a_plan_tells_what_holds_and_what_the_step_makes_of_it(session, holder):
    patent = make(session, holder, "在售", offer=True)
    before = Offer(patent.listing.ways, patent.listing.price_fen, None)
    renewed = plans.CommonTerms(ways=(Way.LICENCE,), price_fen=5_000_000, available_until=UNTIL, renews=True)
    (offered,) = plans.plan_offers(session, patents=all_of(holder), terms=renewed, today=TODAY).rows
    assert (offered.now.offer, offered.then.offer) == (before, Offer((Way.LICENCE,), 5_000_000, UNTIL))
    (withdrawn,) = plans.plan_withdrawals(session, patents=all_of(holder)).rows
    assert (withdrawn.now.offer, withdrawn.then.offer) == (before, None)
    lapsed = Check(PatentStatus.LAPSED, TODAY, "登记簿")
    (checked,) = plans.plan_checks(session, patents=all_of(holder), check=lapsed).rows
    assert (checked.now, checked.then, checked.ends_offer) == (
        Facts(patent.status, patent.status_checked_on, before),
        Facts(PatentStatus.LAPSED, TODAY, None),
        True,
    )
    as_recorded = Check(None, TODAY, "登记簿")
    (checked,) = plans.plan_checks(session, patents=all_of(holder), check=as_recorded).rows
    assert (checked.then, checked.ends_offer) == (Facts(patent.status, TODAY, before), False)
