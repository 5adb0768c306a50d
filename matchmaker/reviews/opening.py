"""Opens, extends and closes reviews; says who answers for which patent, and makes and takes back their links."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import OfferBar, PatentStatus
from matchmaker.patents.models import Patent
from matchmaker.patents.narrowing import Narrowing, narrowed
from matchmaker.patents.standing import dormant_on
from matchmaker.reviews.enums import LinkKind
from matchmaker.reviews.links import new_secret
from matchmaker.reviews.models import Review, ReviewItem, ReviewLink
from matchmaker.reviews.queries import link_named
from matchmaker.reviews.records import record_step
from matchmaker.reviews.service import ReviewClosedError
from matchmaker.showing import masked_name

MOST_LEVELS = 10
LONGEST_LEVEL = 40


class NothingToReviewError(InvalidError):
    """No patent is left to be reviewed."""

    message = N_("No patent was chosen that is not already in an open review. Tick some, or choose others.")


class DuePassedError(InvalidError):
    """A review that ends before it can begin."""

    message = N_("%(day)s has passed. Choose a later day for the answers.")


class LevelsError(InvalidError):
    """A self-rating that cannot be answered."""

    message = N_(
        "Write 2 to %(most)s levels for the self-rating, one a line, each different and of at"
        " most %(length)s characters."
    )


@cache
def default_levels() -> tuple[str, ...]:
    """The levels of the self-rating that an organisation's first review begins with, the best first."""
    rules = tomllib.loads(Path(__file__).with_name("ratings.toml").read_text(encoding="utf-8"))
    return tuple(rules["levels"])


def patents_to_review(
    holder: Organization, asked: Narrowing, *, today: dt.date, dormant: bool = False
) -> sa.Select[Patent]:
    """A holder's patents that are in no open review, narrowed as asked, to be paged.

    Lapsed ones are there only where they are asked for: by their status, by why they are not on offer, or by ticks.
    """
    taken = sa.exists().where(
        ReviewItem.patent_id == Patent.id, ReviewItem.review_id == Review.id, Review.closed_on.is_(None)
    )
    statement = narrowed(holder, asked, today=today).where(~taken)
    if asked.status is None and asked.offer is not OfferBar.LAPSED and asked.ids is None:
        statement = statement.where(Patent.status != PatentStatus.LAPSED)
    return statement.where(*dormant_on(today)) if dormant else statement


def open_review(
    session: Session,
    *,
    organization: Organization,
    title: str,
    patents: sa.Select[Patent],
    due_on: dt.date,
    levels: Sequence[str],
    today: dt.date,
    by: Person | None,
) -> Review:
    """Opens a review over patents: who answers for each is its first inventor; each college that is named checks.

    Raises:
        NothingToReviewError: there are no such patents.
        DuePassedError: the last day has passed.
        LevelsError: the levels of the self-rating are too few, too many, too long or the same.
    """
    if due_on < today:
        raise DuePassedError(day=due_on.isoformat())
    levels = [" ".join(level.split()) for level in levels if level.strip()]
    fits = 1 < len(levels) <= MOST_LEVELS and len(set(levels)) == len(levels)
    if not fits or max(map(len, levels)) > LONGEST_LEVEL:
        raise LevelsError(most=MOST_LEVELS, length=LONGEST_LEVEL)
    columns = Patent.id, Patent.inventors, Patent.department
    chosen = patents.order_by(None).with_only_columns(*columns).order_by(Patent.id)
    rows = [(row[0], row[1][0].strip() if row[1] else "", row[2]) for row in session.execute(chosen)]
    if not rows:
        raise NothingToReviewError
    review = Review(
        organization=organization,
        title=title.strip(),
        due_on=due_on,
        opened_on=today,
        ratings=levels,
        opened_by=by,
    )
    session.add(review)
    session.flush()
    respondents = _links(review, LinkKind.RESPONDENT, ((row[1], row[2]) for row in rows))
    colleges = _links(review, LinkKind.COLLEGE, ((row[2], row[2]) for row in rows))
    session.add_all([*respondents.values(), *colleges.values()])
    session.flush()
    ids = {key: link.id for key, link in respondents.items()}
    session.execute(
        sa.insert(ReviewItem),
        [
            {"review_id": review.id, "patent_id": patent_id, "link_id": ids.get((name, department))}
            for patent_id, name, department in rows
        ],
    )
    record_step(
        session,
        subject=review,
        action=N_("Review opened"),
        by=by,
        after={"title": review.title, "due_on": due_on, "patents": len(rows)},
    )
    session.flush()
    return review


