"""The rows of a batch template held against a review: what they answer anew, otherwise, or wrongly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.importing.earlier_rows import EarlierRows
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.numbers import ApplicationNumber, PublicationNumber
from matchmaker.importing.reviews import REVIEW_FIELDS, ReviewRecord
from matchmaker.importing.rows import ReadRow, RepeatedRowError
from matchmaker.patents.enums import Readiness, Way
from matchmaker.reviews.enums import Funding, Implementation
from matchmaker.reviews.models import Review, ReviewItem
from matchmaker.reviews.queries import items_by_number
from matchmaker.reviews.service import Answers, answers_of
from matchmaker.sheets.enums import RowKind
from matchmaker.sheets.verdicts import Counts, FieldChange, Verdict, wrong

AnswerVerdict = Verdict[ReviewRecord]

_NONE: Mapping[str, object] = {}
_NOT_IN_REVIEW = N_("This patent is not in the review.")
_CHECK_NUMBER = N_("Correct the number, or delete the row: the template lists the patents of the review.")
_HANDED_IN = N_("Its answers were handed in already.")
_RETURN_FIRST = N_("Return it on the page of the review first, or delete the row.")
_UNKNOWN_LEVEL = N_("%(value)s is no level of this review’s self-rating.")
_ONE_OF_LEVELS = N_("Write one of these: %(known)s.")
_YES, _NO = N_("yes"), N_("no")
_LABELS = {
    "funding": N_("Of a publicly funded project"),
    "implementation": N_("Put into practice"),
    "ways": N_("Ways accepted"),
    "unwilling": N_("Not to be transferred for now"),
    "readiness": N_("Technology readiness"),
    "rating": N_("Self-rating"),
    "scenarios": N_("Where it is used"),
}


@dataclass(slots=True)
class AnswerCounts(Counts):
    """How many rows answer anew, otherwise, the same, and wrongly; ``blank`` ones answer nothing."""

    blank: int = 0

    def add(self, verdicts: Iterable[AnswerVerdict]) -> None:  # type: ignore[override]  # it reads more of each
        """Counts some more rows."""
        rows = list(verdicts)
        blank = [row for row in rows if row.record and not row.record.told]
        Counts.add(self, [row for row in rows if row not in blank])
        self.blank += len(blank)


class AnswerJudge:
    """Holds the rows of one batch template against its review, some hundred at a time."""

    def __init__(self, review: Review, uses: Sequence[ColumnUse]) -> None:
        self._review_id, self._ratings = review.id, tuple(review.ratings)
        self._headings = {use.field: use.heading for use in uses if use.field}
        self._earlier = EarlierRows()

    def verdicts(self, session: Session, *, rows: Sequence[ReadRow[ReviewRecord]]) -> list[AnswerVerdict]:
        """A verdict on each row, in their order: two queries."""
        numbers = {row.record.row: _canonical(row.record.number) for row in rows if row.record}
        known = items_by_number(session, self._review_id, set(numbers.values()))
        return [self._verdict(row, numbers, known) for row in rows]

    def close(self) -> None:
        """Forgets the rows."""
        self._earlier.close()

    def _verdict(
        self, row: ReadRow[ReviewRecord], numbers: Mapping[int, str], known: Mapping[str, ReviewItem]
    ) -> AnswerVerdict:
        record = row.record
        if record is None:
            return wrong(row, row.errors)
        item = known.get(numbers[record.row])
        if not record.told:
            return Verdict(RowKind.UNCHANGED, record.row, record=record)
        if item is None:
            return wrong(row, (self._error(record, "number", record.number, _NOT_IN_REVIEW, _CHECK_NUMBER),))
        before, after = answers_of(item), told_answers(record, item)
        refusal = self._refusal(record, item, is_changed=before != after) or self._repetition(record, item)
        if refusal:
            return wrong(row, (refusal,))
        kind = RowKind.NEW if before == Answers() else RowKind.CHANGED
        return Verdict(
            kind if before != after else RowKind.UNCHANGED,
            record.row,
            item.patent.title,
            record=record,
            known_id=item.id,
            changes=_changes(before, after),
        )

    def _refusal(self, record: ReviewRecord, item: ReviewItem, *, is_changed: bool) -> RowError | None:
        if not item.state.takes_answers:
            refused = self._error(record, "number", record.number, _HANDED_IN, _RETURN_FIRST)
            return refused if is_changed else None
        if record.rating and record.rating not in self._ratings:
            params = {"value": record.rating, "known": "、".join(self._ratings)}
            return self._error(record, "rating", record.rating, _UNKNOWN_LEVEL, _ONE_OF_LEVELS, params)
        return None

    def _repetition(self, record: ReviewRecord, item: ReviewItem) -> RowError | None:
        """The error of a row that answers for a patent which an earlier one named by another of its numbers."""
        key = {"item": str(item.id)}
        earlier = self._earlier.first_with(key)
        if earlier is None or earlier[1] == record.row:
            self._earlier.note(key, record.row)
            return None
        error = RepeatedRowError(first_row=earlier[1])
        return self._error(record, "number", record.number, error.message, error.remedy, error.params)

    def _error(
        self,
        record: ReviewRecord,
        field: str,
        value: str,
        reason: str,
        remedy: str,
        params: Mapping[str, object] = _NONE,
    ) -> RowError:
        known = {each.name: each.headings[0] for each in REVIEW_FIELDS}
        return RowError(record.row, self._headings.get(field, known[field]), value, reason, remedy, params)


def told_answers(record: ReviewRecord, item: ReviewItem) -> Answers:
    """The answers of a patent once a row is taken over: what the row leaves blank stays as it was answered."""
    known, told = answers_of(item), record.told
    return replace(
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


def _changes(before: Answers, after: Answers) -> tuple[FieldChange, ...]:
    pairs = ((each.name, getattr(before, each.name), getattr(after, each.name)) for each in fields(Answers))
    return tuple(
        FieldChange(_LABELS[name], _as_read(was), _as_read(becomes))
        for name, was, becomes in pairs
        if was != becomes
    )


def _as_read(value: object) -> object:
    return (_YES if value else _NO) if isinstance(value, bool) else value


def _canonical(text: str) -> str:
    for number in (ApplicationNumber, PublicationNumber):
        try:
            return str(number.parse(text))
        except InvalidError:
            continue
    return text
