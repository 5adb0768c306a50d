"""A university's officer answers a published need with patents of its own; the centre and the company see it."""

import pytest
import sqlalchemy as sa

from matchmaker.matching.models import Match
from matchmaker.needs.curation import move_need
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import Role
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent


@pytest.fixture
def need(session, home):
    need = make_need(session, organization=home[Role.ENGINEER])
    session.commit()
    return need


@pytest.fixture
def patents(session, home):
    made = [
        make_patent(session, holder=home[Role.OFFICER], title=f"多孔陶瓷过滤板{place}") for place in "甲乙"
    ]
    session.commit()
    return made


def offered(session):
    session.rollback()
    rows = session.scalars(sa.select(Match).where(Match.offered_at.is_not(None)).order_by(Match.id))
    return [(match.patent_id, match.offer_note, match.offered_by_id) for match in rows]


def test_an_officer_offers_and_the_broker_and_the_company_see_what_and_by_whom(
    officer, broker, engineer, session, need, patents, home
):
    page = officer.open(f"/needs/{need.id}")
    assert [hit.get_text() for hit in page.soup.select("#own-patents h3 a")] == [
        patent.title for patent in patents
    ]
    assert len(page.soup.select("#own-patents .contributions")) == len(patents)
    note = "已有样机，联系13800138000"
    page = page.form(f"/needs/{need.id}/offer").send(patent=str(patents[1].id), note=note)
    assert (page.path, "Offered: 1." in page.text) == (f"/needs/{need.id}", True)
    assert offered(session) == [(patents[1].id, note, officer.person.id)]
    assert "The company reads: 已有样机，联系（联系方式略）" in page.text
    matches = f"/needs/{need.id}/matches"
    desk, company = broker.open(matches), engineer.open(matches)
    (told,) = desk.soup.select(".offer-note")
    assert told.get_text(" ", strip=True).startswith(
        f"{home[Role.OFFICER].name} {officer.person.name} Offered on"
    )
    assert note in told.get_text()
    assert company.soup.select_one(".hit h3 a").get_text() == patents[1].title
    (told,) = company.soup.select(".offer-note")
    assert "已有样机，联系（联系方式略）" in told.get_text()
    assert [secret for secret in ("13800138000", officer.person.name) if secret in told.get_text()] == []
    assert "1 offered" in broker.open("/desk/needs").text
    assert "1 offered by holders" in engineer.open("/my/needs").text
    assert patents[1].title in broker.open("/desk").soup.select_one("#offers").get_text()
    assert "Offered on" in officer.open("/inventory/needs").text


def test_an_offer_that_is_refused_keeps_what_was_typed(officer, session, need, patents):
    form = officer.open(f"/needs/{need.id}").form(f"/needs/{need.id}/offer")
    page = form.send(note="有样机")
    assert (page.status, page.refusals) == (422, ["Tick at least one patent that you offer."])
    assert page.form(f"/needs/{need.id}/offer").values["note"] == "有样机"
    page = form.send(patent=str(patents[0].id), note="长" * 1_001)
    assert page.status == 422
    assert [box["value"] for box in page.soup.select("input[name=patent][checked]")] == [str(patents[0].id)]
    assert offered(session) == []


def test_own_patents_graded_none_are_folded_away_until_they_are_ticked_or_offered(
    officer, session, need, patents, home
):
    far = make_patent(
        session, holder=home[Role.OFFICER], title="一种板材的轧制与光纤的涂覆", abstract="酸洗。"
    )
    session.commit()
    address, action = f"/needs/{need.id}", f"/needs/{need.id}/offer"

    def folded(page):
        return [link.get_text() for link in page.soup.select("#own-patents .fold-far h3 a")]

    page = officer.open(address)
    assert (len(page.soup.select("#own-patents .hit")), folded(page)) == (3, [far.title])
    assert page.soup.select_one(".fold-far > summary").get_text(strip=True) == "Show the 1 graded “none”"
    refused = page.form(action).send(patent=str(far.id), note="长" * 1_001)
    assert (refused.status, refused.soup.select_one(".fold-far").has_attr("open")) == (422, True)
    page.form(action).send(patent=str(far.id))
    assert folded(officer.open(address)) == []


def test_an_offer_is_taken_back(officer, session, need, patents):
    officer.open(f"/needs/{need.id}").form(f"/needs/{need.id}/offer").send(patent=str(patents[0].id))
    match = session.scalar(sa.select(Match.id).where(Match.patent_id == patents[0].id))
    page = officer.open(f"/needs/{need.id}").form(f"/matches/{match}/take-back").send()
    assert (page.status, offered(session)) == (200, [])


def test_an_offer_is_taken_back_in_the_list_of_needs_also_where_the_need_is_not_public(
    officer, session, need, patents
):
    for is_public in (True, False):
        officer.open(f"/needs/{need.id}").form(f"/needs/{need.id}/offer").send(patent=str(patents[0].id))
        match = session.scalar(sa.select(Match.id).where(Match.patent_id == patents[0].id))
        if not is_public:
            move_need(
                session, need=session.get(Need, need.id), state=NeedState.SCREENING, by=make_person(session)
            )
            session.commit()
        page = officer.open("/inventory/needs").form(f"/matches/{match}/take-back").send()
        assert (page.status, page.path, offered(session)) == (200, "/inventory/needs", [])
        assert "The offer is taken back." in page.notes
        assert not page.sends_to(f"/matches/{match}/take-back")
    token = {"csrf_token": officer.open("/search").form("/search").values["csrf_token"]}
    page = officer.post(f"/matches/{match}/take-back", data=token)
    assert (page.status, page.path) == (200, "/inventory/needs")


def test_who_is_no_holder_sees_no_patents_to_offer(visitor, engineer, officer, sign_in, session, need, home):
    make_patent(session, title="另一家的陶瓷过滤板")
    hidden = make_need(session, state=NeedState.SUBMITTED)
    session.commit()
    for reader in (visitor, engineer):
        assert reader.open(f"/needs/{need.id}").soup.select("#own-patents") == []
    page = officer.open(f"/needs/{need.id}")
    assert (page.soup.select("#own-patents .hit"), page.sends_to(f"/needs/{need.id}/offer")) == ([], False)
    token = officer.open("/search").form("/search").values["csrf_token"]
    for number, status in ((hidden.id, 404), (need.id, 422)):
        assert officer.post(f"/needs/{number}/offer", data={"csrf_token": token}).status == status
