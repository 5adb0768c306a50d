"""Tables in web pages and in XML Spreadsheets of 2003, as browsers and spreadsheet programs take them."""

import contextlib
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.encodings import UnreadableTextError, WebPageTextError
from matchmaker.importing.grid import GridTooLargeError
from matchmaker.importing.marked_up import best_table

HEADED = "<tr><td>标题<td>申请号</tr>"


def read(text):
    """The rows of the best table, each with its number."""
    about, rows = best_table(io.BytesIO(text.encode()))
    found = list(rows)
    assert about == len(found)
    return found


def rows_of(text):
    return [cells for _, cells in read(f"<table>{text}</table>")]


def sheet_2003(rows, visible="SheetVisible", name="Workbook"):
    return (
        f'<?xml version="1.0"?><{name} xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"<Worksheet><Table>{rows}</Table><x:WorksheetOptions><x:Visible>{visible}</x:Visible></x:WorksheetOptions>"
        f"</Worksheet></{name}>"
    )


def data(value, kind="String", **attributes):
    told = "".join(f' ss:{name}="{text}"' for name, text in attributes.items())
    return f'<Cell{told}><Data ss:Type="{kind}">{value}</Data></Cell>'


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("<tr><th>标 题</th><td>a<br>b<p>c</p></td></tr>", ["标 题", "a\nb\nc"]),
        ("<tr><td>a<td>b<tr>", ["a", "b"]),
        ("<td>a<td>b", ["a", "b"]),
        ("<tr><td>a&nbsp;&lt;b&gt;&#8451;<td><script>x</script><style>y</style>", ["a <b>℃"]),
        ("<tr><td colspan=2>a<td>b", ["a", None, "b"]),
        ("<tr><td colspan=0>a<td colspan=x>b<td colspan>c", ["a", "b", "c"]),
        ("<tr><td></td><td> \n </td><td>a</td>", [None, None, "a"]),
        ('<tr><td x:num="2012202497674">2.0122E+12<td x:num="41275">2013/1/2', [2012202497674.0, "2013/1/2"]),
        ('<tr><td x:num="x">#####<td x:num>1E3', ["#####", "1E3"]),
        ("<tr><td>a<!-- b --><td><![if x]>c<![endif]>", ["a", "c"]),
    ],
)  # fmt: skip
def test_a_row_of_a_page_is_read_as_a_browser_shows_it(row, cells):
    assert rows_of(row) == [cells]


def test_a_cell_over_several_rows_stands_in_the_first():
    assert rows_of("<tr><td rowspan=2>a<td colspan=2 rowspan=2>b<td>c<tr><td>d<tr><td>e") == [
        ["a", "b", None, "c"],
        [None, None, None, "d"],
        ["e"],
    ]


def test_rows_are_numbered_within_their_table_blank_ones_too():
    assert read(f"<table>{HEADED}<tr><td></td></tr><tr><td>轨枕</td></tr></table>") == [
        (1, ["标题", "申请号"]),
        (3, ["轨枕"]),
    ]


def test_the_table_with_most_known_headings_is_read_wherever_it_stands():
    menu = "<tr><td>首页<td>检索<tr><td>帮助<td>退出<tr><td>1<td>2"
    page = f"<table>{menu}<tr><td>x<table>{HEADED}<tr><td>轨枕<td>1</table>y</td></tr></table>"
    assert [cells for _, cells in read(page)] == [["标题", "申请号"], ["轨枕", "1"]]
    assert len(read(f"<table><tr><td>甲</table><table>{menu}</table>")) == 3


@pytest.mark.parametrize(
    "page", ["<html>", "<table></table>", "<table><tr><td> </table>", "<", "<a>标题</a>"]
)
def test_a_page_without_a_table_is_told_so(page):
    with pytest.raises(WebPageTextError):
        read(page)


@pytest.mark.parametrize("name", ["Workbook", "ss:Workbook"])
def test_a_sheet_of_2003_keeps_numbers_days_and_places(name):
    rows = (
        f"<Row>{data('标题')}{data('申请号')}</Row>"
        f'<Row ss:Index="4">{data(2012202497674, "Number")}{data("2013-01-02T00:00:00.000", "DateTime", Index=3)}'
        f"{data('1', 'Boolean')}{data('#N/A', 'Error')}</Row>"
        f'<Row ss:Span="2">{data("a", MergeAcross=1)}{data("b&#10;c &lt;")}</Row>'
        f"<Row>{data('many', 'Number')}<Cell><Comment><Data>remark</Data></Comment></Cell></Row>"
    )
    assert read(sheet_2003(rows, name=name)) == [
        (1, ["标题", "申请号"]),
        (4, [2012202497674.0, None, dt.datetime(2013, 1, 2), True]),
        (5, ["a", None, "b\nc <"]),
        (8, ["many"]),
    ]


def test_a_hidden_sheet_of_2003_is_not_read():
    assert read(sheet_2003(f"<Row>{data('标题')}</Row>", visible="SheetVeryHidden")) == []


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE Workbook><Workbook></Workbook>",
        "<Workbook><Row></Workbook>",
        "<Workbook><Row>&nbsp;</Row></Workbook>",
        "<Workbook>",
    ],
)
def test_what_is_no_xml_or_has_entities_of_its_own_is_refused(text):
    with pytest.raises(UnreadableTextError):
        read(text)


def test_more_columns_than_a_sheet_may_have_are_refused():
    for text in (
        "<table><tr>" + "<td colspan=1000>a" * 20,
        sheet_2003(f"<Row>{data('a', Index=20_000)}</Row>"),
    ):
        with pytest.raises(GridTooLargeError):
            read(text)


PIECES = [
    "<table>",
    "<tr",
    ">",
    "<td",
    " colspan=",
    "99",
    "'",
    '"',
    "</",
    "<!--",
    "-->",
    "<![",
    "&",
    "#9;",
    "标题",
    "a",
]


@given(
    st.lists(st.sampled_from([*PIECES, "<Workbook>", "<Row>", "<Data>", "ss:Index=", "</Row>"]), max_size=25)
)
def test_any_marks_are_read_or_refused(pieces):
    with contextlib.suppress(UnreadableTextError, GridTooLargeError):
        read("<" + "".join(pieces))
