"""What a search found, as a workbook: the patents on one sheet, what was asked on the next."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from string import ascii_uppercase
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.matching.addresses import Asked
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Column
from matchmaker.matching.filters import Filters
from matchmaker.matching.service import MOST_RANKED, nearest, patents_like
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids

Translate: TypeAlias = Callable[[str], str]
Cell: TypeAlias = Any  # a text, a number, a day, or None

MOST_LISTED = 1_000
_FEN_A_WAN = 1_000_000
_HEADINGS: tuple[tuple[str, int, Column | None], ...] = (
    (N_("Place"), 6, None),
    (N_("Title"), 44, None),
    (N_("Applicants"), 28, Column.APPLICANTS),
    (N_("Holder"), 24, Column.HOLDER),
    (N_("Application number"), 18, Column.NUMBER),
    (N_("Publication number"), 16, Column.NUMBER),
    ("IPC", 22, Column.IPC),
    (N_("Legal status"), 12, Column.STATUS),
    (N_("Status checked on"), 14, Column.STATUS),
    (N_("Filing date"), 12, Column.FILED),
    (N_("Inventors"), 24, Column.INVENTORS),
    (N_("Offered for"), 16, Column.WAYS),
    (N_("Price, ×10k yuan"), 12, Column.PRICE),
    (N_("Technology readiness"), 20, Column.READINESS),
    (N_("Score"), 8, None),
    (N_("Abstract"), 60, None),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A patent that was found, with its score where it was ranked."""

    patent: Patent
    score: float | None = None


def results_of(
    session: Session, catalogue: Catalogue, *, asked: Asked, filters: Filters, reader: Person | None
) -> list[Result]:
    """What a search finds, in the order of its page: at most 200 of a text, and 1,000 of a list.

    Raises:
        EmptyTextError, TextTooLongError, TooManyNumbersError: the text cannot be taken.
    """
    if asked.is_list:
        listed = patents_like(session, catalogue, filters=filters, order=asked.sorted_by, k=MOST_LISTED)
        return [Result(patent) for patent in listed.patents]
    hits = nearest(
        session,
        catalogue,
        text=asked.text,
        k=MOST_RANKED,
        order=asked.order,
        filters=filters,
        reader=reader,
    )
    patents = patents_with_ids(session, [hit.id for hit in hits])
    return [Result(patents[hit.id], hit.score) for hit in hits if hit.id in patents]


def result_workbook(
    results: Sequence[Result],
    *,
    columns: Sequence[Column] = (),
    asked: Sequence[tuple[str, str]],
    translate: Translate,
) -> bytes:
    """An .xlsx of what was found; texts never run as formulas.

    Args:
        results: the patents in the order of the page.
        columns: what they are shown with; none: everything.
        asked: what was asked, as pairs of a heading and what it says, both in the reader's language.
        translate: turns headings and labels into the reader's language.
    """
    workbook = Workbook(write_only=True)
    found = workbook.create_sheet(translate(N_("Patents found")))
    found.freeze_panes = "C2"
    shown = [
        place
        for place, (_, _, column) in enumerate(_HEADINGS)
        if not columns or column is None or column in columns
    ]
    for letter, place in zip(ascii_uppercase, shown, strict=False):
        found.column_dimensions[letter].width = _HEADINGS[place][1]
    _append(found, [translate(_HEADINGS[place][0]) for place in shown], bold=True)
    for number, result in enumerate(results, start=1):
        row = _row(number, result, translate)
        _append(found, [row[place] for place in shown])
    question = workbook.create_sheet(translate(N_("Search")))
    question.column_dimensions["A"].width, question.column_dimensions["B"].width = 20, 80
    for heading, told in asked:
        _append(question, [heading, told])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _row(place: int, result: Result, translate: Translate) -> list[Cell]:
    patent, offer = result.patent, result.patent.listing
    price = offer.price_fen if offer else None
    return [
        place,
        patent.title,
        "、".join(patent.applicants),
        patent.organization.name,
        patent.application_number,
        patent.publication_number,
        "; ".join(patent.ipc),
        translate(patent.status.label),
        patent.status_checked_on,
        patent.filed_on,
        "、".join(patent.inventors),
        " / ".join(translate(way.label) for way in offer.ways) if offer else "",
        translate(N_("Price to be agreed")) if price is None else Decimal(price) / _FEN_A_WAN,
        translate(offer.readiness.label) if offer and offer.readiness else "",
        None if result.score is None else round(result.score, 3),
        patent.abstract,
    ]


def _append(sheet: WriteOnlyWorksheet, values: Sequence[Cell], *, bold: bool = False) -> None:
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
        if isinstance(value, Decimal):
            cell.number_format = "#,##0.00"
        cell.font = Font(bold=bold)
        cells.append(cell)
    sheet.append(cells)
