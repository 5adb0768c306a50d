"""A filled-in batch template against a review: what would change, what is wrong, and what is taken over."""

import pytest

from matchmaker.importing.errors import ImportingError
from matchmaker.reviews.enums import Implementation, ItemState, Step
from matchmaker.reviews.importer import import_answers, preview_answers
from matchmaker.reviews.service import Answers, answers_of, save_answers
from matchmaker.reviews.workbook import batch_template
from tests.factories.organizations import make_university
from tests.factories.reviews import ANSWERS, AT, items, make_item, make_review, make_reviewed_patent, step_on
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


def previewed(session, item, *rows, content=None):
    content = content or sheet(HEADINGS, *rows)
    return preview_answers(session, review=item.review, content=content, filename="盘点.csv", max_bytes=10**6)


def counts(preview):
    return (len(preview.new), len(preview.changed), preview.unchanged, preview.blank, len(preview.wrong))


def taken_over(session, preview, *, complete=True):
    return import_answers(session, preview=preview, complete=complete, at=AT, by=None)


def test_complete_answers_are_taken_over_and_handed_in(session, item):
    preview = previewed(session, item, (item.patent.number, *WHOLE))
    assert (counts(preview), answers_of(item)) == ((1, 0, 0, 0, 0), Answers())
    assert taken_over(session, preview) == 1
    assert (answers_of(item), item.state) == (ANSWERS, ItemState.HANDED_IN)


def test_the_same_sheet_twice_changes_nothing_and_blanks_keep_what_was_answered(session, item):
    save_answers(session, item=item, answers=Answers(implementation=Implementation.OWN), by=None)
    row = (f"ZL{item.patent.number}", "是", "", "", "", "", "")
    preview = previewed(session, item, row)
    assert (counts(preview), preview.changed[0].changed) == ((0, 1, 0, 0, 0), ("funding",))
    assert taken_over(session, preview) == 0
    assert answers_of(item).implementation is Implementation.OWN
    assert counts(previewed(session, item, row)) == (0, 0, 1, 0, 0)
    assert counts(previewed(session, item, (item.patent.number, *[""] * 6))) == (0, 0, 0, 1, 0)


def test_answers_can_be_taken_over_without_handing_in(session, item):
    preview = previewed(session, item, (item.patent.number, *WHOLE))
    assert taken_over(session, preview, complete=False) == 0
    assert item.state is ItemState.OPEN


def test_wrong_rows_say_why(session, item):
    number = make_reviewed_patent(session, holder=make_university(session)).number
    preview = previewed(
        session,
        item,
        (number, *WHOLE),
        ("abc", *WHOLE),
        (item.patent.number, *WHOLE[:4], "极高", ""),
    )
    assert counts(preview) == (0, 0, 0, 0, 3)
    assert [(error.row, error.column, error.value) for error in preview.wrong] == [
        (2, "申请号", number),
        (3, "申请号", "abc"),
        (4, "专利自评", "极高"),
    ]


def test_what_was_handed_in_is_not_changed_by_a_sheet_until_it_is_returned(session):
    item = make_item(session)
    changed = (item.patent.number, "否", *WHOLE[1:])
    assert counts(previewed(session, item, (item.patent.number, *WHOLE))) == (0, 0, 1, 0, 0)
    assert counts(previewed(session, item, changed)) == (0, 0, 0, 0, 1)
    step_on(session, item, Step.COLLEGE_RETURN)
    assert taken_over(session, previewed(session, item, changed)) == 1


def test_the_template_that_was_handed_out_comes_back_unchanged(session):
    item = make_item(session, Step.COLLEGE_RETURN)
    content = batch_template(item.review, [item], str)
    assert counts(previewed(session, item, content=content)) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", "甲,乙\n1,2".encode()])
def test_a_file_that_is_no_template_is_refused_in_words(session, item, content):
    with pytest.raises(ImportingError):
        preview_answers(session, review=item.review, content=content, filename="x", max_bytes=10**6)
