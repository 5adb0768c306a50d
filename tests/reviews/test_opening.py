"""A review is opened over patents, its links are made, given to others, and come to an end."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.organizations.models import AuditEntry
from matchmaker.patents.enums import OfferBar, OfferFilter, PatentStatus
from matchmaker.patents.models import Patent
from matchmaker.patents.narrowing import Narrowing
from matchmaker.reviews.enums import LinkKind
from matchmaker.reviews.models import ReviewLink
from matchmaker.reviews.opening import (
    DuePassedError,
    LevelsError,
    NothingToReviewError,
    close_review,
    default_levels,
    extend_review,
    name_respondent,
    open_review,
    patents_to_review,
    revoke_link,
    set_contact,
)
from matchmaker.reviews.queries import respondents
from matchmaker.reviews.service import ReviewClosedError
from tests.factories.organizations import make_university
from tests.factories.patents import make_patent
from tests.factories.reviews import DUE_ON, TODAY, items, make_review, make_reviewed_patent


def links(session, kind=LinkKind.RESPONDENT):
    found = session.scalars(sa.select(ReviewLink).where(ReviewLink.kind == kind).order_by(ReviewLink.id))
    return [(link.name, link.department) for link in found]


def titles(session, holder, *, dormant=False, **asked):
    found = session.scalars(patents_to_review(holder, Narrowing(**asked), today=TODAY, dormant=dormant))
    return sorted(patent.title for patent in found)


def actions(session, subject):
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [entry.action for entry in entries if entry.subject_type == subject.__tablename__]


def test_one_link_opens_all_patents_of_a_first_inventor_and_namesakes_elsewhere_have_their_own(session):
    holder = make_university(session)
    patents = [
        make_reviewed_patent(session, holder=holder, inventors=inventors, department=department)
        for inventors, department in (
            (("王小明", "李四"), "材料学院"),
            (("王小明",), "材料学院"),
            (("王小明",), "化工学院"),
            ((), ""),
        )
    ]
    review = make_review(session, patents=patents)
    assert links(session) == [("王小明", "材料学院"), ("王小明", "化工学院")]
    assert links(session, LinkKind.COLLEGE) == [("材料学院", "材料学院"), ("化工学院", "化工学院")]
    assert [load.patents for load in respondents(session, review, owing=True)] == [1, 2]
    assert [item.link for item in items(session, review)].count(None) == 1
    assert len({link.secret for link in session.scalars(sa.select(ReviewLink))}) == 4
    assert actions(session, review) == ["Review opened"]


def test_patents_are_chosen_by_department_dormancy_and_filter_and_never_while_another_review_is_open(session):
    holder = make_university(session)
    facts = {
        "甲": {"department": "材料学院"},
        "乙": {"department": "化工学院"},
        "丙": {"department": "化工学院"},
    }
    made = {
        name: make_reviewed_patent(session, holder=holder, title=name, **told) for name, told in facts.items()
    }
    made["丙"].own_use = True
    make_patent(session, holder=holder, title="丁", status="lapsed", offer=False)
    make_reviewed_patent(session, holder=make_university(session), title="别家")
    session.flush()
    assert titles(session, holder) == ["丙", "乙", "甲"]
    assert titles(session, holder, department="化工学院") == ["丙", "乙"]
    assert titles(session, holder, dormant=True) == ["乙", "甲"]
    assert titles(session, holder, text="甲") == ["甲"]
    assert titles(session, holder, status=PatentStatus.LAPSED) == ["丁"]
    assert titles(session, holder, offer=OfferBar.LAPSED) == ["丁"]
    assert titles(session, holder, offer=OfferFilter.READY) == []
    assert titles(session, holder, ids=(made["甲"].id, made["丙"].id)) == ["丙", "甲"]
    review = make_review(session, patents=[made["甲"]])
    assert titles(session, holder) == ["丙", "乙"]
    close_review(session, review=review, today=TODAY, by=None)
    assert titles(session, holder) == ["丙", "乙", "甲"]


def test_a_review_needs_patents_a_day_to_come_and_levels_to_choose_from(session):
    holder = make_university(session)
    patent = make_reviewed_patent(session, holder=holder)
    with pytest.raises(DuePassedError):
        make_review(session, patents=[patent], due_on=TODAY - dt.timedelta(days=1))
    for levels in ((), ("高",), ("高", "高"), ("高", "低" * 41), tuple("一二三四五六七八九十甲")):
        with pytest.raises(LevelsError):
            make_review(session, patents=[patent], levels=levels)
    with pytest.raises(NothingToReviewError):
        from_nothing(session, holder)
    assert make_review(session, patents=[patent], levels=(" 高 ", "", "低")).ratings == ["高", "低"]


def from_nothing(session, holder):
    return open_review(
        session,
        organization=holder,
        title="空",
        patents=sa.select(Patent).where(sa.false()),
        due_on=DUE_ON,
        levels=("高", "低"),
        today=TODAY,
        by=None,
    )


def test_there_are_five_levels_unless_somebody_writes_others():
    assert len(default_levels()) == 5


def test_a_teacher_can_be_named_for_a_students_patents_whose_link_then_ends(session):
    review = make_review(session)
    [item] = items(session, review)
    student = item.link
    [teacher] = name_respondent(session, items=[item], name=" 赵老师 ", contact="zhao@example.org", by=None)
    assert (item.link, teacher.name, teacher.department) == (teacher, "赵老师", "材料学院")
    assert (student.secret, teacher.contact) == (None, "zhao@example.org")
    assert name_respondent(session, items=[item], name="赵老师", contact="", by=None) == [teacher]
    assert actions(session, item) == ["Respondent named"]
    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "Respondent named"))
    assert entry.after == {"name": "赵**"}


def test_a_review_can_be_extended_and_once_closed_keeps_no_contacts_and_changes_no_more(session):
    review = make_review(session)
    [item] = items(session, review)
    later = DUE_ON + dt.timedelta(days=7)
    extend_review(session, review=review, due_on=later, today=TODAY, by=None)
    assert review.due_on == later
    set_contact(session, link=item.link, contact="13800000000", by=None)
    close_review(session, review=review, today=TODAY, by=None)
    session.expire_all()
    assert [(link.secret, link.contact) for link in session.scalars(sa.select(ReviewLink))] == [
        (None, "")
    ] * 2
    for change in (
        lambda: close_review(session, review=review, today=TODAY, by=None),
        lambda: extend_review(session, review=review, due_on=later, today=TODAY, by=None),
        lambda: name_respondent(session, items=[item], name="赵", contact="", by=None),
        lambda: set_contact(session, link=item.link, contact="x", by=None),
    ):
        with pytest.raises(ReviewClosedError):
            change()
    revoke_link(session, link=item.link, by=None)
    assert actions(session, review) == ["Review opened", "Last day of the review moved", "Review closed"]
    assert "13800000000" not in str([entry.after for entry in session.scalars(sa.select(AuditEntry))])
