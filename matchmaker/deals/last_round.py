"""续费前最后一轮对接: dormant patents whose next annual fee is near, each with the open needs it could still answer.

It stands here because only deals know which patents are being talked about already.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import Page
from matchmaker.deals.models import Deal, deal_patents
from matchmaker.deals.queries import RUNNING
from matchmaker.matching.models import Match
from matchmaker.matching.queries import shown_to_holders
from matchmaker.matching.unmatched import matches_with_needs, unmatched
from matchmaker.organizations.models import Organization
from matchmaker.patents.fees import AnnualFee
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids
from matchmaker.patents.standing import dormant_on, fee_calendars

DEFAULT_DAYS = 120
CHOICES_OF_DAYS = (30, 60, 90, 120, 180, 365)
NEEDS_A_PATENT = 3
_NEAR_THE_BEST = 2 / 3
"""Of the best need's score, which another must reach to stand beside it; all are on the patent's own page."""


@dataclass(frozen=True, slots=True)
class LastRound:
    """A dormant patent, the fee that is near, and the best of the open needs for it, the best first."""

    patent: Patent
    fee: AnnualFee
    matches: tuple[Match, ...]
    needs: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    patent_id: int
    fee: AnnualFee
    best: tuple[int, ...]
    needs: int
    urgency: float


def last_round(
    session: Session,
    holder: Organization | None,
    *,
    days: int,
    today: dt.date,
    is_good: Callable[[float], bool],
    number: int,
    size: int,
) -> Page[LastRound]:
    """A holder's patents (all for None) in their last round, the most urgent first; ``is_good`` tells by its score.

    Urgency is the best score times the nearness of the fee: 1 on the due day and in grace, falling evenly to 0
    after ``days``. Five queries whatever the number of rows.
    """
    candidates = _candidates(session, holder, days, today, is_good)
    total = len(candidates)
    number = min(max(1, number), max(1, -(-total // size)))
    shown = candidates[(number - 1) * size : number * size]
    patents = patents_with_ids(session, [each.patent_id for each in shown])
    matches = matches_with_needs(session, [match_id for each in shown for match_id in each.best])
    rows = [
        LastRound(
            patent=patents[each.patent_id],
            fee=each.fee,
            matches=tuple(matches[match_id] for match_id in each.best),
            needs=each.needs,
        )
        for each in shown
    ]
    return Page(rows=rows, number=number, size=size, total=total)


def nearness(fee: AnnualFee, *, days: int, today: dt.date) -> float:
    """How near a fee is: 1 on its due day and after it, 0 more than ``days`` before."""
    return min(1.0, max(0.0, 1 - (fee.due_on - today).days / (days + 1)))


def _candidates(
    session: Session,
    holder: Organization | None,
    days: int,
    today: dt.date,
    is_good: Callable[[float], bool],
) -> list[_Candidate]:
    in_talks = (
        sa.select(deal_patents.c.patent_id)
        .join(Deal, Deal.id == deal_patents.c.deal_id)
        .where(Deal.stage.in_(RUNNING))
    )
    conditions = [*dormant_on(today), Patent.let_lapse_on.is_(None), Patent.id.not_in(in_talks)]
    if holder:
        conditions.append(Patent.organization_id == holder.id)
    may_be_shown = [shown_to_holders()] if holder else []
    found: dict[int, list[tuple[int, float]]] = {}
    for match_id, patent_id, score in session.execute(unmatched(*conditions, *may_be_shown)):
        if is_good(score):
            found.setdefault(patent_id, []).append((match_id, score))
    has_match = Patent.id.in_(sa.select(Match.patent_id))
    candidates = []
    for patent_id, calendar in fee_calendars(session, *conditions, has_match, today=today).items():
        fee = calendar.next_fee
        if patent_id not in found or fee is None or (fee.due_on - today).days > days:
            continue
        pairs = found[patent_id]
        highest = pairs[0][1]
        best = tuple(match for match, score in pairs[:NEEDS_A_PATENT] if score >= _NEAR_THE_BEST * highest)
        urgency = highest * nearness(fee, days=days, today=today)
        candidates.append(_Candidate(patent_id, fee, best, len(pairs), urgency))
    return sorted(candidates, key=lambda each: (-each.urgency, each.fee.due_on, each.patent_id))
