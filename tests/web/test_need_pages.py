"""Needs: written, handed in, published without their company's name, closed."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import Role
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization
from tests.factories.patents import make_patent

TYPED = {
    "title": "陶瓷过滤板寿命短",
    "content": "多孔陶瓷过滤板高温开裂，试过加厚。",
    "budget": "80",
    "deadline": "2027-06-30",
}


@pytest.fixture
def need_in(session, home):
    """A need of the engineer's company: ``need_in(state)``."""

    def made(state, organization=None):
        need = make_need(session, state=state, organization=organization or home[Role.ENGINEER])
        session.commit()
        return need

    return made


def state_of(session, need):
    session.rollback()
    return session.scalar(sa.select(Need.state).where(Need.id == need.id))


def test_a_need_is_saved_as_a_draft_as_it_was_typed(engineer, session, home):
    page = engineer.open("/needs/new").form().send(**TYPED)
    need = session.scalars(sa.select(Need)).one()
    assert page.path == f"/needs/{need.id}"
    assert (need.title, need.content, need.budget_fen, need.deadline, need.state, need.organization_id) == (
        TYPED["title"], TYPED["content"], 80_000_000, dt.date(2027, 6, 30), NeedState.DRAFT, home[Role.ENGINEER].id
    )  # fmt: skip
    assert engineer.open(f"/needs/{need.id}/change").form().values["content"] == TYPED["content"]


def test_a_need_that_is_handed_in_at_once_shows_its_patents(engineer, session):
    patent = make_patent(session, abstract="多孔陶瓷过滤板抗热震。")
    session.commit()
    page = engineer.open("/needs/new").form().send(**TYPED, submit_now="1")
    assert page.path.endswith("/matches")
    assert page.soup.select_one(".hit h3 a")["href"] == f"/patents/{patent.id}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "  "}, {"title": "长" * 201}, {"content": ""}, {"content": "长" * 20_001},
        {"budget": "viel"}, {"budget": "-1"}, {"deadline": "bald"},
    ],
    ids=lambda wrong: "-".join((next(iter(wrong)), str(len(next(iter(wrong.values()))))))
)  # fmt: skip
def test_a_need_that_cannot_be_taken_is_refused_at_its_field_and_what_was_typed_kept(
    engineer, session, wrong
):
    page = engineer.open("/needs/new").form().send(**{**TYPED, **wrong})
    field = next(iter(wrong))
    assert page.status == 200
    assert page.refusals != []
    assert "is-invalid" in page.soup.select_one(f"[name={field}]")["class"]
    kept = {
        name: value
        for name, value in page.form().values.items()
        if name in TYPED and value != wrong.get(name)
    }
    assert kept.items() <= {**TYPED, **wrong}.items()
    assert session.scalar(sa.select(sa.func.count(Need.id))) == 0


@pytest.mark.parametrize("state", [NeedState.DRAFT, NeedState.SUBMITTED, NeedState.CLOSED])
def test_what_is_not_published_is_unknown_to_others(need_in, visitor, officer, sign_in, session, state):
    address = f"/needs/{need_in(state).id}"
    competitor = sign_in(Role.ENGINEER, make_organization(session))
    assert [reader.open(address).status for reader in (visitor, officer, competitor)] == [404, 404, 404]
    assert competitor.open(f"{address}/matches").status == 404
    assert competitor.open(f"{address}/change").status == 404
    assert TYPED["title"] not in visitor.open("/needs").html


def test_a_draft_is_for_its_company_alone(need_in, engineer, broker, administrator):
    address = f"/needs/{need_in(NeedState.DRAFT).id}"
    assert [reader.open(address).status for reader in (engineer, broker, administrator)] == [200, 404, 404]


def test_a_published_need_never_tells_its_company_to_others(
    need_in, visitor, officer, sign_in, session, home
):
    make_patent(session, holder=home[Role.OFFICER])
    need = need_in(NeedState.PUBLISHED)
    name = home[Role.ENGINEER].name
    competitor = sign_in(Role.ENGINEER, make_organization(session))
    addresses = ["/", "/needs", f"/needs/{need.id}", "/search?text=陶瓷过滤板", "/roadshows"]
    for reader, more in ((visitor, []), (officer, ["/inventory/needs"]), (competitor, ["/my/needs"])):
        for address in addresses + more:
            page = reader.open(address)
            assert (page.status, name in page.html) == (200, False), address
    assert need.title in visitor.open("/").html


