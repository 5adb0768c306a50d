"""The administrator's page of an account: changed with refusals at their fields, closed, and opened again."""

import pytest

from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Person
from tests.factories.needs import make_need
from tests.web.browsing import Reader
from tests.web.conftest import PASSWORD


@pytest.fixture
def address(engineer):
    return f"/people/{engineer.person.id}"


def person_of(session, reader):
    session.expire_all()
    return session.get_one(Person, reader.person.id)


def test_a_person_is_changed_from_the_list_and_what_they_may_do_follows(
    administrator, engineer, session, home
):
    listed = administrator.open("/people")
    link = listed.soup.select_one(f'a[href="/people/{engineer.person.id}"]')
    page = administrator.open(link["href"])
    assert page.form(page.path).values["email"] == engineer.person.email
    assert page.form(page.path).values["organization_id"] == str(home[Role.ENGINEER].id)
    changed = page.form(page.path).send(
        name="王二", email="new@example.org", role="broker", organization_id=str(home[Role.BROKER].id)
    )
    assert changed.notes == ["The account of 王二 is changed."]
    person = person_of(session, engineer)
    assert (person.email, person.role, person.organization_id) == (
        "new@example.org", Role.BROKER, home[Role.BROKER].id
    )  # fmt: skip
    assert [engineer.open(path).status for path in ("/desk", "/my/needs")] == [200, 403]
    timeline = changed.soup.select_one(".timeline").get_text(" ", strip=True)
    assert "Role Company engineer → Broker" in " ".join(timeline.split())
    assert "n***@example.org" in administrator.open("/trail").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "This field is required."),
        ({"email": "nobody"}, "Enter an address such as name@example.org."),
        ({"role": "king"}, "Not a valid choice."),
        ({"organization_id": "999999"}, "Not a valid choice."),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_kept(
    administrator, session, engineer, address, wrong, told
):
    before = engineer.person.name
    form = administrator.open(address).form(address)
    page = form.send(**{"name": "王二", **wrong})
    field = page.soup.select_one(f"form [name={next(iter(wrong))}]")
    assert ("is-invalid" in field["class"], page.refusals) == (True, [told])
    assert page.form(address).values["name"] == wrong.get("name", "王二")
    assert person_of(session, engineer).name == before


def test_an_address_that_is_taken_is_refused_at_its_field(administrator, engineer, officer, session, address):
    before, taken = engineer.person.email, officer.person.email
    page = administrator.open(address).form(address).send(email=taken)
    assert "is-invalid" in page.soup.select_one("form [name=email]")["class"]
    assert page.refusals == [
        f"There is already an account for {taken}. Use another address, or change that account."
    ]
    assert person_of(session, engineer).email == before


def test_a_closed_account_ends_every_sitting_keeps_what_was_done_and_opens_again(
    app, administrator, engineer, session, home, address
):
    need = make_need(session, organization=home[Role.ENGINEER], by=session.merge(engineer.person))
    session.commit()
    elsewhere = Reader(app).sign_in(engineer.person, PASSWORD)
    page = administrator.press(address, f"{address}/close")
    assert page.notes == [f"The account is closed; {engineer.person.name} is signed out everywhere."]
    assert page.soup.select_one("h1 .badge").get_text(strip=True) == "closed"
    assert [each.open("/my/needs").path for each in (engineer, elsewhere)] == ["/login"] * 2
    refused = Reader(app).open("/login").form().send(email=engineer.person.email, password=PASSWORD)
    assert len(refused.refusals) == 1
    listed = administrator.open("/people").soup.select_one(f'tr:has(a[href="{address}"])')
    assert listed.select_one(".badge").get_text(strip=True) == "closed"
    assert f"Need written {engineer.person.name}" in administrator.open(f"/needs/{need.id}").text
    page = administrator.press(address, f"{address}/reopen")
    assert page.soup.select("h1 .badge") == []
    assert engineer.open("/my/needs").path == "/login"
    assert Reader(app).sign_in(engineer.person, PASSWORD).open("/my/needs").status == 200
    actions = [
        row.select("td")[2].get_text(strip=True)
        for row in administrator.open("/trail").soup.select("tbody tr")
    ]
    assert actions[:2] == ["Account opened again", "Account closed"]


def test_an_account_that_somebody_else_closed_meanwhile_is_told_so(administrator, address):
    open_page = administrator.open(address)
    open_page.form(f"{address}/close").send()
    page = open_page.form(f"{address}/close").send()
    assert (page.path, "Somebody else did this a moment ago. Look at the account again." in page.text) == (
        address, True
    )  # fmt: skip


def test_a_person_who_forgot_the_password_gets_a_new_one_that_is_shown_once(
    app, administrator, engineer, address
):
    page = administrator.press(address, f"{address}/password")
    password = page.notes[0].rsplit(" ", maxsplit=1)[-1]
    assert engineer.open("/my/needs").path == "/login"
    old = Reader(app).open("/login").form().send(email=engineer.person.email, password=PASSWORD)
    assert len(old.refusals) == 1
    assert Reader(app).sign_in(engineer.person, password).open("/my/needs").status == 200
    assert password not in administrator.open(address).html


def test_the_last_administrator_finds_no_way_out(administrator, session):
    own = f"/people/{administrator.person.id}"
    page = administrator.open(own)
    assert (page.sends_to(f"{own}/close"), "is the only administrator" in page.text) == (False, True)
    page = page.form(own).send(role="broker")
    assert "is-invalid" in page.soup.select_one("form [name=role]")["class"]
    assert page.refusals == [
        "试验员 is the only administrator. Make somebody else an administrator first, so that there is one."
    ]
    token = page.form(own).values["csrf_token"]
    assert administrator.post(f"{own}/close", data={"csrf_token": token}).path == own
    person = person_of(session, administrator)
    assert (person.active, person.role) == (True, Role.ADMINISTRATOR)


def test_no_account_has_this_number(administrator):
    assert administrator.open("/people/999999").status == 404
