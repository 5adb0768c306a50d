"""What a reader sees when something does not work, and what every answer tells the browser."""

import pytest

from matchmaker.ranking.milvus.server import MilvusUnavailableError
from tests.web.browsing import Reader

NOT_THERE = (
    "/nowhere", "/needs/999999", "/patents/999999", "/roadshows/999999", "/needs/x",
    "/needs/99999999999999999999999", "/static/nowhere.css",
)  # fmt: skip


def test_what_is_not_there_is_said_on_a_page_of_the_house(visitor):
    pages = {address: visitor.open(address) for address in NOT_THERE}
    said = {
        address: (page.status, page.soup.select("nav.navbar, .empty h1, .empty a[href='/']") != [])
        for address, page in pages.items()
    }
    assert said == dict.fromkeys(NOT_THERE, (404, True))


def test_a_page_for_other_roles_says_so(engineer):
    page = engineer.open("/deals")
    assert (page.status, len(page.soup.select(".empty"))) == (403, 1)


def test_an_address_that_takes_another_kind_of_request_says_so(visitor):
    page = visitor.post("/needs", data={})
    assert page.status in {400, 405}
    assert len(page.soup.select(".empty")) == 1
    assert visitor.open("/logout").status == 405


def test_the_chinese_reader_is_told_in_chinese(app):
    page = Reader(app, language=None).open("/nowhere")
    assert page.soup.html["lang"] == "zh-Hans"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in page.soup.select_one(".empty p").get_text())


def test_a_failure_of_the_program_shows_no_inside_of_it(app, visitor):
    def broken():
        raise RuntimeError("the inside of the program")

    broken.__audience__ = None
    app.view_functions["needs.needs"] = broken
    page = visitor.open("/needs")
    assert (page.status, "inside of the program" in page.html) == (500, False)
    assert len(page.soup.select(".empty")) == 1


def test_a_ranker_out_of_reach_is_said_without_its_address_which_the_log_has(app, visitor, caplog):
    def unreachable():
        raise MilvusUnavailableError(uri="http://milvus:19530")

    unreachable.__audience__ = None
    app.view_functions["search.search"] = unreachable
    page = visitor.open("/search?text=陶瓷")
    assert page.status == 503
    assert page.soup.select_one(".empty p").get_text() == (
        "Search and matching cannot be reached at the moment. Try again in a few minutes."
    )
    assert [record.getMessage() for record in caplog.records] == [
        "Milvus cannot be reached at http://milvus:19530. Check MATCHMAKER_MILVUS_URI and that the server runs."
    ]


@pytest.mark.parametrize("address", ["/", "/nowhere", "/login", "/static/style.css", "/deals"])
def test_every_answer_tells_the_browser_to_run_nothing_foreign(visitor, address):
    with visitor.client.get(address) as answer:
        headers = answer.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert {policy["object-src"], policy["frame-ancestors"]} == {"'none'"}
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


@pytest.mark.parametrize("address", ["/", "/login", "/needs", "/search?text=陶瓷"])
def test_no_page_brings_a_script_or_a_style_of_its_own(visitor, address):
    page = visitor.open(address)
    assert [tag for tag in page.soup.select("script") if not tag.get("src", "").startswith("/")] == []
    assert page.soup.select("style, [style], [onclick], [onload]") == []


def test_cookies_are_kept_from_scripts_and_from_other_sites(visitor, broker):
    page = visitor.open("/login")
    cookies = page.response.headers.getlist("Set-Cookie")
    assert [cookie for cookie in cookies if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie] == []
    assert cookies != []


def test_a_server_that_is_ready_says_so(visitor):
    assert visitor.client.get("/healthz").get_json() == {"status": "ok"}


def test_a_form_that_grew_beyond_all_measure_is_refused(visitor):
    token = visitor.open("/login").form().values["csrf_token"]
    page = visitor.post("/search", data={"csrf_token": token, "text": "长" * 1_000_000})
    assert page.status in {413, 422}
