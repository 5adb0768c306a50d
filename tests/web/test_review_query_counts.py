"""The pages of a review ask the database as often for many patents as for few."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.organizations.enums import Role
from matchmaker.reviews.enums import LinkKind, Step
from matchmaker.reviews.links import link_key
from matchmaker.reviews.models import ReviewLink
from matchmaker.reviews.service import hand_in, save_answers
from tests.factories.reviews import ANSWERS, AT, items, make_review, make_reviewed_patent, step_on
from tests.web.browsing import Reader

PAGES = ("/reviews", "/reviews/{review}", "/reviews/{review}?state=handed_in", "/reviews/{review}/links",
    "/reviews/{review}/links.xlsx", "/reviews/{review}/template.xlsx")  # fmt: skip


def opened(session, holder, count):
    """A review over so many patents, each of an inventor of its own but for those of 王小明; half are handed in."""
    patents = [
        make_reviewed_patent(session, holder=holder, inventors=(name,))
        for place in range(count)
        for name in ("王小明", f"第{place}人")
    ]
    today = dt.datetime.now(dt.UTC).date()
    review = make_review(session, patents=patents, today=today, due_on=today + dt.timedelta(days=5))
    for place, item in enumerate(items(session, review)):
        save_answers(session, item=item, answers=ANSWERS, by=None)
        if place % 2:
            hand_in(session, item=item, at=AT, by=None)
            if place % 4 > 1:
                step_on(session, item, Step.COLLEGE_APPROVE)
    session.commit()
    return review


@pytest.fixture
def asked(app, officer, session, home, count_queries):
    """How often the pages ask for a review over so many pairs of patents."""

    def counted(count):
        review = opened(session, home[Role.OFFICER], count)
        inventor = session.scalar(
            sa.select(ReviewLink).where(ReviewLink.review_id == review.id, ReviewLink.name == "王小明")
        )
        college = session.scalar(
            sa.select(ReviewLink).where(
                ReviewLink.review_id == review.id, ReviewLink.kind == LinkKind.COLLEGE
            )
        )
        counts = []
        for address in PAGES:
            with count_queries() as statements:
                assert officer.open(address.format(review=review.id)).status == 200
            counts.append(len(statements))
        for link in (inventor, college):
            reader = Reader(app)
            page = reader.open(f"/answer?key={link_key(link, app.config['SECRET_KEY'])}")
            with count_queries() as statements:
                assert reader.open(page.path).status == 200
            counts.append(len(statements))
        return counts

    return counted


def test_the_pages_of_a_review_ask_as_often_for_many_patents_as_for_few(asked):
    assert asked(2) == asked(15)