def extend_review(
    session: Session, *, review: Review, due_on: dt.date, today: dt.date, by: Person | None
) -> None:
    """Moves the last day for answers; links that had ended work again.

    Raises:
        ReviewClosedError: the review is closed.
        DuePassedError: the day has passed.
    """
    _refuse_closed(review)
    if due_on < today:
        raise DuePassedError(day=due_on.isoformat())
    before, review.due_on = review.due_on, due_on
    if before != due_on:
        record_step(
            session,
            subject=review,
            action=N_("Last day of the review moved"),
            by=by,
            before={"due_on": before},
            after={"due_on": due_on},
        )
    session.flush()


def close_review(session: Session, *, review: Review, today: dt.date, by: Person | None) -> None:
    """Ends a review: no link works any more, and what was kept to reach people by is deleted.

    Raises:
        ReviewClosedError: it was closed before.
    """
    _refuse_closed(review)
    review.closed_on = today
    session.execute(
        sa.update(ReviewLink).where(ReviewLink.review_id == review.id).values(secret=None, contact="")
    )
    record_step(session, subject=review, action=N_("Review closed"), by=by, after={"closed_on": today})
    session.flush()


def name_respondent(
    session: Session, *, items: Sequence[ReviewItem], name: str, contact: str, by: Person | None
) -> list[ReviewLink]:
    """Says who answers for patents, such as the teacher responsible for a student; gives their links.

    A link that opens nothing any more is taken back.

    Raises:
        ReviewClosedError: the review is closed.
    """
    name = name.strip()
    left: set[ReviewLink] = set()
    links: dict[str, ReviewLink] = {}
    for item in items:
        _refuse_closed(item.review)
        department = item.patent.department
        link = links.get(department) or _respondent(session, item.review, name, department)
        links[department] = link
        link.contact = contact.strip() or link.contact
        if item.link is link:
            continue
        if item.link:
            left.add(item.link)
        item.link = link
        record_step(
            session, subject=item, action=N_("Respondent named"), by=by, after={"name": masked_name(name)}
        )
    session.flush()
    for link in left:
        if not session.scalar(sa.select(sa.exists().where(ReviewItem.link_id == link.id))):
            revoke_link(session, link=link, by=by)
    return list(links.values())


def set_contact(session: Session, *, link: ReviewLink, contact: str, by: Person | None) -> None:
    """Notes how somebody is reached; the trail tells that it was noted, and not what.

    Raises:
        ReviewClosedError: the review is closed.
    """
    _refuse_closed(link.review)
    if link.contact != contact.strip():
        link.contact = contact.strip()
        record_step(session, subject=link, action=N_("Contact noted"), by=by)
    session.flush()


def renew_link(session: Session, *, link: ReviewLink, by: Person | None) -> None:
    """Makes a link anew; the old one no longer works.

    Raises:
        ReviewClosedError: the review is closed.
    """
    _refuse_closed(link.review)
    link.secret = new_secret()
    record_step(session, subject=link, action=N_("Link made anew"), by=by)
    session.flush()


def revoke_link(session: Session, *, link: ReviewLink, by: Person | None) -> None:
    """Takes a link back; it no longer works."""
    if link.secret is None:
        return
    link.secret = None
    record_step(session, subject=link, action=N_("Link taken back"), by=by)
    session.flush()


def _links(
    review: Review, kind: LinkKind, names: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], ReviewLink]:
    """One link for each name and department; nobody's name makes none."""
    return {
        (name, department): ReviewLink(
            review=review, kind=kind, name=name, department=department, secret=new_secret()
        )
        for name, department in dict.fromkeys(names)
        if name
    }


def _respondent(session: Session, review: Review, name: str, department: str) -> ReviewLink:
    kind = LinkKind.RESPONDENT
    known = link_named(session, review, kind=kind, name=name, department=department)
    link = known or ReviewLink(review=review, kind=kind, name=name, department=department)
    link.secret = link.secret or new_secret()
    session.add(link)
    session.flush()
    return link


def _refuse_closed(review: Review) -> None:
    if review.closed_on:
        raise ReviewClosedError(day=review.closed_on.isoformat())
