"""Builds the search index where a process has begun to and is gone."""

from collections.abc import Mapping
from typing import Any

from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.index_task import BUILT
from matchmaker.patents.queries import listings_open
from matchmaker.tasks.progress import Progress


def build_search_index(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:  # noqa: ARG001 - every job's signature
    """Builds the index of all patents on offer, unless another process has done so meanwhile.

    Raises:
        InterruptedTaskError: between two batches; the last good index stays.
    """
    with place.sessions() as session:
        total = listings_open(session)
        progress(0, total)
        count = place.catalogue.build(session, lambda done: progress(done, total))
    return BUILT, {"count": count}
