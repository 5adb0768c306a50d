"""Lines of a sheet that are no record: totals, repeated headings, notes."""

import pytest

from matchmaker.importing.fields import NEED_FIELDS, PATENT_FIELDS
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.needs import each_need
from matchmaker.importing.patents import each_patent
from matchmaker.importing.skipped_rows import SkippedRows, rows_named

HEADINGS = ("序号", "专利名称", "申请号", "申请人", "预算（万元）")
SKIPPED = SkippedRows(HEADINGS, understand_headings(HEADINGS, PATENT_FIELDS), PATENT_FIELDS)
NUMBER = "202011438186.0"
NEEDS = ("需求名称", "需求内容", "预算（万元）")
SKIPPED_OF_NEEDS = SkippedRows(NEEDS, understand_headings(NEEDS, NEED_FIELDS), NEED_FIELDS)
IN_WORDS = [
    ("说明：现有过滤板开裂，求新材料",),
    ("数据汇总", "", "50万元"),
    ("共3件，模具寿命短",),
    ("备注：某某", "", 20),
    ("审核：自动复核单据",),
    ("汇总",),
    ("共享",),
]
"""What stands where a title is told, and may be one."""
TOTALS = [
    ("合计",),
    ("合 计", "", 51),
    ("专利合计（件）", "", "51 件"),
    ("总计：51件", "", "12.5万元"),
    ("小计",),
    ("共 51 件",),
    ("共51条",),
    ("Total: 51", "", 51),
    ("第 1 页 共 3 页",),
    ("（以下空白）",),
]
"""What stands there and is none."""


@pytest.mark.parametrize(
    "cells",
    [
        ("合计",),
        ("合 计", "", 51),
        ("", "总计：51件"),
        ("小计", "", "", "", "1,234.50"),
        ("合计（件）", "—", "51 件", "/", 12.5),
        ("共 51 条记录",),
        ("共51件，其中发明30件、实用新型21件",),
        ("专利总数：51",),
        ("Total: 51 patents",),
        ("本页小计", 20, "", "", "20%"),
        ("序号", "专利名称", "申请号", "申请人"),
        ("序 号", "*专利名称（必填）", "申请号"),
        ("注：数据截至2025年6月。",),
        ("备注1：仅供参考", "", ""),
        ("数据来源: 国家知识产权局",),
        *(("", *cells) for cells in TOTALS),
        ("制表人：某某", "", "审核：某某"),
        ("※ 说明：1. 申请号须填写完整",),
        ("第 1 页 共 3 页",),
        ("第2页",),
        ("Page 1 of 3",),
        ("（以下空白）",),
        (52,),
        ("53", "", "-"),
    ],
)
def test_lines_that_are_no_record_are_known(cells):
    assert cells in SKIPPED


@pytest.mark.parametrize(
    "cells",
    [
        (),
        ("", "-"),
        (1, "一种合计装置", NUMBER),
        ("合计", "一种过滤板", NUMBER),
        ("合计", "", NUMBER),
        ("总计", "", "CN114081026A"),
        ("", "合计", 2012202497674),
        ("合计算法与装置", "", ""),
        ("共轭聚合物",),
        ("共",),
        ("", "专利名称", NUMBER),
        ("", "专利名称"),
        ("", "注塑机", NUMBER),
        ("注：某某", "一种过滤板", NUMBER),
        ("说明书附图标注方法",),
        ("", 51),
        ("", "共51件" + "长" * 400),
        ("注：某某", "", "", "注：" + "长" * 400),
        ("说明：某某", "说明：一种过滤板"),
        *(("", *cells) for cells in IN_WORDS),
    ],
)
def test_what_may_be_a_record_stays_one(cells):
    assert cells not in SKIPPED


def test_a_need_told_in_the_words_of_notes_and_totals_stays_one_and_a_total_does_not():
    assert [cells for cells in IN_WORDS if cells in SKIPPED_OF_NEEDS] == []
    assert [("", *cells) for cells in IN_WORDS if ("", *cells) in SKIPPED_OF_NEEDS] == []
    assert [cells for cells in TOTALS if cells not in SKIPPED_OF_NEEDS] == []


@pytest.mark.parametrize("read", [each_patent, each_need])
def test_they_are_neither_records_nor_wrong(read):
    fields = {each_patent: PATENT_FIELDS, each_need: NEED_FIELDS}[read]
    headings = ("编号", "名称", "内容")
    told = [("k1", "过滤板", "开裂"), headings, ("k2", "轨枕", "磨损"), ("合计", 2), ("注：完",)]
    rows = list(read(headings, enumerate(told, start=2), understand_headings(headings, fields)))
    assert [(row.cells[0], row.record is not None, row.errors, row.skipped) for row in rows] == [
        (2, True, (), False),
        (3, False, (), True),
        (4, True, (), False),
        (5, False, (), True),
        (6, False, (), True),
    ]


def test_rows_that_follow_one_another_are_named_together():
    assert rows_named([51, 102, 103, 104, 107]) == "51, 102–104, 107"
    assert rows_named(range(2, 2002)) == "2–2001"
    assert rows_named(range(1, 99, 2)).endswith("37, 39 …")
    assert rows_named([]) == ""