def test_the_company_and_the_staff_see_whose_need_it_is(need_in, engineer, broker, home):
    address = f"/needs/{need_in(NeedState.PUBLISHED).id}"
    assert home[Role.ENGINEER].name in engineer.open(address).html
    assert home[Role.ENGINEER].name in broker.open(address).html
    assert home[Role.ENGINEER].name in broker.open("/desk/needs").html


def test_a_need_goes_from_draft_to_published_to_closed(need_in, engineer, broker, visitor, session):
    need = need_in(NeedState.DRAFT)
    address = f"/needs/{need.id}"
    engineer.press(address, f"{address}/submit")
    assert state_of(session, need) is NeedState.SUBMITTED
    assert broker.open(address).links().count(f"{address}/publish") == 1
    broker.open(f"{address}/publish").form().send()
    assert state_of(session, need) is NeedState.PUBLISHED
    assert visitor.open(address).status == 200
    engineer.press(address, f"{address}/close")
    assert state_of(session, need) is NeedState.CLOSED
    assert visitor.open(address).status == 404
    assert [item.get_text().split()[-1] for item in engineer.open(address).soup.select(".timeline li")] != []


@pytest.mark.parametrize(
    ("state", "step", "role"),
    [
        (NeedState.DRAFT, "publish", Role.ADMINISTRATOR),
        (NeedState.CLOSED, "publish", Role.BROKER),
        (NeedState.CLOSED, "close", Role.BROKER),
        (NeedState.PUBLISHED, "submit", Role.ENGINEER),
        (NeedState.CLOSED, "change", Role.ENGINEER),
    ],
)
def test_a_step_that_does_not_follow_is_refused_and_changes_nothing(
    need_in, sign_in, session, state, step, role
):
    need, reader = need_in(state), sign_in(role)
    token = reader.open("/change").form().values["csrf_token"]
    page = reader.post(f"/needs/{need.id}/{step}", data={"csrf_token": token, **TYPED})
    assert page.status in {200, 404, 409}
    assert page.status != 200 or len(page.refusals) == 1
    assert state_of(session, need) is state


@pytest.mark.parametrize("step", ["submit", "close", "change"])
def test_nobody_takes_a_step_with_another_companys_published_need(need_in, sign_in, session, step):
    need, competitor = need_in(NeedState.PUBLISHED), sign_in(Role.ENGINEER, make_organization(session))
    token = competitor.open("/change").form().values["csrf_token"]
    page = competitor.post(f"/needs/{need.id}/{step}", data={"csrf_token": token, **TYPED})
    assert (page.status, state_of(session, need)) == (403, NeedState.PUBLISHED)


def test_a_changed_need_keeps_its_state_and_is_ranked_anew(need_in, engineer, session):
    patent = make_patent(session, title="一种辣椒采摘机", abstract="采摘辣椒。")
    need = need_in(NeedState.SUBMITTED)
    assert engineer.open(f"/needs/{need.id}/matches").soup.select(".hit") == []
    engineer.open(f"/needs/{need.id}/change").form().send(title="辣椒采摘太慢", content="辣椒靠人采摘。")
    hit = engineer.open(f"/needs/{need.id}/matches").soup.select_one(".hit h3 a")
    assert hit["href"] == f"/patents/{patent.id}"
    assert state_of(session, need) is NeedState.SUBMITTED


def test_the_company_sees_how_many_patents_are_new_until_it_has_looked(need_in, engineer, session):
    need = need_in(NeedState.SUBMITTED)
    make_patent(session)
    session.commit()
    assert engineer.open("/my/needs").soup.select_one("td.num").get_text(strip=True) == "1"
    engineer.open(f"/needs/{need.id}/matches")
    assert engineer.open("/my/needs").soup.select_one("td.num").get_text(strip=True) == "0"
