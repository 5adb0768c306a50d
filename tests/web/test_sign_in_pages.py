"""Signing in and out, the first page of each role, the password, and the reader's language."""

import datetime as dt

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaker.organizations import views
from matchmaker.organizations.enums import Role
from tests.factories.organizations import make_person
from tests.web.browsing import Reader
from tests.web.conftest import PASSWORD

WRONG = "The e-mail address or the password is wrong. Check both; if you forgot them, ask the centre."
WAIT = (
    "There were too many wrong passwords. Wait 10 seconds, then try again; if you forgot yours, ask the centre"
    " for a new one."
)
FIRST_PAGES = {
    Role.ENGINEER: "/my/needs",
    Role.OFFICER: "/inventory/last-round",
    Role.BROKER: "/desk",
    Role.ADMINISTRATOR: "/statistics",
}


@pytest.mark.parametrize("role", Role)
def test_a_persons_day_begins_at_the_page_of_their_role(app, sign_in, role):
    page = Reader(app).open("/login").form().send(email=sign_in(role).person.email, password=PASSWORD)
    assert page.path == FIRST_PAGES[role]


def test_a_visitor_comes_back_to_the_page_they_wanted_after_signing_in(app, broker):
    page = Reader(app).open("/deals?stage=talks")
    assert page.path == "/login"
    arrived = page.form().send(email=broker.person.email, password=PASSWORD)
    assert arrived.response.request.full_path == "/deals?stage=talks"


def test_a_wrong_password_is_refused_and_the_address_kept(app, broker):
    page = Reader(app).open("/login").form().send(email=broker.person.email, password="something else")
    assert len(page.refusals) == 1
    assert page.form().values["email"] == broker.person.email
    assert "password" not in page.form().values or page.form().values["password"] == ""


def test_a_wrong_password_is_told_in_the_readers_language(app, broker):
    page = Reader(app, language=None).open("/login").form().send(email=broker.person.email, password="wrong")
    assert page.refusals == ["邮箱或密码有误，请核对后重试；忘记时请联系中心。"]


@pytest.fixture
def clock(monkeypatch):
    """The moment at which people sign in; the test moves it."""
    clock = {"now": dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)}
    monkeypatch.setattr(views, "now", lambda: clock["now"])
    return clock


def test_repeated_wrong_passwords_have_to_wait_even_for_the_right_one(app, broker, clock):
    reader, email = Reader(app), broker.person.email
    for _ in range(5):
        page = reader.open("/login").form().send(email=email, password="wrong")
        assert page.refusals == [WRONG]
    page = page.form().send(email=email, password=PASSWORD)
    assert page.refusals == [WAIT]
    assert page.form().values["email"] == email
    clock["now"] += dt.timedelta(seconds=10)
    assert page.form().send(email=email, password=PASSWORD).path == "/desk"


def test_a_guesser_at_another_address_keeps_nobody_waiting(app, broker, clock, monkeypatch):
    monkeypatch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, x_for=1))
    guesser = Reader(app)
    guesser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.9"
    for _ in range(6):
        page = guesser.open("/login").form().send(email=broker.person.email, password="wrong")
    assert "Wait 10 seconds" in page.refusals[0]
    assert Reader(app).sign_in(broker.person, PASSWORD).open("/desk").status == 200


def test_signing_in_leads_to_no_other_site(app, broker):
    reader = Reader(app)
    page = reader.open("/login?next=https://elsewhere.example/")
    answer = reader.post(
        page.form().action,
        follow=False,
        data={**page.form().values, "email": broker.person.email, "password": PASSWORD},
    )
    assert answer.response.location in {None, "/start"}


def test_an_account_that_was_closed_lets_nobody_in(app, session):
    person = make_person(session, role=Role.BROKER)
    person.active = False
    session.commit()
    page = Reader(app).open("/login").form().send(email=person.email, password=PASSWORD)
    assert len(page.refusals) == 1


def test_the_button_signs_out(broker):
    token = broker.open("/desk").soup.select_one('form[action="/logout"] input')["value"]
    assert broker.post("/logout", data={"csrf_token": token}).path == "/"
    assert broker.open("/desk").path == "/login"


def test_a_changed_password_opens_the_account_and_the_old_one_no_longer(app, engineer):
    page = (
        engineer.open("/change")
        .form()
        .send(
            password=PASSWORD,
            new_password="another long password",
            new_password_confirm="another long password",
        )
    )
    assert page.refusals == []
    old = Reader(app).open("/login").form().send(email=engineer.person.email, password=PASSWORD)
    assert len(old.refusals) == 1
    assert Reader(app).sign_in(engineer.person, "another long password").open("/my/needs").status == 200


def test_the_three_fields_of_a_password_say_which_is_which(engineer):
    for language, told in (
        ("en", ["Present password", "New password", "New password again"]),
        ("zh_Hans_CN", ["当前密码", "新密码", "再次输入新密码"]),
    ):
        engineer.open(f"/language/{language}")
        page = engineer.open("/change")
        assert [label.get_text(strip=True) for label in page.soup.select("main form label")] == told


def test_a_short_new_password_is_refused_at_its_field(engineer):
    page = (
        engineer.open("/change")
        .form()
        .send(password=PASSWORD, new_password="short", new_password_confirm="short")
    )
    assert page.path == "/change"
    assert len(page.refusals) == 1


def test_the_pages_are_chinese_until_the_reader_chooses_english(app):
    reader = Reader(app, language=None)
    first = reader.open("/roadshows")
    assert first.soup.html["lang"] == "zh-Hans"
    assert "路演" in first.soup.title.string
    switched = reader.open(next(link for link in first.links() if link.startswith("/language/en")))
    assert (switched.path, switched.soup.html["lang"]) == ("/roadshows", "en")
    assert reader.open("/needs").soup.html["lang"] == "en"


def test_a_language_that_is_not_spoken_here_changes_nothing(visitor):
    visitor.open("/language/tlh?back=/needs")
    assert visitor.open("/needs").soup.html["lang"] == "en"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "elsewhere", ""]
)
def test_the_language_switch_leads_to_no_other_site(visitor, back):
    answer = visitor.client.get("/language/en", query_string={"back": back})
    assert answer.location == "/"
