"""Reviews, the signed links that belong to them, and what is said of each patent."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, Choices, UtcDateTime, choice
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import Readiness, Way
from matchmaker.patents.models import Patent
from matchmaker.reviews.enums import Funding, Implementation, ItemState, LinkKind


class Review(Base):
    """One round of review over patents of an organisation; answers are taken up to and on ``due_on``.

    ``ratings`` are the levels of the self-rating, the best first, as they were when the review was opened.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[dt.date] = mapped_column(Date)
    opened_on: Mapped[dt.date] = mapped_column(Date)
    closed_on: Mapped[dt.date | None] = mapped_column(Date)
    ratings: Mapped[list[str]] = mapped_column(JSON)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    organization: Mapped[Organization] = relationship()
    opened_by: Mapped[Person | None] = relationship()


class ReviewLink(Base):
    """Somebody who may act in a review without an account, by a signed link that names ``secret``.

    There is no link while ``secret`` is empty; a new one makes the old link worthless. ``contact`` is an
    address or a telephone number for the mail merge, kept no longer than the review is open.
    """

    __tablename__ = "review_links"
    __table_args__ = (UniqueConstraint("review_id", "kind", "name", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    kind: Mapped[LinkKind] = mapped_column(choice(LinkKind))
    name: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    secret: Mapped[str | None] = mapped_column(String(32))

    review: Mapped[Review] = relationship()


class ReviewItem(Base):
    """One patent in a review: the six answers, and what college and university made of them.

    ``link`` is who answers: the first inventor or the teacher named instead; empty where nobody is known.
    ``reason`` is why it was last returned, not placed or taken back. It is placed only while both approvals stand.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        UniqueConstraint("review_id", "patent_id"),
        CheckConstraint(
            "state <> 'placed' OR (college_approved_at IS NOT NULL AND university_approved_at IS NOT NULL)",
            name="is_placed_by_both",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("review_links.id"), index=True)
    state: Mapped[ItemState] = mapped_column(choice(ItemState), default=ItemState.OPEN)
    funding: Mapped[Funding | None] = mapped_column(choice(Funding))
    implementation: Mapped[Implementation | None] = mapped_column(choice(Implementation))
    ways: Mapped[list[Way]] = mapped_column(Choices(Way), default=list)
    unwilling: Mapped[bool] = mapped_column(default=False)
    readiness: Mapped[Readiness | None] = mapped_column(choice(Readiness))
    rating: Mapped[str] = mapped_column(String(40), default="")
    scenarios: Mapped[str] = mapped_column(Text, default="")
    handed_in_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    college_approved_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    university_approved_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(400), default="")

    review: Mapped[Review] = relationship()
    patent: Mapped[Patent] = relationship()
    link: Mapped[ReviewLink | None] = relationship()
