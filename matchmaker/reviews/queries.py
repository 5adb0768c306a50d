"""Reads of reviews, their links, and the patents in them."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from matchmaker.database import found
from matchmaker.errors import ForbiddenError, InvalidError
from matchmaker.importing.numbers import PublicationNumber
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.models import Patent, Publication
from matchmaker.reviews.enums import ItemState, LinkKind
from matchmaker.reviews.models import Review, ReviewItem, ReviewLink

FILLED = frozenset(state for state in ItemState if not state.takes_answers)
APPROVED = frozenset({ItemState.COLLEGE_APPROVED, ItemState.PLACED, ItemState.NOT_PLACED})
_TO_FILL = tuple(state for state in ItemState if state.takes_answers)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many patents are in each state, of one department or (``department`` None) of the whole review."""

    department: str | None
    by_state: dict[ItemState, int]

    @property
    def asked(self) -> int:
        """How many patents were asked about."""
        return sum(self.by_state.values())

    @property
    def filled(self) -> int:
        """How many have answers that were handed in and not returned."""
        return self._of(FILLED)

    @property
    def approved(self) -> int:
        """How many a college has approved."""
        return self._of(APPROVED)

    @property
    def placed(self) -> int:
        """How many are in the library."""
        return self.by_state.get(ItemState.PLACED, 0)

    def _of(self, states: frozenset[ItemState]) -> int:
        return sum(count for state, count in self.by_state.items() if state in states)


@dataclass(frozen=True, slots=True)
class LinkLoad:
    """A link with how many patents it opens, how many wait for answers, and how many of those were returned."""

    link: ReviewLink
    patents: int
    to_fill: int
    returned: int


def reviews_of(organization: Organization | None) -> sa.Select[Review]:
    """An organisation's reviews (all for None), the newest first, to be paged."""
    statement = sa.select(Review).options(joinedload(Review.organization)).order_by(Review.id.desc())
    return statement.where(Review.organization_id == organization.id) if organization else statement


def review_to_read(session: Session, review_id: int, person: Person) -> Review:
    """A review that this person may see: of the own organisation, or any for the centre's staff."""
    review = found(session.get(Review, review_id))
    if person.organization_id != review.organization_id and not person.role.is_staff:
        raise ForbiddenError
    return review


def review_to_change(session: Session, review_id: int, person: Person) -> Review:
    """A review of this person's own organisation, NotFoundError or ForbiddenError."""
    review = found(session.get(Review, review_id))
    if person.organization_id != review.organization_id:
        raise ForbiddenError
    return review


def last_ratings(session: Session, organization: Organization) -> list[str] | None:
    """The levels of the self-rating in an organisation's last review."""
    return session.scalar(
        sa.select(Review.ratings)
        .where(Review.organization_id == organization.id)
        .order_by(Review.id.desc())
        .limit(1)
    )


def progress_of_reviews(session: Session, reviews: Sequence[Review]) -> dict[int, Progress]:
    """How far reviews are, by their ids: one query."""
    counts: dict[int, dict[ItemState, int]] = {review.id: {} for review in reviews}
    statement = (
        sa.select(ReviewItem.review_id, ReviewItem.state, sa.func.count())
        .where(ReviewItem.review_id.in_(counts))
        .group_by(ReviewItem.review_id, ReviewItem.state)
    )
    for review_id, state, count in session.execute(statement):
        counts[review_id][state] = count
    return {review_id: Progress(None, by_state) for review_id, by_state in counts.items()}


def progress_by_department(session: Session, review: Review) -> list[Progress]:
    """How far each department is, by its name: one query."""
    statement = (
        sa.select(Patent.department, ReviewItem.state, sa.func.count())
        .join(ReviewItem.patent)
        .where(ReviewItem.review_id == review.id)
        .group_by(Patent.department, ReviewItem.state)
        .order_by(Patent.department)
    )
    counts: dict[str, dict[ItemState, int]] = {}
    for department, state, count in session.execute(statement):
        counts.setdefault(department, {})[state] = count
    return [Progress(department, by_state) for department, by_state in counts.items()]


def items_of(
    review: Review, *, state: ItemState | None = None, department: str | None = None
) -> sa.Select[ReviewItem]:
    """The patents of a review, by department and id, each with who answers for it, to be paged."""
    statement = _items().where(ReviewItem.review_id == review.id).order_by(Patent.department, ReviewItem.id)
    if state:
        statement = statement.where(ReviewItem.state == state)
    return statement if department is None else statement.where(Patent.department == department)


def items_with_ids(session: Session, review: Review, ids: Sequence[int]) -> list[ReviewItem]:
    """Those of a review's patents that have these ids."""
    return list(session.scalars(items_of(review).where(ReviewItem.id.in_(ids))))


def items_by_number(session: Session, review_id: int, numbers: Collection[str]) -> dict[str, ReviewItem]:
    """Those of a review's patents that have one of these numbers, by each of them: two queries.

    The numbers are canonical, or the keys of a source; any publication of a patent names it.
    """
    published = _published(session, review_id, numbers)
    columns = (Patent.application_number, Patent.source_key)
    named = sa.or_(*(column.in_(numbers) for column in columns), Patent.id.in_(set(published.values())))
    items = list(session.scalars(_items().where(ReviewItem.review_id == review_id, named)))
    by_patent = {item.patent_id: item for item in items}
    found = {number: by_patent[patent_id] for number, patent_id in published.items()}
    for item in items:
        own = (getattr(item.patent, column.key) for column in columns)
        found.update((number, item) for number in own if number)
    return found


