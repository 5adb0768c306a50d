"""Needs that may be one: asked for on entry, told at the desk, compared, merged, undone, found at old addresses."""

import pytest
import sqlalchemy as sa

from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import KeptApart, Merge
from matchmaker.patents.enums import Way
from tests.factories.deals import make_deal
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.factories.sheets import sheet
from tests.web.browsing import as_file

TEXT = (
    "多孔陶瓷过滤板在高温铝液中使用十次后开裂，需要提高抗热震性。目前采用氧化铝骨料和磷酸盐结合剂，"
    "烧结温度为一千三百摄氏度。希望在不增加成本的条件下，使用寿命达到三十次以上。"
)
TYPED = {
    "title": "陶瓷板太易开裂",
    "content": f"背景。{TEXT}",
    "budget": "80",
    "targets": "寿命三十次",
    "region": "",
}


@pytest.fixture
def known(session, home):
    """A need of the engineer's company that is published."""
    need = make_need(session, organization=home[Role.ENGINEER], content=TEXT)
    session.commit()
    return need


@pytest.fixture
def pair(session, home, known):
    """It and another of the same company that says nearly the same."""
    other = make_need(
        session,
        organization=home[Role.ENGINEER],
        title="板材开裂",
        content=f"背景。{TEXT}",
        state=NeedState.SUBMITTED,
    )
    session.commit()
    return known, other


def count(session, kind=Need):
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(kind))


def addresses(first, second):
    return (
        f"/desk/needs/{first.id}/beside/{second.id}",
        f"/desk/needs/{first.id}/merge/{second.id}",
        f"/desk/needs/{first.id}/apart/{second.id}",
    )


def test_one_like_an_own_need_is_handed_in_only_at_a_second_word_and_what_was_typed_stays(
    engineer, session, known
):
    form = engineer.open("/needs/new").form()
    assert form.send(**TYPED).path == "/needs/2"  # a draft is not handed in
    asked = form.send(**TYPED, submit_now="1")
    assert asked.path == "/needs/new"
    assert "100 % of the shorter text stands in the other, too" in asked.text
    assert {f"/needs/{known.id}", "/needs/2"} <= set(asked.links())
    assert {name: asked.form().values[name] for name in TYPED if name != "region"} == {
        name: typed for name, typed in TYPED.items() if name != "region"
    }
    assert count(session) == 2
    page = asked.form().send(another="y")
    assert page.path == "/needs/3/matches"
    assert session.get_one(Need, 3).targets == "寿命三十次"


def test_what_is_missing_is_told_before_a_need_is_held_against_others(engineer, known):
    page = engineer.open("/needs/new").form().send(title=known.title, content="", submit_now="1")
    assert (len(page.refusals), page.soup.select_one("button[name=another]")) == (1, None)


def test_a_draft_like_an_own_need_is_handed_in_from_its_page_only_at_a_second_word(engineer, session, known):
    engineer.open("/needs/new").form().send(**TYPED)
    page = engineer.open("/needs/2")
    assert "It is like a need that your company has here already" in page.text
    token = page.form("/needs/2/submit").values["csrf_token"]
    asked = engineer.post("/needs/2/submit", data={"csrf_token": token})
    assert (asked.path, asked.notes[0]) == (
        "/needs/2",
        "It is like another need of yours. Look at that one first.",
    )
    assert page.form("/needs/2/submit").send().path == "/needs/2/matches"


def test_a_company_is_never_told_of_anothers_need(engineer, broker, session):
    other = make_need(session, content=TEXT)
    session.commit()
    page = engineer.open("/needs/new").form().send(**TYPED, submit_now="1")
    assert page.path.endswith("/matches")
    own = page.path.removesuffix("/matches")
    assert "Needs like this one" not in engineer.open(own).text
    shown = broker.open(own)
    assert "Needs like this one" in shown.text
    assert {other.organization.name, f"/needs/{other.id}"} <= {*shown.text.split(), *shown.links()}


