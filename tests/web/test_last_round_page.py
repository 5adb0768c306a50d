"""The transfer officer's Monday page."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from matchmaker.matching.enums import Decision
from matchmaker.matching.models import Match
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from matchmaker.patents.models import Patent
from tests.factories.needs import make_need
from tests.factories.patents import make_granted_patent

ADDRESS = "/inventory/last-round"


@pytest.fixture
def patent(session, home):
    """A dormant patent of the officer's university with a fee due in 20 days, and a published need for it."""
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    made = make_granted_patent(session, holder=home[Role.OFFICER], today=today, due_in=20)
    make_need(session, organization=home[Role.ENGINEER])
    session.commit()
    return made


def titles(page):
    return [heading.get_text(strip=True) for heading in page.soup.select(".last-round h2")]


def match_of(session):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Match)).one()


def test_it_is_the_officers_first_page_and_says_what_is_due(officer, patent):
    page = officer.open("/start")
    assert page.path == ADDRESS
    assert titles(page) == [patent.title]
    assert "1,200.00" in page.text
    assert "20 days left" in page.text


def test_the_days_can_be_chosen_and_nothing_wrong_breaks_the_page(officer, patent):
    assert titles(officer.open(f"{ADDRESS}?days=30")) == [patent.title]
    page = officer.open(f"{ADDRESS}?days=10")
    assert titles(page) == []
    assert len(page.soup.select(".empty")) == 1
    for query in ("days=x", "days=-5", "days=99999999999999999999", "page=0", "page=x"):
        assert officer.open(f"{ADDRESS}?{query}").status == 200


def test_an_officer_offers_and_a_broker_sees_it_and_recommends(officer, broker, session, patent):
    officer.open(ADDRESS)
    match = match_of(session)
    page = officer.press(ADDRESS, f"{ADDRESS}/{match.id}/offer")
    assert titles(page) == [patent.title]
    assert not page.sends_to(f"{ADDRESS}/{match.id}/offer")
    assert match_of(session).offered_at is not None
    assert "Offered by the holder" in broker.open(f"/needs/{match.need_id}/matches").text
    page = broker.press(ADDRESS, f"{ADDRESS}/{match.id}/offer")
    assert titles(page) == []
    assert match_of(session).decision is Decision.KEPT


def test_what_was_decided_meanwhile_is_told(officer, broker, session, patent):
    form = officer.open(ADDRESS).form(f"{ADDRESS}/{match_of(session).id}/offer")
    match = match_of(session)
    broker.press(f"/needs/{match.need_id}/matches", f"/matches/{match.id}/keep")
    page = form.send()
    assert (page.status, len(page.refusals)) == (200, 1)


def test_nobody_offers_what_another_holds(officer, session):
    make_granted_patent(session, due_in=20)
    make_need(session)
    session.commit()
    page = officer.open(ADDRESS)
    assert titles(page) == []
    token = officer.open("/search").form("/search").values["csrf_token"]
    match = match_of(session)
    assert officer.post(f"{ADDRESS}/{match.id}/offer", data={"csrf_token": token}).status == 403


def test_a_need_that_is_not_published_keeps_its_title(officer, session, home):
    make_granted_patent(session, holder=home[Role.OFFICER], due_in=20)
    need = make_need(session, state=NeedState.SUBMITTED, title="陶瓷过滤板的机密难题")
    session.commit()
    page = officer.open(ADDRESS)
    assert "A need that is not published yet" in page.text
    assert need.title not in page.text


def test_the_page_asks_as_often_for_many_rows_as_for_one(officer, session, home, count_queries):
    def asked(rows):
        assert len(titles(officer.open(f"{ADDRESS}?days=365"))) == rows
        with count_queries() as statements:
            officer.open(f"{ADDRESS}?days=365")
        return len(statements)

    def fill(places):
        for place in places:
            words = f"第{place}号陶瓷过滤板寿命短"
            make_granted_patent(session, holder=home[Role.OFFICER], due_in=20 + place, title=words)
            make_need(session, organization=home[Role.ENGINEER], title=words)
        session.commit()

    fill(range(1))
    one = asked(1)
    fill(range(1, 12))
    assert asked(12) == one


def test_a_patent_is_let_lapse_with_a_reason_and_leaves_the_list(officer, session, patent):
    form = officer.open(ADDRESS).form(f"/patents/{patent.id}/let-lapse")
    page = form.send(reason="技术已过时")
    assert (page.path, titles(page)) == (ADDRESS, [])
    session.rollback()
    assert session.scalars(sa.select(Patent.let_lapse_reason)).one() == "技术已过时"
