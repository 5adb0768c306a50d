"""Tables out of every format."""

import json
from datetime import date, datetime

import pytest

from matchmaker.importing.sheets import Sheet, read_sheet
from tests.importing.sheet_files import ods, separated, xls, xlsx

MAX_BYTES = 32 << 20
ROWS = [
    ["申请号", "专利名称", "摘要"],
    ["201220249767.4", "轨枕", "第一行\n第二行"],
    ["95115608.X", "水泥", ""],
]
SHEET = Sheet(
    ("申请号", "专利名称", "摘要"),
    ((2, ("201220249767.4", "轨枕", "第一行\n第二行")), (3, ("95115608.X", "水泥"))),
)


def read(content):
    return read_sheet(content, "sheet", max_bytes=MAX_BYTES)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_values_are_read_in_every_encoding(delimiter, encoding):
    assert read(separated(ROWS, delimiter).encode(encoding)) == SHEET


@pytest.mark.parametrize("write", [xlsx, xls], ids=["xlsx", "xls"])
def test_workbooks_are_read(write):
    assert read(write(ROWS)) == SHEET


def test_an_open_document_is_read():
    assert read(ods([["申请号", "专利名称"], ["95115608.X", "水泥"]])) == Sheet(
        ("申请号", "专利名称"), ((2, ("95115608.X", "水泥")),)
    )


def test_json_lines_are_numbered_by_line():
    lines = [
        json.dumps({"id": 1, "title": "轨枕"}),
        "",
        json.dumps({"title": "水泥", "inventors": ["甲", "乙"]}),
    ]
    assert read("\n".join(lines).encode()) == Sheet(
        ("id", "title", "inventors"), ((1, (1, "轨枕")), (3, ("", "水泥", "甲; 乙")))
    )


def test_json_arrays_are_numbered_by_place():
    values = [{"title": "轨枕", "score": 1.5, "more": {"a": None}}, {"title": None, "flag": True}]
    assert read(json.dumps(values).encode()) == Sheet(
        ("title", "score", "more", "flag"), ((1, ("轨枕", 1.5, '{"a": null}')), (2, ("", "", "", "TRUE")))
    )


def test_a_heading_in_square_brackets_does_not_make_it_json():
    assert read("[标]当前申请(专利权)人,标题\n某大学,轨枕".encode()).rows == ((2, ("某大学", "轨枕")),)


@pytest.mark.parametrize("write", [xlsx, xls], ids=["xlsx", "xls"])
def test_titles_above_the_headings_and_blank_rows_are_passed_over(write):
    sheet = read(write([["某大学专利清单"], [None], *ROWS[:2], [None, None], ROWS[2]]))
    assert sheet.headings == SHEET.headings
    assert [number for number, _ in sheet.rows] == [4, 6]


def test_the_sheet_with_most_known_headings_is_read():
    assert read(xlsx([["说明"], ["请填写"]], ROWS, [["标题"], ["一"]])) == SHEET


def test_the_first_row_is_the_headings_where_none_is_known():
    assert read(b"foo,bar\n1,2\n") == Sheet(("foo", "bar"), ((2, ("1", "2")),))


def test_numbers_and_dates_of_a_workbook_keep_their_kind():
    sheet = read(
        xlsx(
            [
                ["申请号", "申请日", "标题"],
                [2012202497674, date(2013, 1, 2), 2.5],
                [True, datetime(2013, 1, 2, 3), "=1"],
            ]
        )
    )
    assert sheet.rows == (
        (2, (2012202497674.0, date(2013, 1, 2), 2.5)),
        (3, ("TRUE", datetime(2013, 1, 2, 3))),
    )
