"""One way to read a table, whether it comes as a workbook, as separated values or as JSON."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from matchmaker.importing.cells import cell_text
from matchmaker.importing.encodings import (
    OpenQuotationTextError,
    UnreadableTextError,
    WebPageTextError,
    line_count,
)
from matchmaker.importing.errors import (
    EmptyFileError,
    FileTooLargeError,
    NoSpreadsheetError,
    OpenQuotationError,
    TooManyCellsError,
    WebPageError,
)
from matchmaker.importing.grid import (
    IN_MEMORY,
    IN_PASSING,
    Bounds,
    GridTooLargeError,
    NumberedRow,
    bounded_rows,
    first_rows,
    heading_row,
)
from matchmaker.importing.marked_up import is_marked_up
from matchmaker.importing.plain_text import delimited_rows, is_json, json_rows
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


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A table that is read as it runs by: each row can be taken once; ``about`` is how many there may be."""

    headings: tuple[str, ...]
    rows: Iterator[NumberedRow]
    about: int


def read_sheet(content: bytes, filename: str, *, max_bytes: int) -> Sheet:
    """Reads a table whole; see ``open_sheet``.

    Raises:
        FileTooLargeError: there are more than ``max_bytes``.
        TooManyCellsError: the table is too large to be held in memory.
        EmptyFileError: there is no row below the headings.
        NoSpreadsheetError: it is of another kind, damaged or locked.
    """
    check_size(len(content), filename, max_bytes=max_bytes)
    with open_sheet(io.BytesIO(content), filename, bounds=IN_MEMORY) as sheet:
        return Sheet(sheet.headings, tuple(sheet.rows))


@contextmanager
def open_sheet(file: BinaryIO, filename: str, *, bounds: Bounds = IN_PASSING) -> Iterator[OpenSheet]:
    """Opens .xlsx, .xls, .ods, a page's table, XML Spreadsheets of 2003, separated values, JSON Lines or arrays.

    The content tells the format and the encoding (UTF-8, UTF-16, GB 18030); ``filename`` is only named in errors. The
    headings are the row, among the first ten that are not blank, with most known headings; of the visible sheets of a
    workbook, or the tables of a page, that with most is read.

    Raises, when it is opened or while its rows are taken:
        TooManyCellsError: the table passes the bounds.
        EmptyFileError: there is no row below the headings.
        NoSpreadsheetError: it is of another kind, damaged or locked; a kind of it names the reason where known.
    """
    try:
        about, rows = _opened(file)
        sheet = _below_headings(bounded_rows(rows, bounds), about)
        if sheet is None:
            raise EmptyFileError(filename=filename)
        yield sheet
    except GridTooLargeError as error:
        raise TooManyCellsError(filename=filename) from error
    except WebPageTextError as error:
        raise WebPageError(filename=filename) from error
    except OpenQuotationTextError as error:
        raise OpenQuotationError(filename=filename, row=error.row) from error
    except (UnreadableTextError, UnreadableWorkbookError) as error:
        raise NoSpreadsheetError(filename=filename) from error


def check_size(size: int, filename: str, *, max_bytes: int) -> None:
    """Refuses a file by its size in bytes, before it is read.

    Raises:
        FileTooLargeError: there are more than ``max_bytes``.
    """
    if size > max_bytes:
        raise FileTooLargeError(
            filename=filename, size_mb=f"{size / _MB:.1f}", limit_mb=f"{max_bytes / _MB:g}"
        )


def _opened(file: BinaryIO) -> tuple[int, Iterator[tuple[int, Iterable[object]]]]:
    """About how many rows there are, and the rows, headings included."""
    file.seek(0)
    if file.read(len(OLE_START)).startswith((ZIP_START, OLE_START)) or is_marked_up(file):
        rows: Iterator[NumberedRow] = workbook_rows(file)
        about, _ = next(rows, (0, ()))
        return about, rows
    about = line_count(file)
    return about, json_rows(file) if is_json(file) else delimited_rows(file)


def _below_headings(rows: Iterator[NumberedRow], about: int) -> OpenSheet | None:
    """The table below its headings; None where nothing stands there. A JSON file's keys are numbered 0."""
    beginning = first_rows(rows)
    headed = heading_row(beginning[:1] if beginning and beginning[0][0] == 0 else beginning)
    below = chain(beginning[headed.place + 1 :], rows)
    first = next(below, None)
    if first is None:
        return None
    headings = tuple(cell_text(cell) for cell in headed.cells)
    return OpenSheet(headings, chain([first], below), max(about - headed.place - 1, 1))
