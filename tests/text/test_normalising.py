"""Normalised text keeps its length, so that places in it are places in the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.normalising import normalise

CHARACTERS = st.characters(codec=None, categories=None) | st.sampled_from(
    "鋰乾後著坏壞\0\ud800\u200d👩‍🔬Ａﾊ㍑﷽"
)


@given(st.text(CHARACTERS))
def test_the_length_stays_and_normalising_again_changes_nothing(text: str):
    normalised = normalise(text)
    assert len(normalised) == len(text)
    assert normalise(normalised) == normalised


def test_every_character_becomes_one_character_that_stays():
    everything = "".join(map(chr, range(0x110000)))
    normalised = normalise(everything)
    assert len(normalised) == len(everything)
    assert normalise(normalised) == normalised


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("Ｑ３４５Ｂ钢，耐压３．５ＭＰａ", "q345b钢,耐压3.5mpa"),
        ("ﾊﾟ", "パ"),
        ("第一行\r\n\t第二行\u200b", "第一行   第二行 "),
        ("a\ud800b", "a b"),
        ("10㎡、20℃、ﬁ", "10㎡、20℃、ﬁ"),
        ("İ", "İ"),
        ("ＬＥＤ顯示器", "led显示器"),
        ("矽麥克風\u200d👩‍🔬", "矽麦克风 👩 🔬"),
    ],
)
def test_width_case_and_control_characters_are_made_one(text: str, normalised: str):
    assert normalise(text) == normalised
