"""A number and what belongs to it are one word, whatever the text was cut into."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text import measures
from matchmaker.text.measures import is_number, may_have_measures, whole_measures

_PIECES = st.lists(
    st.sampled_from(
        ["0", "10", ".", ",", "000", "^", "-", "−", "2c", "μ", "m", "k", "mm", "膜", " ", "/", "s", "·"]
    )
)


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (["0", ".", "2c"], ["0.2c"]),
        (["3", ".", "7v"], ["3.7v"]),
        (["99", ".", "9", "%"], ["99.9", "%"]),
        (["1", ",", "000", "小时"], ["1,000", "小时"]),
        (["1", ",", "2", ",", "3", "-", "三唑"], ["1", ",", "2", ",", "3", "-", "三唑"]),
        (["10", "^", "-", "3pa"], ["10^-3pa"]),
        (["10", "−", "3pa"], ["10−3pa"]),
        (["5", "−", "8mm"], ["5", "−", "8mm"]),
        (["5", "~", "10", "μ", "m"], ["5", "~", "10μm"]),
        (["10k", "ω"], ["10kω"]),
        (["0", ".", "5", "-", "2", ".", "0mpa"], ["0.5", "-", "2.0mpa"]),
        (["lini0", ".", "8co0", ".", "2o2"], ["lini0.8co0.2o2"]),
        (["0", ".", "2", " ", "c"], ["0.2 c"]),
        (["15", " ", "mm"], ["15 mm"]),
        (["5", " ", "μ", "m"], ["5 μm"]),
        (["5", " ", "k", "ω"], ["5 kω"]),
        (["10m", "/", "s"], ["10m/s"]),
        (["10", " ", "m", "/", "s"], ["10 m/s"]),
        (["5mg", "/", "m3"], ["5mg/m3"]),
        (["0", ".", "5mg", "/", "l"], ["0.5mg/l"]),
        (["200mah", "/", "g"], ["200mah/g"]),
        (["5kw", "·", "h"], ["5kw·h"]),
        (["5w", "/", "m2", "·", "k"], ["5w/m2·k"]),
        (["1", "/", "s"], ["1", "/", "s"]),
        (["sio2", "/", "c"], ["sio2", "/", "c"]),
        (["tio2", "/", "g", "-", "c3n4"], ["tio2", "/", "g", "-", "c3n4"]),
        (["caso4", "·", "h"], ["caso4", "·", "h"]),
        (["10m", "/", "处"], ["10m", "/", "处"]),
        (["5a", "/", "co2"], ["5a", "/", "co2"]),
        (["2", " ", "co2"], ["2", " ", "co2"]),
        (["15", " ", " ", "mm"], ["15", " ", " ", "mm"]),
        (["μ", "m"], ["μ", "m"]),
        (["3", "."], ["3", "."]),
        (["c", ".", "2"], ["c", ".", "2"]),
        ([], []),
    ],
)
def test_a_measure_is_one_word(words, whole):
    assert whole_measures(words) == whole


def test_a_measure_that_begins_or_ends_inside_a_word_is_left_as_it_is():
    assert whole_measures(["10", ".", "3.5kw电机"]) == ["10", ".", "3.5kw电机"]


@given(_PIECES)
def test_the_text_stays_and_joining_again_changes_nothing(words: list[str]):
    whole = whole_measures(words)
    assert "".join(whole) == "".join(words)
    assert whole_measures(whole) == whole


@given(_PIECES)
def test_a_text_with_a_measure_is_told_to_be_worth_looking_through(words: list[str]):
    joined = [word for word in whole_measures(words) if word not in words]
    assert not joined or may_have_measures("".join(words))


@pytest.mark.parametrize("text", ["304", "99.9", "1,000", "10^6", "10^-3", "10−3"])
def test_a_number_alone_is_known(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["0.2c", "co2", "10μm", "", "膜"])
def test_all_else_is_no_number(text):
    assert not is_number(text)


def test_the_example_of_the_docstring_holds():
    assert doctest.testmod(measures).failed == 0
