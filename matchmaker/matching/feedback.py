"""Why matches were passed on: for the centre in all, and for a holder by patent, without company or need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.enums import Decision, PassReason
from matchmaker.matching.models import Match
from matchmaker.organizations.models import Organization
from matchmaker.patents.models import Patent

ReasonCounts = Sequence[tuple[PassReason, int]]
"""Reasons with how often each was given, the most frequent first."""


@dataclass(frozen=True, slots=True)
class PatentFeedback:
    """Why a patent was passed on, and how often."""

    patent_id: int
    title: str
    reasons: ReasonCounts

    @property
    def times(self) -> int:
        """How often the patent was passed on."""
        return sum(count for _, count in self.reasons)


def reason_counts(session: Session) -> ReasonCounts:
    """Why matches of the centre were passed on."""
    return _falling(session.execute(_counts(Match.pass_reason).group_by(Match.pass_reason)))


def reasons_for(session: Session, patent: Patent) -> ReasonCounts:
    """Why one patent was passed on."""
    statement = _counts(Match.pass_reason).where(Match.patent_id == patent.id).group_by(Match.pass_reason)
    return _falling(session.execute(statement))


def feedback_for(session: Session, holder: Organization) -> list[PatentFeedback]:
    """A holder's patents that were passed on, the most often first."""
    rows = session.execute(
        _counts(Patent.id, Patent.title, Match.pass_reason)
        .join(Match.patent)
        .where(Patent.organization_id == holder.id)
        .group_by(Patent.id, Patent.title, Match.pass_reason)
    )
    reasons: dict[tuple[int, str], list[tuple[PassReason, int]]] = {}
    for patent_id, title, reason, count in rows:
        reasons.setdefault((patent_id, title), []).append((reason, count))
    feedback = [
        PatentFeedback(patent_id, title, _falling(counts)) for (patent_id, title), counts in reasons.items()
    ]
    return sorted(feedback, key=lambda each: (-each.times, each.patent_id))


def _counts(*columns: Any) -> Any:
    return sa.select(*columns, sa.func.count(Match.id)).where(Match.decision == Decision.PASSED)


def _falling(rows: Iterable[Any]) -> ReasonCounts:
    order = list(PassReason)
    return sorted(((row[0], row[1]) for row in rows), key=lambda row: (-row[1], order.index(row[0])))
