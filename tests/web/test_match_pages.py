"""The match desk: keep, pass with a reason, undo, grade; and what a holder sees of it."""

import pytest
import sqlalchemy as sa

from matchmaker.matching.enums import Decision, Level, PassReason
from matchmaker.matching.models import Judgement, Match
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from matchmaker.patents.service import withdraw_listing
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.patents import make_patent


@pytest.fixture
def match(session, home):
    """The match of the engineer's submitted need with a patent of the officer's university."""
    need = make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER])
    made = make_match(session, need=need, patent=make_patent(session, holder=home[Role.OFFICER]))
    session.commit()
    return made


def decided(session):
    session.rollback()
    return tuple(session.execute(sa.select(Match.decision, Match.pass_reason)).one())


def test_a_match_is_kept_and_the_company_sees_that_the_centre_recommends_it(broker, engineer, session, match):
    address = f"/needs/{match.need_id}/matches"
    arrived = broker.press(address, f"/matches/{match.id}/keep")
    assert arrived.path == address
    assert decided(session) == (Decision.KEPT, None)
    assert len(engineer.open(address).soup.select(".hit h3 .badge")) == 1


def test_a_match_is_passed_with_its_reason_and_leaves_the_companys_list(broker, engineer, session, match):
    address = f"/needs/{match.need_id}/matches"
    page = broker.press(address, f"/matches/{match.id}/pass", reason="too_early")
    assert decided(session) == (Decision.PASSED, PassReason.TOO_EARLY)
    assert "Too early for industry" in page.soup.select_one(".hit h3").get_text()
    assert engineer.open(address).soup.select(".hit") == []


def test_a_match_is_not_passed_without_a_reason_that_there_is(broker, session, match):
    address = f"/needs/{match.need_id}/matches"
    for reason in (None, "no-such-reason"):
        assert broker.press(address, f"/matches/{match.id}/pass", reason=reason).status == 200
    assert decided(session) == (Decision.OPEN, None)


@pytest.mark.parametrize("step", [("keep", {}), ("pass", {"reason": "price"})], ids=lambda step: step[0])
def test_a_decision_can_be_taken_back(broker, session, match, step):
    address, (name, sent) = f"/needs/{match.need_id}/matches", step
    broker.press(address, f"/matches/{match.id}/{name}", **sent)
    broker.press(address, f"/matches/{match.id}/reopen")
    assert decided(session) == (Decision.OPEN, None)


def test_a_grade_is_each_persons_own_and_the_later_one_holds(broker, administrator, session, match):
    address, action = f"/needs/{match.need_id}/matches", f"/matches/{match.id}/grade"
    broker.press(address, action, level="2")
    broker.press(address, action, level="4")
    administrator.press(address, action, level="1")
    broker.press(address, action, level="9")
    grades = session.execute(sa.select(Judgement.person_id, Judgement.level).order_by(Judgement.person_id))
    assert [tuple(grade) for grade in grades] == sorted([
        (broker.person.id, Level.STRONG), (administrator.person.id, Level.NONE)
    ])  # fmt: skip


def test_the_company_has_no_buttons_to_judge_with(engineer, match):
    page = engineer.open(f"/needs/{match.need_id}/matches")
    assert [form.action for form in page.forms()] == [f"/my/searches/needs/{match.need_id}", "/why-not"]


def test_the_desk_counts_what_is_still_to_be_judged(broker, match):
    def waiting():
        return broker.open("/desk/needs").soup.select_one("td.num").get_text(strip=True)

    assert waiting() == "1"
    broker.press(f"/needs/{match.need_id}/matches", f"/matches/{match.id}/keep")
    assert waiting() == "0"


def test_a_holder_sees_needs_for_its_patents_and_no_word_of_one_that_is_not_published(
    officer, broker, match, home, session
):
    page = officer.open("/inventory/needs")
    assert len(page.soup.select("tbody tr")) == 1
    assert match.need.title not in page.html
    broker.open(f"/needs/{match.need_id}/publish").form().send()
    page = officer.open("/inventory/needs")
    assert match.need.title in page.html
    assert home[Role.ENGINEER].name not in page.html


