"""The need desk in the browser: diagnosis while typing, stages, notes, returned, refined, published without names."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.database import now
from matchmaker.needs.curation import refine_need
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.models import Need, StageLimit
from matchmaker.organizations.enums import Role
from tests.factories.deals import make_deal
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent

WORDS = {"title": "陶瓷过滤板寿命短", "content": "多孔陶瓷过滤板高温开裂，试过加厚。"}
MORE = {
    "goal": "寿命一年",
    "targets": "水淬30次不开裂",
    "tried": "加厚",
    "conditions": "三个月送样",
    "ownership": "shared",
    "cooperation": ["licence", "joint"],
    "secrecy": "named",
    "contact": "设备部",
}


@pytest.fixture
def need(session, home):
    need = make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER])
    session.commit()
    return need


def fresh(session, need):
    session.rollback()
    session.expire_all()
    return session.get(Need, need.id)


def aspects(page, kind):
    return [found.get_text(" ", strip=True) for found in page.soup.select(f".diagnosis .{kind} .aspect")]


def test_a_problem_that_is_only_pasted_is_taken(engineer, session):
    page = engineer.open("/needs/new").form().send(**WORDS)
    assert page.status == 200
    need = session.scalars(sa.select(Need)).one()
    assert (need.content, need.secrecy, need.cooperation) == (WORDS["content"], Secrecy.MASKED, [])


def test_all_that_is_filled_in_is_kept_and_comes_back_to_be_changed(engineer, session):
    engineer.open("/needs/new").form().send(**WORDS, **MORE)
    need = session.scalars(sa.select(Need)).one()
    assert (need.goal, need.targets, need.tried, need.conditions, need.contact) == (
        "寿命一年", "水淬30次不开裂", "加厚", "三个月送样", "设备部"
    )  # fmt: skip
    assert (need.ownership, need.cooperation, need.secrecy) == ("shared", ["licence", "joint"], "named")
    form = engineer.open(f"/needs/{need.id}/change").form()
    assert form.values.items() >= {"goal": "寿命一年", "ownership": "shared", "secrecy": "named"}.items()
    assert len(form.tag.select("input[name=cooperation][checked]")) == 2
    assert form.tag.select_one("details.more-fields").has_attr("open")


def test_a_wrong_choice_is_refused_and_nothing_that_was_typed_is_lost(engineer, session):
    page = engineer.open("/needs/new").form().send(**WORDS, **{**MORE, "ownership": "everybody"})
    assert page.refusals != []
    assert page.form().values.items() >= {**WORDS, "goal": "寿命一年", "targets": "水淬30次不开裂"}.items()
    assert session.scalar(sa.select(sa.func.count(Need.id))) == 0


def test_the_page_tells_while_somebody_types_what_is_there_and_what_is_missing(engineer):
    form = engineer.open("/needs/new").form()
    part = engineer.post("/needs/diagnosis", data={**form.values, **WORDS, "budget": "80"})
    assert (part.status, part.soup.select("html")) == (200, [])
    assert "✓ Material is there" in aspects(part, "there")
    assert "✓ Budget is there" in aspects(part, "there")
    assert aspects(part, "absent") == [
        "? Method is missing",
        "? Application is missing",
        "? Targets in figures is missing",
        "? Time limit is missing",
        "? Ownership of the result is missing",
    ]
    assert [word.get_text() for word in part.soup.select(".diagnosis mark")][:1] == ["陶瓷"]
    assert form.tag["data-diagnosis"] == "/needs/diagnosis"


def test_without_a_script_the_form_checks_itself_and_saves_nothing(engineer, session):
    page = engineer.open("/needs/new").form().send(title="开裂", content="", check="1")
    assert "? Material is missing" in aspects(page, "absent")
    assert page.form().values["title"] == "开裂"
    assert session.scalar(sa.select(sa.func.count(Need.id))) == 0


@pytest.mark.parametrize(
    "typed", [{}, {"budget": "viel", "deadline": "bald", "ownership": "x", "content": "\x00"}]
)
def test_a_diagnosis_takes_whatever_is_typed(engineer, typed):
    token = engineer.open("/needs/new").form().values["csrf_token"]
    assert engineer.post("/needs/diagnosis", data={"csrf_token": token, **typed}).status == 200


def test_industry_and_region_are_asked_for_where_they_are_missing(sign_in, session):
    company = make_organization(session)
    engineer = sign_in(Role.ENGINEER, company)
    engineer.open("/needs/new").form().send(**WORDS, industry="陶瓷", region="江苏省")
    session.rollback()
    session.refresh(company)
    assert (company.industry, company.region) == ("陶瓷", "江苏省")
    fields = engineer.open("/needs/new").form().values
    assert fields.keys().isdisjoint({"industry", "region"})


def test_the_desk_shows_needs_by_stage_and_flags_what_stands_too_long(broker, need, session):
    session.get(Need, need.id).stage_since = now() - dt.timedelta(days=4)
    session.commit()
    page = broker.open("/desk/curation")
    assert [item.get_text(" ", strip=True) for item in page.soup.select(".stages li")][:2] == [
        "Collected 1 1 too long", "Refining 0"
    ]  # fmt: skip
    assert [cell.get_text(" ", strip=True) for cell in page.soup.select("tbody td")][-1] == "too long 4"
    assert f"/needs/{need.id}" in page.links()
    broker.open(f"/needs/{need.id}").form(f"/needs/{need.id}/assign").send(curator=str(broker.person.id))
    assert f"/needs/{need.id}" in broker.open(f"/desk/curation?who={broker.person.id}").links()
    assert f"/needs/{need.id}" not in broker.open("/desk/curation?who=0").links()
    assert f"/needs/{need.id}" not in broker.open("/desk/curation?state=published&who=").links()


@pytest.mark.parametrize("query", ["state=draft", "state=nothing", "who=x", "who=99999999999999999999"])
def test_the_desk_takes_whatever_the_address_says(broker, query):
    assert broker.open(f"/desk/curation?{query}").status in {200, 404}


def test_a_need_is_returned_with_drafted_questions_and_handed_in_again(broker, engineer, need, session):
    page = broker.open(f"/needs/{need.id}")
    form = page.form(f"/needs/{need.id}/return")
    assert form.values["reason"].startswith("1. By which process is “过滤板” made")
    form.send(reason="请写明工况。")
    assert fresh(session, need).state is NeedState.RETURNED
    page = engineer.open(f"/needs/{need.id}")
    assert "请写明工况。" in page.soup.select_one(".alert-warning").get_text()
    engineer.press(f"/needs/{need.id}", f"/needs/{need.id}/submit")
    assert fresh(session, need).state is NeedState.SUBMITTED


def test_a_need_is_not_returned_without_a_reason(broker, need, session):
    page = broker.open(f"/needs/{need.id}").form(f"/needs/{need.id}/return").send(reason=" ")
    assert (page.status, fresh(session, need).state) == (422, NeedState.SUBMITTED)


def test_notes_for_the_staff_are_not_for_the_company(broker, engineer, need):
    address = f"/needs/{need.id}/comment"
    broker.open(f"/needs/{need.id}").form(address).send(text="预算偏低", to_company=None)
    broker.open(f"/needs/{need.id}").form(address).send(text="请送样", to_company="y")
    engineer.open(f"/needs/{need.id}").form(address).send(text="<b>已寄出</b>")
    company, staff = engineer.open(f"/needs/{need.id}"), broker.open(f"/needs/{need.id}")
    assert ["预算偏低" in page.html for page in (company, staff)] == [False, True]
    assert ["请送样" in page.html for page in (company, staff)] == [True, True]
    assert company.soup.select(".comment b") == []


def test_strangers_cannot_note_or_move(officer, sign_in, need, session):
    competitor = sign_in(Role.ENGINEER, make_organization(session))
    token = competitor.open("/needs/new").form().values["csrf_token"]
    page = competitor.post(f"/needs/{need.id}/comment", data={"csrf_token": token, "text": "x"})
    assert page.status == 404


def test_a_need_is_moved_by_the_steps_that_are_open_to_it(broker, need, session):
    page = broker.open(f"/needs/{need.id}")
    steps = [form.values["state"] for form in page.forms() if form.action.endswith("/move")]
    assert steps == ["refining", "screening"]
    token = page.form(f"/needs/{need.id}/assign").values["csrf_token"]
    for state, status in (("nonsense", 404), ("signed", 409), ("refining", 200)):
        sent = {"csrf_token": token, "state": state}
        assert broker.post(f"/needs/{need.id}/move", data=sent).status == status
    assert fresh(session, need).state is NeedState.REFINING


def test_a_refinement_shows_what_it_does_to_the_ranking_before_it_is_saved(broker, engineer, need, session):
    ceramic = make_patent(session, title="多孔陶瓷过滤板", abstract="抗热震。")
    pepper = make_patent(session, title="一种辣椒采摘机", abstract="采摘辣椒。")
    session.commit()
    form = broker.open(f"/needs/{need.id}/refine").form()
    assert form.values["content"] == need.content
    shown = form.send(f"/needs/{need.id}/refinement", title="辣椒采摘", content="辣椒采摘机。")
    rows = [
        (row.select_one("a")["href"], row.select_one(".badge").get_text())
        for row in shown.soup.select("tbody tr")
    ]
    assert rows == [(f"/patents/{pepper.id}", "comes in"), (f"/patents/{ceramic.id}", "goes out")]
    assert fresh(session, need).is_refined is False
    back = shown.form(f"/needs/{need.id}/refine").send(edit="1")
    assert back.form().values["content"] == "辣椒采摘机。"
    saved = shown.form(f"/needs/{need.id}/refine").send()
    assert saved.path == f"/needs/{need.id}/refinement"
    kept = fresh(session, need)
    assert (kept.content, kept.own_content, kept.state) == (
        "辣椒采摘机。",
        need.own_content,
        NeedState.REFINING,
    )
    hit = engineer.open(f"/needs/{need.id}/matches").soup.select_one(".hit h3 a")
    assert hit["href"] == f"/patents/{pepper.id}"
    for reader in (broker, engineer):
        page = reader.open(f"/needs/{need.id}")
        assert ("辣椒采摘机。" in page.html, "多孔陶瓷过滤板在高温下开裂" in page.html) == (True, True)


@pytest.mark.parametrize("wrong", [{"title": ""}, {"content": " "}, {"content": "长" * 20_001}], ids=str)
def test_a_refinement_that_says_nothing_is_refused(broker, need, session, wrong):
    form = broker.open(f"/needs/{need.id}/refine").form()
    assert form.send(f"/needs/{need.id}/refinement", **wrong).status == 422
    assert form.send(**wrong).refusals != []
    assert fresh(session, need).is_refined is False


def test_the_administrator_says_how_long_a_stage_may_last(administrator, session):
    page = administrator.open("/desk/curation/limits")
    page.form().send(state="refining", days="4", valid_from="2026-01-01", source="主任会 2026-01")
    limit = session.scalars(sa.select(StageLimit).where(StageLimit.days == 4)).one()
    assert (limit.state, limit.valid_from) == (NeedState.REFINING, dt.date(2026, 1, 1))
    assert "主任会 2026-01" in administrator.open("/desk/curation/limits").text
    for wrong in ({"days": "0"}, {"days": "x"}, {"valid_from": ""}, {"source": " "}, {"state": "draft"}):
        facts = {"state": "refining", "days": "5", "valid_from": "2026-01-02", "source": "主任会", **wrong}
        assert page.form().send(**facts).refusals != []
    assert session.scalars(sa.select(StageLimit).where(StageLimit.source == "主任会")).all() == []


def test_a_refined_need_says_in_its_form_that_the_refined_text_stays(engineer, need, session):
    refine_need(
        session,
        need=session.get(Need, need.id),
        title="陶瓷",
        content="凝练后的文本。",
        by=make_person(session, role=Role.BROKER),
    )
    session.commit()
    page = engineer.open(f"/needs/{need.id}/change")
    assert page.form().values["content"] == need.own_content
    page.form().send(content="原文改了。")
    kept = fresh(session, need)
    assert (kept.content, kept.own_content) == ("凝练后的文本。", "原文改了。")


def test_own_patents_are_named_by_number_or_ticked_and_wrong_ones_are_told(engineer, broker, session, home):
    company = home[Role.ENGINEER]
    typed = make_patent(session, holder=company, title="一种离心泵叶轮", offer=False)
    ticked = make_patent(session, holder=company, title="一种叶轮涂层", offer=False)
    make_patent(session, title="叶轮喷涂方法")
    session.commit()
    form = engineer.open("/needs/new").form()
    assert [box["value"] for box in form.tag.select("input[name=own_picked]")] == [
        ticked.number,
        typed.number,
    ]
    page = form.send(title="寿命短", content="寿命太短。", own_patents="离心泵", own_picked=ticked.number)
    assert [refusal.partition(".")[0] for refusal in page.refusals] == ["“离心泵” is no patent number"]
    assert [box["value"] for box in page.soup.select("input[name=own_picked][checked]")] == [ticked.number]
    page = page.form().send(own_patents=f"ZL{typed.number}", submit_now="1")
    need = session.scalars(sa.select(Need)).one()
    assert (page.path, need.own_patents) == (f"/needs/{need.id}/matches", [typed.number, ticked.number])
    assert [hit.get_text() for hit in page.soup.select(".hit h3 a")] == ["叶轮喷涂方法"]
    assert "from own patents" in page.text
    form = engineer.open(f"/needs/{need.id}/change").form()
    assert form.values["own_patents"].split() == [typed.number, ticked.number]
    assert form.tag.select("input[name=own_picked]") == []
    assert typed.title in broker.open(f"/needs/{need.id}").text
    broker.open(f"/needs/{need.id}/publish").form().send()
    page = broker.open(f"/needs/{need.id}/change").form().send(own_patents=ticked.number)
    assert fresh(session, need).own_patents == [ticked.number]
    hidden = make_patent(session, offer=False)
    session.commit()
    page = broker.open(f"/needs/{need.id}/change").form().send(own_patents=hidden.number)
    assert [refusal.partition(".")[0] for refusal in page.refusals] == [
        f"No patent on offer here, and none of the company's own, has the number {hidden.number.partition('.')[0]}"
    ]
    assert (page.form().values["own_patents"], hidden.title in page.text) == (hidden.number, False)


def test_a_patent_named_as_the_companys_own_that_another_holds_is_remarked_and_stays(
    engineer, broker, session, home
):
    foreign = make_patent(session, title="一种离心泵叶轮")
    own = make_patent(session, holder=home[Role.ENGINEER], title="一种叶轮涂层")
    session.commit()
    page = (
        engineer.open("/needs/new")
        .form()
        .send(
            title="寿命短",
            content="寿命太短。",
            own_patents=f"{foreign.number}\n{own.number}",
            submit_now="1",
        )
    )
    need = session.scalars(sa.select(Need)).one()
    assert need.own_patents == [foreign.number, own.number]
    for reader in (engineer, broker):
        for address in (f"/needs/{need.id}", f"/needs/{need.id}/matches", f"/needs/{need.id}/change"):
            (remark,) = reader.open(address).soup.select(".held-by-others")
            told = [line.get_text(" ", strip=True) for line in remark.select("li")]
            assert told == [f"{foreign.title} {foreign.number} · {foreign.organization.name}"]
    page = engineer.open(f"/needs/{need.id}/change").form().send(own_patents=own.number)
    assert page.soup.select(".held-by-others") == []


def test_a_returned_need_tells_its_reason_wherever_the_company_meets_it_and_the_staff_how_long(
    engineer, broker, need, session
):
    make_patent(session, title="多孔陶瓷过滤板")
    session.commit()
    broker.open(f"/needs/{need.id}/matches")
    broker.open(f"/needs/{need.id}").form(f"/needs/{need.id}/return").send(reason="请补充抗热震指标。")
    engineer.open(f"/needs/{need.id}").form(f"/needs/{need.id}/comment").send(text="正在测。")
    session.get(Need, need.id).stage_since = now() - dt.timedelta(days=4, hours=1)
    session.commit()
    for address in (f"/needs/{need.id}", f"/needs/{need.id}/change", "/my/needs"):
        told = [found.get_text() for found in engineer.open(address).soup.select(".returned-for")]
        assert (address, told) == (address, ["请补充抗热震指标。"])
    page = broker.open(f"/needs/{need.id}")
    assert "with the company for 4 days" in page.soup.select_one(".alert-warning").get_text()
    assert "请补充抗热震指标。" in broker.open("/desk/curation").text
    stands = engineer.open(f"/needs/{need.id}/matches")
    assert (len(stands.soup.select(".hit")), "it is not ranked anew" in stands.text) == (1, True)
    engineer.press(f"/needs/{need.id}", f"/needs/{need.id}/submit")
    assert engineer.open("/my/needs").soup.select(".returned-for") == []


def test_a_need_that_ended_unmatched_says_so_to_the_staff(broker, session, home):
    ended = make_need(session, state=NeedState.CLOSED, organization=home[Role.ENGINEER])
    session.commit()
    page = broker.open(f"/needs/{ended.id}/matches")
    assert (page.status, "was not matched while it was open" in page.text) == (409, True)


def test_a_need_published_while_a_deal_on_it_runs_moves_to_the_talks(broker, need, session):
    make_deal(session, need=session.get(Need, need.id), buyer=session.get(Need, need.id).organization)
    session.commit()
    page = broker.open(f"/needs/{need.id}/publish").form().send()
    assert "A deal on it is running already, so it stands under the talks." in page.notes
    assert fresh(session, need).state is NeedState.IN_TALKS
