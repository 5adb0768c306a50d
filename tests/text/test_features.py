"""Features are words, and the characters and pairs inside them, in their places."""

import doctest
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text import features as features_module
from matchmaker.text.features import READING, Feature, Kind, features, located_features
from matchmaker.text.measures import without_gaps
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter

_SEGMENTER = Segmenter()
_OWN_SEGMENTER = Segmenter(stop_words={"的", "传感器"}, own_terms={"陶瓷钢", "钢3d打印"})
_TEXTS = st.lists(
    st.sampled_from(
        [
            "传感器",
            "陶瓷",
            "钢",
            "PEEK",
            "3D打印",
            "0.2C",
            "10 mm",
            "1,000",
            "10μm",
            "10⁻³",
            "，",
            "\n",
            " ",
            "的",
            "其特征在于",
            "😀",
            "①",
        ]
    )
    | st.text(max_size=3)
).map("".join)


def found(text, kind):
    return features(text, _SEGMENTER)[kind]


@given(_TEXTS)
def test_located_features_are_the_features_and_stand_where_they_say(text: str):
    located = located_features(text, _SEGMENTER)
    for kind, expected in features(text, _SEGMENTER).items():
        assert [each.text for each in located if each.kind is kind] == expected
    for each in located:
        stretch = normalise(text[each.start : each.end])
        assert (stretch[0], stretch[-1]) == (each.text[0], each.text[-1])
        assert each.kind is Kind.PAIR or without_gaps(stretch) == each.text


@given(_TEXTS)
def test_they_are_the_same_with_words_of_the_trade_and_with_stop_words_whose_parts_are_terms(text: str):
    located = located_features(text, _OWN_SEGMENTER)
    for kind, expected in features(text, _OWN_SEGMENTER).items():
        assert [each.text for each in located if each.kind is kind] == expected


@given(_TEXTS)
def test_every_feature_sits_in_the_words_that_it_is_credited_to(text: str):
    words = set(_SEGMENTER.terms(text))
    for feature in located_features(text, _SEGMENTER):
        assert set(feature.words) <= words
        if len(feature.words) == 1:
            assert feature.text in feature.words[0] * 2
        else:
            first, second = feature.words
            assert feature.text == first[-1] + second[0]


@given(_TEXTS)
def test_the_words_are_the_terms_and_the_characters_single_letters_or_latin_words(text: str):
    read = features(text, _SEGMENTER)
    assert read[Kind.WORD] == _SEGMENTER.terms(text)
    latin = [letter for letter in read[Kind.CHARACTER] if letter.isascii()]
    assert set(latin) <= {word for word in read[Kind.WORD] if word.isascii()}
    assert all(len(letter) == 1 and letter.isalpha() for letter in set(read[Kind.CHARACTER]) - set(latin))
    assert all(set(pair) <= set(read[Kind.CHARACTER]) for pair in read[Kind.PAIR])


def test_stop_words_have_no_characters_and_part_what_stands_around_them():
    assert found("陶瓷的壳体", Kind.CHARACTER) == ["陶", "瓷", "壳", "体"]
    assert found("陶瓷的壳体", Kind.PAIR) == ["陶瓷", "壳体"]


@pytest.mark.parametrize("text", ["陶瓷壳体", "陶瓷 壳体", "陶瓷\r\n壳体"])
def test_neighbouring_words_make_a_pair_across_blanks(text):
    assert found(text, Kind.PAIR) == ["陶瓷", "瓷壳", "壳体"]


@pytest.mark.parametrize("text", ["陶瓷，壳体", "陶瓷A壳体", "陶瓷3壳体"])
def test_what_is_no_blank_parts_neighbouring_words(text):
    assert found(text, Kind.PAIR) == ["陶瓷", "壳体"]


def test_a_latin_word_counts_as_a_word_and_as_a_character():
    assert features("PEEK", _SEGMENTER) == {Kind.WORD: ["peek"], Kind.CHARACTER: ["peek"], Kind.PAIR: []}


def test_a_number_with_its_unit_counts_like_a_latin_word():
    assert features("0.2C", _SEGMENTER) == {Kind.WORD: ["0.2c"], Kind.CHARACTER: ["0.2c"], Kind.PAIR: []}


def test_a_pair_knows_the_words_that_it_joins():
    assert located_features("陶瓷 壳体", _SEGMENTER)[-3:] == [
        Feature("陶瓷", Kind.PAIR, 0, 2, ("陶瓷",)),
        Feature("瓷壳", Kind.PAIR, 1, 4, ("陶瓷", "壳体")),
        Feature("壳体", Kind.PAIR, 3, 5, ("壳体",)),
    ]


def test_a_part_of_a_word_sits_in_the_whole_word():
    assert {each.words for each in located_features("传感器", _SEGMENTER)} == {("传感器",)}


def test_texts_that_are_read_otherwise_than_before_have_another_number_of_reading():
    texts = (
        "一种用于3D打印的TC4钛合金粉末的制备方法，粒径15 μm～53μm",
        "锂離子電池ＬｉＦｅＰＯ４在－20℃下以0.2 C放電，容量150 mAh/g，Ni0.8Co0.1Mn0.1",
        "请问1,000 mm宽的PET膜在10⁻³ Pa下怎样降低析出？流速10m/s、功率5 kW·h",
        "研究生命的起源；南京市长江大桥\t⚗️ GaN-on-Si，5G基站",
    )
    whole = Segmenter(stop_words=(), stop_phrases=())
    read = repr([sorted(features(text, whole).items()) for text in texts])
    digest = hashlib.sha256(read.encode()).hexdigest()
    assert (READING, digest[:16]) == (1, "0e03ed8a5b723505"), (
        "count READING up, and write the new digest here"
    )


def test_empty_text_has_no_features():
    assert features("", _SEGMENTER) == {Kind.WORD: [], Kind.CHARACTER: [], Kind.PAIR: []}
    assert located_features("", _SEGMENTER) == []


def test_the_example_of_the_docstring_holds():
    assert doctest.testmod(features_module).failed == 0
