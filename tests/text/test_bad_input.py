"""Whatever a text is made of, it is read: terms and features stand in it, and nothing fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.features import features, located_features
from matchmaker.text.marking import best_passage, mark
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import default_synonyms

SEGMENTER = Segmenter()
ANYTHING = st.lists(
    st.sampled_from(
        [
            "", "陶", "陶瓷过滤板", "鋰離子電池", "Ｑ３４５ｍｍ", "a", "silicon microphone", "。！？……——",
            "👩‍🔬", "🏳️‍🌈", "\0", "\x1b[31m", "\u202e", "\ufeff", "\ud83d", "\udc4d", "\r\n", "\u3000", "%s%(x)s{}",
        ]
    )
    | st.text(st.characters(codec=None), max_size=4)
).map("".join)  # fmt: skip


@given(ANYTHING)
def test_any_text_is_read_and_shown_as_it_is(text: str):
    located = located_features(text, SEGMENTER)
    assert [each.text for each in located] == [
        each for found in features(text, SEGMENTER).values() for each in found
    ]
    assert all(0 <= each.start < each.end <= len(text) for each in located)
    assert len(SEGMENTER.prepared(text)) == len(normalise(text)) == len(text)
    assert "".join(part.text for part in mark(text, {"陶瓷": 1.0}, SEGMENTER)) == text
    assert "".join(part.text for part in best_passage(text, {}, SEGMENTER, 1)).strip("…") in {
        text[:1], text[:1].strip("…")
    }  # fmt: skip
    assert all(text[said.start : said.end] for said in default_synonyms().in_text(text, SEGMENTER))


@pytest.mark.parametrize("text", ["", " \n\t", "。，！", "\0\0", "👩‍🔬", "12 34", "a", "\ud800"])
def test_what_says_nothing_has_no_terms(text):
    assert SEGMENTER.terms(text) == []
    assert located_features(text, SEGMENTER) == []


@pytest.mark.parametrize("piece", ["陶", "陶瓷过滤板", "ab ", "。", "鋰電池", "👩‍🔬", "\0"])
def test_a_hundred_thousand_characters_are_read(piece):
    text = (piece * 100_000)[:100_000]
    terms = SEGMENTER.located_terms(text)
    assert all(text[start:end].strip() for _, start, end in terms[:10] + terms[-10:])
    assert sum(map(len, features(text, SEGMENTER).values())) == len(located_features(text, SEGMENTER))
