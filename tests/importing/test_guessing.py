"""Headings that are nearly those of a field."""

import pytest

from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.guessing import unconfirmed_numbers, with_guesses, without_unconfirmed_numbers
from matchmaker.importing.headings import understand_headings, with_overrides


def guessed(*headings):
    uses = with_guesses(understand_headings(headings, PATENT_FIELDS), PATENT_FIELDS)
    return {use.heading: use.field for use in uses if use.how == "guessed"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("申请(专利权)人名称", "applicants"),
        ("专利申请号码", "application_number"),
        ("授权公告日期", "granted_on"),
        ("公开（公告）日期", "published_on"),
        ("发明人1", "inventors"),
    ],
)
def test_a_heading_that_is_nearly_known_is_a_guess(heading, field):
    assert guessed(heading) == {heading: field}


@pytest.mark.parametrize(
    "heading",
    [
        "CPC分类号",
        "专利权人类型",
        "申请人地址",
        "申请年份",
        "发明人数量",
        "代理人",
        "优先权日",
        "标题(英文)",
        "",
    ],
)
def test_a_heading_of_something_else_is_no_guess(heading):
    assert guessed(heading) == {}


def test_a_known_heading_is_no_guess_for_another_field():
    assert guessed("公开(公告)日", "公开(公告)日", "标题") == {}


def test_a_field_that_has_its_column_is_not_guessed_again():
    assert guessed("申请号", "专利申请号码") == {}


def test_of_two_likely_columns_the_likelier_is_guessed():
    assert guessed("授权公告日期间", "授权公告日期") == {"授权公告日期": "granted_on"}


def test_numbers_are_read_only_once_somebody_confirmed_them():
    uses = with_guesses(understand_headings(("标题", "专利申请号码"), PATENT_FIELDS), PATENT_FIELDS)
    assert [use.column for use in unconfirmed_numbers(uses, PATENT_FIELDS)] == [1]
    assert [use.field for use in without_unconfirmed_numbers(uses, PATENT_FIELDS)] == ["title", None]
    confirmed = with_overrides(uses, {1: "application_number"})
    assert confirmed[1].how == "chosen"
    assert unconfirmed_numbers(confirmed, PATENT_FIELDS) == ()
