"""Patents out of sheets."""

from datetime import date

import pytest

from matchmaker.importing.errors import NoKnownHeadingError
from matchmaker.importing.headings import understand_headings, with_overrides
from matchmaker.importing.patents import PATENT_FIELDS, PatentRecord, each_patent
from matchmaker.importing.sheets import Sheet, read_sheet
from tests.importing.sheet_files import separated
from tests.importing.whole_sheets import read_whole

HEADINGS = ("申请号", "公开(公告)号", "编号", "专利名称", "申请日", "IPC分类号", "专利类型")


def patents(headings, *rows):
    sheet = Sheet(tuple(headings), tuple(enumerate((tuple(row) for row in rows), start=2)))
    return read_whole(each_patent, sheet, understand_headings(sheet.headings, PATENT_FIELDS))


def wrong(*rows):
    return [
        (error.row, error.column, error.value, error.reason % error.params)
        for error in patents(HEADINGS, *rows).errors
    ]


def one(**cells):
    return patents(["id", "标题", *cells], ["1", "轨枕", *cells.values()]).records[0]


def test_a_row_of_the_old_sipo_form_becomes_a_patent():
    content = separated(
        [
            [
                "申请号",
                "公开（公告）号",
                "公开（公告）日",
                "申请日",
                "专利号",
                "名称",
                "主分类号",
                "分类号",
                "申请（专利权）人",
                "发明（设计）人",
                "颁证日",
                "摘要",
                "主权项",
            ],
            [
                "CN201220249767.4",
                "CN202644312U",
                "2013.01.02",
                "2012.05.31",
                "CN201220249767.4",
                "一种轨枕",
                "E01B9/10(2006.01)I",
                "E01B3/32(2006.01)I;E01B9/10(2006.01)I",
                "甲公司;乙、丙研究所",
                "张某;李某",
                "2013.01.02",
                "摘要。",
                "1. 一种轨枕。\n2. 如权利要求1的轨枕。",
            ],
        ]
    )
    sheet = read_sheet(content.encode(), "sipo.csv", max_bytes=1 << 20)
    read = read_whole(each_patent, sheet, understand_headings(sheet.headings, PATENT_FIELDS))
    assert read.errors == ()
    assert read.records == (
        PatentRecord(
            row=2,
            application_number="201220249767.4",
            publication_numbers=("CN202644312U",),
            source_key=None,
            title="一种轨枕",
            abstract="摘要。",
            claims="1. 一种轨枕。",
            applicants=("甲公司", "乙、丙研究所"),
            inventors=("张某", "李某"),
            department="",
            patent_type="utility_model",
            ipc=("E01B 9/10", "E01B 3/32"),
            filed_on=date(2012, 5, 31),
            published_on=date(2013, 1, 2),
            granted_on=date(2013, 1, 2),
            legal_status=None,
            status=None,
        ),
    )


def test_a_wrong_check_digit_is_named_with_its_row():
    assert wrong(["CN201220249767.5", "", "", "轨枕"]) == [
        (2, "申请号", "CN201220249767.5", "The check digit of CN201220249767.5 must be 4, but it is 5.")
    ]


def test_everything_wrong_with_a_row_is_named():
    assert wrong(["1", "US1", "", "", "2013-02-30", "水"]) == [
        (
            2,
            "申请号",
            "1",
            "1 is not a Chinese application number, which looks like 202011438186.0 or 95115608.X.",
        ),
        (2, "公开(公告)号", "US1", "US1 is not a Chinese publication number, which looks like CN114081026A."),
        (2, "IPC分类号", "水", "水 is not an IPC code, which looks like A01B 1/02 or H01M."),
        (2, "申请日", "2013-02-30", "2013-02-30 is not a date that exists."),
        (2, "专利名称", "", "Nothing is filled in here."),
    ]


def test_a_row_needs_a_number_or_an_identifier():
    assert wrong(["", "", "", "轨枕"]) == [
        (2, "申请号", "", "Nothing is filled in here, nor in 公开(公告)号, 编号.")
    ]
    assert (
        wrong(["", "", 17.0, "轨枕"], ["", "CN114081026A", "", "轨枕"], ["95115608.X", "", "", "轨枕"]) == []
    )


