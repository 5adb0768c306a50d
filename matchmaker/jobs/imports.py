"""Large sheets of patents: read for their preview, and imported once a person agreed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import N_, MatchmakerError
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.organizations.models import Person
from matchmaker.patents.import_queries import import_with_id
from matchmaker.patents.import_runs import read_import, write_import
from matchmaker.patents.imports import refuse_import
from matchmaker.tasks.progress import Progress

_READ = N_("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(wrong)s wrong")
_COLUMNS_OPEN = N_("The columns are to be confirmed by a person.")
_WRITTEN = N_("Imported: %(new)s new, %(changed)s changed. %(wrong)s rows were left out.")


def read_patents(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Reads a sheet for its preview.

    Raises:
        InterruptedTaskError: some hundred rows after it was cancelled; what was read so far is no preview.
        MatchmakerError: the sheet cannot be taken.
    """
    import_id = int(arguments["import"])
    try:
        counts = read_import(place.patiently, import_id=import_id, watch=progress)
    except MatchmakerError as error:
        place.patiently(_refuse, import_id=import_id, refusal=error)
        raise
    return (_READ, _told(counts)) if counts else (_COLUMNS_OPEN, {})


def import_patents(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Imports a sheet that a person agreed to.

    Raises:
        InterruptedTaskError: before anything was written.
        MatchmakerError: the sheet cannot be taken as things are; nothing was written.
    """
    import_id, on = int(arguments["import"]), dt.date.fromisoformat(arguments["on"])
    by = place.patiently(_asked_by, import_id=import_id)
    counts = write_import(place.patiently, import_id=import_id, on=on, by=by, watch=progress)
    return _WRITTEN, _told(counts)


def _told(counts: Any) -> dict[str, object]:
    return {name: getattr(counts, name) for name in ("new", "changed", "unchanged", "wrong")}


def _asked_by(session: Session, *, import_id: int) -> Person | None:
    task = import_with_id(session, import_id).task
    return task.asked_by if task else None


def _refuse(session: Session, *, import_id: int, refusal: MatchmakerError) -> None:
    refuse_import(session, handed_in=import_with_id(session, import_id), refusal=refusal)
