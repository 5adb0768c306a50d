"""Matches that nobody has taken up yet: of patents on offer, for open needs, with nothing kept for the patent."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaker.matching.enums import Decision
from matchmaker.matching.models import Match
from matchmaker.matching.queries import still_listed
from matchmaker.needs.enums import OPEN_STATES
from matchmaker.needs.models import Need
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Listing, Patent


def unmatched(*conditions: sa.ColumnElement[bool]) -> sa.Select[int, int, float]:
    """Match, patent and score of what was found and not decided; the conditions are about patent and need.

    A patent that the centre keeps for an open need has nothing unmatched.
    """
    kept, kept_need = aliased(Match), aliased(Need)
    has_kept = (
        sa.exists()
        .where(kept.patent_id == Match.patent_id, kept.decision == Decision.KEPT)
        .where(kept_need.id == kept.need_id, kept_need.state.in_(OPEN_STATES))
    )
    return (
        sa.select(Match.id, Match.patent_id, Match.score)
        .join(Match.need)
        .join(Match.patent)
        .join(Patent.listing)
        .where(
            Need.state.in_(OPEN_STATES),
            Listing.state == ListingState.OPEN,
            Match.decision == Decision.OPEN,
            still_listed(),
            ~has_kept,
            *conditions,
        )
        .order_by(Match.score.desc(), Match.id)
    )


def matches_with_needs(session: Session, ids: Sequence[int]) -> dict[int, Match]:
    """Matches by id, each with its need and the need's company: one query."""
    statement = sa.select(Match).options(joinedload(Match.need).joinedload(Need.organization))
    return {match.id: match for match in session.scalars(statement.where(Match.id.in_(ids)))}
