"""Needs out of sheets."""

from datetime import date
from decimal import Decimal

import pytest

from matchmaker.importing.budgets import WrongBudgetError, parse_budget
from matchmaker.importing.errors import NoKnownHeadingError
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.needs import NEED_FIELDS, NeedRecord, each_need
from matchmaker.importing.sheets import Sheet
from tests.importing.whole_sheets import read_whole


def needs(headings, *rows):
    sheet = Sheet(tuple(headings), tuple(enumerate((tuple(row) for row in rows), start=2)))
    return read_whole(each_need, sheet, understand_headings(sheet.headings, NEED_FIELDS))


def wrong(headings, *rows):
    return [(error.row, error.column, error.reason % error.params) for error in needs(headings, *rows).errors]


def test_a_row_becomes_a_need():
    read = needs(
        ["编号", "技术需求名称", "需求描述", "企业名称", "地区", "所属领域", "预算（万元）", "完成时限"],
        ["N1", "防腐\n涂层", "要求。\n耐盐雾", "某公司", "江苏", "新材料", 50.0, "2026年12月31日"],
    )
    assert read.errors == ()
    assert read.records == (
        NeedRecord(
            row=2,
            need_id="N1",
            title="防腐 涂层",
            content="要求。\n耐盐雾",
            company="某公司",
            region="江苏",
            industry="新材料",
            budget_cny=Decimal(500_000),
            deadline=date(2026, 12, 31),
        ),
    )


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("寻找防腐涂层。耐盐雾", "寻找防腐涂层"),
        ("寻找防腐涂层\n耐盐雾", "寻找防腐涂层"),
        ("长" * 50, "长" * 40),
    ],
)
def test_a_need_without_a_title_is_named_by_its_content(content, title):
    assert needs(["标题", "内容"], ["", content]).records[0].title == title


def test_a_need_with_neither_title_nor_content_is_wrong():
    assert wrong(["标题", "企业名称"], ["", "某公司"]) == [(2, "标题", "Nothing is filled in here.")]


def test_too_long_a_content_is_wrong():
    assert wrong(["内容"], ["长" * 20_001]) == [
        (2, "内容", "The content has 20001 characters; at most 20000 are taken.")
    ]


def test_needs_are_known_by_their_identifier():
    assert wrong(["编号", "标题"], ["1", "甲"], ["2", "甲"], [1.0, "乙"]) == [
        (4, "编号", "This is already in row 2.")
    ]


def test_needs_without_identifier_are_known_by_company_and_title():
    assert wrong(["标题", "企业"], ["甲", "一"], ["甲", "二"], ["甲", "一"]) == [
        (4, "标题", "This is already in row 2.")
    ]


def test_a_sheet_without_titles_and_contents_is_refused():
    with pytest.raises(NoKnownHeadingError):
        needs(["企业", "地区"], ["一", "江苏"])


@pytest.mark.parametrize(
    ("text", "heading", "yuan"),
    [
        ("50", "预算(万元)", 500_000),
        ("50.5", "预算（万元）", 505_000),
        ("500,000", "预算", 500_000),
        ("500000元", "预算(万元)", 500_000),
        ("50万元", "预算", 500_000),
        ("约 1.2 亿元", "预算", 120_000_000),
        ("面议", "预算(万元)", None),
        ("双方协商", "预算", None),
        ("-", "预算", None),
    ],
)
def test_budgets_are_read_in_their_unit(text, heading, yuan):
    assert parse_budget(text, heading) == yuan


@pytest.mark.parametrize("text", ["100-200", "很多", "1.2.3", "１" * 40])
def test_a_budget_that_is_no_amount_is_refused(text):
    with pytest.raises(WrongBudgetError):
        parse_budget(text, "预算")