def test_a_sheet_tells_of_rows_like_others_and_takes_them_all_the_same(engineer, session, known):
    content = sheet(
        ("需求编号", "需求名称", "需求内容"), ("N-1", "膜", "膜通量下降快。"), ("N-2", "板材开裂", TEXT)
    )
    page = engineer.open("/needs/import").form().send(file=as_file(content, "需求.csv"))
    assert "1 rows are like another need and stand first" in page.text
    first = page.soup.select_one("tbody tr")
    assert first.select_one("a")["href"] == f"/needs/{known.id}"
    assert "100 % of the shorter text stands in the other, too" in " ".join(first.get_text(" ").split())
    page.form(f"{page.path}/confirm").send()
    assert count(session) == 3


def test_a_pair_is_compared_merged_and_undone_and_the_old_address_leads_to_the_one_that_stays(
    broker, engineer, visitor, session, pair
):
    kept, gone = pair
    beside, merge, _ = addresses(kept, gone)
    assert broker.open("/desk/needs/alike").links().count(beside) == 1
    page = broker.open(beside)
    assert [mark.get_text() for mark in page.soup.select("section .need-text mark")] == ["背景。"]
    page = page.form(merge).send()
    assert page.notes == [f"“{gone.title}” is now part of “{kept.title}”."]
    for reader in (broker, engineer, visitor):
        assert reader.open(f"/needs/{gone.id}").path == f"/needs/{kept.id}"
    assert engineer.open(f"/needs/{gone.id}/matches").path == f"/needs/{kept.id}/matches"
    assert f"/needs/{gone.id}" not in "".join(engineer.open("/my/needs").links())
    assert broker.open(beside).status == 404
    merged = session.scalars(sa.select(Merge)).one()
    session.rollback()
    page = broker.press("/desk/needs/merges", f"/desk/needs/merges/{merged.id}/undo")
    assert page.notes == ["Undone: everything is as it was before."]
    assert broker.open(f"/needs/{gone.id}").path == f"/needs/{gone.id}"
    assert broker.open("/desk/needs/alike").links().count(beside) == 1


def test_what_was_changed_since_is_told_by_name_when_a_merge_is_undone(broker, session, pair):
    kept, gone = pair
    gone.budget_fen = 5
    deal = make_deal(
        session, patents=[make_patent(session)], buyer=gone.organization, need=gone, way=Way.LICENCE
    )
    session.commit()
    broker.press(*addresses(kept, gone)[:2])
    for changed, name, value in ((kept, "budget_fen", 7), (deal, "need_id", None)):
        session.refresh(changed)
        setattr(changed, name, value)
    session.commit()
    merged = session.scalars(sa.select(Merge)).one()
    session.rollback()
    page = broker.press("/desk/needs/merges", f"/desk/needs/merges/{merged.id}/undo")
    assert "which stays as it is: 2. The list tells what." in page.notes[0]
    left = {" ".join(item.get_text().split()) for item in page.soup.select("td li")}
    assert left == {f"Need {kept.title} · Budget", f"Deal {deal.seller.name} · Need"}


def test_two_that_are_different_are_not_told_again(broker, session, pair):
    beside, _, apart = addresses(*pair)
    page = broker.press(beside, apart)
    assert beside not in page.links()
    assert "Needs like this one" not in broker.open(f"/needs/{pair[0].id}").text
    assert count(session, KeptApart) == 1


def test_needs_of_two_companies_are_compared_and_not_merged_and_the_page_says_why(broker, session, known):
    other = make_need(session, content=TEXT, title="板材开裂")
    session.commit()
    beside, merge, apart = addresses(known, other)
    page = broker.open(beside)
    assert "The two are needs of different companies" in page.text
    assert (page.sends_to(merge), page.sends_to(apart)) == (False, True)
    token = page.form(apart).values["csrf_token"]
    refused = broker.post(merge, data={"csrf_token": token})
    assert "The two are needs of different companies" in refused.text
    assert count(session, Merge) == 0


def test_a_draft_is_not_shown_to_the_staff_beside_another(broker, session, home, known):
    draft = make_need(session, organization=home[Role.ENGINEER], content=TEXT, state=NeedState.DRAFT)
    session.commit()
    assert broker.open(addresses(known, draft)[0]).status == 404
    assert broker.open(f"/desk/needs/{known.id}/beside/{known.id}").status == 404
