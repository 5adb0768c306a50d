"""Marked text is the text itself, and the best passage is the one that says most."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.features import Kind, located_features
from matchmaker.text.marking import Fragment, best_passage, mark
from matchmaker.text.segmenting import Segmenter

_SEGMENTER = Segmenter()
_WORDS = ["传感器", "传感", "感器", "陶瓷", "钢", "peek"]
_TEXTS = st.lists(
    st.sampled_from(["传感器", "陶瓷", "钢", "PEEK", "，", "。", "\n", " ", "的", "一二三四五六"])
    | st.text(max_size=2)
).map("".join)
_WEIGHTS = st.dictionaries(st.sampled_from(_WORDS), st.sampled_from([0.0, 0.1, 0.2, 0.7]))


def _joined(fragments: tuple[Fragment, ...]) -> str:
    return "".join(fragment.text for fragment in fragments)


def _marked_words(text: str, weights: dict[str, float]) -> list[tuple[str, float, int, int]]:
    return [
        (term, weights[term], start, end)
        for term, start, end in _SEGMENTER.located_terms(text)
        if weights.get(term, 0.0) > 0.0
    ]


def _marked_pairs(text: str, weights: dict[str, float]) -> list[tuple[str, float, int, int]]:
    in_words = {place for _, _, start, end in _marked_words(text, weights) for place in range(start, end)}
    return [
        (each.text, weight, each.start, each.end)
        for each in located_features(text, _SEGMENTER)
        if each.kind is Kind.PAIR
        and each.end == each.start + 2
        and not {each.start, each.start + 1} <= in_words
        if (
            weight := max(
                (w * 2 / len(word) for word, w in weights.items() if each.text in word), default=0.0
            )
        )
        > 0
    ]


def test_terms_are_marked_with_their_weight():
    assert mark("多孔陶瓷与PEEK。", {"陶瓷": 0.5, "peek": 0.2}, _SEGMENTER) == (
        Fragment("多孔", 0.0),
        Fragment("陶瓷", 0.5),
        Fragment("与", 0.0),
        Fragment("PEEK", 0.2),
        Fragment("。", 0.0),
    )


def test_where_marked_terms_overlap_the_greatest_weight_holds():
    assert mark("传感器", {"传感": 0.3, "传感器": 0.1}, _SEGMENTER) == (
        Fragment("传感", 0.3),
        Fragment("器", 0.1),
    )


def test_where_a_word_does_not_stand_two_of_its_characters_are_marked_with_their_share():
    assert mark("传感电路", {"传感器": 0.3}, _SEGMENTER) == (
        Fragment("传感", pytest.approx(0.2)),
        Fragment("电路", 0.0),
    )


def test_one_character_of_a_word_alone_is_not_marked():
    assert mark("塑料与木材", {"材料": 0.3}, _SEGMENTER) == (Fragment("塑料与木材", 0.0),)


def test_two_letters_of_a_latin_word_are_not_marked():
    assert mark("pe与PEEK", {"peek": 0.3}, _SEGMENTER) == (Fragment("pe与", 0.0), Fragment("PEEK", 0.3))


@pytest.mark.parametrize("text", ["陶 瓷", "陶，瓷", "陶其特征在于瓷"])
def test_characters_that_are_parted_are_not_marked(text):
    assert mark(text, {"陶瓷": 0.3}, _SEGMENTER) == (Fragment(text, 0.0),)


def test_the_characters_of_a_word_that_is_marked_do_not_count_again():
    text = "传感器。" + "一" * 20 + "。陶瓷与钢。"
    weights = {"传感器": 0.3, "陶瓷": 0.2, "钢": 0.15}
    assert _joined(best_passage(text, weights, _SEGMENTER, length=8)) == "…陶瓷与钢。"


def test_empty_text_has_no_fragments():
    assert mark("", {"陶瓷": 1.0}, _SEGMENTER) == ()
    assert best_passage("", {"陶瓷": 1.0}, _SEGMENTER) == ()


@given(_TEXTS, _WEIGHTS)
def test_the_fragments_make_up_the_text(text: str, weights: dict[str, float]):
    fragments = mark(text, weights, _SEGMENTER)
    assert _joined(fragments) == text
    assert all(fragment.text for fragment in fragments)


@given(_TEXTS, _WEIGHTS, st.integers(1, 40))
def test_the_passage_is_a_part_of_the_text_within_the_length(
    text: str, weights: dict[str, float], length: int
):
    passage = _joined(best_passage(text, weights, _SEGMENTER, length))
    if len(text) <= length:
        assert passage == text
    else:
        inner = passage.removeprefix("…").removesuffix("…")
        assert inner in text
        assert len(inner) <= length


@given(_TEXTS, _WEIGHTS, st.integers(5, 40))
def test_no_window_holds_a_tenth_more_weight_than_the_passage(
    text: str, weights: dict[str, float], length: int
):
    located = [*_marked_words(text, weights), *_marked_pairs(text, weights)]

    def weight_within(start: int, end: int) -> float:
        return math.fsum({term: weight for term, weight, s, e in located if start <= s and e <= end}.values())

    fragments = best_passage(text, weights, _SEGMENTER, length)
    inner = [fragment for fragment in fragments if (fragment.text, fragment.weight) != ("…", 0.0)]
    passage = "".join(fragment.text for fragment in inner)
    places = [start for start in range(len(text)) if text.startswith(passage, start)]
    most = max((weight_within(start, start + length) for start in range(len(text))), default=0.0)
    assert max((weight_within(start, start + len(passage)) for start in places), default=0.0) >= 0.9 * most


def test_the_passage_begins_with_the_sentence_that_holds_the_terms():
    text = "现有滤芯寿命短，更换麻烦。提出多孔陶瓷滤芯，孔径均匀。另有外壳与接头。"
    assert best_passage(text, {"陶瓷": 0.5, "多孔": 0.3}, _SEGMENTER, length=16) == (
        Fragment("…", 0.0),
        Fragment("提出", 0.0),
        Fragment("多孔", 0.3),
        Fragment("陶瓷", 0.5),
        Fragment("滤芯，孔径均匀。另有", 0.0),
        Fragment("…", 0.0),
    )


def test_a_sentence_is_worth_a_tenth_of_what_a_passage_says():
    text = "外壳另有一种与钢接头。陶瓷滤芯的孔径均匀。" + "一" * 20
    for weight, expected in ((0.04, "…陶瓷滤芯的孔径均匀。…"), (0.2, "…钢接头。陶瓷滤芯的孔…")):
        assert _joined(best_passage(text, {"陶瓷": 0.5, "钢": weight}, _SEGMENTER, length=10)) == expected


def test_single_characters_are_marked_where_they_are_asked_for():
    assert mark("甜瓜与切瓜", {"甜": 0.2}, _SEGMENTER, {"瓜": 0.1}) == (
        Fragment("甜", 0.0),
        Fragment("瓜", 0.1),
        Fragment("与切", 0.0),
        Fragment("瓜", 0.1),
    )


def test_different_terms_count_more_than_one_term_repeated():
    text = "陶瓷陶瓷陶瓷陶瓷。" + "一" * 20 + "。陶瓷与钢。"
    assert _joined(best_passage(text, {"陶瓷": 0.2, "钢": 0.1}, _SEGMENTER, length=10)) == "…陶瓷与钢。"


def test_the_passage_does_not_end_inside_a_marked_word():
    text = "钢与陶瓷。" + "一" * 20
    assert _joined(best_passage(text, {"钢": 0.9, "陶瓷": 0.1}, _SEGMENTER, length=3)) == "钢与…"


def test_without_marked_terms_the_passage_is_the_opening():
    assert best_passage("一" * 50, {}, _SEGMENTER, length=10) == (
        Fragment("一" * 10, 0.0),
        Fragment("…", 0.0),
    )
