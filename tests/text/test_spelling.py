"""Words are shown as people wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.measures import without_gaps
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.spelling import as_written

_SEGMENTER = Segmenter()


@pytest.mark.parametrize(
    ("word", "text", "written"),
    [
        ("pa66", "用ＰＡ66或PBT", "ＰＡ66"),
        ("ra", "Graphene的Ra", "Ra"),
        ("锂电池", "鋰電池", "鋰電池"),
        ("光纤", "轨枕", "光纤"),
        ("0.2c", "以0.2C放电", "0.2C"),
        ("0.2c", "以1.2C放电，再以0.2 C放电", "0.2 C"),
        ("10−3pa", "真空度10⁻³Pa", "10⁻³Pa"),
        ("硅麦 → 麦克风", "硅麦", "硅麦 → 麦克风"),
    ],
)
def test_a_word_stands_as_it_does_in_the_text(word, text, written):
    assert as_written(word, text) == written


@given(
    st.text()
    | st.lists(st.sampled_from(["PA66", "锂电池", "Ｒａ", "，", "graphene", "0.2C", "0.2 C", "10 mm"])).map(
        "".join
    )
)
def test_every_word_of_a_text_is_found_in_it(text):
    for word in _SEGMENTER.terms(text):
        assert without_gaps(normalise(as_written(word, text))) == word
        assert as_written(word, text) in text or word not in without_gaps(normalise(text))
