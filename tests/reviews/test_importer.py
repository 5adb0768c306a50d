"""A filled-in batch template against a review: what would change, what is wrong, and what is taken over."""

import pytest

from matchmaker.importing.errors import ImportingError
from matchmaker.patents.models import Publication
from matchmaker.reviews.enums import Funding, Implementation, ItemState, Step
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.reviews.import_runs import read_import, write_import
from matchmaker.reviews.service import Answers, ReviewClosedError, answers_of, save_answers
from matchmaker.reviews.workbook import batch_template
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.queries import shown_rows, wrong_rows
from matchmaker.sheets.service import agree, choose_columns, hand_in
from tests.factories.organizations import make_university
from tests.factories.reviews import ANSWERS, items, make_item, make_review, make_reviewed_patent, step_on
from tests.factories.sheets import sheet

HEADINGS = (
    "申请号",
    "是否财政资助项目形成",
    "专利实施状态",
    "转化意愿",
    "技术成熟度",
    "专利自评",
    "应用场景",
)
WHOLE = ("是", "未实施", "许可；作价入股", "6", "高", "铝水过滤")


@pytest.fixture
def item(session):
    [made] = items(session, make_review(session))
    return made


@pytest.fixture
def previewed(session, tmp_path):
    """Hands a sheet in for the review of a patent and reads it; gives the import."""

    def previewed(item, *rows, content=None, headings=HEADINGS):
        file = tmp_path / "sheet"
        file.write_bytes(content or sheet(headings, *rows))
        handed_in = hand_in(
            session, AnswerImport, filename="盘点.csv", file=file,
            organization=item.review.organization, by=None, review=item.review,
        )  # fmt: skip
        read_import(lambda work: work(session), import_id=handed_in.id)
        return handed_in

    return previewed


@pytest.fixture
def taken_over(session):
    """Takes over what was read; gives how many were handed in to the colleges."""

    def taken_over(handed_in, *, complete=True):
        agree(session, handed_in=handed_in, hand_in=complete)
        write_import(lambda work: work(session), import_id=handed_in.id, by=None)
        return handed_in.handed_in

    return taken_over


def counts(handed_in):
    return handed_in.new, handed_in.changed, handed_in.unchanged, handed_in.blank, handed_in.wrong


def errors_in(session, handed_in):
    return [error for _, errors in wrong_rows(session, handed_in) for error in errors]


def test_complete_answers_are_taken_over_and_handed_in(item, previewed, taken_over):
    preview = previewed(item, (item.patent.number, *WHOLE))
    assert (counts(preview), answers_of(item)) == ((1, 0, 0, 0, 0), Answers())
    assert taken_over(preview) == 1
    assert (answers_of(item), item.state) == (ANSWERS, ItemState.HANDED_IN)


def test_the_same_sheet_twice_changes_nothing_and_blanks_keep_what_was_answered(
    session, item, previewed, taken_over
):
    save_answers(session, item=item, answers=Answers(implementation=Implementation.OWN), by=None)
    row = (f"ZL{item.patent.number}", "是", "", "", "", "", "")
    preview = previewed(item, row)
    [row_shown] = session.scalars(shown_rows(preview, RowKind.CHANGED))
    changes = [["Of a publicly funded project", [], ["Yes, of a publicly funded project"]]]
    assert (counts(preview), row_shown.told) == ((0, 1, 0, 0, 0), {"changes": changes})
    assert taken_over(preview) == 0
    assert answers_of(item).implementation is Implementation.OWN
    assert counts(previewed(item, row)) == (0, 0, 1, 0, 0)
    assert counts(previewed(item, (item.patent.number, *[""] * 6))) == (0, 0, 0, 1, 0)


def test_answers_can_be_taken_over_without_handing_in(item, previewed, taken_over):
    preview = previewed(item, (item.patent.number, *WHOLE))
    assert taken_over(preview, complete=False) == 0
    assert item.state is ItemState.OPEN


def test_wrong_rows_say_why(session, item, previewed):
    number = make_reviewed_patent(session, holder=make_university(session)).number
    preview = previewed(
        item,
        (number, *WHOLE),
        ("abc", *WHOLE),
        (item.patent.number, *WHOLE[:4], "极高", ""),
    )
    assert counts(preview) == (0, 0, 0, 0, 3)
    assert [(error.row, error.column, error.value) for error in errors_in(session, preview)] == [
        (2, "申请号", number),
        (3, "申请号", "abc"),
        (4, "专利自评", "极高"),
    ]


def test_what_was_handed_in_is_not_changed_by_a_sheet_until_it_is_returned(session, previewed, taken_over):
    item = make_item(session)
    changed = (item.patent.number, "否", *WHOLE[1:])
    assert counts(previewed(item, (item.patent.number, *WHOLE))) == (0, 0, 1, 0, 0)
    assert counts(previewed(item, changed)) == (0, 0, 0, 0, 1)
    step_on(session, item, Step.COLLEGE_RETURN)
    assert taken_over(previewed(item, changed)) == 1


def test_the_template_that_was_handed_out_comes_back_unchanged(session, previewed):
    item = make_item(session, Step.COLLEGE_RETURN)
    content = batch_template(item.review, [item], str)
    assert counts(previewed(item, content=content)) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_a_file_that_is_no_template_is_refused_in_words(item, previewed, content):
    with pytest.raises(ImportingError):
        previewed(item, content=content)


def test_columns_are_chosen_by_a_person_and_remembered_for_the_next_template(
    session, item, previewed, taken_over
):
    headings = ("我方编码", "是否财政资助")
    preview = previewed(item, (item.patent.number, "是"), headings=headings)
    assert preview.state is ImportState.COLUMNS
    choose_columns(preview, columns={0: "number", 1: "funding"})
    read_import(lambda work: work(session), import_id=preview.id)
    taken_over(preview)
    assert item.funding is Funding.PUBLIC
    again = previewed(item, (item.patent.number, "否"), headings=headings)
    assert (counts(again), {use.how for use in again.column_uses}) == ((0, 1, 0, 0, 0), {"remembered"})


def test_two_rows_for_one_patent_by_two_of_its_numbers_are_not_both_taken(session, item, previewed):
    for kind in "AB":
        item.patent.publications.append(Publication(number=f"CN110000001{kind}", key="110000001"))
    preview = previewed(item, (item.patent.number, *WHOLE), ("CN110000001A", *WHOLE))
    assert counts(preview) == (1, 0, 0, 0, 1)
    assert [error.row for error in errors_in(session, preview)] == [3]


def test_a_review_that_was_closed_meanwhile_takes_nothing(session, item, previewed, taken_over):
    preview = previewed(item, (item.patent.number, *WHOLE))
    item.review.closed_on = item.review.opened_on
    with pytest.raises(ReviewClosedError):
        taken_over(preview)
