"""What is recorded of a patent's life: fees paid, owners, pledges, licences, facts, and lapse on purpose."""

import datetime as dt

import pytest

from matchmaker.errors import NotFoundError
from matchmaker.organizations.queries import trail_of
from matchmaker.patents import life
from matchmaker.patents.enums import FeeStanding, LicenceKind, PatentStatus, PatentType
from matchmaker.patents.models import OpenLicence
from matchmaker.patents.service import check_status
from matchmaker.patents.standing import calendar_of, running_licences, standing_pledges
from tests.factories.organizations import make_person
from tests.factories.patents import make_granted_patent

TODAY = dt.date(2026, 11, 25)
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def patent(session):
    """Filed 2021-12-10, granted 2023-06-10; year 6 is due on 2026-12-10."""
    return make_granted_patent(session, today=TODAY, due_in=15)


def pay(session, patent, *, year=6, paid_on=TODAY, by=None):
    return life.record_payment(session, patent=patent, year=year, paid_on=paid_on, today=TODAY, by=by)


def actions(session, patent):
    return [entry.action for entry in trail_of(session, patent)]


def test_a_payment_has_its_year_its_day_and_who_recorded_it(session, patent):
    by = make_person(session)
    payment = pay(session, patent, by=by)
    assert (payment.year, payment.paid_on, payment.entered_by_id) == (6, TODAY, by.id)
    calendar = calendar_of(patent, TODAY)
    assert calendar.next_fee.year == 7
    assert next(fee for fee in calendar.fees if fee.year == 6).standing is FeeStanding.PAID
    entry = trail_of(session, patent)[0]
    assert (entry.action, entry.person, entry.after) == (
        "Annual fee paid",
        by,
        {"year": 6, "paid_on": "2026-11-25"},
    )


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"year": 1}, life.FeeYearError),
        ({"year": 21}, life.FeeYearError),
        ({"paid_on": TODAY + dt.timedelta(days=1)}, life.PaymentDayError),
        ({"paid_on": dt.date(2021, 12, 9)}, life.PaymentDayError),
        ({"year": 5, "paid_on": dt.date(2026, 6, 11)}, life.PaymentTooLateError),
    ],
)
def test_a_payment_that_cannot_have_been_made_is_refused(session, patent, facts, error):
    with pytest.raises(error):
        pay(session, patent, **facts)
    assert patent.payments == []


def test_the_last_day_of_grace_is_in_time(session, patent):
    assert pay(session, patent, year=5, paid_on=dt.date(2026, 6, 10)).year == 5


def test_a_fee_is_paid_once_and_can_be_taken_back(session, patent):
    pay(session, patent)
    with pytest.raises(life.PaymentExistsError):
        pay(session, patent)
    life.take_fee_payment_back(session, patent=patent, year=6, by=None)
    assert pay(session, patent, paid_on=YESTERDAY).paid_on == YESTERDAY
    with pytest.raises(NotFoundError):
        life.take_fee_payment_back(session, patent=patent, year=5, by=None)


def test_a_patent_that_has_lapsed_has_no_fees_to_pay(session, patent):
    check_status(session, patent=patent, status=PatentStatus.LAPSED, on=TODAY, by=None)
    with pytest.raises(life.NoFeesError):
        pay(session, patent)


def test_a_patent_granted_when_its_term_had_ended_has_no_fees_to_pay(session, patent):
    patent.patent_type, patent.filed_on = PatentType.UTILITY_MODEL, dt.date(2005, 1, 10)
    patent.granted_on = dt.date(2016, 3, 1)
    with pytest.raises(life.NoYearsError) as refused:
        pay(session, patent)
    assert refused.value.params == {
        "number": patent.number,
        "granted_on": dt.date(2016, 3, 1),
        "expires_on": dt.date(2015, 1, 10),
    }
    assert patent.payments == []


def test_co_owners_with_their_shares(session, patent):
    owner = life.add_co_owner(session, patent=patent, name=" 甲厂 ", share_percent=40, by=None)
    life.add_co_owner(session, patent=patent, name="乙厂", share_percent=None, by=None)
    assert [(each.name, each.share_percent) for each in patent.co_owners] == [("甲厂", 40), ("乙厂", None)]
    life.remove_co_owner(session, patent=patent, owner_id=owner.id, by=None)
    assert [each.name for each in patent.co_owners] == ["乙厂"]
    assert actions(session, patent)[:3] == ["Co-owner taken off", "Co-owner added", "Co-owner added"]


