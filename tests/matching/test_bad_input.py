"""A search or a need of any kind has a defined answer, and its contributions add up."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.matching.asking import EmptyTextError, TextTooLongError
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.service import search_patents
from tests.factories.patents import make_patent

PIECES = st.sampled_from(
    [
        "陶瓷过滤板", "鋰離子電池", "锂电", "ＰＥＥＫ", "led", "a", "高", "。！？", "👩‍🔬", "🏳️‍🌈", "\0",
        "\x1b[0m", "\ud83d", "\r\n", " ", "%(x)s", "qwertz", "202011438186.0", "硅麦",
    ]
)  # fmt: skip


@pytest.fixture
def catalogue(session):
    make_patent(
        session, title="一种陶瓷过滤板", abstract="陶瓷過濾板，用於鋰離子電池👩‍🔬的PEEK麦克风，发光二极管"
    )
    make_patent(session, title="锂离子电池的电芯", abstract="")
    session.flush()
    return Catalogue()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(st.characters(codec=None), max_size=3), max_size=8).map("".join))
def test_a_search_for_anything_has_an_answer_whose_parts_add_up(session, catalogue, text: str):
    if not text.strip():
        with pytest.raises(EmptyTextError):
            search_patents(session, catalogue, text=text)
        return
    for hit in search_patents(session, catalogue, text=text).found:
        parts = hit.evidence.contributions
        assert math.fsum(part.value for part in parts) == pytest.approx(hit.score, abs=1e-9)
        assert "".join(part.text for part in hit.evidence.title) == hit.patent.title
        assert "".join(part.text for part in hit.evidence.abstract) == hit.patent.abstract


@pytest.mark.parametrize("text", ["陶瓷过滤板", "鋰電池", "led ", "👩‍🔬", "。", "\0", "硅麦，"])
def test_twenty_thousand_characters_of_anything_are_taken_and_one_more_refused(session, catalogue, text):
    most = ("陶" + text * 20_000)[:19_999] + "陶"
    assert "一种陶瓷过滤板" in [
        hit.patent.title for hit in search_patents(session, catalogue, text=most).found
    ]
    with pytest.raises(TextTooLongError):
        search_patents(session, catalogue, text=most + "陶")
    with pytest.raises(TextTooLongError):
        search_patents(session, catalogue, text=most * 5)
