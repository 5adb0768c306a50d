"""A diagnosis tells what a need says, by which words, and asks for what is missing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.needs.diagnosis import MOST_WORDS, diagnose, missing
from matchmaker.needs.enums import Aspect, Ownership

FULL = (
    "多孔氧化铝陶瓷过滤板用于锅炉烟气除尘，目前采用注浆成型和烧结工艺。急冷时开裂，需提高抗热震性，"
    "800℃水淬次数由10次提高到30次以上，过滤效率不低于99.5%。预算80万元，2027年6月前完成，知识产权双方共有。"
)


def seen(text, aspect, **given_facts):
    return next(found.words for found in diagnose(text, **given_facts) if found.aspect is aspect)


def test_a_need_that_says_everything_lacks_nothing():
    assert missing(diagnose(FULL)) == []


def test_an_empty_text_lacks_everything():
    assert [found.aspect for found in missing(diagnose(""))] == list(Aspect)


@pytest.mark.parametrize(
    ("text", "aspect", "words"),
    [
        ("多孔陶瓷开裂", Aspect.MATERIAL, ("陶瓷",)),
        ("高镍正极材料产气", Aspect.MATERIAL, ("镍", "正极材料")),
        ("LiFePO4的振实密度低", Aspect.MATERIAL, ("LiFePO4",)),
        ("PEEK件翘曲", Aspect.MATERIAL, ("PEEK",)),
        ("用激光焊接铝壳", Aspect.METHOD, ("激光", "焊接")),
        ("检测设备昂贵", Aspect.METHOD, ()),
        ("能在ALD设备上做", Aspect.PRODUCT, ("ALD设备",)),
        ("阻燃性要好，传动效率较低", Aspect.EFFECT, ("阻燃性", "传动效率较低")),
        ("降低能耗", Aspect.EFFECT, ("降低能耗",)),
        ("需要解决的问题", Aspect.EFFECT, ()),
        ("输送机的滚筒打滑", Aspect.PRODUCT, ("输送机", "滚筒")),
        ("随机出现的危机", Aspect.PRODUCT, ()),
        ("各个系统", Aspect.PRODUCT, ()),
        ("应用于储能电站", Aspect.APPLICATION, ("应用于储能电站",)),
        ("在矿山使用", Aspect.APPLICATION, ("矿山",)),
        ("效率提高5%，厚度≤0.2mm", Aspect.TARGETS, ("5%", "≤0.2mm")),
        ("-40℃到60℃不结冰", Aspect.TARGETS, ("-40℃到60℃",)),
        ("寿命提高两倍", Aspect.TARGETS, ("两倍",)),
        ("用于800℃烟气", Aspect.TARGETS, ()),
        ("公司成立于2009年，员工40人，预算80万元", Aspect.TARGETS, ()),
        ("六个月内出样，2027年底前量产", Aspect.DEADLINE, ("六个月内", "2027年底")),
        ("2016年获得认证", Aspect.DEADLINE, ()),
        ("预算80万元", Aspect.BUDGET, ("预算80万元",)),
        ("费用面议", Aspect.BUDGET, ("费用面议",)),
        ("已投入120万元", Aspect.BUDGET, ()),
        ("成果归双方共有", Aspect.OWNERSHIP, ("成果归双方共有",)),
    ],
)
def test_each_aspect_is_seen_by_its_words(text, aspect, words):
    assert seen(text, aspect) == words


@pytest.mark.parametrize(
    ("aspect", "facts"),
    [
        (Aspect.BUDGET, {"budget_fen": 0}),
        (Aspect.DEADLINE, {"deadline": dt.date(2027, 6, 30)}),
        (Aspect.OWNERSHIP, {"ownership": Ownership.AGREED}),
    ],
)
def test_a_field_of_the_form_says_it_without_words(aspect, facts):
    (found,) = [each for each in diagnose("开裂", **facts) if each.is_there and each.given]
    assert (found.aspect, found.words) == (aspect, ())


def test_a_question_takes_up_what_the_need_does_say():
    asked = {found.aspect: found for found in missing(diagnose("需要提高抗热震性"))}
    assert asked[Aspect.TARGETS].params == {"word": "提高抗热震性"}
    assert asked[Aspect.MATERIAL].params == {}
    assert asked[Aspect.TARGETS].question % asked[Aspect.TARGETS].params == (
        "“提高抗热震性”: which figure must be reached, and what is it today? For example: from 0.8 to 1.2 N/mm."
    )


@given(st.text(max_size=80))
def test_the_words_of_a_diagnosis_stand_in_the_text_and_are_few(text):
    found = diagnose(text)
    assert [each.aspect for each in found] == list(Aspect)
    assert all(len(each.words) <= MOST_WORDS and len(set(each.words)) == len(each.words) for each in found)


@pytest.mark.parametrize("piece", ["1", "1.1", "1-", "≥", " ", "一", "寿命", "领", "AB"])
def test_a_text_of_one_piece_over_and_over_is_answered_like_any_other(piece):
    """Rules whose repetitions are not bounded take minutes for such a text."""
    text = (piece * 20_000)[:20_000]
    assert seen(text + "。抗热震性800℃", Aspect.TARGETS) == ("800℃",)