@pytest.mark.parametrize(
    ("name", "share", "error"),
    [
        ("甲厂", None, life.CoOwnerExistsError),
        ("丙厂", 60, life.ShareError),
        ("丙厂", 0, life.ShareError),
        (" ", None, life.NameMissingError),
    ],
)
def test_a_co_owner_that_cannot_be_is_refused(session, patent, name, share, error):
    life.add_co_owner(session, patent=patent, name="甲厂", share_percent=40, by=None)
    with pytest.raises(error):
        life.add_co_owner(session, patent=patent, name=name, share_percent=share, by=None)


def test_a_pledge_stands_until_it_is_released(session, patent):
    pledge = life.enter_pledge(
        session, patent=patent, pledgee="某银行", registered_on=YESTERDAY, consents=False, by=None
    )
    assert standing_pledges(patent, TODAY) == [pledge]
    with pytest.raises(life.DayOrderError):
        life.release_pledge(session, patent=patent, pledge_id=pledge.id, on=dt.date(2020, 1, 1), by=None)
    life.release_pledge(session, patent=patent, pledge_id=pledge.id, on=TODAY, by=None)
    assert standing_pledges(patent, TODAY) == []
    assert standing_pledges(patent, YESTERDAY) == [pledge]


def licence(session, patent, kind=LicenceKind.ORDINARY, starts_on=YESTERDAY, ends_on=None):
    return life.enter_licence(
        session, patent=patent, kind=kind, licensee="丁厂", starts_on=starts_on, ends_on=ends_on, by=None
    )


def test_a_licence_runs_from_its_first_to_its_last_day(session, patent):
    bounded = licence(session, patent, starts_on=YESTERDAY, ends_on=TODAY)
    endless = licence(session, patent, starts_on=TODAY)
    days = [YESTERDAY - dt.timedelta(days=1), YESTERDAY, TODAY, TODAY + dt.timedelta(days=1)]
    assert [running_licences(patent, day) for day in days] == [
        [],
        [bounded],
        [bounded, endless],
        [endless],
    ]
    life.remove_licence(session, patent=patent, licence_id=endless.id, by=None)
    assert patent.licences == [bounded]


def test_a_licence_that_ends_before_it_begins_is_refused(session, patent):
    with pytest.raises(life.DayOrderError):
        licence(session, patent, starts_on=TODAY, ends_on=YESTERDAY)


@pytest.mark.parametrize("kind", LicenceKind)
def test_beside_an_open_licence_there_are_ordinary_ones_only(session, patent, kind):
    patent.open_licence = OpenLicence(
        fixed_fee_fen=1, payment="一次付清", declared_on=YESTERDAY, ends_on=dt.date(2030, 1, 1)
    )
    if kind.shuts_out:
        with pytest.raises(life.OpenLicenceStandsError):
            licence(session, patent, kind)
    else:
        assert licence(session, patent, kind).kind is kind


def test_facts_are_recorded_where_they_differ(session, patent):
    facts = life.LifeFacts(extension_days=90, own_use=True)
    life.state_life_facts(session, patent=patent, facts=facts, by=None)
    life.state_life_facts(session, patent=patent, facts=facts, by=None)
    assert life.life_facts(patent) == facts
    entry = trail_of(session, patent)[0]
    assert entry.after == {"extension_days": 90, "own_use": True}
    assert actions(session, patent).count("Facts of its life changed") == 1


@pytest.mark.parametrize("days", [-1, life.LONGEST_EXTENSION_DAYS + 1])
def test_an_extension_that_no_term_has_is_refused(session, patent, days):
    with pytest.raises(life.ExtensionError):
        life.state_life_facts(session, patent=patent, facts=life.LifeFacts(extension_days=days), by=None)


def test_a_patent_lapses_on_purpose_with_a_reason_and_back_again(session, patent):
    with pytest.raises(life.ReasonMissingError):
        life.let_lapse(session, patent=patent, reason=" ", on=TODAY, by=None)
    life.let_lapse(session, patent=patent, reason="技术已过时", on=TODAY, by=None)
    assert (patent.let_lapse_on, patent.let_lapse_reason) == (TODAY, "技术已过时")
    life.keep_up(session, patent=patent, by=None)
    life.keep_up(session, patent=patent, by=None)
    assert (patent.let_lapse_on, patent.let_lapse_reason) == (None, "")
    assert actions(session, patent)[:2] == ["To be kept up", "To lapse on purpose"]
