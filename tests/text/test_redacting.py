"""Names, addresses and telephones go out; the problem stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.redacting import redacted, short_name

NAMES = st.text(alphabet="甲乙丙丁公司", min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("甲方陶瓷有限公司", "甲方陶瓷"),
        ("甲方陶瓷股份有限公司", "甲方陶瓷"),
        ("甲方陶瓷集团有限责任公司", "甲方陶瓷"),
        ("乙方理工大学", "乙方理工大学"),
        ("有限公司", ""),
    ],
)
def test_a_short_name_is_without_the_legal_form(name, short):
    assert short_name(name) == short


def test_the_longer_of_two_names_goes_first():
    text = redacted("甲方陶瓷有限公司与甲方陶瓷", organizations=["甲方陶瓷", "甲方陶瓷有限公司"])
    assert text == "某单位与某单位"


def test_a_name_of_one_character_or_none_is_no_name():
    assert redacted("陶瓷管", organizations=["", "瓷"], people=["管"]) == "陶瓷管"


@pytest.mark.parametrize(
    "contact", ["13800138000", "138-0013-8000", "+86 13800138000", "0571-88886666", "a.b@example.org"]
)
def test_ways_to_reach_somebody_go_out(contact):
    assert redacted(f"联系{contact}，急") == "联系（联系方式略），急"


@pytest.mark.parametrize("text", ["耐温1380013800012度", "压力3000 MPa", "100-200 μm", "公差0.0138"])
def test_figures_are_no_telephones(text):
    assert redacted(text) == text


@given(st.text(alphabet="甲乙丙丁公司陶瓷1@."), st.lists(NAMES), st.lists(NAMES))
def test_no_name_is_left(text, organizations, people):
    left = redacted(text, organizations=organizations, people=people)
    assert [name for name in (*organizations, *people) if name in left] == []
