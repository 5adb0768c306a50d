"""The terms of needs in the words of sheets."""

import pytest

from matchmaker.importing.need_terms import (
    WrongCooperationError,
    WrongOwnershipError,
    WrongSecrecyError,
    parse_cooperation,
    parse_ownership,
    parse_secrecy,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("归需求方", "company"),
        ("甲方所有", "company"),
        ("归承接方所有", "taker"),
        ("双方共有", "shared"),
        ("企业与高校共有", "shared"),
        ("协商 确定", "agreed"),
        ("面议", "agreed"),
        ("", None),
        ("／", None),
    ],
)
def test_ownership_is_read_in_the_words_of_sheets(text, value):
    assert parse_ownership(text) == value


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("专利转让、专利许可", ("transfer", "licence")),
        ("合作开发；委托开发；合作开发", ("joint", "commission")),
        ("技术咨询或作价入股", ("advice", "equity")),
        ("产学研合作", ("joint",)),
        ("无", ()),
        ("", ()),
    ],
)
def test_ways_are_read_each_once_in_their_order(text, ways):
    assert parse_cooperation(text) == ways


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("公开", "masked"),
        ("脱敏公开", "masked"),
        ("实名公开", "named"),
        ("不公开", "centre"),
        ("内部", "centre"),
        ("仅限运营中心", "centre"),
        ("-", None),
    ],
)
def test_a_level_of_secrecy_never_names_a_company_that_did_not_say_so(text, level):
    assert parse_secrecy(text) == level


@pytest.mark.parametrize(
    ("parse", "text", "wrong", "error"),
    [
        (parse_ownership, "随便", "随便", WrongOwnershipError),
        (parse_cooperation, "专利转让，随便", "随便", WrongCooperationError),
        (parse_secrecy, "随便", "随便", WrongSecrecyError),
    ],
)
def test_what_says_nothing_known_is_refused_by_its_words(parse, text, wrong, error):
    with pytest.raises(error) as refused:
        parse(text)
    assert refused.value.params == {"value": wrong}
