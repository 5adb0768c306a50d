"""What a search found, as a workbook: the patents on one sheet, what was asked on the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.importing.numbers import publications_shown
from matchmaker.matching.addresses import Asked
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Column
from matchmaker.matching.filters import Filters
from matchmaker.matching.service import MOST_RANKED, nearest, patents_like
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids, publications_of
from matchmaker.workbooks import Value, add_row, add_sheet, as_bytes, new_workbook

Translate: TypeAlias = Callable[[str], str]

MOST_LISTED = 1_000
_FEN_A_WAN = 1_000_000
Heading: TypeAlias = tuple[str, int, Column | Literal["always", "in full"]]
"""A heading, the width of its column, and which of a table's columns brings it, or when else it is there."""

_HEADINGS: tuple[Heading, ...] = (
    (N_("Place"), 6, "always"),
    (N_("Title"), 44, "always"),
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
    (N_("Score"), 8, "always"),
    (N_("Abstract"), 60, "always"),
    (N_("Number of claims"), 8, "in full"),
    (N_("Family"), 28, "in full"),
    (N_("Times cited"), 8, "in full"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A patent that was found, with the numbers of its publications, and its score where it was ranked."""

    patent: Patent
    publications: Sequence[str] = ()
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
        numbers = publications_of(session, [patent.id for patent in listed.patents])
        return [Result(patent, numbers.get(patent.id, ())) for patent in listed.patents]
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
    numbers = publications_of(session, patents)
    return [Result(patents[hit.id], numbers.get(hit.id, ()), hit.score) for hit in hits if hit.id in patents]


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
    rows = [_row(number, result, translate) for number, result in enumerate(results, start=1)]
    return found_workbook(
        N_("Patents found"), _HEADINGS, rows, columns=columns, asked=asked, translate=translate
    )


def found_workbook(
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Value]],
    *,
    columns: Sequence[Column],
    asked: Sequence[tuple[str, str]],
    translate: Translate,
) -> bytes:
    """An .xlsx with rows of all ``headings`` on a sheet of this title, and what was asked on the next.

    ``columns``, ``asked`` and ``translate`` are those of ``result_workbook``.
    """
    shown = [
        place
        for place, (_, _, column) in enumerate(headings)
        if not columns or column == "always" or column in columns
    ]
    workbook = new_workbook()
    widths = [headings[place][1] for place in shown]
    found = add_sheet(workbook, translate(title), widths, frozen="C2")
    add_row(found, [translate(headings[place][0]) for place in shown], bold=True, wrapped=True)
    for row in rows:
        add_row(found, [row[place] for place in shown], wrapped=True)
    question = add_sheet(workbook, translate(N_("Search")), (20, 80))
    for heading, told in asked:
        add_row(question, [heading, told], wrapped=True)
    return as_bytes(workbook)


def _row(place: int, result: Result, translate: Translate) -> list[Value]:
    patent, offer = result.patent, result.patent.listing
    price = offer.price_fen if offer else None
    return [
        place,
        patent.title,
        "、".join(patent.applicants),
        patent.organization.name,
        patent.application_number,
        "; ".join(publications_shown(result.publications)) or None,
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
        patent.claim_count,
        "; ".join(patent.family),
        patent.times_cited,
    ]
