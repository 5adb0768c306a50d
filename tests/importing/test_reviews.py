"""The six answers as they stand in the cells of a batch template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.errors import NoKnownHeadingError
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.reviews import REVIEW_FIELDS, each_answer
from matchmaker.importing.sheets import Sheet
from tests.importing.whole_sheets import read_whole

HEADINGS = (
    "申请号",
    "专利名称",
    "是否财政资助项目形成",
    "专利实施状态（含产业化）",
    "转化意愿",
    "技术成熟度",
    "专利自评",
    "应用场景",
)


def read(*cells, headings=HEADINGS):
    sheet = Sheet(headings, tuple((place, row) for place, row in enumerate(cells, start=2)))
    return read_whole(each_answer, sheet, understand_headings(headings, REVIEW_FIELDS))


def answers(*cells):
    [record] = read(("1", "", *cells)).records
    return (
        record.funding,
        record.implementation,
        record.ways,
        record.unwilling,
        record.readiness,
        record.rating,
        record.scenarios,
    )


@pytest.mark.parametrize(
    ("cells", "read_as"),
    [
        (("是", "未实施", "转让；许可", "6级（正样级）", "高", "铸造"),
         ("public", "none", ("transfer", "licence"), False, 6, "高", "铸造")),
        (("否", "已产业化", "作价投资、许可", 6.0, " 一般 ", ""),
         ("other", "industrial", ("equity", "licence"), False, 6, "一般", "")),
        (("", "许可他人实施", "暂不转化", "TRL 9", "", ""), (None, "others", (), True, 9, "", "")),
        (("非财政资助", "自行实施", "", "", "", ""), ("other", "own", (), False, None, "", "")),
    ],
)  # fmt: skip
def test_answers_are_read_in_their_customary_words(cells, read_as):
    assert answers(*cells) == read_as


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (("也许",), "是否财政资助项目形成"),
        (("", "快了"), "专利实施状态（含产业化）"),
        (("", "", "转让；赠送"), "转化意愿"),
        (("", "", "转让；暂不转化"), "转化意愿"),
        (("", "", "", "十级"), "技术成熟度"),
        (("", "", "", "", "", "长" * 2001), "应用场景"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_column_and_a_remedy(cells, column):
    rows = read(("1", "", *cells))
    assert [(error.row, error.column, bool(error.remedy)) for error in rows.errors] == [(2, column, True)]


def test_a_row_needs_a_number_and_stands_there_once():
    rows = read(("", "甲", "是"), ("1", "", "是"), ("1", "", "否"))
    assert [record.number for record in rows.records] == ["1"]
    assert [error.row for error in rows.errors] == [2, 4]
    with pytest.raises(NoKnownHeadingError):
        read(("甲",), headings=("专利自评",))


@given(
    st.lists(
        st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)), max_size=6
    )
)
def test_whatever_stands_in_the_cells_is_read_or_refused_in_words(cells):
    rows = read(("1", "", *cells))
    assert len(rows.records) == (0 if rows.errors else 1)
