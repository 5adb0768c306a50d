"""A filled-in batch template on its way: held against its review, and taken over; see ``sheets.import_runs``."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.reviews import each_answer
from matchmaker.importing.sheets import Sheet
from matchmaker.organizations.models import Person
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.reviews.judging import AnswerCounts, AnswerJudge, AnswerVerdict, told_answers
from matchmaker.reviews.queries import items_with_ids
from matchmaker.reviews.service import hand_in, save_answers
from matchmaker.sheets.enums import RowKind
from matchmaker.sheets.import_runs import Reading, Watch, Within, read_for_preview, unwatched, write_at_once
from matchmaker.sheets.verdicts import Counts, ShownRow, shown, told_changes

_TAKEN = (RowKind.NEW, RowKind.CHANGED)


def read_import(
    within: Within, *, import_id: int, sheet: Sheet | None = None, watch: Watch = unwatched
) -> Counts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    ``sheet`` is what stands in it, where that was read already.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    return read_for_preview(within, AnswerImport, _READING, import_id=import_id, sheet=sheet, watch=watch)


def write_import(within: Within, *, import_id: int, by: Person | None, watch: Watch = unwatched) -> Counts:
    """Takes a sheet over that a person agreed to, all of it or nothing.

    Raises:
        SheetGoneError: it is no longer there.
        ReviewClosedError: the review was closed meanwhile.
    """
    return write_at_once(within, AnswerImport, _READING, _take_over, import_id=import_id, by=by, watch=watch)


def _take_over(
    session: Session, handed_in: AnswerImport, verdicts: Sequence[AnswerVerdict], by: Person | None
) -> None:
    records = {each.known_id: each.record for each in verdicts if each.kind in _TAKEN and each.known_id}
    items = items_with_ids(session, handed_in.review, list(records)) if records else []
    for item in items:
        record = records[item.id]
        if record is None:
            continue
        answers = told_answers(record, item)
        save_answers(session, item=item, answers=answers, by=by)
        if handed_in.hand_in and not answers.missing:
            hand_in(session, item=item, at=now(), by=by)
            handed_in.handed_in += 1


def _judge(handed_in: AnswerImport, uses: Sequence[ColumnUse]) -> AnswerJudge:
    return AnswerJudge(handed_in.review, uses)


def _shown(verdict: AnswerVerdict) -> ShownRow:
    """What is shown of a row: also of a first answer, field by field."""
    changes = ((each.label, each.before, each.after) for each in verdict.changes)
    return shown(verdict, lambda _: {"changes": told_changes(changes)})


_READING = Reading(each_answer, _judge, _shown, AnswerCounts)
