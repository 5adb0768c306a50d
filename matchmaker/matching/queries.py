"""Reads of runs, matches and judgements."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from matchmaker.database import found
from matchmaker.matching.enums import Decision, Level
from matchmaker.matching.models import MATCHES_A_NEED, Judgement, Match, MatchRun
from matchmaker.needs.enums import OPEN_STATES, Secrecy
from matchmaker.needs.models import Need
from matchmaker.organizations.models import AuditEntry, Organization, Person
from matchmaker.organizations.queries import trail_length
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Listing, Patent

_LEADING = 3  # patents of a need that say in which class it is
_SUBCLASS = 4  # characters of a code that name its subclass


def match_with_id(session: Session, match_id: int) -> Match:
    """One match with its need and patent, or NotFoundError."""
    return found(session.scalar(_whole().where(Match.id == match_id)))


def latest_runs(session: Session, need_ids: Sequence[int]) -> dict[int, MatchRun]:
    """The newest run of each need that has one, by need: one query."""
    newest = (
        sa.select(sa.func.max(MatchRun.id)).where(MatchRun.need_id.in_(need_ids)).group_by(MatchRun.need_id)
    )
    return {run.need_id: run for run in session.scalars(sa.select(MatchRun).where(MatchRun.id.in_(newest)))}


def matches_of(session: Session, need: Need, run: MatchRun) -> list[Match]:
    """A run's matches by rank, and after them those that their holder offers or that were kept from earlier runs."""
    return list(
        session.scalars(
            _whole()
            .where(Match.need_id == need.id, sa.or_(_found_by(Match.run_id == run.id), _stays_listed()))
            .order_by(sa.case((Match.run_id == run.id, 0), else_=1), Match.rank, Match.id)
        )
    )


def matches_for_company(session: Session, need: Need, run: MatchRun) -> list[Match]:
    """What the need's own company sees, none that the centre passed on: kept ones first, then those offered."""
    shown = [match for match in matches_of(session, need, run) if match.decision is not Decision.PASSED]
    return sorted(shown, key=lambda match: (match.decision is not Decision.KEPT, match.offered_at is None))


def matches_by_patent(session: Session, need: Need) -> dict[int, Match]:
    """Every match a need ever had, by patent."""
    return {
        match.patent_id: match for match in session.scalars(sa.select(Match).where(Match.need_id == need.id))
    }


def levels_by(session: Session, need: Need, person: Person) -> dict[int, Level]:
    """A person's judgements for a need, by patent."""
    rows = session.execute(
        sa.select(Judgement.patent_id, Judgement.level).where(
            Judgement.need_id == need.id, Judgement.person_id == person.id
        )
    )
    return {row[0]: row[1] for row in rows}


def judgement_by(session: Session, match: Match, person: Person) -> Judgement | None:
    """What a person judged of a match's pair, if anything."""
    return session.scalar(
        sa.select(Judgement).where(
            Judgement.need_id == match.need_id,
            Judgement.patent_id == match.patent_id,
            Judgement.person_id == person.id,
        )
    )


def undecided_counts(session: Session, need_ids: Sequence[int]) -> dict[int, int]:
    """How many matches of each need, of its latest run or offered, are still to be judged."""
    latest = (
        sa.select(sa.func.max(MatchRun.id)).where(MatchRun.need_id.in_(need_ids)).group_by(MatchRun.need_id)
    )
    listed = sa.or_(_found_by(Match.run_id.in_(latest)), _stays_listed())
    rows = session.execute(
        sa.select(Match.need_id, sa.func.count())
        .where(Match.need_id.in_(need_ids), listed, Match.decision == Decision.OPEN)
        .group_by(Match.need_id)
    )
    return {row[0]: row[1] for row in rows}


def offered_counts(session: Session, need_ids: Sequence[int]) -> dict[int, int]:
    """How many patents that their holders offered for each need the centre has not decided about."""
    rows = session.execute(
        sa.select(Match.need_id, sa.func.count())
        .where(Match.need_id.in_(need_ids), _stands_offered(), Match.decision == Decision.OPEN)
        .group_by(Match.need_id)
    )
    return {row[0]: row[1] for row in rows}


def offers_to_decide(session: Session, *, most: int) -> Sequence[Match]:
    """What holders offered for open needs and the centre has not decided about, the newest first: one query."""
    return session.scalars(
        _whole()
        .join(Match.need)
        .where(_stands_offered(), Match.decision == Decision.OPEN, Need.state.in_(OPEN_STATES))
        .order_by(Match.offered_at.desc(), Match.id.desc())
        .limit(most)
    ).all()


def new_counts(session: Session, need_ids: Sequence[int]) -> dict[int, int]:
    """How many patents were found for each need since its company last looked."""
    return _counts_found_after(session, need_ids, Need.looked_at, Match.decision != Decision.PASSED)


def new_at_desk_counts(session: Session, need_ids: Sequence[int]) -> dict[int, int]:
    """How many patents to be judged were found for each need since the centre's staff last looked."""
    return _counts_found_after(session, need_ids, Need.desk_looked_at, Match.decision == Decision.OPEN)


def new_since(matches: Sequence[Match], looked_at: dt.datetime | None) -> frozenset[int]:
    """The matches that were found after a look; none where nobody had looked: then all are."""
    if looked_at is None:
        return frozenset()
    return frozenset(match.id for match in matches if match.found_at > looked_at)


