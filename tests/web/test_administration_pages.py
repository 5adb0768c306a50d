"""The administrator's pages: organisations, accounts with masked addresses, and the trail."""

import pytest
import sqlalchemy as sa

from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Membership, Organization, Person
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.web.browsing import Reader

NEW_COMPANY = {
    "name": "戊方新材料有限公司",
    "kind": "company",
    "region": "浙江省",
    "industry": "陶瓷",
    "joined_on": "2025-03-01",
}
NEW_PERSON = {"name": "试验员", "email": "new@example.org", "role": "broker"}


def count(session, model):
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_an_organisation_is_entered_with_its_membership(administrator, session):
    page = administrator.open("/organizations").form().send(**NEW_COMPANY)
    entered = session.scalars(sa.select(Organization).where(Organization.name == NEW_COMPANY["name"])).one()
    assert (entered.kind, entered.region, len(entered.memberships)) == (OrganizationKind.COMPANY, "浙江省", 1)
    assert NEW_COMPANY["name"] in page.text
    assert NEW_COMPANY["name"] in administrator.open("/statistics/members").text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "长" * 201}, {"kind": "club"}, {"joined_on": "bald"}, {"region": "长" * 41}],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_an_organisation_that_cannot_be_entered_is_refused_and_what_was_typed_kept(
    administrator, session, wrong
):
    before = count(session, Organization)
    page = administrator.open("/organizations").form().send(**{**NEW_COMPANY, **wrong})
    assert page.status == 200
    assert len(page.soup.select("form .is-invalid")) == 1
    assert page.form().values["industry"] == "陶瓷"
    assert count(session, Organization) == before


def test_a_member_that_joins_again_is_refused_and_nothing_is_written(administrator, session):
    administrator.open("/organizations").form().send(**NEW_COMPANY)
    page = administrator.open("/organizations").form().send(**NEW_COMPANY)
    assert NEW_COMPANY["name"] in page.refusals[0]
    assert count(session, Membership) == 1


def test_an_account_is_opened_with_a_password_that_is_shown_once(app, administrator, session, home):
    form = administrator.open("/people").form()
    page = form.send(**NEW_PERSON, organization_id=str(home[Role.BROKER].id))
    password = page.notes[0].rsplit(" ", maxsplit=1)[-1]
    person = session.scalars(sa.select(Person).where(Person.email == NEW_PERSON["email"])).one()
    assert Reader(app).sign_in(person, password).open("/desk").status == 200
    assert password not in administrator.open("/people").html


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"email": ""}, {"name": ""}, {"role": "king"},
                                   {"organization_id": "999999"}, {"organization_id": "x"}], ids=str)  # fmt: skip
def test_an_account_that_cannot_be_opened_is_refused_at_its_field(administrator, session, wrong):
    before = count(session, Person)
    page = administrator.open("/people").form().send(**{**NEW_PERSON, **wrong})
    assert (page.status, count(session, Person)) == (200, before)
    assert "is-invalid" in page.soup.select_one(f"form [name={next(iter(wrong))}]")["class"]


def test_a_role_of_the_staff_is_refused_at_its_field_for_people_of_a_company(administrator, session, home):
    before = count(session, Person)
    at_company = {**NEW_PERSON, "organization_id": str(home[Role.ENGINEER].id)}
    page = administrator.open("/people").form().send(**at_company)
    assert (page.status, count(session, Person)) == (200, before)
    assert "is-invalid" in page.soup.select_one("form [name=role]")["class"]
    assert page.form().values["email"] == NEW_PERSON["email"]
    administrator.client.set_cookie("language", "zh_Hans_CN")
    page = administrator.open("/people").form().send(**at_company)
    assert page.refusals == [
        "“撮合经理”角色仅限运营中心人员，而“甲方陶瓷有限公司”登记的类型是“企业”。请另选角色或单位，或更正该单位的类型。"
    ]


def test_an_address_has_one_account(administrator, session, home):
    at_centre = {**NEW_PERSON, "organization_id": str(home[Role.BROKER].id)}
    administrator.open("/people").form().send(**at_centre)
    page = administrator.open("/people").form().send(**at_centre)
    assert len(page.refusals) == 1
    assert page.form().values["email"] == NEW_PERSON["email"]
    assert session.scalar(sa.select(sa.func.count()).where(Person.email == NEW_PERSON["email"])) == 1


def test_addresses_of_people_stand_nowhere_in_full(
    administrator, broker, engineer, officer, visitor, session, home
):
    person = make_person(
        session, email="zhang.wei@example.org", organization=home[Role.ENGINEER], role=Role.ENGINEER
    )
    need = make_need(session, organization=home[Role.ENGINEER], by=person)
    session.commit()
    pages = ["/", "/needs", f"/needs/{need.id}", "/roadshows"]
    more = {
        administrator: ["/people", "/organizations", "/trail", f"/needs/{need.id}/matches"],
        broker: ["/desk", "/desk/needs", "/deals", "/inventory", f"/needs/{need.id}/matches"],
        engineer: ["/my/needs", "/my/deals", f"/needs/{need.id}/matches"],
        officer: ["/inventory", "/inventory/needs", "/my/deals"],
        visitor: [],
    }
    for reader, own in more.items():
        for address in pages + own:
            page = reader.open(address)
            assert (page.status, "zhang.wei" in page.html) == (200, False), address
    assert "z***@example.org" in administrator.open("/people").text


def test_the_trail_says_who_did_what(administrator, session):
    administrator.open("/organizations").form().send(**NEW_COMPANY)
    rows = administrator.open("/trail").soup.select("tbody tr")
    told = [[cell.get_text(strip=True) for cell in row.select("td")[1:3]] for row in rows[:2]]
    assert told == [["试验员", "Joined the alliance"], ["试验员", "Organisation entered"]]


def test_long_lists_are_paged(administrator, session):
    for number in range(120):
        make_organization(session, name=f"第{number:03}号分页公司")
    session.commit()
    first = administrator.open("/organizations")
    second = administrator.open(first.soup.select_one("a[rel=next]")["href"])
    names = [{row.td.get_text() for row in page.soup.select("tbody tr")} for page in (first, second)]
    assert [len(page) for page in names] == [50, 50]
    assert names[0] & names[1] == set()
    assert second.soup.select_one("a[rel=prev]") is not None


def test_the_trail_shows_a_text_with_a_percent_sign_as_it_was_written(administrator, session):
    need = make_need(session, title="合格率只有60%，要到98%")
    session.commit()
    assert need.title in administrator.open("/trail").text
