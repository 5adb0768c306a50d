"""Patents as the rows of a sheet."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matchmaker.importing.cells import Cell, cell_text
from matchmaker.importing.dates import parse_date
from matchmaker.importing.documents import parse_count, parse_documents
from matchmaker.importing.earlier_rows import Keys
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.grid import NumberedRow
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.ipc import parse_ipc
from matchmaker.importing.legal_status import SimpleStatus, simple_status
from matchmaker.importing.numbers import (
    ApplicationNumber,
    PatentType,
    PublicationNumber,
    best_publication,
    parse_publications,
    with_publications,
)
from matchmaker.importing.readiness import parse_readiness
from matchmaker.importing.rows import ReadRow, Row, each_row

__all__ = ["PATENT_FIELDS", "PatentRecord", "each_patent"]

# Companies have 、 and commas in their names; Chinese inventors have not.
_INVENTOR_SEPARATORS = re.compile(r"[|;；\n、，]|(?<=[\u4e00-\u9fff]),")
_SECOND_CLAIM = re.compile(r"\n[^\S\n]*2[^\S\n]*[.．、].*", re.DOTALL)
_TYPES_BY_WORD: tuple[tuple[str, PatentType], ...] = (
    ("实用新型", "utility_model"),
    ("外观", "design"),
    ("发明", "invention"),
    ("utility", "utility_model"),
    ("design", "design"),
    ("invention", "invention"),
)


@dataclass(frozen=True, slots=True)
class PatentRecord:
    """One patent of a sheet; the numbers are canonical, blanks are None or empty.

    ``publication_numbers`` are all that the row tells, of whatever stage and from whatever column.
    ``source_key`` is the file's own identifier. ``claims`` is the first claim. ``legal_status`` stands as written;
    ``status`` is what the sheet makes of it, which no grant date or number alone decides. ``readiness`` is a level
    from 1 to 9. ``family`` (which may list this patent too), ``cites`` and ``cited_by`` are publication numbers of
    any office; ``family_size`` and ``cited_times`` are what the sheet counts, None where it does not.
    """

    row: int
    application_number: str | None
    publication_numbers: tuple[str, ...]
    source_key: str | None
    title: str
    abstract: str
    claims: str
    applicants: tuple[str, ...]
    inventors: tuple[str, ...]
    department: str
    patent_type: PatentType | None
    ipc: tuple[str, ...]
    filed_on: date | None
    published_on: date | None
    granted_on: date | None
    legal_status: str | None
    status: SimpleStatus | None
    readiness: int | None = None
    family: tuple[str, ...] = ()
    family_size: int | None = None
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    cited_times: int | None = None
    claim_count: int | None = None

    @property
    def publication_number(self) -> str | None:
        """The publication number of the latest stage."""
        return best_publication(self.publication_numbers)

    @property
    def number(self) -> str | None:
        """What the row is known by: its application, else its publication number, else its source's key."""
        return self.application_number or self.publication_number or self.source_key


def each_patent(
    headings: Sequence[str], rows: Iterable[NumberedRow], uses: Sequence[ColumnUse]
) -> Iterator[ReadRow[PatentRecord]]:
    """Each row as a patent, one after the other.

    A row without a title or without any number or identifier, with a wrong number, date or IPC code, or with
    a patent that an earlier row holds, has an error for each thing that is wrong.

    Raises, before the first row:
        NoKnownHeadingError: no column holds titles, or none holds numbers or identifiers.
    """
    return each_row(headings, rows, uses, PATENT_FIELDS, read=_patent, keys=_keys)


def first_claim(claims: str) -> str:
    """Gives the claims up to the second, where each begins a line with its number."""
    return _SECOND_CLAIM.sub("", claims).rstrip()


def _patent(row: Row) -> PatentRecord:
    application = row.parsed("application_number", _application_number)
    publications = _publications(row)
    patent_type = _patent_type(application, publications, row.text("patent_type"))
    legal_status = row.text("legal_status")
    return PatentRecord(
        row=row.number,
        application_number=None if application is None else str(application),
        publication_numbers=publications,
        source_key=row.text("source_key") or None,
        title=row.line("title"),
        abstract=row.text("abstract"),
        claims=first_claim(row.text("claims")),
        applicants=row.values("applicants"),
        inventors=row.values("inventors", _INVENTOR_SEPARATORS),
        department=row.line("department"),
        patent_type=patent_type,
        ipc=() if patent_type == "design" else _ipc(row),
        filed_on=row.parsed("filed_on", parse_date),
        published_on=row.parsed("published_on", parse_date),
        granted_on=row.parsed("granted_on", parse_date),
        legal_status=legal_status or None,
        status=simple_status(row.text("simple_status")) or simple_status(legal_status),
        readiness=row.parsed("readiness", parse_readiness),
        family=row.parsed("family", parse_documents) or (),
        family_size=row.parsed("family_size", parse_count),
        cites=row.parsed("cites", parse_documents) or (),
        cited_by=row.parsed("cited_by", parse_documents) or (),
        cited_times=row.parsed("cited_times", parse_count),
        claim_count=row.parsed("claim_count", parse_count),
    )


def _keys(patent: PatentRecord) -> Keys:
    known_by: dict[str, str | tuple[str, ...]] = {}
    if patent.application_number:
        known_by["application_number"] = patent.application_number
    if patent.publication_numbers:
        keys = (PublicationNumber.parse(number).key for number in patent.publication_numbers)
        known_by["publication_number"] = tuple(dict.fromkeys(keys))
    if patent.source_key and not known_by:
        known_by["source_key"] = patent.source_key
    return known_by


def _application_number(cell: Cell) -> ApplicationNumber:
    return ApplicationNumber.parse(cell if isinstance(cell, int | float) else cell_text(cell))


def _publications(row: Row) -> tuple[str, ...]:
    told = [
        number
        for field in ("publication_number", "grant_number")
        for number in row.parsed(field, _publication_numbers) or ()
    ]
    return tuple(with_publications((), sorted(told, key=_is_bare)))


def _publication_numbers(cell: Cell) -> tuple[str, ...]:
    return parse_publications(cell_text(cell))


def _is_bare(number: str) -> bool:
    return number[2:].isdigit()


def _patent_type(
    application: ApplicationNumber | None, publications: Sequence[str], written: str
) -> PatentType | None:
    if application is not None:
        return application.patent_type
    if publications:
        return PublicationNumber.parse(publications[0]).patent_type
    folded = written.casefold()
    return next((patent_type for word, patent_type in _TYPES_BY_WORD if word in folded), None)


def _ipc(row: Row) -> tuple[str, ...]:
    """The main code first. Designs never come here: databases put their Locarno classes into this column."""
    main = row.parsed("main_ipc", _ipc_codes) or ()
    return tuple(dict.fromkeys((*main, *(row.parsed("ipc", _ipc_codes) or ()))))


def _ipc_codes(cell: Cell) -> tuple[str, ...]:
    return parse_ipc(cell_text(cell))