def test_markup_in_a_need_is_only_text(broker, session, home):
    need = make_need(
        session,
        state=NeedState.SUBMITTED,
        organization=home[Role.ENGINEER],
        title="<script>alert(1)</script>陶瓷",
        content="<b>陶瓷</b>过滤板",
    )
    make_patent(session)
    session.commit()
    for address in (f"/needs/{need.id}", f"/needs/{need.id}/matches", "/desk", "/desk/needs"):
        page = broker.open(address)
        assert page.status == 200
        assert page.soup.select("main h1 script, main a script, .need-text b") == []


def needs_of(page):
    return [found.get_text(" ", strip=True) for found in page.soup.select(".near-need")]


def test_a_patent_shows_its_open_needs_to_each_as_far_as_they_may_know(
    officer, broker, visitor, match, home, session
):
    address = f"/patents/{match.patent_id}"
    assert needs_of(visitor.open(address)) == []
    (masked,) = needs_of(officer.open(address))
    assert masked.startswith("A need that is not published yet")
    assert match.need.title in needs_of(broker.open(address))[0]
    broker.open(f"/needs/{match.need_id}/publish").form().send()
    for reader in (visitor, officer):
        page = reader.open(address)
        assert match.need.title in needs_of(page)[0]
        assert home[Role.ENGINEER].name not in page.html
        assert f"/needs/{match.need_id}" in page.links()


def test_needs_graded_none_are_folded_away_and_counted(visitor, officer, session, home):
    patent = make_patent(session, holder=home[Role.OFFICER], title="陶瓷过滤板", abstract="多孔陶瓷过滤板。")
    make_patent(session, title="一种板材的轧制与光纤的涂覆", abstract="酸洗。")
    near = make_need(session, title="陶瓷过滤板", content="多孔陶瓷过滤板。")
    far = [make_need(session, title=f"{place}号板材轧制与光纤涂覆", content="酸洗。") for place in "甲乙"]
    session.commit()
    for reader in (visitor, officer):
        page = reader.open(f"/patents/{patent.id}")
        folded = page.soup.select_one(".fold-far")
        assert folded.summary.get_text(strip=True) == "Show the 2 graded “none”"
        assert not folded.has_attr("open")
        assert sorted(link.get_text() for link in folded.select("a")) == sorted(need.title for need in far)
        assert {grade.get_text(" ", strip=True) for grade in folded.select(".grade")} == {"Grade None"}
        assert [each for each in needs_of(page) if near.title in each] == [needs_of(page)[0]]
    page = officer.open("/inventory/needs")
    assert [row.get_text() for row in page.soup.select("tbody td:nth-of-type(2)")] == [near.title]
    page = officer.open(page.soup.find("a", string="Show the 2 graded “none” too")["href"])
    assert len(page.soup.select("tbody tr")) == 3
    assert "Leave out the 2 graded “none”" in page.text


def test_where_all_needs_are_graded_none_the_patent_says_so(visitor, session):
    patent = make_patent(session, title="陶瓷过滤板", abstract="多孔陶瓷过滤板。")
    make_patent(session, title="一种板材的轧制与光纤的涂覆", abstract="酸洗。")
    make_need(session, title="板材轧制与光纤涂覆", content="酸洗。")
    session.commit()
    panel = visitor.open(f"/patents/{patent.id}").soup.select_one(".panel:has(.fold-far)")
    assert "No open need comes near enough at the moment." in panel.get_text()


def test_a_kept_match_that_was_taken_off_offer_says_so_and_leads_the_company_to_no_closed_page(
    broker, engineer, session, match
):
    address, said = f"/needs/{match.need_id}/matches", "taken off offer since"
    broker.press(address, f"/matches/{match.id}/keep")
    assert said not in engineer.open(address).text
    withdraw_listing(session, patent=match.patent, by=None)
    session.commit()
    for reader, may_open in ((engineer, False), (broker, True)):
        page = reader.open(address)
        (hit,) = page.soup.select(".hit")
        assert (said in hit.get_text(), "No longer on offer" in hit.h3.get_text()) == (True, True)
        assert (hit.select_one("h3 a") is not None) is may_open
    assert "The centre recommended it" in engineer.open(address).text


def test_the_score_of_a_pair_is_the_same_from_both_sides(broker, match):
    of_need = broker.open(f"/needs/{match.need_id}/matches").soup.select_one(".hit .score .num").get_text()
    assert (
        broker.open(f"/patents/{match.patent_id}").soup.select_one(".near-need .score .num").get_text()
        == of_need
    )


