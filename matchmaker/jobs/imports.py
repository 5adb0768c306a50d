"""Large sheets: read for their preview, and imported once a person agreed."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import N_, MatchmakerError
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.own_numbers import own_numbers_of
from matchmaker.needs import import_runs as needs
from matchmaker.needs.import_models import NeedImport
from matchmaker.organizations.models import Person
from matchmaker.patents import import_runs as patents
from matchmaker.patents.import_models import PatentImport
from matchmaker.reviews import import_runs as answers
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.sheets.models import SheetImport
from matchmaker.sheets.queries import import_with_id
from matchmaker.sheets.service import refuse_import
from matchmaker.sheets.verdicts import Counts
from matchmaker.tasks.progress import Progress

SHEETS: tuple[type[SheetImport], ...] = (PatentImport, NeedImport, AnswerImport)
"""The kinds of sheets that are imported."""

_READ = N_("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(wrong)s wrong")
_COLUMNS_OPEN = N_("The columns are to be confirmed by a person.")
_WRITTEN = N_("Imported: %(new)s new, %(changed)s changed. %(wrong)s rows were left out.")


def read_patents(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Reads a sheet of patents for its preview; see ``_read``."""
    return _read(place, PatentImport, patents.read_import, arguments, progress)


def read_needs(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Reads a sheet of needs for its preview; see ``_read``."""
    return _read(place, NeedImport, needs.read_import, arguments, progress)


def read_answers(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Reads a sheet of answers for its preview; see ``_read``."""
    return _read(place, AnswerImport, answers.read_import, arguments, progress)


def import_patents(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Imports a sheet of patents; see ``_write``."""
    on = dt.date.fromisoformat(arguments["on"])
    return _write(place, PatentImport, partial(patents.write_import, on=on), arguments, progress)


def import_needs(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Imports a sheet of needs; see ``_write``."""
    write = partial(needs.write_import, numbers_of=own_numbers_of)
    return _write(place, NeedImport, write, arguments, progress)


def import_answers(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:
    """Imports a sheet of answers; see ``_write``."""
    return _write(place, AnswerImport, answers.write_import, arguments, progress)


def _read(
    place: Workplace,
    kind: type[SheetImport],
    read: Callable[..., Counts | None],
    arguments: Mapping[str, Any],
    progress: Progress,
) -> Outcome:
    """Reads a sheet for its preview.

    Raises:
        InterruptedTaskError: some hundred rows after it was cancelled; what was read so far is no preview.
        MatchmakerError: the sheet cannot be taken.
    """
    import_id = int(arguments["import"])
    try:
        counts = read(place.patiently, import_id=import_id, watch=progress)
    except MatchmakerError as error:
        place.patiently(_refuse, kind=kind, import_id=import_id, refusal=error)
        raise
    return (_READ, _told(counts)) if counts else (_COLUMNS_OPEN, {})


def _write(
    place: Workplace,
    kind: type[SheetImport],
    write: Callable[..., Counts],
    arguments: Mapping[str, Any],
    progress: Progress,
) -> Outcome:
    """Imports a sheet that a person agreed to.

    Raises:
        InterruptedTaskError: before anything was written.
        MatchmakerError: the sheet cannot be taken as things are; nothing was written.
    """
    import_id = int(arguments["import"])
    by = place.patiently(_asked_by, kind=kind, import_id=import_id)
    counts = write(place.patiently, import_id=import_id, by=by, watch=progress)
    return _WRITTEN, _told(counts)


def _told(counts: Counts) -> dict[str, object]:
    return {name: getattr(counts, name) for name in ("new", "changed", "unchanged", "wrong")}


def _asked_by(session: Session, *, kind: type[SheetImport], import_id: int) -> Person | None:
    task = import_with_id(session, kind, import_id).task
    return task.asked_by if task else None


def _refuse(session: Session, *, kind: type[SheetImport], import_id: int, refusal: MatchmakerError) -> None:
    refuse_import(session, handed_in=import_with_id(session, kind, import_id), refusal=refusal)
