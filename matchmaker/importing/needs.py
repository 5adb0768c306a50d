"""Technology needs as the rows of a sheet."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matchmaker.errors import N_
from matchmaker.importing.budgets import parse_budget
from matchmaker.importing.cells import cell_text
from matchmaker.importing.dates import parse_date
from matchmaker.importing.errors import WrongValueError
from matchmaker.importing.fields import NEED_FIELDS
from matchmaker.importing.grid import NumberedRow
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.need_terms import parse_cooperation, parse_ownership, parse_secrecy
from matchmaker.importing.rows import ReadRow, Row, each_row

__all__ = ["NEED_FIELDS", "NeedRecord", "each_need"]

MAX_CONTENT = 20_000
_TITLE_FROM_CONTENT = 40
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


class ContentTooLongError(WrongValueError):
    """The content has more than ``MAX_CONTENT`` characters."""

    message = N_("The content has %(length)s characters; at most %(limit)s are taken.")
    remedy = N_("Shorten it to what is needed, and keep the rest as an attachment.")


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """One need of a sheet; blanks are None or empty. ``budget_cny`` is in yuan, None where it is open."""

    row: int
    need_id: str | None
    title: str
    content: str
    company: str
    region: str
    industry: str
    budget_cny: Decimal | None
    deadline: date | None
    goal: str = ""
    targets: str = ""
    tried: str = ""
    conditions: str = ""
    ownership: str | None = None
    cooperation: tuple[str, ...] = ()
    secrecy: str | None = None
    contact: str = ""


def each_need(
    headings: Sequence[str], rows: Iterable[NumberedRow], uses: Sequence[ColumnUse]
) -> Iterator[ReadRow[NeedRecord]]:
    """Each row as a need, one after the other.

    A need without a title takes its name from the beginning of its content. A row that has neither, too long
    a content, a wrong date or budget, or a need that an earlier row holds, has an error for each of these; two
    rows hold the same need where their identifiers agree, or, without identifiers, company and title.

    Raises, before the first row:
        NoKnownHeadingError: no column holds titles or contents.
    """
    return each_row(headings, rows, uses, NEED_FIELDS, read=_need, keys=_keys)


def _need(row: Row) -> NeedRecord:
    title, content = row.line("title"), row.text("content")
    for field, text in (
        ("title", title),
        ("content", content),
    ):  # a title stands for the content where that is blank
        if len(text) > MAX_CONTENT:
            row.refuse(field, ContentTooLongError(length=len(text), limit=MAX_CONTENT))
    return NeedRecord(
        row=row.number,
        need_id=row.text("need_id") or None,
        title=title or _first_sentence(content),
        content=content,
        company=row.line("company"),
        region=row.line("region"),
        industry=row.line("industry"),
        budget_cny=row.parsed(
            "budget_cny", lambda cell: parse_budget(cell_text(cell), row.heading("budget_cny"))
        ),
        deadline=row.parsed("deadline", parse_date),
        goal=row.text("goal"),
        targets=row.text("targets"),
        tried=row.text("tried"),
        conditions=row.text("conditions"),
        ownership=row.parsed("ownership", lambda cell: parse_ownership(cell_text(cell))),
        cooperation=row.parsed("cooperation", lambda cell: parse_cooperation(cell_text(cell))) or (),
        secrecy=row.parsed("secrecy", lambda cell: parse_secrecy(cell_text(cell))),
        contact=row.line("contact"),
    )


def _first_sentence(content: str) -> str:
    sentences = (sentence.strip() for sentence in _SENTENCE_END.split(content))
    return next((sentence[:_TITLE_FROM_CONTENT] for sentence in sentences if sentence), "")


def _keys(need: NeedRecord) -> dict[str, str]:
    if need.need_id is not None:
        return {"need_id": need.need_id}
    return {"title": f"{need.company}\n{need.title}"}
