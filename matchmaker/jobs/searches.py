"""Looks saved searches through for what is new, each in a transaction of its own."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.saved_searches import look_through, searches_behind
from matchmaker.tasks.progress import Progress

_OUTCOME = N_("%(count)s saved searches looked through, %(new)s new finds in them")


def look_through_searches(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:  # noqa: ARG001 - every job's signature
    """Looks through the saved searches that a change of patents or needs can have altered.

    Raises:
        InterruptedTaskError: between two searches; the next time goes on from there.
    """
    with place.sessions() as session:
        behind = list(session.scalars(searches_behind(session)))
    new = 0
    progress(0, len(behind))
    for done, saved_id in enumerate(behind, start=1):
        new += place.patiently(_look_through, place.catalogue, saved_id=saved_id, today=place.today)
        progress(done, len(behind))
    return _OUTCOME, {"count": len(behind), "new": new}


def _look_through(session: Session, catalogue: Catalogue, *, saved_id: int, today: dt.date) -> int:
    saved = session.get(SavedSearch, saved_id)
    return look_through(session, catalogue, saved=saved, today=today) if saved else 0
