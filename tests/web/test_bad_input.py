"""Whatever is typed or sent gets an answer or a refusal, on both databases, and is not lost."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker.needs.models import Need
from tests.factories.patents import make_patent

PIECES = st.sampled_from(
    [
        "陶瓷过滤板",
        "鋰離子電池",
        "ＰＥＥＫ",
        "a",
        "高",
        "。！？",
        "👩‍🔬",
        "🏳️‍🌈",
        "\0",
        "\x1b",
        "\u202e",
        "\r\n",
        " ",
        "%(x)s",
        "qwertz",
    ]
)
TYPED = st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join)
MANY = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def patents(session):
    make_patent(session, title="一种陶瓷过滤板", abstract="陶瓷過濾板，用於鋰離子電池👩‍🔬的PEEK")
    session.commit()


@MANY
@given(TYPED)
def test_a_search_for_anything_is_answered(visitor, text: str):
    page = visitor.open("/search").form("/search").send(text=text)
    assert page.status == (200 if text.strip() else 422)
    assert page.soup.select_one("textarea[name=text]") is not None


@MANY
@given(st.binary(max_size=12))
def test_an_address_with_any_bytes_is_answered(visitor, raw: bytes):
    assert visitor.open(f"/search?text={quote_from_bytes(raw)}").status in {200, 422}
    assert visitor.open(f"/needs?page={quote_from_bytes(raw)}").status == 200


@MANY
@given(TYPED, TYPED)
def test_a_need_of_anything_is_saved_and_ranked_or_refused_with_all_that_was_typed(
    engineer, session, title: str, content: str
):
    page = engineer.open("/needs/new").form().send(title=title, content=content, submit_now="1")
    session.rollback()
    if page.path == "/needs/new":
        is_asked_back = page.soup.select_one("button[name=another]") is not None
        assert is_asked_back is (page.refusals == [])
        return
    assert (page.status, page.path.endswith("/matches")) == (200, True)
    saved = session.scalars(select(Need).order_by(Need.id.desc()).limit(1)).one()
    assert saved.title == "".join(filter(is_kept, title)).strip()


def is_kept(letter):
    return letter in "\t\n\r" or (letter >= " " and letter != "\x7f")


@pytest.mark.parametrize("text", ["陶", "陶瓷过滤板", "ab ", "，", "👩‍🔬", "鋰"])
def test_a_hundred_thousand_characters_are_refused_and_kept(app, visitor, engineer, text):
    app.config["MAX_CONTENT_LENGTH"] = 2 << 20
    long = (text * 100_000)[:99_999] + "。"
    refused = visitor.open("/search").form("/search").send(text=long)
    assert (refused.status, refused.form("/search").values["text"]) == (422, long)
    page = engineer.open("/needs/new").form().send(title="陶瓷", content=long)
    assert (len(page.refusals), page.form().values["content"]) == (1, long)


GONE = (
    "/needs/999999", "/needs/99999999999999999999", "/patents/0", "/patents/99999999999", "/needs/999/matches",
    "/needs/-1", "/needs/%00", "/roadshows/999",
)  # fmt: skip


def test_what_is_gone_is_said_to_be_gone(broker):
    pages = {address: broker.open(address) for address in GONE}
    said = {
        address: (page.status, page.soup.select_one("main .empty, main h1") is not None)
        for address, page in pages.items()
    }
    assert said == dict.fromkeys(GONE, (404, True))


@pytest.mark.parametrize("step", ["offer", "review"])
def test_a_tick_that_no_patent_has_ticks_nothing(officer, step):
    numbers = ("9" * 5000, "-1", "１", "x")
    pages = [officer.open(f"/inventory/many?step={step}&which=ticked&patent={number}") for number in numbers]
    assert [(page.status, page.soup.select("td.title")) for page in pages] == [(200, [])] * len(numbers)


@pytest.mark.parametrize("action", ["keep", "pass", "reopen", "grade"])
def test_a_match_that_is_gone_cannot_be_decided(broker, action):
    token = broker.open("/search").form("/search").values["csrf_token"]
    for number in (999, 99_999_999_999):
        sent = {"csrf_token": token, "reason": "price", "level": "4"}
        assert broker.post(f"/matches/{number}/{action}", data=sent).status == 404
