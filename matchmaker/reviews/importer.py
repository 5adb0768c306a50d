"""A filled-in batch template held against a review: first what would happen, then, if a person agrees, that."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.importing.cells import Cell
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import understand_headings
from matchmaker.importing.numbers import ApplicationNumber, PublicationNumber
from matchmaker.importing.reviews import REVIEW_FIELDS, ReviewRecord, read_answers
from matchmaker.importing.sheets import Sheet, read_sheet
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import Readiness, Way
from matchmaker.reviews.enums import Funding, Implementation
from matchmaker.reviews.models import Review, ReviewItem
from matchmaker.reviews.queries import items_of
from matchmaker.reviews.service import Answers, answers_of, hand_in, save_answers

_NOT_IN_REVIEW = N_("This patent is not in the review.")
_CHECK_NUMBER = N_("Correct the number, or delete the row: the template lists the patents of the review.")
_HANDED_IN = N_("Its answers were handed in already.")
_RETURN_FIRST = N_("Return it on the page of the review first, or delete the row.")
_UNKNOWN_LEVEL = N_("%(value)s is no level of this review’s self-rating.")
_ONE_OF_LEVELS = N_("Write one of these: %(known)s.")


@dataclass(frozen=True, slots=True)
class ChangedAnswers:
    """A row that answers something new or otherwise; ``changed`` names the fields."""

    record: ReviewRecord
    item: ReviewItem
    answers: Answers
    changed: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether nothing was answered before."""
        return answers_of(self.item) == Answers()


@dataclass(frozen=True, slots=True)
class AnswersPreview:
    """What taking a sheet over would do; nothing is written yet. ``blank`` rows answer nothing."""

    sheet: Sheet
    new: tuple[ChangedAnswers, ...]
    changed: tuple[ChangedAnswers, ...]
    unchanged: int
    blank: int
    wrong: tuple[RowError, ...]

    def wrong_rows(self) -> Iterator[tuple[tuple[Cell, ...], list[RowError]]]:
        """Each wrong row as it stands in the sheet, with all that is wrong with it."""
        errors: dict[int, list[RowError]] = {}
        for error in self.wrong:
            errors.setdefault(error.row, []).append(error)
        for number, cells in self.sheet.rows:
            if number in errors:
                yield cells, errors[number]


def preview_answers(
    session: Session, *, review: Review, content: bytes, filename: str, max_bytes: int
) -> AnswersPreview:
    """Reads a sheet and says what would happen. What a row leaves blank stays as it was answered.

    Raises:
        ImportingError: the file as a whole cannot be taken.
    """
    sheet = read_sheet(content, filename, max_bytes=max_bytes)
    rows = read_answers(sheet, understand_headings(sheet.headings, REVIEW_FIELDS))
    known = _by_number(session, review)
    wrong = list(rows.errors)
    taken: list[ChangedAnswers] = []
    unchanged = blank = 0
    for record in rows.records:
        item = known.get(_canonical(record.number))
        if not record.told:
            blank += 1
        elif refusal := _refusal(record, item, review):
            wrong.append(refusal)
        elif item and (changed := _changed(record, item)).changed:
            taken.append(changed)
        else:
            unchanged += 1
    return AnswersPreview(
        sheet=sheet,
        new=tuple(each for each in taken if each.is_new),
        changed=tuple(each for each in taken if not each.is_new),
        unchanged=unchanged,
        blank=blank,
        wrong=tuple(sorted(wrong, key=lambda error: error.row)),
    )


def import_answers(
    session: Session, *, preview: AnswersPreview, complete: bool, at: dt.datetime, by: Person | None
) -> int:
    """Takes over the new and changed rows; with ``complete`` hands in those that answer all six: how many."""
    handed_in = 0
    for each in (*preview.new, *preview.changed):
        save_answers(session, item=each.item, answers=each.answers, by=by)
        if complete and not each.answers.missing:
            hand_in(session, item=each.item, at=at, by=by)
            handed_in += 1
    return handed_in


def _by_number(session: Session, review: Review) -> dict[str, ReviewItem]:
    known: dict[str, ReviewItem] = {}
    for item in session.scalars(items_of(review)):
        patent = item.patent
        for number in (patent.application_number, patent.publication_number, patent.source_key):
            if number:
                known[number] = item
    return known


def _canonical(text: str) -> str:
    for number in (ApplicationNumber, PublicationNumber):
        try:
            return str(number.parse(text))
        except InvalidError:
            continue
    return text


def _changed(record: ReviewRecord, item: ReviewItem) -> ChangedAnswers:
    known, told = answers_of(item), record.told
    answers = replace(
        known,
        funding=Funding(record.funding) if record.funding else known.funding,
        implementation=Implementation(record.implementation)
        if record.implementation
        else known.implementation,
        ways=tuple(way for way in Way if way in record.ways) if "ways" in told else known.ways,
        unwilling=record.unwilling if "ways" in told else known.unwilling,
        readiness=Readiness(record.readiness) if record.readiness else known.readiness,
        rating=record.rating or known.rating,
        scenarios=record.scenarios or known.scenarios,
    )
    names = (field.name for field in fields(Answers))
    changed = tuple(name for name in names if getattr(known, name) != getattr(answers, name))
    return ChangedAnswers(record, item, answers, changed)


def _refusal(record: ReviewRecord, item: ReviewItem | None, review: Review) -> RowError | None:
    label = {field.name: field.headings[0] for field in REVIEW_FIELDS}
    if item is None:
        return RowError(record.row, label["number"], record.number, _NOT_IN_REVIEW, _CHECK_NUMBER, {})
    if not item.state.takes_answers:
        same = not _changed(record, item).changed
        return (
            None
            if same
            else RowError(record.row, label["number"], record.number, _HANDED_IN, _RETURN_FIRST, {})
        )
    if record.rating and record.rating not in review.ratings:
        params = {"value": record.rating, "known": "、".join(review.ratings)}
        return RowError(record.row, label["rating"], record.rating, _UNKNOWN_LEVEL, _ONE_OF_LEVELS, params)
    return None
