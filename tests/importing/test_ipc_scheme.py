"""The file of the classification, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.errors import RowError
from matchmaker.importing.ipc import parse_ipc
from matchmaker.importing.ipc_scheme import SchemeEntry, parent_of, read_scheme, short_title


def read(text):
    return list(read_scheme(text.encode().splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("A\t人类生活必需", SchemeEntry("A", "人类生活必需", None)),
        ("A01\t农业", SchemeEntry("A01", "农业", "A")),
        ("h01m\t电池", SchemeEntry("H01M", "电池", "H01")),
        ("H01M10/00\t蓄电池\r", SchemeEntry("H01M 10/00", "蓄电池", "H01M")),
        ("H01M 10/0525\t锂离子电池", SchemeEntry("H01M 10/0525", "锂离子电池", "H01M 10/00")),
        ("\ufeffA\t人类生活必需", SchemeEntry("A", "人类生活必需", None)),
    ],
)
def test_a_line_is_a_code_its_title_and_the_code_above(line, entry):
    assert read(f"{line}\n") == [entry]


def test_headings_and_blank_lines_are_passed_over():
    assert [each.code for each in read("code\ttitle_zh\n\nA\t甲\n \nB\t乙")] == ["A", "B"]


@pytest.mark.parametrize(
    ("line", "reason", "value"),
    [
        ("A01 农业", "There is no tab", "A01 农业"),
        ("Z01\t农业", "This is not an IPC code", "Z01"),
        ("A01B1\t农具", "This is not an IPC code", "A01B1"),
        ("code\ttitle", "This is not an IPC code", "code"),
        ("A01\t ", "The title is empty", "A01"),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_the_others_are_read(line, reason, value):
    first, wrong, last = read(f"A\t甲\n{line}\nB\t乙\n")
    assert (first.code, last.code) == ("A", "B")
    assert isinstance(wrong, RowError)
    assert (wrong.row, wrong.value) == (2, value)
    assert wrong.reason.startswith(reason)


def test_a_line_in_another_encoding_is_told():
    wrong, right = read_scheme(["A\t甲\n".encode("gb18030"), "B\t乙\n".encode()])
    assert (wrong.row, wrong.reason, right.code) == (1, "The line is not text in UTF-8.", "B")


@given(st.lists(st.binary(max_size=40)))
def test_whatever_the_file_holds_each_line_gives_at_most_one_answer(lines):
    answers = list(read_scheme(lines))
    assert len(answers) <= len(lines)
    assert {type(answer) for answer in answers} <= {SchemeEntry, RowError}


@given(st.from_regex(r"[A-H][0-9]{2}[A-Z][1-9][0-9]{0,3}/[0-9]{2,6}", fullmatch=True))
def test_a_code_is_written_as_patents_write_it_and_hangs_on_a_section(code):
    (entry,) = read(f"{code}\t名称\n")
    assert (entry.code,) == parse_ipc(code)
    above = [entry.code]
    while above[-1]:
        above.append(parent_of(above[-1]))
    assert len(above) in {5, 6}
    assert above[-2] == code[0]


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("犁（排水用的入E02B11/02）", "犁"),
        ("方法或装置〔2〕", "方法或装置"),
        ("（见A01）", "（见A01）"),
        ("", ""),
    ],
)
def test_a_short_title_has_no_references(title, short):
    assert short_title(title) == short
