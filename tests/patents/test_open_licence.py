"""Open licences: each bar by its name, the guide's warnings, and the declaration."""

import datetime as dt

import pytest

from matchmaker.organizations.queries import trail_of
from matchmaker.patents import open_licence as rules
from matchmaker.patents.enums import (
    LicenceKind,
    OpenLicenceBar,
    OpenLicenceCaution,
    PatentStatus,
    RoyaltyBase,
)
from matchmaker.patents.life import (
    LifeFacts,
    enter_licence,
    enter_pledge,
    record_payment,
    release_pledge,
    state_life_facts,
)
from matchmaker.patents.service import check_status
from tests.factories.patents import make_granted_patent, make_patent

TODAY = dt.date(2026, 11, 25)
TERMS = rules.OpenLicenceTerms(
    fixed_fee_fen=5_000_000,
    royalty_points=None,
    royalty_base=None,
    payment="合同生效后三十日内付清",
    ends_on=dt.date(2028, 11, 25),
)


@pytest.fixture
def patent(session):
    return make_granted_patent(session, today=TODAY, due_in=40)


def declare(session, patent, **terms):
    changed = {name: getattr(TERMS, name) for name in TERMS.__slots__} | terms
    return rules.declare_open_licence(
        session, patent=patent, terms=rules.OpenLicenceTerms(**changed), on=TODAY, by=None
    )


def bars(patent):
    return list(rules.open_licence_bars(patent, TODAY))


def test_a_declaration_keeps_its_terms_and_can_be_withdrawn(session, patent):
    declare(session, patent, royalty_points=250, royalty_base=RoyaltyBase.SALES)
    declared = patent.open_licence
    assert (declared.fixed_fee_fen, declared.royalty_points, declared.declared_on) == (5_000_000, 250, TODAY)
    declare(session, patent)
    assert patent.open_licence is declared
    assert (declared.royalty_points, declared.royalty_base) == (None, None)
    rules.withdraw_open_licence(session, patent=patent, by=None)
    rules.withdraw_open_licence(session, patent=patent, by=None)
    assert patent.open_licence is None
    assert [entry.action for entry in trail_of(session, patent)][:3] == [
        "Open licence withdrawn",
        "Open licence declared",
        "Open licence declared",
    ]


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"fixed_fee_fen": None}, rules.OpenLicenceFeeError),
        ({"royalty_points": 100}, rules.OpenLicenceFeeError),
        ({"royalty_points": 0, "royalty_base": RoyaltyBase.SALES}, rules.RoyaltyError),
        ({"royalty_points": 10_001, "royalty_base": RoyaltyBase.SALES}, rules.RoyaltyError),
        ({"payment": " "}, rules.OpenLicencePaymentError),
        ({"ends_on": None}, rules.OpenLicenceEndError),
        ({"ends_on": TODAY}, rules.OpenLicenceEndError),
        ({"ends_on": dt.date(2042, 1, 4)}, rules.OpenLicenceEndError),
    ],
)
def test_a_declaration_without_its_terms_is_refused(session, patent, terms, error):
    with pytest.raises(error):
        declare(session, patent, **terms)
    assert patent.open_licence is None


def licensed(session, patent, kind):
    enter_licence(session, patent=patent, kind=kind, licensee="丁厂", starts_on=TODAY, ends_on=None, by=None)


def pledged(session, patent, *, consents=False):
    return enter_pledge(
        session, patent=patent, pledgee="某银行", registered_on=TODAY, consents=consents, by=None
    )


def test_an_exclusive_or_sole_licence_bars_and_an_ordinary_one_does_not(session, patent):
    licensed(session, patent, LicenceKind.ORDINARY)
    assert bars(patent) == []
    licensed(session, patent, LicenceKind.SOLE)
    assert bars(patent) == [OpenLicenceBar.EXCLUSIVE_LICENCE]
    with pytest.raises(rules.OpenLicenceBarredError) as raised:
        declare(session, patent)
    assert raised.value.message == OpenLicenceBar.EXCLUSIVE_LICENCE.label


def test_a_pledge_bars_until_the_pledgee_consents_or_it_is_released(session, patent):
    pledged(session, patent, consents=True)
    assert bars(patent) == []
    pledge = pledged(session, patent)
    assert bars(patent) == [OpenLicenceBar.PLEDGED]
    release_pledge(session, patent=patent, pledge_id=pledge.id, on=TODAY, by=None)
    assert bars(patent) == []


def test_a_suspended_right_bars(session, patent):
    state_life_facts(session, patent=patent, facts=LifeFacts(suspended=True), by=None)
    assert bars(patent) == [OpenLicenceBar.SUSPENDED]


def test_an_unpaid_fee_bars(session):
    patent = make_granted_patent(session, today=TODAY, due_in=-40, year=6)
    assert bars(patent) == []
    record_payment(session, patent=patent, year=5, paid_on=dt.date(2025, 9, 1), today=TODAY, by=None)
    assert bars(patent) == [OpenLicenceBar.FEE_UNPAID]
    record_payment(session, patent=patent, year=6, paid_on=TODAY, today=TODAY, by=None)
    assert bars(patent) == []


@pytest.mark.parametrize("patent_type", ["utility_model", "design"])
def test_utility_models_and_designs_need_an_evaluation_report(session, patent_type):
    patent = make_granted_patent(session, today=TODAY, due_in=40, patent_type=patent_type)
    assert bars(patent) == [OpenLicenceBar.NO_REPORT]
    state_life_facts(session, patent=patent, facts=LifeFacts(report_on=TODAY), by=None)
    assert bars(patent) == []


def test_what_is_not_granted_and_in_force_is_barred(session):
    assert bars(make_patent(session, status="pending")) == [OpenLicenceBar.NOT_IN_FORCE]
    assert bars(make_patent(session, status="lapsed")) == [OpenLicenceBar.NOT_IN_FORCE]


@pytest.mark.parametrize(
    ("terms", "cautions"),
    [
        ({"fixed_fee_fen": 2_000_000_000}, []),
        ({"fixed_fee_fen": 2_000_000_001}, [OpenLicenceCaution.FIXED_FEE_HIGH]),
        ({"royalty_points": 2000, "royalty_base": RoyaltyBase.SALES}, []),
        ({"royalty_points": 2001, "royalty_base": RoyaltyBase.SALES}, [OpenLicenceCaution.ROYALTY_HIGH]),
        ({"royalty_points": 4000, "royalty_base": RoyaltyBase.PROFIT}, []),
        ({"royalty_points": 4001, "royalty_base": RoyaltyBase.PROFIT}, [OpenLicenceCaution.ROYALTY_HIGH]),
    ],
)
def test_fees_above_the_guide_are_warned_of_and_not_refused(session, patent, terms, cautions):
    check_status(session, patent=patent, status=PatentStatus.IN_FORCE, on=TODAY, by=None)
    record_payment(session, patent=patent, year=5, paid_on=dt.date(2026, 1, 4), today=TODAY, by=None)
    assert list(rules.open_licence_cautions(patent, declare(session, patent, **terms), TODAY)) == cautions


def test_what_is_not_known_is_warned_of(session, patent):
    assert list(rules.open_licence_cautions(patent, None, TODAY)) == [
        OpenLicenceCaution.PAYMENT_NOT_KNOWN,
        OpenLicenceCaution.STATUS_NOT_CHECKED,
    ]