def matches_for_holder(holder: Organization, *, least_score: float = 0.0) -> sa.Select[Match]:
    """Open needs that a holder's patents were found for, the best first, to be paged.

    What was kept or offered is among them, whatever its score.
    """
    return (
        sa.select(Match)
        .join(Match.patent)
        .join(Match.need)
        .join(Need.organization)
        .options(
            contains_eager(Match.patent),
            contains_eager(Match.need).contains_eager(Need.organization).selectinload(Organization.aliases),
        )
        .where(*_for_holder(holder), sa.or_(Match.score >= least_score, _stays_listed()))
        .order_by(Match.score.desc(), Match.id)
    )


def far_matches_count(session: Session, holder: Organization, *, below: float) -> int:
    """How many ``matches_for_holder`` leaves out that asks for this score at least."""
    statement = sa.select(sa.func.count(Match.id)).join(Match.patent).join(Match.need)
    return session.scalars(statement.where(*_for_holder(holder), Match.score < below, ~_stays_listed())).one()


def leading_codes(session: Session) -> dict[int, tuple[str, ...]]:
    """The IPC codes of the three best patents of each open need, by need: one query."""
    rows = session.execute(
        sa.select(Match.need_id, Patent.ipc)
        .join(Match.need)
        .join(Match.patent)
        .where(Need.state.in_(OPEN_STATES), still_listed(), Match.rank <= _LEADING)
    )
    codes: dict[int, tuple[str, ...]] = {}
    for need_id, ipc in rows:
        codes[need_id] = (*codes.get(need_id, ()), *ipc)
    return codes


def needs_revision(session: Session) -> int:
    """A count that grows with all that can change what a search of needs finds: three queries.

    These are the recorded changes of needs and organisations, and the rankings that say in which class a need is.
    """
    rankings = session.scalar(sa.select(sa.func.count(MatchRun.id))) or 0
    return trail_length(session, Need) + trail_length(session, Organization) + rankings


def needs_changed_since(
    session: Session, ids: Collection[int], at: dt.datetime, *, or_ranked: bool = False
) -> set[int]:
    """Those of some needs that have a recorded change, or a ranking where that matters, since an instant."""
    changes = sa.select(AuditEntry.subject_id).where(
        AuditEntry.subject_type == Need.__tablename__, AuditEntry.subject_id.in_(ids), AuditEntry.at >= at
    )
    changed = set(session.scalars(changes.distinct()))
    if or_ranked:
        rankings = sa.select(MatchRun.need_id).where(MatchRun.need_id.in_(ids), MatchRun.ran_at >= at)
        changed |= set(session.scalars(rankings.distinct()))
    return changed


def leading_subclasses_of(session: Session, holder: Organization, *, most: int) -> list[str]:
    """The IPC subclasses of a holder's patents, those of most patents first: one query."""
    codes = session.scalars(sa.select(Patent.ipc).where(Patent.organization_id == holder.id))
    counts = Counter(subclass for own in codes for subclass in {code[:_SUBCLASS] for code in own})
    return sorted(counts, key=lambda subclass: (-counts[subclass], subclass))[:most]


def shown_to_holders() -> sa.ColumnElement[bool]:
    """Holders of patents may know that the need is there, without its company."""
    return Need.secrecy != Secrecy.CENTRE


def _for_holder(holder: Organization) -> list[sa.ColumnElement[bool]]:
    return [
        Patent.organization_id == holder.id,
        Need.state.in_(OPEN_STATES),
        shown_to_holders(),
        still_listed(),
        Match.decision != Decision.PASSED,
    ]


def _counts_found_after(
    session: Session,
    need_ids: Sequence[int],
    looked_at: sa.orm.InstrumentedAttribute[dt.datetime | None],
    condition: sa.ColumnElement[bool],
) -> dict[int, int]:
    rows = session.execute(
        sa.select(Match.need_id, sa.func.count())
        .join(Match.need)
        .where(
            Match.need_id.in_(need_ids),
            still_listed(),
            condition,
            sa.or_(looked_at.is_(None), Match.found_at > looked_at),
        )
        .group_by(Match.need_id)
    )
    return {row[0]: row[1] for row in rows}


def still_listed() -> sa.ColumnElement[bool]:
    """Found by the latest run of its need, kept from an earlier one, or offered: what ``matches_of`` gives."""
    latest = sa.select(sa.func.max(MatchRun.id)).where(MatchRun.need_id == Match.need_id).correlate(Match)
    return sa.or_(_found_by(Match.run_id == latest.scalar_subquery()), _stays_listed())


def _found_by(is_of_run: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Found by a run itself: one of a later place came in with an offer, and goes when that is taken back."""
    return sa.and_(is_of_run, Match.rank <= MATCHES_A_NEED)


def _stays_listed() -> sa.ColumnElement[bool]:
    """Whatever later runs find."""
    return sa.or_(Match.decision == Decision.KEPT, _stands_offered())


def _stands_offered() -> sa.ColumnElement[bool]:
    """Offered for the need by its holder, and still on offer: the page of any other is for its holder alone."""
    on_offer = sa.select(Listing.id).where(
        Listing.patent_id == Match.patent_id, Listing.state == ListingState.OPEN
    )
    return sa.and_(Match.offered_at.is_not(None), on_offer.correlate(Match).exists())


def _whole() -> sa.Select[Match]:
    return sa.select(Match).options(
        joinedload(Match.need).joinedload(Need.organization),
        joinedload(Match.patent).options(joinedload(Patent.organization), joinedload(Patent.listing)),
        joinedload(Match.offered_by),
    )
