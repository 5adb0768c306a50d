"""The last round before renewal: which patents are in it, and in which order."""

import datetime as dt

import pytest

from matchmaker.deals.last_round import last_round, nearness
from matchmaker.deals.service import lose_deal, open_deal
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import PassReason
from matchmaker.matching.queries import matches_by_patent
from matchmaker.matching.service import current_run, keep_match, pass_match
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.patents.enums import FeeStanding, Way
from matchmaker.patents.fees import AnnualFee
from matchmaker.patents.life import LifeFacts, let_lapse, record_payment, state_life_facts
from matchmaker.patents.service import withdraw_listing
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_granted_patent

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def holder(session):
    return make_university(session)


def make(session, holder, due_in, title="一种多孔陶瓷过滤板"):
    return make_granted_patent(session, today=TODAY, holder=holder, due_in=due_in, title=title)


def rank(session, need=None):
    need = need or make_need(session)
    current_run(session, Catalogue(), need=need)
    session.flush()
    return need


def page(session, holder, *, days=120, number=1, size=20, least=0.0):
    return last_round(
        session, holder, days=days, today=TODAY, is_good=lambda score: score > least, number=number, size=size
    )


def shown(session, holder, **choices):
    return [row.patent for row in page(session, holder, **choices).rows]


@pytest.mark.parametrize(
    ("due_in", "days", "is_shown"),
    [(0, 30, True), (30, 30, True), (31, 30, False), (31, 60, True), (365, 365, True)],
)
def test_a_patent_is_shown_whose_fee_is_due_within_the_days(session, holder, due_in, days, is_shown):
    patent = make(session, holder, due_in)
    rank(session)
    assert shown(session, holder, days=days) == ([patent] if is_shown else [])


def test_of_the_same_words_the_nearer_fee_comes_first(session, holder):
    patents = [make(session, holder, due_in) for due_in in (90, 10, 50)]
    rank(session)
    assert shown(session, holder) == [patents[1], patents[2], patents[0]]


def test_of_the_same_day_the_better_need_comes_first(session, holder):
    weak = make(session, holder, 20, title="一种陶瓷餐具的彩绘装饰及其包装方法与运输工具")
    good = make(session, holder, 20)
    rank(session)
    assert shown(session, holder) == [good, weak]
    (row, _) = page(session, holder).rows
    assert shown(session, holder, least=row.matches[0].score - 1e-9) == [good]


def test_a_fee_in_grace_is_nearest_where_payments_are_recorded(session, holder):
    tracked, untracked = make(session, holder, -20), make(session, holder, -20)
    record_payment(session, patent=tracked, year=5, paid_on=dt.date(2025, 11, 1), today=TODAY, by=None)
    rank(session)
    (row,) = page(session, holder).rows
    assert (row.patent, row.fee.year, row.fee.standing) == (tracked, 6, FeeStanding.IN_GRACE)
    assert set(shown(session, holder, days=365)) == {tracked, untracked}


def use(session, patent, need):
    state_life_facts(session, patent=patent, facts=LifeFacts(own_use=True), by=None)


def lapse(session, patent, need):
    let_lapse(session, patent=patent, reason="技术已过时", on=TODAY, by=None)


def keep(session, patent, need):
    keep_match(session, match=matches_by_patent(session, need)[patent.id], by=make_person(session))


def pass_on(session, patent, need):
    match = matches_by_patent(session, need)[patent.id]
    pass_match(session, match=match, reason=PassReason.PRICE, by=make_person(session))


def withdraw(session, patent, need):
    withdraw_listing(session, patent=patent, by=None)


def talk(session, patent, need):
    return open_deal(
        session,
        way=Way.TRANSFER,
        seller=patent.organization,
        buyer=make_organization(session),
        patents=[patent],
        on=TODAY,
        by=None,
    )


@pytest.mark.parametrize("step", [use, lapse, keep, pass_on, withdraw, talk], ids=lambda step: step.__name__)
def test_what_is_taken_up_or_given_up_is_not_shown(session, holder, step):
    patent = make(session, holder, 20)
    need = rank(session)
    assert shown(session, holder) == [patent]
    step(session, patent, need)
    session.flush()
    assert shown(session, holder) == []


def test_a_lost_deal_brings_a_patent_back(session, holder):
    patent = make(session, holder, 20)
    deal = talk(session, patent, rank(session))
    lose_deal(session, deal=deal, on=TODAY, reason="价格谈不拢", today=TODAY, by=None)
    session.flush()
    assert shown(session, holder) == [patent]


def test_a_holder_sees_the_own_patents_and_the_centre_all(session, holder):
    own, other = make(session, holder, 20), make(session, make_university(session), 10)
    rank(session)
    assert shown(session, holder) == [own]
    assert shown(session, None) == [other, own]


def test_the_best_needs_stand_there_and_the_others_are_counted(session, holder):
    make(session, holder, 20)
    for _ in range(5):
        rank(session)
    (row,) = page(session, holder).rows
    assert (len(row.matches), row.needs) == (3, 5)
    scores = [match.score for match in row.matches]
    assert scores == sorted(scores, reverse=True)


def test_a_need_far_behind_the_best_is_counted_and_does_not_stand_beside_it(session, holder):
    make(session, holder, 20)
    best = rank(session, make_need(session, title="一种多孔陶瓷过滤板"))
    rank(
        session,
        make_need(
            session, title="过滤含油废水的离心泵", content="输送含油废水的离心泵壳磨损快，三个月就要换。"
        ),
    )
    (row,) = page(session, holder).rows
    assert ([match.need for match in row.matches], row.needs) == ([best], 2)


def test_a_need_for_the_centre_alone_stands_before_its_staff_only(session, holder):
    patent = make(session, holder, 20)
    rank(session, make_need(session, state=NeedState.SUBMITTED, secrecy=Secrecy.CENTRE))
    assert (shown(session, holder), shown(session, None)) == ([], [patent])


def test_pages_and_the_number_of_queries(session, holder, count_queries):
    patents = [make(session, holder, due_in) for due_in in range(10, 22)]
    rank(session)

    def asked(size):
        session.expire_all()
        with count_queries() as statements:
            rows = page(session, holder, size=size).rows
            assert [match.need.organization.name for row in rows for match in row.matches]
        return len(statements)

    assert shown(session, holder, number=2, size=5) == patents[5:10]
    assert shown(session, holder, number=99, size=5) == patents[10:]
    assert page(session, holder, size=5).total == 12
    assert asked(1) == asked(12)


def test_without_anything_there_is_an_empty_page(session, holder):
    assert (page(session, holder).rows, page(session, holder).total) == ([], 0)


@pytest.mark.parametrize(
    ("due_in", "near"), [(-30, 1.0), (0, 1.0), (60, 1 - 60 / 121), (121, 0.0), (300, 0.0)]
)
def test_nearness_falls_evenly_to_nothing(due_in, near):
    due_on = TODAY + dt.timedelta(days=due_in)
    fee = AnnualFee(6, due_on, 1, FeeStanding.DUE, schedule=None, grace=None)
    assert nearness(fee, days=120, today=TODAY) == near
