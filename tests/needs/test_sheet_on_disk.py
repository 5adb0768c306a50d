"""A sheet of needs: what would happen, and that it happens."""

import datetime as dt
from contextlib import closing
from dataclasses import asdict

import pytest
import sqlalchemy as sa

from matchmaker.importing.headings import understand_headings
from matchmaker.importing.needs import NEED_FIELDS, each_need
from matchmaker.importing.sheets import read_sheet
from matchmaker.matching.own_numbers import own_numbers_of
from matchmaker.needs.curation import refine_need
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.judging import NeedJudge, Whose
from matchmaker.needs.models import Need
from matchmaker.needs.need_merging import merge_needs
from matchmaker.needs.queries import need_named
from matchmaker.needs.service import close_need, publish_need
from matchmaker.needs.sheet_on_disk import CompanyMissingError, NeedSheet
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import organization_named, trail_of
from matchmaker.organizations.service import change_organization
from matchmaker.sheets.import_runs import unwatched
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent
from tests.factories.sheets import sheet

HEADINGS = ("需求编号", "需求名称", "需求内容", "企业名称", "地区", "行业", "预算(万元)", "截止日期")
ROW = ("N-1", "过滤板开裂", "高温下开裂。", "试验陶瓷公司", "江苏", "陶瓷", "30", "2026-06-30")


@pytest.fixture
def on_disk(session, tmp_path):
    """A sheet of these rows, on its way in."""

    def on_disk(*rows, headings=HEADINGS):
        file = tmp_path / "needs.csv"
        file.write_bytes(sheet(headings, *rows))
        session.flush()
        return NeedSheet(lambda work: work(session), file, unwatched, own_numbers_of)

    return on_disk


@pytest.fixture
def preview(on_disk):
    def preview(*rows, company="", **headed):
        with closing(on_disk(*rows, **headed).held_against(company)) as findings:
            return findings.counts, [error for errors in findings.errors for error in errors]

    return preview


@pytest.fixture
def bring_in(session, on_disk):
    """Brings in what can be, and gives the new needs."""

    def bring_in(*rows, company="", by=None, **headed):
        known = set(session.scalars(sa.select(Need.id)))
        brought = on_disk(*rows, **headed)
        with closing(brought.held_against(company)) as findings:
            brought.take_over(findings, company, by=by)
        return [need for need in session.scalars(sa.select(Need).order_by(Need.id)) if need.id not in known]

    return bring_in


def kinds(seen):
    return asdict(seen[0])


def refusals(seen):
    return [(error.row, error.column, error.value, error.reason % error.params) for error in seen[1]]


def test_a_preview_writes_nothing(session, preview):
    assert kinds(preview(ROW)) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert organization_named(session, "试验陶瓷公司") is None
    assert session.scalars(sa.select(Need)).all() == []


def test_a_new_row_comes_in_as_a_submitted_need_of_its_company(session, bring_in):
    by = make_person(session)
    (need,) = bring_in(ROW, by=by)
    company = need.organization
    assert (company.name, company.region, company.industry) == ("试验陶瓷公司", "江苏", "陶瓷")
    assert (need.source_key, need.title, need.content) == ("N-1", "过滤板开裂", "高温下开裂。")
    assert (need.budget_fen, need.deadline) == (300_000_00, dt.date(2026, 6, 30))
    assert (need.state, need.created_by_id) == (NeedState.SUBMITTED, by.id)
    assert [entry.action for entry in trail_of(session, need)] == ["Need submitted", "Need written"]
    assert trail_of(session, company)[0].person is by


def test_two_needs_of_a_new_company_share_it(bring_in):
    first, second = bring_in(ROW, ("N-2", *ROW[1:]))
    assert first.organization is second.organization


