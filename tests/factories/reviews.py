"""Reviews of an inventory, opened and answered through the services that people use."""

import datetime as dt

import sqlalchemy as sa

from matchmaker.patents.enums import Readiness, Way
from matchmaker.patents.models import Patent
from matchmaker.reviews.enums import Funding, Implementation, Step
from matchmaker.reviews.opening import open_review
from matchmaker.reviews.queries import items_of
from matchmaker.reviews.service import Answers, hand_in, save_answers, take_step
from tests.factories.organizations import make_university
from tests.factories.patents import make_granted_patent

TODAY = dt.date(2025, 6, 2)
DUE_ON = dt.date(2025, 6, 30)
AT = dt.datetime(2025, 6, 3, 1, 30, tzinfo=dt.UTC)
LEVELS = ("高", "中", "低")
ANSWERS = Answers(
    funding=Funding.PUBLIC,
    implementation=Implementation.NONE,
    ways=(Way.LICENCE, Way.EQUITY),
    readiness=Readiness.FINAL_SAMPLE,
    rating="高",
    scenarios="铝水过滤",
)


def make_review(session, *, patents=None, holder=None, today=TODAY, due_on=DUE_ON, levels=LEVELS, by=None):
    """A review over these patents, or over one of 王小明 at the school of materials."""
    holder = holder or (patents[0].organization if patents else make_university(session))
    patents = patents or [make_reviewed_patent(session, holder=holder)]
    chosen = sa.select(Patent).where(Patent.id.in_([patent.id for patent in patents]))
    return open_review(
        session,
        organization=holder,
        title="2025年存量专利盘点",
        patents=chosen,
        due_on=due_on,
        levels=levels,
        today=today,
        by=by,
    )


def make_reviewed_patent(session, *, holder, inventors=("王小明", "李四"), department="材料学院", **facts):
    """A patent whose first inventor will be asked."""
    return make_granted_patent(session, holder=holder, inventors=inventors, department=department, **facts)


def items(session, review):
    """The patents of a review."""
    return list(session.scalars(items_of(review)))


def make_item(session, *steps, answers=ANSWERS, **facts):
    """The one patent of a review of its own, handed in, and then taken through these steps."""
    [item] = items(session, make_review(session, **facts))
    save_answers(session, item=item, answers=answers, by=None)
    if answers is ANSWERS:
        hand_in(session, item=item, at=AT, by=None)
    for step in steps:
        step_on(session, item, step)
    return item


def step_on(session, item, step, *, reason="数据不全", by=None):
    """Takes one step."""
    take_step(session, item=item, step=Step(step), reason=reason, at=AT, by=by)
