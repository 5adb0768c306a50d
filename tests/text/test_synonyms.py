"""Synonyms are found where a word stands, in their direction, and no further."""

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text import synonyms as module
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import (
    NO_SYNONYMS,
    Synonym,
    Synonyms,
    default_synonyms,
    meant_by,
    pairs_in,
    said_by,
)

SEGMENTER = Segmenter()


def found(text, *pairs):
    return [
        (said.word, said.start, said.end)
        for said in Synonyms(Synonym(*pair) for pair in pairs).in_text(text, SEGMENTER)
    ]


def test_a_word_is_found_where_it_stands_as_a_word():
    assert found("硅麦的噪声，硅麦克风", ("硅麦", "麦克风")) == [("硅麦", 0, 2)]
    assert found("发电机与电机", ("电机", "马达")) == [("电机", 4, 6)]


def test_a_word_is_found_in_a_longer_one_that_is_made_of_words():
    assert found("工业废水的污水处理", ("废水", "污水"), ("污水", "废水")) == [("废水", 2, 4), ("污水", 5, 7)]


def test_of_words_that_overlap_the_longest_is_taken():
    pairs = ("锂电", "锂离子电池"), ("锂电池", "锂离子电池")
    assert found("锂电池和锂电", *pairs) == [("锂电池", 0, 3), ("锂电", 4, 6)]


def test_width_case_and_traditional_characters_do_not_matter():
    assert found("ＬＥＤ與矽麥", ("led", "发光二极管"), ("矽麦", "麦克风")) == [("led", 0, 3), ("矽麦", 4, 6)]


def test_all_meanings_of_a_word_are_given_in_their_order():
    synonyms = Synonyms([Synonym("硅麦", "麦克风"), Synonym("硅麦", "传声器"), Synonym("硅麦", "麦克风")])
    (said,) = synonyms.in_text("硅麦", SEGMENTER)
    assert said.meanings == ("传声器", "麦克风")


def test_a_text_without_such_words_has_none():
    assert found("陶瓷过滤板", ("硅麦", "麦克风")) == []
    assert list(NO_SYNONYMS.in_text("硅麦", SEGMENTER)) == []
    assert found("", ("硅麦", "麦克风")) == []


@given(st.text("硅麦克风电机马达发陶 ，a", max_size=20))
def test_what_is_found_stands_where_it_says_and_overlaps_nothing(text: str):
    synonyms = Synonyms([Synonym("硅麦", "麦克风"), Synonym("电机", "马达"), Synonym("麦克", "a")])
    places = [(said.start, said.end) for said in synonyms.in_text(text, SEGMENTER)]
    assert [text[start:end] for start, end in places] == [
        said.word for said in synonyms.in_text(text, SEGMENTER)
    ]
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("甲 = 乙", (Synonym("甲", "乙"), Synonym("乙", "甲"))),
        ("甲→乙", (Synonym("甲", "乙"),)),
        ("甲乙", ()),
        ("= 乙", ()),
        ("甲 →", ()),
    ],
)
def test_a_line_says_its_pairs(line, pairs):
    assert pairs_in(line) == pairs


def test_a_contribution_names_what_was_said_and_what_was_meant():
    name = Synonym("硅麦", "麦克风").name
    assert (name, said_by(name), meant_by(name)) == ("硅麦 → 麦克风", "硅麦", "麦克风")
    assert (said_by("陶瓷"), meant_by("陶瓷")) == ("陶瓷", "陶瓷")


def test_the_supplied_words_are_found_as_they_stand_and_mean_something():
    supplied = default_synonyms()
    assert 200 < len(supplied.pairs) < 400
    lost = [
        pair
        for pair in supplied.pairs
        if [said.word for said in supplied.in_text(pair.said, SEGMENTER)] != [pair.said]
        or not SEGMENTER.terms(pair.meant)
        or pair.said == pair.meant
    ]
    assert lost == []


def test_the_fingerprint_is_that_of_the_pairs():
    one = Synonyms([Synonym("甲", "乙")])
    assert one.fingerprint == Synonyms([Synonym("甲", "乙")]).fingerprint
    assert one.fingerprint != Synonyms([Synonym("乙", "甲")]).fingerprint


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0
