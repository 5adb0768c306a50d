"""A sheet of patents: what would happen, and that it happens."""

import datetime as dt

import pytest

from matchmaker.importing.errors import NoKnownHeadingError
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import ListingState, PatentStatus, PatentType, Readiness
from matchmaker.patents.importer import import_patents, preview_patents
from matchmaker.patents.queries import catalogue_revision, listings_open, patent_with_number
from matchmaker.patents.records import FieldChange
from matchmaker.patents.service import check_status
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import make_patent
from tests.factories.sheets import sheet

HEADINGS = ("申请号", "公开号", "名称", "摘要", "申请人", "法律状态")
NUMBER, PUBLICATION = "202011438186.0", "CN114081026A"
ROW = (NUMBER, PUBLICATION, "一种过滤板", "摘要。", "试验大学", "实质审查")
ON = dt.date(2025, 8, 1)


@pytest.fixture
def holder(session):
    return make_university(session, name="试验大学")


@pytest.fixture
def preview(session, holder):
    def preview(*rows, headings=HEADINGS, columns=None, whose=None):
        session.flush()
        return preview_patents(
            session,
            holder=whose or holder,
            content=sheet(headings, *rows),
            filename="patents.csv",
            max_bytes=1 << 20,
            columns=columns,
        )

    return preview


@pytest.fixture
def bring_in(session, holder, preview):
    def bring_in(*rows, offer=True, by=None, **chosen):
        seen = preview(*rows, **chosen)
        import_patents(session, preview=seen, holder=holder, offer=offer, on=ON, by=by)
        return patent_with_number(session, NUMBER)

    return bring_in


def kinds(seen):
    return {name: len(getattr(seen, name)) for name in ("new", "changed", "unchanged", "wrong")}


def refusals(seen):
    return [(error.row, error.column, error.value, error.reason % error.params) for error in seen.wrong]


def test_a_preview_writes_nothing(session, preview):
    assert kinds(preview(ROW)) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert patent_with_number(session, NUMBER) is None
    assert catalogue_revision(session) == 0


def test_a_new_row_becomes_a_patent_on_offer(session, holder, bring_in):
    by = make_person(session)
    patent = bring_in(ROW, by=by)
    assert (patent.application_number, patent.publication_number) == (NUMBER, PUBLICATION)
    assert (patent.title, patent.abstract, patent.applicants) == ("一种过滤板", "摘要。", ["试验大学"])
    assert (patent.patent_type, patent.legal_status) == (PatentType.INVENTION, "实质审查")
    assert (patent.organization, patent.names_holder) == (holder, True)
    assert patent.listing.state is ListingState.OPEN
    assert trail_of(session, patent)[0].person is by


def test_a_new_row_can_wait_for_its_offer(bring_in):
    assert bring_in(ROW, offer=False).listing is None


def test_the_same_file_twice_changes_nothing(session, preview, bring_in):
    lapsed = ("95115608.X", "", "轨枕", "", "", "未缴年费")
    keyed = ("", PUBLICATION.replace("6A", "7A"), "光纤", "", "", "")
    patent = bring_in(ROW, lapsed, keyed)
    revision, entries = catalogue_revision(session), len(trail_of(session, patent))
    assert kinds(preview(ROW, lapsed, keyed)) == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0}
    bring_in(ROW, lapsed, keyed)
    assert (catalogue_revision(session), len(trail_of(session, patent))) == (revision, entries)


def test_a_changed_row_is_told_field_by_field(preview, bring_in):
    patent = bring_in(ROW)
    seen = preview((NUMBER, PUBLICATION, "一种多孔过滤板", "", "试验大学", "失效"))
    (change,) = seen.changed
    assert change.patent is patent
    assert change.changes == (
        FieldChange("title", "一种过滤板", "一种多孔过滤板"),
        FieldChange("legal_status", "实质审查", "失效"),
        FieldChange("status", PatentStatus.PENDING, PatentStatus.LAPSED),
    )
    assert [field.label for field in change.changes] == ["Title", "Legal status", "In force or not"]


def test_what_a_row_tells_differently_is_taken_over_and_traced(session, bring_in):
    bring_in(ROW)
    before, by = catalogue_revision(session), make_person(session)
    patent = bring_in((NUMBER, PUBLICATION, "一种多孔过滤板", "", "", ""), by=by)
    entry = trail_of(session, patent)[0]
    assert (patent.title, patent.abstract) == ("一种多孔过滤板", "摘要。")
    assert patent.revision == catalogue_revision(session) == before + 1
    assert (entry.action, entry.person) == ("Patent changed", by)
    assert (entry.before, entry.after) == ({"title": "一种过滤板"}, {"title": "一种多孔过滤板"})


def test_blanks_change_nothing(preview, bring_in):
    bring_in(ROW)
    assert kinds(preview((NUMBER, "", "一种过滤板", "", "", "")))["unchanged"] == 1


def test_a_row_that_says_lapsed_takes_the_patent_off_offer(session, bring_in):
    bring_in(ROW)
    patent = bring_in((*ROW[:5], "未缴年费"))
    assert patent.status is PatentStatus.LAPSED
    assert patent.listing.state is ListingState.WITHDRAWN
    assert listings_open(session) == 0


def test_what_a_sheet_says_of_a_status_is_no_check_of_the_register(session, bring_in):
    patent = bring_in(ROW)
    assert (patent.status, patent.status_checked_on) == (PatentStatus.PENDING, None)
    check_status(session, patent=patent, status=PatentStatus.PENDING, on=ON, by=make_person(session))
    bring_in((*ROW[:5], "授权"))
    assert (patent.status, patent.status_checked_on) == (PatentStatus.IN_FORCE, None)


