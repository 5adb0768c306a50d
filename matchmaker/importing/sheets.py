"""One way to read a table, whether it comes as a workbook, as separated values or as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.importing.cells import cell_text
from matchmaker.importing.errors import (
    EmptyFileError,
    FileTooLargeError,
    NoSpreadsheetError,
    TooManyCellsError,
)
from matchmaker.importing.grid import GridTooLargeError, NumberedRow, bounded_rows, heading_place
from matchmaker.importing.plain_text import UnreadableTextError, decode, delimited_rows, is_json, json_rows
from matchmaker.importing.workbook_process import (
    OLE_START,
    ZIP_START,
    UnreadableWorkbookError,
    workbook_rows,
)

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its headings, and below them the rows that are not blank.

    Each row comes with its number as a person sees it (see ``RowError``). A row may be shorter than the
    headings, since blanks at its end are left off, or longer.
    """

    headings: tuple[str, ...]
    rows: tuple[NumberedRow, ...]


def read_sheet(content: bytes, filename: str, *, max_bytes: int) -> Sheet:
    """Reads .xlsx, .xls, .ods, separated values (UTF-8, UTF-16, GB 18030), JSON Lines or a JSON array.

    The content tells the format; ``filename`` is only named in errors. The headings are the row, among the
    first ten that are not blank, with most known headings; of a workbook's sheets, that with most is read.

    Raises:
        FileTooLargeError: there are more than ``max_bytes``.
        TooManyCellsError: the table passes the bounds of ``matchmaker.importing.grid``.
        EmptyFileError: there is no row below the headings.
        NoSpreadsheetError: it is of another kind, damaged or locked.
    """
    check_size(len(content), filename, max_bytes=max_bytes)
    try:
        sheet = _sheet(content)
    except GridTooLargeError as error:
        raise TooManyCellsError(filename=filename) from error
    except (UnreadableTextError, UnreadableWorkbookError) as error:
        raise NoSpreadsheetError(filename=filename) from error
    if not sheet.rows:
        raise EmptyFileError(filename=filename)
    return sheet


def check_size(size: int, filename: str, *, max_bytes: int) -> None:
    """Refuses a file by its size in bytes, before it is read.

    Raises:
        FileTooLargeError: there are more than ``max_bytes``.
    """
    if size > max_bytes:
        raise FileTooLargeError(
            filename=filename, size_mb=f"{size / _MB:.1f}", limit_mb=f"{max_bytes / _MB:g}"
        )


def _sheet(content: bytes) -> Sheet:
    if content.startswith((ZIP_START, OLE_START)):
        return _below_headings((number, tuple(cells)) for number, cells in workbook_rows(content))
    text = decode(content)
    if is_json(text):
        return _from_place(tuple(bounded_rows(json_rows(text))), 0)
    return _below_headings(bounded_rows(delimited_rows(text)))


def _below_headings(rows: Iterable[NumberedRow]) -> Sheet:
    found = tuple(rows)
    return _from_place(found, heading_place(found)[0])


def _from_place(rows: tuple[NumberedRow, ...], place: int) -> Sheet:
    if not rows:
        return Sheet((), ())
    return Sheet(tuple(cell_text(cell) for cell in rows[place][1]), rows[place + 1 :])
