"""The pages of scorecards, their edits, and the scores of patents."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from matchmaker.organizations.enums import Role
from matchmaker.patents.scorecards.enums import Scenario
from matchmaker.patents.scorecards.models import PatentScore, Scorecard
from matchmaker.patents.scorecards.queries import scorecard_of
from tests.factories.patents import make_granted_patent, make_patent
from tests.factories.scorecards import make_score

TODAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()  # as the pages know it
EDIT = "/scorecards/finance/edit"


@pytest.fixture
def patent(session, home):
    """A patent of the officer's university."""
    made = make_granted_patent(session, holder=home[Role.OFFICER], claims="一种板。", ipc=("C04B 38/06",))
    session.commit()
    return made


def fields_of(page):
    """What the fields of the edited lines hold, column by column."""
    return {
        name: [tag.get("value", "") for tag in page.soup.select(f"main input[name={name}]")]
        for name in ("name", "weight", "guide")
    } | {
        name: [
            (menu.select_one("option[selected]") or menu.select_one("option"))["value"]
            for menu in page.soup.select(f"select[name={name}]")
        ]
        for name in ("value", "rule")
    }


def save(administrator, change=None, **more):
    """Opens the page of the scorecard for finance, changes its columns and sends it."""
    page = administrator.open(EDIT)
    columns = fields_of(page)
    if change:
        change(columns)
    form = page.form()
    hidden = {name: form.values[name] for name in ("csrf_token", "version")}
    return administrator.post(EDIT, data={**hidden, **columns, **more})


def newest(session):
    session.rollback()
    session.expire_all()
    return scorecard_of(session, Scenario.FINANCE)


def test_the_scorecards_of_all_scenarios_are_listed_and_shown(officer):
    page = officer.open("/scorecards")
    rows = page.soup.select("main tbody tr")
    assert [row.a.get_text() for row in rows] == [scenario.label for scenario in Scenario]
    assert "came with the platform" in rows[0].get_text()
    shown = officer.open("/scorecards/finance")
    assert "not the standard's" in shown.text
    assert len(shown.soup.select("main tbody tr")) == 16 + 3
    assert not shown.sends_to(EDIT)


def test_an_indicator_is_added_renamed_and_weighed_anew(administrator, session):
    def change(columns):
        columns["name"][0], columns["weight"][0] = "登记状态", "5"
        columns["name"][16], columns["weight"][16], columns["value"][16] = "担保经验", "3", "economic"

    page = save(administrator, change)
    assert page.notes == ["Version 2 is saved. Scores keep the version they were given by."]
    card = newest(session)
    assert (card.version, card.made_by.name) == (2, administrator.person.name)
    assert (card.indicators[0].name, card.indicators[0].weight) == ("登记状态", 5)
    assert (card.indicators[-1].name, card.indicators[-1].weight) == ("担保经验", 3)
    old = administrator.open("/scorecards/finance?version=1")
    assert "This is an old version" in old.text


def test_what_cannot_be_saved_is_told_line_by_line_and_kept(administrator, session):
    def change(columns):
        columns["name"][2], columns["weight"][2] = "", ""
        columns["weight"][5] = "viel"
        columns["name"][16], columns["weight"][16] = "担保<经验>\x00", "3"

    page = save(administrator, change)
    assert (page.status, page.refusals) == (
        422,
        [
            "Line 6: the weight of “权利稳定性” must be a whole number from 1 to 100.",
            "Line 17: choose which value “担保<经验>” belongs to.",
        ],
    )
    again = fields_of(page)
    assert (again["name"][2], again["weight"][5], again["name"][16]) == ("", "viel", "担保<经验>")
    assert newest(session).version == 1


def test_weights_that_do_not_add_up_are_refused_with_their_sum(administrator):
    page = save(administrator, lambda columns: columns["weight"].__setitem__(0, "9"))
    assert page.refusals == ["The weights add up to 101, and must add up to 100."]
    assert page.soup.select_one("#weights").get_text() == "101"


def test_an_edit_that_another_one_overtook_is_shown_again_and_then_saved(administrator, session):
    save(administrator, lambda columns: columns["name"].__setitem__(0, "登记状态"))
    late = save(administrator, lambda columns: columns["name"].__setitem__(0, "权利状态"), version="1")
    assert late.status == 422
    assert "Version 2 was saved meanwhile" in late.refusals[0]
    assert fields_of(late)["name"][0] == "权利状态"
    assert late.form().values["version"] == "2"
    assert newest(session).version == 2


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": ["甲"]},
        {"name": ["甲"] * 500, "weight": ["1"] * 500},
        {"version": "²"},
        {"version": "9" * 30},
        {"value": ["none-such"], "name": ["甲"], "weight": ["100"], "rule": ["none-such"]},
    ],
    ids=str,
)
def test_a_form_nobody_was_given_is_refused(administrator, session, sent):
    token = administrator.open(EDIT).form().values["csrf_token"]
    page = administrator.post(EDIT, data={"csrf_token": token, **sent})
    assert page.status == 422
    assert page.refusals != []
    assert newest(session).version == 1


