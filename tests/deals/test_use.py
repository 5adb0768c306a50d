"""A deal is noted on its patents: a licence once signed, a transfer once registered; a lost one is taken off."""

import pytest

from matchmaker.deals.enums import Stage
from matchmaker.deals.service import lose_deal
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.life import OpenLicenceStandsError
from matchmaker.patents.models import OpenLicence
from tests.factories.deals import REGISTERED_ON, SIGNED_ON, TODAY, enroll, make_deal, make_deal_at, sign
from tests.factories.patents import make_patent


def lose(session, deal):
    lose_deal(session, deal=deal, on=TODAY, reason="价格谈不拢", today=TODAY, by=None)


def noted(deal):
    (patent,) = deal.patents
    return patent.transferred_on, [(each.kind, each.licensee, each.starts_on) for each in patent.licences]


def test_a_signed_licence_runs_on_the_patent_until_the_deal_is_lost(session):
    deal = make_deal_at(session, Stage.SIGNED, way=Way.LICENCE)
    assert noted(deal) == (None, [(LicenceKind.ORDINARY, deal.buyer.name, SIGNED_ON)])
    lose(session, deal)
    assert noted(deal) == (None, [])


@pytest.mark.parametrize("way", [Way.TRANSFER, Way.EQUITY])
def test_a_transfer_is_noted_once_it_is_registered_until_the_deal_is_lost(session, way):
    deal = make_deal_at(session, Stage.SIGNED, way=way)
    assert noted(deal) == (None, [])
    enroll(session, deal)
    assert noted(deal) == (REGISTERED_ON, [])
    lose(session, deal)
    assert noted(deal) == (None, [])


def test_financing_and_talks_leave_the_patent_dormant(session):
    assert noted(make_deal_at(session, Stage.SIGNED, way=Way.FINANCING)) == (None, [])
    talks = make_deal_at(session, Stage.TALKS)
    lose(session, talks)
    assert noted(talks) == (None, [])


def test_no_exclusive_licence_is_signed_beside_an_open_one(session):
    patent = make_patent(session)
    patent.open_licence = OpenLicence(
        fixed_fee_fen=1, payment="一次付清", declared_on=SIGNED_ON, ends_on=TODAY
    )
    deal = make_deal(session, way=Way.LICENCE, patents=[patent])
    with pytest.raises(OpenLicenceStandsError):
        sign(session, deal, licence_kind=LicenceKind.EXCLUSIVE)