def test_the_same_file_twice_changes_nothing(session, preview, bring_in):
    rows = (
        ROW,
        ("", "无编号的需求", "", "试验陶瓷公司", "", "", "面议", ""),
        ("N-3", "", "只有内容。第二句。", *ROW[3:]),
    )
    needs = bring_in(*rows)
    trails = [len(trail_of(session, need)) for need in needs]
    assert kinds(preview(*rows)) == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0}
    assert bring_in(*rows) == []
    assert [len(trail_of(session, need)) for need in needs] == trails


def test_a_changed_row_changes_its_need_and_nothing_else(session, preview, bring_in):
    (need,) = bring_in(ROW)
    changed, by = ("N-1", "过滤板脱落", *ROW[2:6], "面议", ROW[7]), make_person(session)
    (verdict,) = verdicts_on(session, Whose(""), changed, headings=HEADINGS)
    assert (verdict.known_id, verdict.record.title) == (need.id, "过滤板脱落")
    assert [(each.label, each.before, each.after) for each in verdict.changes] == [
        ("Title", "过滤板开裂", "过滤板脱落"), ("Budget, ×10k yuan", "30.00", None)
    ]  # fmt: skip
    assert bring_in(changed, by=by) == []
    entry = trail_of(session, need)[0]
    assert (need.title, need.budget_fen, need.state) == ("过滤板脱落", None, NeedState.SUBMITTED)
    assert (entry.person, entry.before) == (by, {"title": "过滤板开裂", "budget_fen": 300_000_00})
    assert entry.after == {"title": "过滤板脱落", "budget_fen": None}


def test_the_company_that_hands_the_sheet_in_has_the_rows_that_name_none(bring_in):
    headings, rows = ("需求编号", "需求名称"), [("N-1", "过滤板开裂")]
    (need,) = bring_in(*rows, headings=headings, company="试验陶瓷公司")
    assert (need.organization.name, need.content) == ("试验陶瓷公司", "过滤板开裂")


def test_a_sheet_whose_needs_nobody_has_is_refused(preview):
    with pytest.raises(CompanyMissingError) as refused:
        preview(("N-1", "过滤板开裂"), headings=("需求编号", "需求名称"))
    assert refused.value.params == {}


def test_the_same_number_at_another_company_is_another_need(bring_in):
    (first,) = bring_in(ROW)
    (second,) = bring_in((*ROW[:3], "别的公司", *ROW[4:]))
    assert first is not second


def test_a_long_title_is_cut_and_known_again(preview, bring_in):
    row = ("", "长" * 250, "内容", *ROW[3:])
    (need,) = bring_in(row)
    assert need.title == "长" * 200
    assert kinds(preview(row))["unchanged"] == 1


def test_needs_that_begin_alike_are_still_two(preview, bring_in):
    rows = [("", "长" * 80 + ending, "内容", *ROW[3:]) for ending in ("甲", "乙")]
    assert [need.title[-1] for need in bring_in(*rows)] == ["甲", "乙"]
    assert kinds(preview(*rows))["unchanged"] == 2


def test_a_row_that_says_too_little_is_wrong_and_the_others_come_in(preview, bring_in):
    rows = (("N-2", "", "。", *ROW[3:]), ROW)
    assert [(row, column) for row, column, *_ in refusals(preview(*rows))] == [(2, "需求名称")]
    assert [need.source_key for need in bring_in(*rows)] == ["N-1"]


@pytest.mark.parametrize(("place", "limit"), [(3, 200), (4, 40), (5, 80)])
def test_what_is_too_long_for_its_field_is_wrong(preview, place, limit):
    def row(length):
        return (*ROW[:place], "长" * length, *ROW[place + 1 :])

    assert kinds(preview(row(limit)))["new"] == 1
    assert refusals(preview(row(limit + 1))) == [
        (
            2,
            HEADINGS[place],
            "长" * (limit + 1),
            f"This is {limit + 1} characters long; at most {limit} are taken.",
        )
    ]