def test_a_row_that_comes_in_lapsed_is_not_listed(bring_in):
    assert bring_in((*ROW[:5], "未缴年费")).listing is None


def test_a_patent_gets_the_number_that_was_missing(session, holder, preview, bring_in):
    patent = make_patent(session, holder=holder, application_number=None, publication_number=PUBLICATION)
    (change,) = preview((NUMBER, PUBLICATION, patent.title, "", "", "")).changed
    assert change.changes[0] == FieldChange("application_number", None, NUMBER)
    assert bring_in((NUMBER, PUBLICATION, patent.title, "", "", "")) is patent


def test_what_another_organisation_holds_is_wrong(session, preview):
    make_patent(session, holder=make_university(session, name="别的大学"), application_number=NUMBER)
    seen = preview(ROW)
    assert refusals(seen) == [(2, "申请号", NUMBER, "This patent is already in the inventory of 别的大学.")]
    assert kinds(seen) == {"new": 0, "changed": 0, "unchanged": 0, "wrong": 1}


def test_numbers_of_two_different_patents_are_wrong(session, holder, preview):
    make_patent(session, holder=holder, application_number=NUMBER)
    make_patent(session, holder=holder, application_number=None, publication_number=PUBLICATION)
    assert refusals(preview(ROW)) == [
        (
            2,
            "申请号",
            NUMBER,
            f"Its numbers belong to two different patents of the inventory ({NUMBER} and {PUBLICATION}).",
        )
    ]


def test_wrong_rows_are_told_in_the_order_of_the_sheet_and_the_others_come_in(session, preview, bring_in):
    make_patent(session, holder=make_university(session, name="别的大学"), application_number="95115608.X")
    rows = (
        ("95115608.X", "", "轨枕", "", "", ""),
        ("202011438186.1", "", "检查位", "", "", ""),
        ROW,
        ("", "", "无号", "", "", ""),
    )
    assert [error.row for error in preview(*rows).wrong] == [2, 3, 5]
    assert bring_in(*rows).title == "一种过滤板"


def test_rows_whose_applicants_do_not_name_the_holder_are_marked_and_taken(bring_in, preview):
    foreign = (*ROW[:4], "试验大学科技园有限公司;别的公司", "")
    assert preview(foreign).unnamed == {2}
    assert preview(ROW).unnamed == frozenset()
    assert preview((*ROW[:4], "别的公司; 试验大学", "")).unnamed == frozenset()
    assert bring_in(foreign).names_holder is False


def test_a_row_that_now_names_the_holder_takes_the_mark_away(bring_in):
    assert bring_in((*ROW[:4], "别的公司", "")).names_holder is False
    assert bring_in(ROW).names_holder is True


def test_a_sources_own_key_counts_for_its_holder_only(session, holder, preview):
    headings = ("编号", "名称")
    make_patent(session, source_key="k1", title="别人的")
    assert kinds(preview(("k1", "过滤板"), headings=headings))["new"] == 1
    make_patent(session, holder=holder, source_key="k1", title="过滤板")
    assert kinds(preview(("k1", "过滤板"), headings=headings))["unchanged"] == 1


def test_a_person_says_what_a_column_holds(preview):
    headings = ("申请号", "甲")
    with pytest.raises(NoKnownHeadingError):
        preview((NUMBER, "过滤板"), headings=headings)
    seen = preview((NUMBER, "过滤板"), headings=headings, columns={1: "title"})
    assert [record.title for record in seen.new] == ["过滤板"]
    assert [(use.field, use.how) for use in seen.uses] == [
        ("application_number", "exact"),
        ("title", "chosen"),
    ]


@pytest.mark.parametrize(("heading", "limit"), [("学院", 200), ("法律状态", 200), ("编号", 80)])
def test_what_is_too_long_for_its_field_is_wrong_and_not_cut(preview, heading, limit):
    headings = ("公开号", "名称", heading) if heading != "编号" else ("名称", heading)
    row = (PUBLICATION, "过滤板", "长" * limit) if heading != "编号" else ("过滤板", "长" * limit)
    assert kinds(preview(row, headings=headings))["new"] == 1
    seen = preview((*row[:-1], row[-1] + "长"), headings=headings)
    assert refusals(seen) == [
        (2, heading, "长" * (limit + 1), f"This is {limit + 1} characters long; at most {limit} are taken.")
    ]


def test_a_preview_costs_the_same_number_of_queries_for_one_row_and_for_three(
    session, holder, preview, count_queries
):
    session.commit()
    rows = [ROW, ("95115608.X", "", "轨枕", "", "", ""), ("97101765.4", "", "光纤", "", "", "")]
    counts = []
    for length in (1, 3):
        with count_queries() as statements:
            preview(*rows[:length])
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_stated_readiness_goes_into_the_offer_and_its_change_is_shown_and_taken_over(preview, bring_in):
    headings = (*HEADINGS, "技术成熟度")
    patent = bring_in((*ROW, "4级"), headings=headings)
    assert patent.listing.readiness is Readiness.SIMULATION
    (changed,) = preview((*ROW, "正样级"), headings=headings).changed
    assert changed.changes == (FieldChange("readiness", Readiness.SIMULATION, Readiness.FINAL_SAMPLE),)
    assert changed.changes[0].label == "Technology readiness"
    bring_in((*ROW, "正样级"), headings=headings)
    assert patent.listing.readiness is Readiness.FINAL_SAMPLE
    assert kinds(preview((*ROW, ""), headings=headings))["unchanged"] == 1


def test_a_readiness_of_what_is_not_on_offer_changes_nothing(preview, bring_in):
    bring_in(ROW, offer=False)
    assert kinds(preview((*ROW, "4"), headings=(*HEADINGS, "技术成熟度")))["unchanged"] == 1