def test_a_patent_is_scored_and_the_score_shows_all_that_it_rests_on(officer, session, patent):
    page = officer.open(f"/patents/{patent.id}").soup.select_one(f'a[href="/patents/{patent.id}/scores/new"]')
    page = officer.open(page["href"] + "?scenario=finance")
    values = page.form().values
    typed = {name: "70" for name in values if name.startswith("points-")} | {
        name: f"据 {name}" for name in values if name.startswith("evidence-")
    }
    assert len(typed) == 2 * 9
    shown = page.form().send(**typed)
    assert shown.notes == ["Scored."]
    score = session.scalars(sa.select(PatentScore)).one()
    assert shown.path == f"/scores/{score.id}"
    for text in ("Finance", "Version 1", f"{score.total:.2f}", TODAY.isoformat(), officer.person.name):
        assert text in shown.text
    assert "computed In force by the sheet, not checked" in shown.text
    assert shown.text.count("据 evidence-") == 9
    assert f"{score.total:.2f}" in officer.open(f"/patents/{patent.id}").text
    assert f"{score.total:.2f}" in officer.open("/inventory").text


def test_marks_that_are_missing_are_named_at_their_place_and_the_rest_is_kept(officer, session, patent):
    page = officer.open(f"/patents/{patent.id}/scores/new")
    names = [name for name in page.form().values if name.startswith("points-")]
    evidence = names[1].replace("points", "evidence")
    page = page.form().send(**{names[0]: "120", names[1]: "0", evidence: "<b>没有</b>"})
    assert page.status == 422
    assert len(page.refusals) == len(names) - 1
    assert page.form().values[names[0]] == "120"
    assert page.form().values[evidence] == "<b>没有</b>"
    assert session.scalars(sa.select(PatentScore)).all() == []


def test_a_score_begun_by_an_older_version_keeps_it(officer, administrator, session, patent):
    page = officer.open(f"/patents/{patent.id}/scores/new?scenario=finance")
    save(administrator, lambda columns: columns["name"].__setitem__(0, "登记状态"))
    values = page.form().values
    page.form().send(**{
        name: "50" for name in values if name.startswith(("points-", "evidence-"))
    })  # fmt: skip
    assert session.scalars(sa.select(Scorecard.version).join(PatentScore)).all() == [1]


def test_a_design_is_refused_with_the_reason(officer, session, home):
    design = make_patent(session, holder=home[Role.OFFICER], patent_type="design")
    session.commit()
    page = officer.open(f"/patents/{design.id}/scores/new")
    assert page.status == 409
    assert "evaluates inventions and utility models only" in page.text
    assert "Only inventions and utility models" in officer.open(f"/patents/{design.id}").text


def test_scores_are_for_the_holder_and_the_centre(officer, broker, visitor, session, patent):
    foreign = make_granted_patent(session)
    score = make_score(session, patent=foreign, on=TODAY)
    own = make_score(session, patent=patent, on=TODAY)
    session.commit()
    assert officer.open(f"/scores/{score.id}").status == 403
    assert officer.open(f"/patents/{foreign.id}/scores/new").status == 403
    assert broker.open(f"/scores/{score.id}").status == 200
    assert f"/scores/{own.id}" not in visitor.open(f"/patents/{patent.id}").html
    assert f"/scores/{own.id}" in officer.open(f"/patents/{patent.id}").html


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_every_page_is_there_in_both_languages(administrator, session, patent, language):
    score = make_score(session, patent=patent, on=TODAY)
    session.commit()
    administrator.client.set_cookie("language", language)
    addresses = ["/scorecards", "/scorecards/finance", EDIT, f"/scores/{score.id}"]
    for address in [*addresses, f"/patents/{patent.id}/scores/new"]:
        assert administrator.open(address).status == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/scorecards/none-such", 404),
        ("/scorecards/finance?version=99", 404),
        ("/scorecards/finance?version=99999999999999999999", 404),
        ("/scorecards/finance?version=x", 200),
        ("/scores/99999999999999999999", 404),
    ],
)
def test_an_address_that_asks_for_nothing_known_is_answered(broker, address, status):
    assert broker.open(address).status == status