def test_a_company_searches_with_patents_of_its_own_from_its_need(engineer, match):
    page = engineer.open(f"/needs/{match.need_id}").form("/search").send(text=match.patent.application_number)
    assert page.soup.select_one(".panel > a").get_text() == match.patent.title
    assert page.soup.select(".hit") == []


@pytest.mark.parametrize("step", [("keep", {}), ("pass", {"reason": "price"})], ids=lambda step: step[0])
def test_a_decision_just_taken_can_be_undone_from_a_note_that_is_shown_once(broker, session, match, step):
    address, (name, sent) = f"/needs/{match.need_id}/matches", step
    page = broker.press(address, f"/matches/{match.id}/{name}", **sent)
    undo = page.soup.select_one(".undo form")
    assert undo["action"] == f"/matches/{match.id}/reopen"
    assert broker.open(address).soup.select(".undo") == []
    next(form for form in page.forms() if form.tag is undo).send()
    assert decided(session) == (Decision.OPEN, None)


def test_a_grade_just_given_goes_back_to_the_one_before_it(broker, session, match):
    address, action = f"/needs/{match.need_id}/matches", f"/matches/{match.id}/grade"

    def undone(page):
        undo = page.soup.select_one(".undo form")
        next(form for form in page.forms() if form.tag is undo).send()
        session.rollback()
        return session.scalars(sa.select(Judgement.level)).all()

    assert undone(broker.press(address, action, level="2")) == []
    broker.press(address, action, level="3")
    assert undone(broker.press(address, action, level="4")) == [Level.FAIR]


def test_a_grade_that_was_never_given_is_not_taken_back(broker, session, match):
    broker.press(f"/needs/{match.need_id}/matches", f"/matches/{match.id}/grade", level="2")
    for _ in range(2):
        token = broker.open("/desk/needs").soup.select_one("input[name=csrf_token]")["value"]
        assert broker.post(f"/matches/{match.id}/ungrade", data={"csrf_token": token}).status == 200
    assert session.scalars(sa.select(Judgement.level)).all() == []


def test_after_the_last_match_comes_the_next_need_with_the_way_back(broker, session, match, home):
    other = make_need(
        session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER], title="陶瓷板开裂"
    )
    session.commit()
    broker.open("/desk/needs")
    page = broker.press(f"/needs/{match.need_id}/matches", f"/matches/{match.id}/keep")
    assert page.path == f"/needs/{other.id}/matches"
    assert match.need.title in page.soup.select_one(".undo").get_text()
    back = page.form(f"/matches/{match.id}/reopen").send()
    assert back.path == f"/needs/{match.need_id}/matches"
    assert decided_of(session, match) == Decision.OPEN


def test_the_desk_stays_while_something_is_left_to_judge(broker, session, match, home):
    make_patent(session, holder=home[Role.OFFICER], title="一种陶瓷板")
    make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER], title="陶瓷板开裂")
    session.commit()
    address = f"/needs/{match.need_id}/matches"
    assert broker.press(address, f"/matches/{match.id}/keep").path == address


def decided_of(session, match):
    session.rollback()
    return session.scalar(sa.select(Match.decision).where(Match.id == match.id))


def test_a_match_is_held_against_another_by_those_who_see_the_need_from_inside(
    visitor, officer, broker, engineer, session, match, home
):
    other = make_patent(session, holder=home[Role.OFFICER], title="一种陶瓷板")
    draft = make_need(session, state=NeedState.DRAFT, organization=home[Role.ENGINEER])
    session.commit()
    link = broker.open(f"/needs/{match.need_id}/matches").soup.select_one("a[href^='/compare']")["href"]
    why = f"/why-not?need={match.need_id}&number={other.application_number}"
    for address in (link, why):
        statuses = [reader.open(address).status for reader in (broker, engineer, officer, visitor)]
        assert statuses == [200, 200, 404, 404]
    assert "place 2" in broker.open(why).soup.select_one(".alert-success").get_text()
    of_draft = why.replace(f"need={match.need_id}", f"need={draft.id}")
    assert [reader.open(of_draft).status for reader in (broker, engineer)] == [404, 200]
