"""Ranks the catalogue for one need and keeps what was found, with its evidence."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.matching.asking import nearest_others, own_patents_of
from matchmaker.matching.catalogue import Standing
from matchmaker.matching.evidence import explained
from matchmaker.matching.models import MATCHES_A_NEED, Match, MatchRun
from matchmaker.matching.queries import latest_runs, matches_by_patent
from matchmaker.needs.models import Need


@dataclass(frozen=True, slots=True)
class Ranked:
    """A need's run and how many patents it found that no earlier run had."""

    run: MatchRun
    new: int


def is_fresh(standing: Standing, need: Need, run: MatchRun | None) -> bool:
    """Whether a run is of the need's words, the recipe and the catalogue as they stand."""
    return (
        run is not None
        and run.catalogue_revision == standing.revision
        and run.fingerprint == fingerprint(standing, title=need.title, content=need.wording)
    )


def fingerprint(standing: Standing, *, title: str, content: str) -> str:
    """What changes whenever a need's words or the recipe do."""
    return hashlib.sha256(f"{standing.fingerprint}\n{title}\n{content}".encode()).hexdigest()


def rank_need(session: Session, standing: Standing, *, need: Need) -> Ranked:
    """Ranks the catalogue for a need, unless somebody else has just done so by the same weights.

    Decisions already taken stay. Others who write wait only while what was found is written, not while it is sought.
    """
    words = fingerprint(standing, title=need.title, content=need.wording)
    query = standing.query(title=need.title, text=need.wording)
    hits = nearest_others(standing.index, query, MATCHES_A_NEED, own_patents_of(session, need))
    found = explained(standing.index, query, hits)
    lock(session, need)
    run = latest_runs(session, [need.id]).get(need.id)
    if run and run.weighed_at == standing.weighed_at and is_fresh(standing, need, run):
        return Ranked(run, 0)
    run = MatchRun(
        need_id=need.id,
        catalogue_revision=standing.revision,
        weighed_at=standing.weighed_at,
        catalogue_size=standing.size,
        fingerprint=words,
    )
    session.add(run)
    session.flush()
    known = matches_by_patent(session, need)
    for rank, (hit, contributions) in enumerate(found, start=1):
        match = known.get(hit.id) or Match(need_id=need.id, patent_id=hit.id)
        match.run_id, match.rank, match.score = run.id, rank, hit.score
        match.evidence = [(part.term, part.value) for part in contributions]
        session.add(match)
    session.flush()
    return Ranked(run, sum(hit.id not in known for hit, _ in found))
