"""Every open need against every patent on offer, each need in a transaction of its own."""

from collections.abc import Mapping
from typing import Any

from matchmaker.errors import N_
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.rounds import changes_for, due_needs, leave_alone, rank_due_need
from matchmaker.tasks.progress import Progress

_AT_ONCE = 100  # needs that are looked at together; a third of a second
_NOTHING_DUE = N_("Nothing has changed: the matches of every need are up to date.")
_OUTCOME = N_("%(ranked)s needs ranked, %(alone)s left alone, %(new)s new matches")


def match_all(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:  # noqa: ARG001 - every job's signature
    """Ranks the needs that a change can have altered, and leaves the others alone.

    Raises:
        InterruptedTaskError: between two needs; what was done stays, and the next round goes on from there.
    """
    with place.sessions() as session:
        standing = place.catalogue.standing(session)
        due = due_needs(session, standing)
        changes = changes_for(session, due)
    ranked = alone = new = 0
    progress(0, len(due))
    for start in range(0, len(due), _AT_ONCE):
        batch = due[start : start + _AT_ONCE]
        left = place.patiently(leave_alone, standing, due=batch, changes=changes)
        alone += len(left)
        to_rank = [each.need_id for each in batch if each.need_id not in left]
        for place_in_batch, need_id in enumerate(to_rank, start=1):
            found = place.patiently(rank_due_need, standing, need_id=need_id)
            if found:
                ranked += 1
                new += found.new
            progress(start + len(left) + place_in_batch, len(due))
        progress(start + len(batch), len(due))
    return _OUTCOME if due else _NOTHING_DUE, {"ranked": ranked, "alone": alone, "new": new}
