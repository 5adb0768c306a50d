"""What the centre's own people judged: as scored pairs, and as a test set that names nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching.graded import GradedSet, Row, graded_set
from matchmaker.matching.grading import JudgedPairs
from matchmaker.matching.models import Judgement, Match
from matchmaker.matching.own_numbers import own_numbers_of
from matchmaker.needs.models import Need
from matchmaker.needs.publication import clues_of
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.queries import listings_open
from matchmaker.text.masking import masked
from matchmaker.text.redacting import redacted, short_name

MOST_UNJUDGED = 5_000
"""How many patents on offer stand beside the judged ones, so that a term weighs as it does in the catalogue."""


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """A test set as rows in the form of ``matchmaker evaluate``; a pair has a row for each person's grade."""

    needs: Sequence[Row]
    documents: Sequence[Row]
    judgements: Sequence[Row]

    def graded(self) -> GradedSet:
        """The test set that these rows are."""
        return graded_set(self.needs, self.documents, self.judgements)


def judgement_count(session: Session) -> int:
    """How many grades people have given."""
    return session.scalar(sa.select(sa.func.count(Judgement.id))) or 0


def judged_need_count(session: Session) -> int:
    """For how many needs people have graded patents."""
    return session.scalar(sa.select(sa.func.count(sa.distinct(Judgement.need_id)))) or 0


def own_pairs(session: Session) -> JudgedPairs:
    """The pairs that people graded, with the score at which each was found last; grades of one pair averaged."""
    rows = session.execute(
        sa.select(Match.id, Match.score, Need.title, Judgement.level)
        .join(Match, sa.and_(Match.need_id == Judgement.need_id, Match.patent_id == Judgement.patent_id))
        .join(Match.need)
        .order_by(Match.id)
    )
    pairs: dict[int, tuple[float, str, list[float]]] = {}
    for match_id, score, title, level in rows:
        pairs.setdefault(match_id, (score, title, []))[2].append(level)
    return JudgedPairs(
        scores=np.array([score for score, _, _ in pairs.values()]),
        levels=np.array([fmean(levels) for _, _, levels in pairs.values()]),
        needs=[title for _, title, _ in pairs.values()],
    )


def judged_rows(session: Session) -> JudgedRows:
    """The judged needs without names, their judged patents and others on offer, and every grade."""
    return JudgedRows(
        needs=_needs(session),
        documents=_documents(session),
        judgements=[
            {"need_id": str(need_id), "id": str(patent_id), "level": str(level.value)}
            for need_id, patent_id, level in session.execute(
                sa.select(Judgement.need_id, Judgement.patent_id, Judgement.level).order_by(Judgement.id)
            )
        ],
    )


def _needs(session: Session) -> list[Row]:
    organizations = list(session.scalars(sa.select(Organization.name)))
    people: dict[int, list[str]] = {}
    for organization_id, name in session.execute(sa.select(Person.organization_id, Person.name)):
        people.setdefault(organization_id, []).append(name)
    found = session.scalars(
        sa.select(Need)
        .options(joinedload(Need.organization).selectinload(Organization.aliases))
        .where(Need.id.in_(sa.select(Judgement.need_id)))
        .order_by(Need.id)
    )

    needs = list(found)
    numbers = own_numbers_of(session, needs)

    def without_names(need: Need, text: str) -> str:
        text = redacted(text, organizations=organizations, people=people.get(need.organization_id, ()))
        text = redacted(text, organizations=[short_name(need.organization.name)])
        clues = clues_of(need, text, patents=numbers[need.id])
        return masked(text, (find for find in clues if find.sure))

    return [
        {
            "need_id": str(need.id),
            "title": without_names(need, need.title),
            "content": without_names(need, need.said),
        }
        for need in needs
    ]


def _documents(session: Session) -> list[Row]:
    every = max(1, listings_open(session) // MOST_UNJUDGED)
    rows = session.execute(
        sa.select(Patent.id, Patent.title, Patent.abstract, Patent.claims)
        .outerjoin(Patent.listing)
        .where(
            sa.or_(
                Patent.id.in_(sa.select(Judgement.patent_id)),
                sa.and_(Listing.state == ListingState.OPEN, Patent.id % every == 0),
            )
        )
        .order_by(Patent.id)
    )
    return [
        {"id": str(patent_id), "title": title, "abstract": abstract, "claims": claims}
        for patent_id, title, abstract, claims in rows
    ]
