"""Names of organisations held against each other: the rules, and that no pair is missed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from matchmaker.text.likeness import like_pairs
from matchmaker.text.organization_names import Likeness, Named, like_one, like_organizations, likeness_of

CODES = ("12330000XX0000019B", "12210000XX00000277")


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("清华大学", "清華大學", Likeness.NAME),
        ("甲方陶瓷有限公司", "甲方陶瓷有限责任公司", Likeness.FORM),
        ("浙江省甲方陶瓷有限公司", "甲方陶瓷有限公司", Likeness.PLACE),
        ("浙江甲方陶瓷有限公司", "江苏甲方陶瓷有限公司", None),
        ("甲方陶瓷第一研究所", "甲方陶瓷第二研究所", None),
        ("甲方高温陶瓷过滤材料科技有限公司", "甲方高温陶瓷过虑材料科技有限公司", Likeness.NEAR),
        ("甲方陶瓷有限公司", "乙方陶瓷有限公司", None),
    ],
)
def test_two_names_are_taken_for_one_by_a_stated_rule(first, second, reason):
    named = {1: Named((first,)), 2: Named((second,))}
    assert likeness_of(named[1], named[2]) is reason
    assert like_organizations(named) == ([(1, 2, reason)] if reason else [])


def test_other_names_count_and_codes_decide():
    university, foreign = Named(("清华大学", "Tsinghua University")), Named(("TSINGHUA  University",))
    assert likeness_of(university, foreign) is Likeness.ALIAS
    one, other = (Named(("甲方陶瓷有限公司",), code) for code in CODES)
    assert likeness_of(one, other) is None
    assert likeness_of(one, Named(("丙方",), CODES[0])) is Likeness.CODE
    assert like_one(one, {1: other, 2: Named(("甲方陶瓷公司",)), 3: Named(("丙方",), CODES[0])}) == [
        (3, Likeness.CODE),
        (2, Likeness.FORM),
    ]


@given(st.lists(st.text("陶瓷过滤板", min_size=4, max_size=12), max_size=8))
def test_the_pairs_found_are_those_of_holding_each_against_each(texts):
    numbered = dict(enumerate(texts))
    every = {
        (a, b, ratio)
        for a, b in combinations(numbered, 2)
        if (ratio := fuzz.ratio(numbered[a], numbered[b])) >= 90
    }
    assert set(like_pairs(numbered, least=90)) == every
