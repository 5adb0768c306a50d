"""Every open need against every patent on offer: which needs a change can have altered, and which are left alone.

A need is due where its run is not of the catalogue as it stands, or was made by other weights. It is left alone,
and its run stamped with the new revision, where the run still stands: the need's words and the recipe are the
same, the terms weigh the same, none of its matches is a patent that changed, and no changed patent reaches its
twentieth score. All others are ranked again. What is done is known from the runs themselves, so that a round that
was cut off goes on where it ended.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import ForbiddenError
from matchmaker.matching.catalogue import Standing
from matchmaker.matching.models import MATCHES_A_NEED, Match, MatchRun
from matchmaker.matching.runs import Ranked, fingerprint, rank_need
from matchmaker.needs.enums import OPEN_STATES
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import catalogue_revision
from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.documents import Hit
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.standing import still_stands
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.queries import latest_ended
from matchmaker.tasks.service import request_task

_SHARE = 10  # a round of its own accord begins after so many times as long as the last one took
_AFTER_A_CANCELLED = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueNeed:
    """A need whose run is not of the catalogue as it stands, or was made by other weights.

    ``run_id`` is the run that may still stand, made or stamped at revision ``since``; None where there is none, or
    the need's words, the recipe or the terms' weights have changed.
    """

    need_id: int
    run_id: int | None = None
    since: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Patents that changed, by rising revision: their ids, and the revision of each."""

    ids: Ids
    revisions: Ids
    revision_of: Mapping[int, int]

    def since(self, revision: int) -> Ids:
        """The ids of those that changed after a revision."""
        return self.ids[np.searchsorted(self.revisions, revision, side="right") :]


def due_needs(session: Session, standing: Standing) -> list[DueNeed]:
    """The open needs that a round has to look at, by their number: one query."""
    latest = sa.select(sa.func.max(MatchRun.id)).where(MatchRun.need_id == Need.id).correlate(Need)
    rows = session.execute(
        sa.select(
            Need.id,
            Need.title,
            Need.wording,
            MatchRun.id,
            MatchRun.catalogue_revision,
            MatchRun.weighed_at,
            MatchRun.fingerprint,
        )
        .outerjoin(MatchRun, MatchRun.id == latest.scalar_subquery())
        .where(Need.state.in_(OPEN_STATES))
        .order_by(Need.id)
    )
    due = []
    for need_id, title, content, run_id, revision, weighed_at, known in rows:
        same_words = run_id and known == fingerprint(standing, title=title, content=content)
        if not same_words or weighed_at != standing.weighed_at:
            due.append(DueNeed(need_id))
        elif revision != standing.revision:
            due.append(DueNeed(need_id, run_id, revision))
    return due


def changes_for(session: Session, due: Iterable[DueNeed]) -> Changes:
    """The patents that changed since the oldest run that may still stand: one query."""
    since = min((each.since for each in due if each.run_id), default=None)
    rows = (
        []
        if since is None
        else session.execute(
            sa.select(Patent.id, Patent.revision).where(Patent.revision > since).order_by(Patent.revision)
        ).all()
    )
    ids, revisions = (np.array([row[place] for row in rows], np.int64) for place in (0, 1))
    return Changes(ids, revisions, {row[0]: row[1] for row in rows})


def leave_alone(
    session: Session, standing: Standing, *, due: Sequence[DueNeed], changes: Changes
) -> set[int]:
    """Stamps the runs that still stand with the catalogue's revision; gives their needs. Three queries."""
    candidates = {each.run_id: each for each in due if each.run_id}
    if not candidates:
        return set()
    hits: dict[int, list[Hit]] = {run_id: [] for run_id in candidates}
    for run_id, patent_id, score in session.execute(
        sa.select(Match.run_id, Match.patent_id, Match.score)
        .where(Match.run_id.in_(hits), Match.rank <= MATCHES_A_NEED)
        .order_by(Match.run_id, Match.rank)
    ):
        hits[run_id].append(Hit(patent_id, score))
    texts = session.execute(
        sa.select(Need.id, Need.title, Need.wording).where(
            Need.id.in_([each.need_id for each in candidates.values()])
        )
    )
    text_of = {need_id: (title, content) for need_id, title, content in texts}
    standing_runs = {
        run_id: each.need_id
        for run_id, each in candidates.items()
        if _still_stands(standing, each, hits[run_id], text_of[each.need_id], changes)
    }
    session.execute(
        sa.update(MatchRun)
        .where(MatchRun.id.in_(standing_runs), MatchRun.catalogue_revision < standing.revision)
        .values(catalogue_revision=standing.revision, catalogue_size=standing.size)
        .execution_options(synchronize_session=False)
    )
    return set(standing_runs.values())


def rank_due_need(session: Session, standing: Standing, *, need_id: int) -> Ranked | None:
    """Ranks a need again; None where it is no longer worked on."""
    need = session.get(Need, need_id)
    return rank_need(session, standing, need=need) if need and need.state in OPEN_STATES else None


def request_round(session: Session, *, by: Person) -> Task:
    """Asks for a round, at a person's word.

    Raises:
        ForbiddenError: the person is not of the centre's staff.
    """
    if not by.role.is_staff:
        raise ForbiddenError
    return request_task(session, kind=TaskKind.ROUND, by=by)


def request_round_when_due(session: Session, *, at: dt.datetime) -> None:
    """Asks for a round where a run is stale, and the last round is long enough ago.

    So background rounds take at most a tenth of the time however often the catalogue changes; after one that was
    cancelled or failed, the next of its own accord is a day later.
    """
    if _is_rested(latest_ended(session, TaskKind.ROUND), at) and _any_is_stale(session):
        request_task(session, kind=TaskKind.ROUND, by=None)


def _still_stands(
    standing: Standing, due: DueNeed, hits: Sequence[Hit], texts: tuple[str, str], changes: Changes
) -> bool:
    if any(changes.revision_of.get(hit.id, 0) > due.since for hit in hits):
        return False
    title, content = texts
    return isinstance(standing.index, TfidfIndex) and still_stands(
        standing.index,
        standing.query(title=title, text=content).fields,
        first=hits[0] if hits else None,
        bar=hits[-1].score if len(hits) == MATCHES_A_NEED else 0.0,
        changed=changes.since(due.since),
    )


def _is_rested(last: Task | None, at: dt.datetime) -> bool:
    if last is None or last.ended_at is None:
        return True
    pause = _SHARE * last.duration if last.duration else dt.timedelta()
    if last.state is not TaskState.DONE:
        pause = max(pause, _AFTER_A_CANCELLED)
    return at >= last.ended_at + pause


def _any_is_stale(session: Session) -> bool:
    latest = sa.select(sa.func.max(MatchRun.id)).where(MatchRun.need_id == Need.id).correlate(Need)
    stale = (
        sa.select(Need.id)
        .outerjoin(MatchRun, MatchRun.id == latest.scalar_subquery())
        .where(
            Need.state.in_(OPEN_STATES),
            sa.or_(MatchRun.id.is_(None), MatchRun.catalogue_revision != catalogue_revision(session)),
        )
        .limit(1)
    )
    return session.scalar(stale) is not None
