"""Normalised text keeps its length, so that places in it are places in the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.normalising import normalise


@given(st.text(st.characters()))
def test_the_length_stays_and_normalising_again_changes_nothing(text: str):
    normalised = normalise(text)
    assert len(normalised) == len(text)
    assert normalise(normalised) == normalised


def test_every_character_of_the_basic_plane_becomes_one_character_that_stays():
    plane = "".join(map(chr, range(0x10000)))
    normalised = normalise(plane)
    assert len(normalised) == len(plane)
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
    ],
)
def test_width_case_and_control_characters_are_made_one(text: str, normalised: str):
    assert normalise(text) == normalised
