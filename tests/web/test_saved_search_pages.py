"""Searches are saved under a name, what is new in them is counted on every page and marked where it is found."""

from dataclasses import replace

import pytest

from matchmaker.app import settings_of
from matchmaker.matching.alerts import way_out
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from matchmaker.settings import MailServer
from tests.factories.needs import make_need
from tests.factories.patents import make_patent


@pytest.fixture
def patents(session):
    kept = [make_patent(session, title=f"一种第{place}号陶瓷过滤板") for place in range(3)]
    session.commit()
    return kept


def save(reader, text="陶瓷过滤板高温开裂", name="过滤板"):
    page = reader.open("/search").form("/search").send(text=text)
    return page.form("/my/searches").send(name=name)


def titles(page):
    return [title.get_text(" ", strip=True) for title in page.soup.select(".saved-search h3")]


def test_a_search_is_saved_and_what_is_new_is_counted_until_it_is_opened(engineer, session, patents):
    page = save(engineer)
    assert (page.path, titles(page)) == ("/my/searches", ["过滤板"])
    came = make_patent(session, title="一种新的陶瓷过滤板")
    session.commit()
    assert titles(engineer.open("/my/searches")) == ["过滤板 1 new"]
    assert (
        engineer.open("/roadshows")
        .soup.select_one(".person .badge")
        .get_text(" ", strip=True)
        .startswith("1")
    )
    opened = engineer.open(engineer.open("/my/searches").soup.select_one(".saved-search h3 a")["href"])
    marked = [
        hit.select_one("h3 a").get_text() for hit in opened.soup.select(".hit") if hit.select(".new-badge")
    ]
    assert marked == [came.title]
    assert titles(engineer.open("/my/searches")) == ["过滤板"]
    assert engineer.open("/roadshows").soup.select(".person .badge") == []


def test_a_search_of_needs_is_saved_counted_opened_with_what_is_new_marked_and_renamed(
    officer, visitor, session, patents
):
    make_need(session)
    session.commit()
    page = officer.open("/search/needs").form("/search/needs").send(text="陶瓷过滤板开裂")
    page = page.form("/my/searches").send(name="需求")
    assert (page.path, titles(page)) == ("/my/searches", ["需求"])
    came = make_need(session, title="新的陶瓷过滤板开裂")
    make_need(session, title="没有公开的陶瓷过滤板", state=NeedState.SUBMITTED)
    session.commit()
    page = officer.open("/my/searches")
    assert titles(page) == ["需求 1 new"]
    address = page.soup.select_one(".saved-search h3 a")["href"]
    opened = officer.open(address)
    marked = [hit.a.get_text() for hit in opened.soup.select(".hit h3") if hit.select(".new-badge")]
    assert marked == [came.public_title]
    assert titles(officer.open("/my/searches")) == ["需求"]
    assert visitor.open(address).path == "/login"
    assert officer.open(address.replace("/search/needs", "/search")).status == 404
    save(officer)
    rename = address.replace("/search/needs?saved=", "/my/searches/") + "/name"
    refused = officer.press("/my/searches", rename, name="过滤板")
    assert (refused.status, len(refused.refusals)) == (422, 1)
    assert refused.form(rename).values["name"] == "过滤板"
    assert titles(refused.form(rename).send(name="开裂")) == ["开裂", "过滤板"]


def test_what_is_ready_made_is_followed_with_one_click(officer, engineer, session, home):
    refused = officer.press("/search/needs", "/my/searches/fields")
    assert (refused.path, refused.refusals) == (
        "/search/needs",
        [
            "None of your patents has an IPC class yet. Import them with their classes, or describe what they can do."
        ],
    )
    make_patent(session, holder=home[Role.OFFICER], ipc=("C04B 38/00",))
    need = make_need(session, organization=home[Role.ENGINEER])
    session.commit()
    for page in ("/search/needs", "/inventory", "/inventory/needs"):
        followed = officer.press(page, "/my/searches/fields")
        assert followed.path == "/search/needs"
    assert titles(officer.open("/my/searches")) == ["Needs in our classes: C04B"]
    followed = engineer.press(f"/needs/{need.id}/matches", f"/my/searches/needs/{need.id}")
    assert (followed.path, titles(followed)) == ("/my/searches", [need.title])


