"""Which column holds what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.errors import ColumnChosenTwiceError
from matchmaker.importing.headings import fold_heading, understand_headings, with_overrides
from matchmaker.importing.needs import NEED_FIELDS
from matchmaker.importing.patents import PATENT_FIELDS

INCOPAT = (
    "序号|标题 (中文)|标题 (英文)|摘要 (中文)|申请人|公开（公告）号|"
    "公开（公告）日|申请号|申请日|专利类型|首项权利要求|IPC主分类|"
    "IPC|第一申请人|发明人|第一发明人|专利有效性|当前法律状态|"
    "法律状态|授权公告号|授权公告日"
)
PATSNAP = (
    "公开(公告)号|申请号|标题|标题(译)(简体中文)|摘要|申请日|"
    "公开(公告)日|授权日|发明人|[标]当前申请(专利权)人|当前申请(专利权)人|申请(专利权)人|"
    "IPC分类号|IPC主分类号|独立权利要求|法律状态/事件|简单法律状态|专利类型|"
    "学院"
)
DUMP = (
    "专利名称|专利类型|申请人|申请号|申请日|公开公告号|"
    "公开公告日|授权公告号|授权公告日|IPC分类号|IPC主分类号|发明人|"
    "摘要文本|主权项内容|当前权利人"
)
SIPO = (
    "申请号|公开（公告）号|公开（公告）日|申请日|专利号|名称|"
    "主分类号|分类号|申请（专利权）人|发明（设计）人|颁证日|摘要|"
    "主权项"
)
TABLE = "专利名称|授权名称|申请号|申请日|申请摘要|主权项|主分类号|分类号"
UNIVERSITY = "*专利名称（必填）|专利号|第一发明人|学院|专利状态|授权公告日"
JSON = (
    "id|title|assignee|abstract|claims|application_number|"
    "publication_number|ipc|applicants|inventors|filed_on|legal_status"
)


def understood(headings, fields=PATENT_FIELDS):
    return {use.field: use.heading for use in understand_headings(headings, fields) if use.field}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            INCOPAT,
            {
                "title": "标题 (中文)",
                "application_number": "申请号",
                "publication_number": "公开（公告）号",
                "grant_number": "授权公告号",
                "abstract": "摘要 (中文)",
                "claims": "首项权利要求",
                "applicants": "申请人",
                "inventors": "发明人",
                "patent_type": "专利类型",
                "main_ipc": "IPC主分类",
                "ipc": "IPC",
                "filed_on": "申请日",
                "published_on": "公开（公告）日",
                "granted_on": "授权公告日",
                "legal_status": "当前法律状态",
                "simple_status": "专利有效性",
            },
        ),
        (
            PATSNAP,
            {
                "title": "标题",
                "application_number": "申请号",
                "publication_number": "公开(公告)号",
                "abstract": "摘要",
                "claims": "独立权利要求",
                "applicants": "申请(专利权)人",
                "inventors": "发明人",
                "department": "学院",
                "patent_type": "专利类型",
                "main_ipc": "IPC主分类号",
                "ipc": "IPC分类号",
                "filed_on": "申请日",
                "published_on": "公开(公告)日",
                "granted_on": "授权日",
                "legal_status": "法律状态/事件",
                "simple_status": "简单法律状态",
            },
        ),
        (
            DUMP,
            {
                "title": "专利名称",
                "application_number": "申请号",
                "publication_number": "公开公告号",
                "grant_number": "授权公告号",
                "abstract": "摘要文本",
                "claims": "主权项内容",
                "applicants": "申请人",
                "inventors": "发明人",
                "patent_type": "专利类型",
                "main_ipc": "IPC主分类号",
                "ipc": "IPC分类号",
                "filed_on": "申请日",
                "published_on": "公开公告日",
                "granted_on": "授权公告日",
            },
        ),
        (
            SIPO,
            {
                "title": "名称",
                "application_number": "申请号",
                "publication_number": "公开（公告）号",
                "abstract": "摘要",
                "claims": "主权项",
                "applicants": "申请（专利权）人",
                "inventors": "发明（设计）人",
                "main_ipc": "主分类号",
                "ipc": "分类号",
                "filed_on": "申请日",
                "published_on": "公开（公告）日",
                "granted_on": "颁证日",
            },
        ),
        (
            TABLE,
            {
                "title": "专利名称",
                "application_number": "申请号",
                "abstract": "申请摘要",
                "claims": "主权项",
                "main_ipc": "主分类号",
                "ipc": "分类号",
                "filed_on": "申请日",
            },
        ),
        (
            UNIVERSITY,
            {
                "title": "*专利名称（必填）",
                "application_number": "专利号",
                "inventors": "第一发明人",
                "department": "学院",
                "legal_status": "专利状态",
                "granted_on": "授权公告日",
            },
        ),
        (
            JSON,
            {
                "title": "title",
                "application_number": "application_number",
                "publication_number": "publication_number",
                "source_key": "id",
                "abstract": "abstract",
                "claims": "claims",
                "applicants": "assignee",
                "inventors": "inventors",
                "ipc": "ipc",
                "filed_on": "filed_on",
                "legal_status": "legal_status",
            },
        ),
    ],
    ids=["incopat", "patsnap", "dump", "sipo", "table", "university", "json"],
)
def test_each_family_of_headings_is_understood(headings, expected):
    assert understood(headings.split("|")) == expected


def test_every_heading_of_the_databases_is_taken_or_named_as_left_out(shared_data):
    """What is written about the exports: family, citations and claims are taken wherever a database tells them."""
    told = (shared_data / "export-headings" / "README.txt").read_text(encoding="utf-8")
    documents = {"family", "family_size", "cites", "cited_by", "cited_times", "claim_count"}
    taken = {}
    for line in told.splitlines():
        headings = [part.strip() for part in line.split("|" if "|" in line else ",")]
        if "申请号" in headings:
            uses = understand_headings(headings, PATENT_FIELDS)
            assert [use.heading for use in uses] == headings
            taken[len(headings)] = {use.heading for use in uses if use.field in documents}
    assert list(taken.values()) == [
        {"简单同族", "引证专利", "被引证专利", "被引证次数", "权利要求数量"},
        {"简单同族", "Patsnap同族专利申请数量", "引用专利", "被引用专利", "被引用专利数量", "权利要求数"},
        {"被引证次数"},
        set(),
    ]


def test_the_heading_listed_first_wins_wherever_it_stands():
    assert understood(["专利号", "申请号"])["application_number"] == "申请号"
    assert understood(["[标]当前申请(专利权)人", "当前申请(专利权)人"])["applicants"] == "当前申请(专利权)人"


def test_a_use_says_how_it_was_found():
    uses = understand_headings(["专利名称", "专利号", "备注", "ABSTRACT"], PATENT_FIELDS)
    assert [(use.column, use.field, use.how) for use in uses] == [
        (0, "title", "exact"),
        (1, "application_number", "synonym"),
        (2, None, None),
        (3, "abstract", "exact"),
    ]


def test_a_person_overrides_what_was_understood():
    uses = understand_headings(["标题", "名称", "摘要"], PATENT_FIELDS)
    changed = with_overrides(uses, {1: "title", 2: None})
    assert [(use.field, use.how) for use in changed] == [(None, None), ("title", "chosen"), (None, None)]
    assert with_overrides(uses, {0: "title"}) == uses


def test_two_columns_cannot_be_chosen_for_one_field():
    uses = understand_headings(["甲", "乙"], PATENT_FIELDS)
    with pytest.raises(ColumnChosenTwiceError):
        with_overrides(uses, {0: "title", 1: "title"})


@pytest.mark.parametrize("fields", [PATENT_FIELDS, NEED_FIELDS], ids=["patents", "needs"])
def test_no_heading_belongs_to_two_fields(fields):
    folded = [fold_heading(heading) for field in fields for heading in {*field.headings, field.name}]
    per_field = [{fold_heading(heading) for heading in (*field.headings, field.name)} for field in fields]
    assert sum(len(headings) for headings in per_field) == len(set(folded))


@given(st.sampled_from([heading for field in PATENT_FIELDS for heading in field.headings]), st.data())
def test_width_blanks_case_and_marks_do_not_matter(heading, data):
    wide = str.maketrans("()/", "（）／")
    written = data.draw(st.sampled_from([heading, heading.translate(wide), heading.upper()]))
    place = data.draw(st.integers(0, len(written)))
    blank = data.draw(st.sampled_from(["", " ", "\n", "\u3000"]))
    prefix = data.draw(st.sampled_from(["", "[标]", "*"]))
    assert fold_heading(prefix + written[:place] + blank + written[place:]) == fold_heading(heading)