def test_a_change_of_a_closed_need_is_wrong_and_an_unchanged_row_is_not(session, preview, bring_in):
    (need,) = bring_in(ROW)
    close_need(session, need=need, by=None)
    assert kinds(preview(ROW))["unchanged"] == 1
    changed = ("N-1", "过滤板脱落", *ROW[2:])
    assert refusals(preview(changed)) == [(2, "需求编号", "N-1", "This need is closed here.")]
    assert bring_in(changed) == []
    assert need.title == "过滤板开裂"


def test_a_heading_that_is_nearly_known_is_read(bring_in):
    (need,) = bring_in(("N-1", "开裂"), headings=("需求编号", "需求的名称"), company="公司")
    assert need.title == "开裂"


def test_what_is_written_is_held_against_the_needs_as_they_are_by_then(session, on_disk, bring_in):
    both = on_disk(ROW, ("N-2", *ROW[1:]))
    with closing(both.held_against("")) as findings:
        (need,) = bring_in(ROW)
        both.take_over(findings, "")
    assert [each.source_key for each in session.scalars(sa.select(Need).order_by(Need.id))] == ["N-1", "N-2"]
    assert [entry.action for entry in trail_of(session, need)] == ["Need submitted", "Need written"]


TERMS = (
    "技术目标",
    "考核指标",
    "现状与已尝试方案",
    "产权归属",
    "合作方式",
    "对承接方的条件",
    "保密级别",
    "联系人",
)
SAID = ("寿命一年", "水淬30次", "加厚无效", "双方共有", "合作开发、专利许可", "三个月送样", "内部", "设备部")


def test_the_terms_come_in_by_their_usual_headings_and_the_same_file_twice_changes_nothing(preview, bring_in):
    headings, row = (*HEADINGS, *TERMS), (*ROW, *SAID)
    (need,) = bring_in(row, headings=headings)
    assert (need.goal, need.targets, need.tried, need.conditions, need.contact) == (
        "寿命一年", "水淬30次", "加厚无效", "三个月送样", "设备部"
    )  # fmt: skip
    assert (need.ownership, need.cooperation, need.secrecy) == ("shared", ["licence", "joint"], "centre")
    assert kinds(preview(row, headings=headings))["unchanged"] == 1


def test_terms_for_which_a_sheet_has_no_column_stay(preview, bring_in):
    (need,) = bring_in((*ROW, *SAID), headings=(*HEADINGS, *TERMS))
    assert kinds(preview(ROW))["unchanged"] == 1
    bring_in(("N-1", "过滤板脱落", *ROW[2:]))
    assert (need.title, need.goal, need.secrecy) == ("过滤板脱落", "寿命一年", "centre")


def test_a_sheet_that_takes_the_companys_name_back_hides_every_number_of_its_own_patents(session, bring_in):
    make_patent(session, application_number="202011438186.0", publication_number="CN114081026A")
    headings = (*HEADINGS, "保密级别")
    (need,) = bring_in((*ROW[:2], "见114081026A一文。", *ROW[3:], "实名公开"), headings=headings)
    need.own_patents = ["202011438186.0"]
    publish_need(session, need=need, masks=[], by=None)
    assert need.public_content == "见114081026A一文。"
    bring_in((*ROW[:2], "见114081026A一文。", *ROW[3:], "脱敏"), headings=headings)
    assert (need.secrecy, need.public_content) == (Secrecy.MASKED, "见（专利号略）一文。")


def test_a_term_that_says_nothing_known_is_wrong_in_its_cell(preview):
    seen = preview((*ROW, *SAID[:3], "随便", *SAID[4:]), headings=(*HEADINGS, *TERMS))
    assert refusals(seen) == [(2, "产权归属", "随便", "随便 does not say who is to own the result.")]