def _published(session: Session, review_id: int, numbers: Collection[str]) -> dict[str, int]:
    """The patents of a review that have publications of these numbers, by number; other texts have none."""
    keys: dict[str, str] = {}
    for number in numbers:
        with suppress(InvalidError):
            keys[number] = PublicationNumber.parse(number).key
    statement = (
        sa.select(Publication.key, Publication.patent_id)
        .join(ReviewItem, ReviewItem.patent_id == Publication.patent_id)
        .where(ReviewItem.review_id == review_id, Publication.key.in_(set(keys.values())))
    )
    by_key = {row.key: row.patent_id for row in session.execute(statement)}
    return {number: by_key[key] for number, key in keys.items() if key in by_key}


def items_of_link(session: Session, link: ReviewLink) -> list[ReviewItem]:
    """What a link opens: the patents somebody answers for, or all that a college has had handed in."""
    statement = _items().where(ReviewItem.review_id == link.review_id).order_by(ReviewItem.id)
    if link.kind is LinkKind.COLLEGE:
        handed_in = ReviewItem.handed_in_at.is_not(None)
        statement = statement.where(Patent.department == link.department, handed_in)
    else:
        statement = statement.where(ReviewItem.link_id == link.id)
    return list(session.scalars(statement))


def item_to_read(session: Session, item_id: int, person: Person) -> ReviewItem:
    """One patent of a review that this person may see."""
    item = found(session.scalar(_items().where(ReviewItem.id == item_id)))
    review_to_read(session, item.review_id, person)
    return item


def item_of_link(session: Session, item_id: int, link: ReviewLink) -> ReviewItem:
    """One of the patents that a link opens, or NotFoundError."""
    return found(next((item for item in items_of_link(session, link) if item.id == item_id), None))


def latest_item(session: Session, patent: Patent) -> ReviewItem | None:
    """Where a patent stands in the last review that asked about it."""
    statement = _items().where(ReviewItem.patent_id == patent.id).order_by(ReviewItem.id.desc()).limit(1)
    return session.scalar(statement)


def link_with_id(session: Session, link_id: int) -> ReviewLink | None:
    """One link with its review, if there is one."""
    return session.scalar(
        sa.select(ReviewLink).where(ReviewLink.id == link_id).options(joinedload(ReviewLink.review))
    )


def link_to_change(session: Session, link_id: int, person: Person) -> ReviewLink:
    """One link of a review of this person's own organisation, NotFoundError or ForbiddenError."""
    link = found(link_with_id(session, link_id))
    review_to_change(session, link.review_id, person)
    return link


def link_named(
    session: Session, review: Review, *, kind: LinkKind, name: str, department: str
) -> ReviewLink | None:
    """The link of somebody in a review."""
    return session.scalar(
        sa.select(ReviewLink).where(
            ReviewLink.review_id == review.id,
            ReviewLink.kind == kind,
            ReviewLink.name == name,
            ReviewLink.department == department,
        )
    )


def respondents(session: Session, review: Review, *, owing: bool) -> list[LinkLoad]:
    """Who answers in a review, by department; with ``owing`` only those who have patents left to fill in."""
    to_fill = sa.func.sum(sa.case((ReviewItem.state.in_(_TO_FILL), 1), else_=0))
    returned = sa.func.sum(sa.case((ReviewItem.state == ItemState.RETURNED, 1), else_=0))
    statement = (
        sa.select(ReviewLink, sa.func.count(ReviewItem.id), to_fill, returned)
        .join(ReviewItem, ReviewItem.link_id == ReviewLink.id)
        .where(ReviewLink.review_id == review.id)
        .group_by(ReviewLink.id)
        .order_by(ReviewLink.department, ReviewLink.id)
    )
    if owing:
        statement = statement.having(to_fill > 0)
    return [LinkLoad(link, *counts) for link, *counts in session.execute(statement)]


def college_links(session: Session, review: Review) -> list[ReviewLink]:
    """The links of the colleges that check a review's answers, by name."""
    return list(
        session.scalars(
            sa.select(ReviewLink)
            .where(ReviewLink.review_id == review.id, ReviewLink.kind == LinkKind.COLLEGE)
            .order_by(ReviewLink.name)
        )
    )


def count_unassigned(session: Session, review: Review) -> int:
    """How many of a review's patents have nobody who answers for them."""
    statement = sa.select(sa.func.count(ReviewItem.id)).where(
        ReviewItem.review_id == review.id, ReviewItem.link_id.is_(None)
    )
    return session.scalar(statement) or 0


def _items() -> sa.Select[ReviewItem]:
    return (
        sa.select(ReviewItem)
        .join(ReviewItem.patent)
        .options(
            contains_eager(ReviewItem.patent).joinedload(Patent.listing),
            joinedload(ReviewItem.link),
            joinedload(ReviewItem.review),
        )
    )