@pytest.mark.parametrize("text", ["C04B", "陶瓷过滤板高温开裂，" * 100], ids=["a code", "a long text"])
def test_a_list_and_a_long_text_are_saved_too(engineer, session, patents, text):
    make_patent(session, ipc=("C04B 38/00",))
    session.commit()
    saved = save(engineer, text=text)
    opened = engineer.open(saved.soup.select_one(".saved-search h3 a")["href"])
    assert opened.form("/search").values["text"].split() == text.split()
    assert len(opened.soup.select(".hit")) == (1 if text == "C04B" else 4)


def test_a_name_that_is_taken_is_refused_with_everything_kept(engineer, patents):
    save(engineer)
    refused = save(engineer, text="陶瓷")
    assert (refused.status, len(refused.refusals)) == (422, 1)
    again = refused.form("/my/searches").send(name="陶瓷")
    assert titles(again) == ["过滤板", "陶瓷"]


@pytest.mark.parametrize("blank", ["", "   ", "\u3000"])
def test_a_search_is_not_renamed_to_nothing_which_is_told_at_the_field(engineer, patents, blank):
    action = next(form.action for form in save(engineer).forms() if form.action.endswith("/name"))
    refused = engineer.press("/my/searches", action, name=blank)
    assert (refused.status, refused.refusals) == (422, ["Give the search a name of 1 to 80 characters."])
    assert titles(refused) == ["过滤板"]
    field = refused.form(action).tag.select_one("input[name=name]")
    told = refused.soup.find(id=field["aria-describedby"])
    assert (field["aria-invalid"], told.get_text()) == ("true", refused.refusals[0])
    assert refused.form(action).tag.has_attr("novalidate")


def test_a_search_of_many_classes_says_how_many(engineer, session, patents):
    make_patent(session, ipc=("C04B 38/00",), status="in_force")
    session.commit()
    page = engineer.open("/search?text=陶瓷&ipc=C04B&ipc=B01D&ipc=H01M&status=in_force")
    page = page.form("/my/searches").send(name="三类")
    told = page.soup.select_one(".saved-search .meta").get_text(" ", strip=True)
    assert "Filters: IPC class 3 chosen、Legal status" in " ".join(told.split())


def test_a_saved_search_is_deleted_by_its_own_person_only(engineer, broker, patents):
    saved = save(engineer)
    action = next(form.action for form in saved.forms() if form.action.endswith("/delete"))
    token = broker.open("/search").form("/search").values["csrf_token"]
    assert broker.post(action, data={"csrf_token": token}).status == 404
    assert broker.open(saved.soup.select_one(".saved-search h3 a")["href"]).status == 404
    assert titles(saved.form(action).send()) == []


def test_nothing_is_saved_without_a_search(engineer):
    token = engineer.open("/search").form("/search").values["csrf_token"]
    for address in ("", "text=", "x=1&x=2", "%", "ipc=%00"):
        page = engineer.post("/my/searches", data={"csrf_token": token, "name": "x", "address": address})
        assert page.status == 422


def test_a_visitor_is_offered_no_name(visitor, patents):
    page = visitor.open("/search").form("/search").send(text="陶瓷过滤板")
    assert not page.sends_to("/my/searches")
    assert visitor.open("/search?saved=1").path == "/login"


def test_without_a_mail_server_the_page_says_that_none_is_sent(engineer, patents):
    page = save(engineer)
    assert "This centre sends no e-mail" in page.text
    assert [form.action for form in page.forms() if form.action.endswith("/mail")] == []


def test_mail_is_chosen_and_ended_by_the_link_of_a_mail_without_signing_in(
    app, engineer, visitor, patents, monkeypatch
):
    with_mail = replace(settings_of(app), mail=MailServer("mail.example", "centre@mail.example"))
    monkeypatch.setitem(app.extensions, "matchmaker", replace_settings(app, with_mail))
    page = save(engineer)
    action = next(form.action for form in page.forms() if form.action.endswith("/mail"))
    chosen = page.form(action).send()
    assert "by e-mail too" in chosen.text
    address = f"/searches/stop/{way_out(engineer.person, secret=app.config['SECRET_KEY'])}"
    assert "You get no more mail" in visitor.open(address).form().send().text
    assert "by e-mail too" not in engineer.open("/my/searches").text
    assert visitor.open(f"{address}x").status == 404


def replace_settings(app, settings):
    return app.extensions["matchmaker"]._replace(settings=settings)