def test_a_sheet_changes_the_companys_words_and_leaves_the_refined_ones(session, preview, bring_in):
    (need,) = bring_in(ROW)
    broker = make_person(session, role=Role.BROKER)
    refine_need(session, need=need, title="陶瓷板急冷开裂", content="多孔陶瓷板急冷开裂。", by=broker)
    assert kinds(preview(ROW))["unchanged"] == 1
    bring_in(("N-1", "过滤板脱落", *ROW[2:]))
    assert (need.title, need.own_title) == ("陶瓷板急冷开裂", "过滤板脱落")


def test_a_company_is_known_by_its_other_names_too(session, preview, bring_in):
    bring_in(ROW)
    company = organization_named(session, "试验陶瓷公司")
    change_organization(
        session,
        organization=company,
        credit_code="",
        region="",
        industry="",
        aliases=["Trial Ceramics"],
        by=None,
    )
    by_alias = (*ROW[:3], "trial ceramics", *ROW[4:])
    assert kinds(preview(by_alias)) == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}
    assert refusals(preview(ROW, by_alias)) == [(3, "需求编号", "N-1", "This is already in row 2.")]
    bring_in(("N-2", *by_alias[1:]))
    assert {need.organization for need in session.scalars(sa.select(Need))} == {company}


TEXT = (
    "多孔陶瓷过滤板在高温铝液中使用十次后开裂，需要提高抗热震性。目前采用氧化铝骨料和磷酸盐结合剂，"
    "烧结温度为一千三百摄氏度。希望在不增加成本的条件下，使用寿命达到三十次以上。"
)


def verdicts_on(session, whose, *rows, headings):
    """What the judge of a sheet says of its rows, remarks among it."""
    read = read_sheet(sheet(headings, *rows), "needs.csv", max_bytes=1 << 20)
    uses = understand_headings(read.headings, NEED_FIELDS)
    with closing(NeedJudge(whose, uses, remarks=True)) as judge:
        return judge.verdicts(session, rows=list(each_need(read.headings, read.rows, uses)))


def remarks_on(session, whose, *rows):
    """What is remarked, by row: of which row or need, and why."""
    verdicts = verdicts_on(session, whose, *rows, headings=("需求编号", "需求名称", "需求内容", "企业名称"))
    return {
        each.row: [
            (remark.known_id or remark.params["row"], remark.params["percent"]) for remark in each.remarks
        ]
        for each in verdicts
        if each.remarks
    }


def test_new_rows_like_a_need_or_like_a_row_above_are_told_and_taken_all_the_same(session):
    company = make_organization(session, name="甲方陶瓷有限公司")
    others = make_need(session, content=TEXT, title="板材开裂")
    session.flush()
    rows = [
        ("N-1", "过滤板寿命短", TEXT, company.name),
        ("N-2", "滤板", TEXT[:90], company.name),
        ("N-3", "污水处理", "膜通量下降快。", company.name),
        ("N-4", "污水处理", "另一车间的污水。", company.name),
        ("N-5", "污水处理", "第三家的污水。", "乙方水务有限公司"),
    ]
    staff = remarks_on(session, Whose(""), *rows)
    assert staff == {2: [(others.id, 100)], 3: [(others.id, 100), (2, 100)], 5: [(4, 0)]}
    own = remarks_on(session, Whose(company.name, only=True), *rows[:4])
    assert own == {3: [(2, 100)], 5: [(4, 0)]}
    mine = make_need(session, organization=company, content=TEXT, title="过滤板寿命短")
    assert remarks_on(session, Whose(company.name, only=True), rows[0]) == {2: [(mine.id, 100)]}


def test_a_row_of_a_need_that_was_merged_away_is_refused_where_it_says_something_new(
    session, bring_in, preview
):
    kept, gone = bring_in(ROW, ("N-2", *ROW[1:]))
    merge_needs(session, kept=kept, gone=gone, by=None)
    assert kinds(preview(("N-2", *ROW[1:])))["unchanged"] == 1
    refused = preview(("N-2", "另一题目", *ROW[2:]))
    assert [reason for *_, reason in refusals(refused)] == ["This need was merged into another one here."]
    assert need_named(session, "N-2") is kept
