"""New rows of a sheet held against the needs that are kept, and against the rows above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.importing.needs import NeedRecord
from matchmaker.needs.alike import NOT_FOR_STAFF, NOT_ON_ENTRY, joined, known_needs
from matchmaker.sheets.verdicts import Remark
from matchmaker.text.need_words import Likeness, Wording, likeness_of, surest_first, wording
from matchmaker.text.shared_runs import PrintTable

MOST_CHARACTERS = 4_000_000
"""Of rows that are kept in mind for those below them: some ten thousand needs."""

Companies = Mapping[int, tuple[str, int | None]]
"""Whose need a row is, by the row's number: the company's name, and its id where it is known."""

_LIKE_KNOWN = N_("Like a need that is here already:")
_LIKE_ROW = N_("Like row %(row)s of this sheet.")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a need or row says, and whose it is; what is called by the same name is the same company's."""

    company: object
    wording: Wording
    title: str


class _Shelf:
    """Needs or rows by number, of which those are looked at that share prints with one or have its title."""

    def __init__(self, held: Mapping[int, _Said]) -> None:
        self._held = held
        self._prints = PrintTable({number: each.wording.runs for number, each in held.items()})
        self._titles: dict[tuple[object, str], int] = {}
        for number, each in held.items():
            self._titles.setdefault((each.company, each.wording.title), number)

    def surest(self, said: _Said, *, below: int | None = None) -> tuple[int, str, Likeness] | None:
        """What one is most surely the same as, among those numbered below a number: its number, title, and why."""
        namesake = self._titles.get((said.company, said.wording.title))
        near = {*self._prints.near(said.wording.runs), *([] if namesake is None else [namesake])}
        found = [
            (number, self._held[number].title, likeness)
            for number in sorted(near)
            if (below is None or number < below) and (likeness := _likeness(said, self._held[number]))
        ]
        return min(found, key=lambda each: (*surest_first(each[2]), each[0]), default=None)


class LikeRows:
    """What the new rows of one sheet are like, asked some hundred rows at a time.

    Args:
        whole: whether the needs of all companies are looked at, as only the centre's staff may; otherwise those of
            the rows' own company.
    """

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._known: _Shelf | None = None
        self._rows: dict[int, _Said] = {}
        self._characters = 0

    def remarks(
        self, session: Session, *, records: Sequence[NeedRecord], companies: Companies
    ) -> dict[int, tuple[Remark, ...]]:
        """What a person should look at, by row: the need and the row above that each is most surely the same as."""
        if not records:
            return {}
        known = self._known = self._known or self._shelved(session, companies)
        said = {record.row: _said(record, companies[record.row][0]) for record in records}
        for row, each in said.items():
            self._characters += len(each.wording.text)
            if self._characters <= MOST_CHARACTERS:
                self._rows[row] = each
        above = _Shelf(self._rows)
        remarks = {}
        for row, each in said.items():
            kept = known.surest(_Said(companies[row][1], each.wording, each.title))
            earlier = above.surest(each, below=row)
            told = [_of_need(*kept)] if kept else []
            told += [_of_row(*earlier)] if earlier else []
            if told:
                remarks[row] = tuple(told)
        return remarks

    def _shelved(self, session: Session, companies: Companies) -> _Shelf:
        if self._whole:
            needs = known_needs(session, without=NOT_FOR_STAFF)
        else:
            needs = known_needs(
                session, without=NOT_ON_ENTRY, of={number for _, number in companies.values()}
            )
        return _Shelf({n: _Said(each.organization_id, each.wording, each.title) for n, each in needs.items()})


def _said(record: NeedRecord, company: str) -> _Said:
    text = joined(
        record.content or record.title, record.goal, record.targets, record.tried, record.conditions
    )
    return _Said(company, wording(record.title, text), record.title)


def _likeness(one: _Said, other: _Said) -> Likeness | None:
    return likeness_of(one.wording, other.wording, one_company=one.company == other.company)


def _of_need(number: int, title: str, likeness: Likeness) -> Remark:
    return Remark(_LIKE_KNOWN, likeness.reason.label, {"percent": likeness.percent}, title, number)


def _of_row(row: int, _title: str, likeness: Likeness) -> Remark:
    return Remark(_LIKE_ROW, likeness.reason.label, {"percent": likeness.percent, "row": row})
