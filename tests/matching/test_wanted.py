"""What is typed into the search box is told apart by stated rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.asking import numbers_in
from matchmaker.matching.enums import Reading
from matchmaker.matching.wanted import Names, readings

HOLDERS = {
    1: "江陵理工大学",
    2: "江陵陶瓷研究院",
    3: "南浦精密陶瓷有限公司",
    4: "南浦（集团）股份有限公司",
    5: "Jiangling University",
}
INVENTORS = {"张伟", "王水", "Li Wei"}
NAMES = Names(
    holders=HOLDERS,
    is_inventor=INVENTORS.__contains__,
    is_word=lambda text: text in {"王水", "陶瓷"},
)


def kinds(text):
    return [each.reading for each in readings(text, numbers=numbers_in(text), names=NAMES)]


def first(text):
    return readings(text, numbers=numbers_in(text), names=NAMES)[0]


@pytest.mark.parametrize(
    "text",
    ["202011438186.0", "ZL 2020 1 1438186.0", "cn202011438186", "CN114081026A", "CN114081026", "95115608.X"],
)
def test_one_number_in_any_customary_form_is_that_patent_or_what_is_near_to_it(text):
    assert kinds(text) == [Reading.NUMBER, Reading.NEAR]


def test_several_numbers_are_the_query():
    assert kinds("202011438186.0、CN114081026A") == [Reading.NEAR]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A01B 1/02", ("A01B 1/02",)),
        ("A01B1/02", ("A01B 1/02",)),
        ("A01B", ("A01B",)),
        ("h01m 10", ("H01M 10",)),
        ("Ｈ０１Ｍ", ("H01M",)),
        ("H01M 10/0525 (2010.01)I", ("H01M 10/0525",)),
        ("H01M10/05; C04B 38/00", ("H01M 10/05", "C04B 38/00")),
        ("H01M G06F", ("H01M", "G06F")),
        ("H01M、H01M", ("H01M",)),
    ],
)
def test_codes_with_a_subclass_are_codes(text, codes):
    assert (first(text).reading, first(text).filters) == (Reading.CODE, {"ipc": codes})
    assert kinds(text) == [Reading.CODE, Reading.WORDS]


@pytest.mark.parametrize("text", ["C60", "B12", "H01", "E10、D50"])
def test_a_class_alone_is_words_first(text):
    assert kinds(text) == [Reading.WORDS, Reading.CODE]


@pytest.mark.parametrize("text", ["H", "H01M 电池", "A4", "PEEK", "3D打印", "I01M", "H01M10/05 与 C04B"])
def test_what_has_anything_but_codes_in_it_is_words(text):
    assert kinds(text) == [Reading.WORDS]


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("江陵理工大学", ("1",)),
        (" 江陵 理工 大学 ", ("1",)),
        ("南浦(集团)股份有限公司", ("4",)),
        ("JIANGLING UNIVERSITY", ("5",)),
        ("理工大学", ("1",)),
        ("有限公司", ("3", "4")),
    ],
)
def test_the_name_of_a_holder_or_a_part_that_ends_as_one_is_a_holder(text, holders):
    assert (first(text).reading, first(text).filters) == (Reading.HOLDER, {"holder": holders})


def test_any_other_part_of_a_name_is_words_first():
    assert kinds("陶瓷") == [Reading.WORDS, Reading.HOLDER]
    assert kinds("江") == [Reading.WORDS]


def test_an_inventor_is_a_name_unless_patents_have_it_as_a_word():
    assert kinds("张伟") == [Reading.INVENTOR, Reading.WORDS]
    assert kinds("王水") == [Reading.WORDS, Reading.INVENTOR]
    assert first(" Li Wei ").filters == {"inventor": ("Li Wei",)}


@pytest.mark.parametrize(
    "text", ["锂电池低温放电衰减快", "陶瓷过滤板高温开裂。试过加厚，成本太高。" * 20, "", "   ", "北方大学"]
)
def test_everything_else_is_words(text):
    assert kinds(text) == [Reading.WORDS]


@given(st.text(max_size=60))
def test_every_text_has_a_reading_and_each_reading_once(text):
    found = kinds(text)
    assert len(found) == len(set(found)) > 0
    assert Reading.WORDS in found or Reading.NEAR in found


@given(st.text(max_size=40), st.sampled_from([" ", "\n", "　"]))
def test_blanks_around_change_nothing(text, blank):
    assert readings(text, numbers=(), names=NAMES) == readings(
        f"{blank}{text}{blank}", numbers=(), names=NAMES
    )
