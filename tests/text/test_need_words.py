"""Needs that say the same or nearly so are found by stated rules, and what differs in them is told."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchmaker.text.need_words import (
    LEAST_SHARE,
    Likeness,
    Reason,
    differences,
    like_needs,
    likeness_of,
    wording,
)
from matchmaker.text.shared_runs import MOST_HOLDERS, RUN, near_pairs, runs_of, share

SENTENCES = (
    "多孔陶瓷过滤板在高温铝液中使用十次后开裂，需要提高抗热震性。",
    "目前采用氧化铝骨料和磷酸盐结合剂，烧结温度为一千三百摄氏度。",
    "试过加厚板材与更换结合剂，寿命只从十次提高到十二次。",
    "希望在不增加成本的条件下，使用寿命达到三十次以上。",
)
TEXT = "".join(SENTENCES)
words = st.text(st.sampled_from("陶瓷过滤板开裂烧结温度0123 ，。\n"), max_size=80)


def reason(one, other, *, one_company=True):
    found = likeness_of(wording(*one), wording(*other), one_company=one_company)
    return found.reason if found else None


@pytest.mark.parametrize(
    ("one", "other", "inside", "outside"),
    [
        (("过滤板寿命短", TEXT), ("过濾板壽命短 ", TEXT.replace("，", ",")), Reason.SAME, Reason.SAME),
        (("过滤板寿命短", "见附件"), ("过滤板寿命短", "见附件。"), Reason.SAME, None),
        (("过滤板寿命短", TEXT), ("板材开裂", "".join(reversed(SENTENCES))), Reason.TEXT, Reason.TEXT),
        (("过滤板寿命短", SENTENCES[0] + SENTENCES[1]), ("板材开裂", f"背景。{TEXT}"), Reason.TEXT, Reason.TEXT),
        (("多孔陶瓷过滤板的寿命太短", TEXT), ("多孔陶瓷过滤板的寿命很短", "另文"), Reason.TITLE, None),
        (("304N 不锈钢丝研制技术", TEXT), ("316L 不锈钢丝研制技术", "另文"), None, None),
        (("钢丝", TEXT), ("铜丝", "另文"), None, None),
        (("污水处理", TEXT), ("污水处理", "另文"), Reason.TITLE, None),
        (("过滤板", SENTENCES[0]), ("结合剂", SENTENCES[1]), None, None),
        (("", ""), ("", ""), Reason.SAME, None),
    ],
    ids=str,
)  # fmt: skip
def test_two_needs_are_taken_for_one_by_the_stated_rules(one, other, inside, outside):
    assert (reason(one, other), reason(one, other, one_company=False)) == (inside, outside)
    assert (reason(other, one), reason(other, one, one_company=False)) == (inside, outside)


def test_a_share_is_never_told_as_more_than_it_is():
    assert [Likeness(Reason.TEXT, part).percent for part in (LEAST_SHARE, 0.999, 1.0)] == [60, 99, 100]


def test_pairs_come_the_surest_first_each_once():
    needs = {
        1: wording("过滤板寿命短", TEXT),
        2: wording("过滤板寿命短", TEXT),
        3: wording("板材开裂", SENTENCES[0] + SENTENCES[2]),
        4: wording("过滤板寿命短", "另文"),
        5: wording("污水处理", "采用膜法深度处理高盐废水。"),
    }
    companies = {1: 7, 2: 7, 3: 8, 4: 7, 5: 8}
    found = [
        (first, second, likeness.reason.value) for first, second, likeness in like_needs(needs, companies)
    ]
    assert found == [(1, 2, "same"), (1, 3, "text"), (2, 3, "text"), (1, 4, "title")]
    assert like_needs({}, {}) == []


def test_a_wording_that_many_have_is_paired_with_the_first_alone():
    many = {number: wording("过滤板寿命短", TEXT) for number in range(MOST_HOLDERS + 2)}
    found = like_needs(many, dict.fromkeys(many, 7))
    assert [pair[:2] for pair in found] == [(0, number) for number in range(1, MOST_HOLDERS + 2)]


@given(words, words)
def test_a_share_is_the_same_from_both_sides_and_whole_with_itself(one, other):
    first, second = runs_of(one), runs_of(other)
    assert share(first, second) == share(second, first)
    assert share(first, first) == (1.0 if len(one) >= 4 else 0.0)


@given(st.lists(words, max_size=6), st.text("甲乙丙丁戊己庚辛壬癸", min_size=44, max_size=60))
def test_a_text_that_stands_in_another_is_found_beside_it(others, text):
    texts = dict(enumerate([*others, text, "前文" + text + "后文"]))
    pairs = near_pairs({number: runs_of(each) for number, each in texts.items()})
    assert (len(others), len(others) + 1) in pairs
    assert pairs == sorted(set(pairs))
    assert all(first < second for first, second in pairs)


@example("000。。。。。", "")
@given(words, words)
def test_what_differs_is_a_text_cut_in_parts_by_turns(text, other):
    parts = differences(text, other)
    assert "".join(part.text for part in parts) == text
    assert all(one.shared is not two.shared for one, two in pairwise(parts))
    letters = sum(character not in " ，。\n" for character in text)
    assert all(part.shared for part in differences(text, text)) is not (0 < letters < RUN)


def test_a_changed_figure_alone_is_told_as_what_differs():
    parts = differences("使用寿命达到三十次以上，成本不变。", "使用寿命达到五十次以上，成本不变。")
    assert [(part.text, part.shared) for part in parts] == [
        ("使用寿命达到", True),
        ("三", False),
        ("十次以上，成本不变。", True),
    ]
