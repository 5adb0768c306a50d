"""Needs that may be one: among all that the centre has, among a company's own, and in a sheet."""

from matchmaker.needs.alike import AlikeNeeds, alike_pairs, likeness_between, needs_like, own_needs_like
from matchmaker.needs.curation import refine_need
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.need_merging import merge_needs
from matchmaker.needs.service import change_need, close_need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.merging import keep_apart, undo_merge
from matchmaker.text.need_words import Reason
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person

TEXT = (
    "多孔陶瓷过滤板在高温铝液中使用十次后开裂，需要提高抗热震性。目前采用氧化铝骨料和磷酸盐结合剂，"
    "烧结温度为一千三百摄氏度。希望在不增加成本的条件下，使用寿命达到三十次以上。"
)
OTHER = "希望把高盐废水浓缩到百分之二十以上，膜通量一年内下降不超过一成，清洗周期不短于三十天，能耗不高于每吨六度。"


def pairs(session, alike):
    page = alike_pairs(session, alike.caught_up(session), number=1, size=30)
    return [(pair.first.id, pair.second.id, pair.likeness.reason) for pair in page.rows]


def test_pairs_are_of_needs_at_the_centre_and_go_when_one_is_closed_kept_apart_or_changed(session):
    alike, company = AlikeNeeds(), make_organization(session)
    first = make_need(session, organization=company, content=TEXT, title="过滤板寿命短")
    second = make_need(session, content=f"背景。{TEXT}", title="板材开裂", state=NeedState.SUBMITTED)
    make_need(session, organization=company, content=TEXT, state=NeedState.DRAFT)
    make_need(session, organization=company, content=TEXT, state=NeedState.CLOSED)
    third = make_need(session, organization=company, content=OTHER, title="过滤板寿命短")
    found = [(first.id, second.id, Reason.TEXT), (first.id, third.id, Reason.TITLE)]
    assert pairs(session, alike) == found
    assert [each.need.id for each in needs_like(session, alike.caught_up(session), first)] == [
        second.id,
        third.id,
    ]
    keep_apart(session, first=first, second=third, by=None)
    assert pairs(session, alike) == found[:1]
    assert [each.need.id for each in needs_like(session, alike.caught_up(session), third)] == []
    change_need(
        session, need=second, patents=(), title="膜", content=OTHER, budget_fen=None, deadline=None, by=None
    )
    assert pairs(session, alike) == [(second.id, third.id, Reason.TEXT)]
    close_need(session, need=third, by=None)
    assert pairs(session, alike) == []


def test_the_companys_own_words_are_compared_whatever_the_centre_made_of_them(session):
    alike, broker = AlikeNeeds(), make_person(session, role=Role.BROKER)
    first, second = (make_need(session, content=TEXT, title=title) for title in ("过滤板寿命短", "板材开裂"))
    refine_need(session, need=second, title="另一题目", content=OTHER, by=broker)
    assert pairs(session, alike) == [(first.id, second.id, Reason.TEXT)]
    assert likeness_between(first, second).reason is Reason.TEXT


def test_a_merge_takes_a_pair_off_and_its_undoing_brings_it_back(session):
    alike, company = AlikeNeeds(), make_organization(session)
    first, second = (make_need(session, organization=company, content=TEXT) for _ in range(2))
    assert pairs(session, alike) == [(first.id, second.id, Reason.SAME)]
    merged = merge_needs(session, kept=first, gone=second, by=None)
    assert pairs(session, alike) == []
    undo_merge(session, merged=merged, kind=Need, by=None)
    assert pairs(session, alike) == [(first.id, second.id, Reason.SAME)]


def test_two_that_are_different_stay_so_when_one_of_them_is_merged_into_another(session):
    alike, company = AlikeNeeds(), make_organization(session)
    first, second, third = (make_need(session, organization=company, content=TEXT) for _ in range(3))
    keep_apart(session, first=second, second=third, by=None)
    merged = merge_needs(session, kept=first, gone=second, by=None)
    assert pairs(session, alike) == []
    undo_merge(session, merged=merged, kind=Need, by=None)
    assert [pair[:2] for pair in pairs(session, alike)] == [(first.id, second.id), (first.id, third.id)]


def test_a_company_is_told_of_its_own_needs_alone_and_of_none_that_is_closed(session):
    company = make_organization(session)
    draft = make_need(
        session, organization=company, content=TEXT, title="过滤板寿命短", state=NeedState.DRAFT
    )
    open_one = make_need(session, organization=company, content=TEXT[:80], title="开裂")
    make_need(session, organization=company, content=TEXT, state=NeedState.CLOSED)
    make_need(session, content=TEXT, title="过滤板寿命短")

    def told(but=None):
        like = own_needs_like(session, organization=company, title="过滤板寿命短", text=TEXT, but=but)
        return [(each.need.id, each.likeness.reason) for each in like]

    assert told() == [(draft.id, Reason.SAME), (open_one.id, Reason.TEXT)]
    assert told(but=draft) == [(open_one.id, Reason.TEXT)]
    keep_apart(session, first=draft, second=open_one, by=None)
    assert told(but=draft) == []