def test_the_same_patent_twice_is_wrong_the_second_time():
    rows = [
        ["95115608.X", "CN1234567A", "", "轨枕"],
        ["ZL95115608X", "CN1234567C", "", "轨枕"],
        ["", "cn1234567a", "", "轨枕"],
    ]
    assert wrong(*rows) == [
        (3, "申请号", "ZL95115608X", "This is already in row 2."),
        (4, "公开(公告)号", "cn1234567a", "This is already in row 2."),
    ]


def test_publication_and_grant_of_one_patent_are_the_same_patent():
    rows = [
        ["", "CN103123456A", "", "轨枕"],
        ["", "CN103123456B", "", "轨枕"],
        ["", "CN103123456", "", "轨枕"],
    ]
    assert [row for row, *_ in wrong(*rows)] == [3, 4]


def test_a_wrong_row_does_not_stand_in_the_way_of_a_right_one():
    read = patents(HEADINGS, ["95115608.X", "", "", ""], ["95115608.X", "", "", "轨枕"])
    assert [record.row for record in read.records] == [3]


def test_the_own_identifier_tells_rows_apart_only_without_a_number():
    read = patents(HEADINGS, ["", "", 17.0, "轨枕"], ["95115608.X", "", "17", "轨枕"], ["", "", 17, "轨枕"])
    assert [record.source_key for record in read.records] == ["17", "17"]
    assert [error.row for error in read.errors] == [4]


def test_a_locarno_class_is_no_wrong_ipc_code():
    design = patents(HEADINGS, ["201230000001", "", "", "灯", "", "26-05", "外观设计"]).records[0]
    assert (design.patent_type, design.ipc) == ("design", ())


@pytest.mark.parametrize(
    ("written", "patent_type"),
    [
        ("发明专利", "invention"),
        ("授权发明", "invention"),
        ("实用新型", "utility_model"),
        ("外观设计", "design"),
        ("", None),
    ],
)
def test_the_type_is_read_where_no_number_tells_it(written, patent_type):
    assert one(专利类型=written).patent_type == patent_type


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张某 | 李某", ("张某", "李某")),
        ("张某; 李某;王某", ("张某", "李某", "王某")),
        ("张某；李某、王某", ("张某", "李某", "王某")),
        ("张某,李某，王某", ("张某", "李某", "王某")),
        ("张某\n李某\n张某", ("张某", "李某")),
        ("SMITH, John; DOE, Jane", ("SMITH, John", "DOE, Jane")),
    ],
)
def test_inventors_are_told_apart(written, names):
    assert one(发明人=written).inventors == names


def test_applicants_keep_the_commas_of_their_names():
    assert one(申请人="甲、乙研究所 | Foo Co., Ltd").applicants == ("甲、乙研究所", "Foo Co., Ltd")


def test_without_a_column_of_titles_the_file_is_refused():
    with pytest.raises(NoKnownHeadingError) as caught:
        patents(["申请号", "foo"], ["95115608.X", "轨枕"])
    assert caught.value.params == {"needed": "专利名称", "found": "申请号, foo"}


def test_without_a_column_of_numbers_the_file_is_refused():
    with pytest.raises(NoKnownHeadingError) as caught:
        patents(["标题"], ["轨枕"])
    assert caught.value.params == {"needed": "申请号 / 公开(公告)号 / 授权公告号 / id", "found": "标题"}


def test_a_column_that_a_person_names_is_read():
    sheet = Sheet(("foo", "bar"), ((2, ("95115608.X", "轨枕")),))
    uses = with_overrides(
        understand_headings(sheet.headings, PATENT_FIELDS), {0: "application_number", 1: "title"}
    )
    assert [record.title for record in read_whole(each_patent, sheet, uses).records] == ["轨枕"]


def test_a_dash_is_a_blank():
    """PatSnap writes one wherever it has nothing to tell."""
    read = one(授权日="-", 简单同族="——", 被引用专利数量="/", 发明人="－")
    assert (read.granted_on, read.family, read.cited_times, read.inventors) == (None, (), None, ())


def test_family_and_citations_are_read_from_the_columns_of_either_database():
    incopat = one(
        简单同族="CN114081026A; US2020123456A1", 引证专利="CN1234567A", 被引证次数="3", 权利要求数量="10"
    )
    patsnap = one(
        简单同族="CN114081026A | US2020123456A1", 引用专利="CN1234567A", 被引用专利数量=3.0, 权利要求数=10
    )
    assert incopat == patsnap
    assert (incopat.family, incopat.cites) == (("CN114081026A", "US2020123456A1"), ("CN1234567A",))
    assert (incopat.cited_times, incopat.claim_count) == (3, 10)
