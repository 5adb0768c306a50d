"""Reads workbooks (.xlsx, .xls, .ods), web pages and XML Spreadsheets in a process of their own.

A workbook of a few kilobytes can name a cell so far away that the reader, which holds the whole rectangle,
asks for terabytes and is aborted by its allocator. No exception can be caught then, so it happens in a child
with bounded memory and time, which sends the chosen sheet back row by row, each as one line of JSON. Marked-up text
is read there too: a page can be written so that the standard library's parser takes the square of its length.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from matchmaker.importing.encodings import WebPageTextError
from matchmaker.importing.grid import (
    Bounds,
    GridTooLargeError,
    NumberedRow,
    bounded_rows,
    first_rows,
    heading_row,
)
from matchmaker.importing.marked_up import best_table, is_marked_up

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAX_UNPACKED_BYTES = 512 << 20
_MAX_MEMORY_BYTES = 2 << 30
_MAX_SECONDS = 120
_SECONDS_AT_LEAST = 20
_BYTES_A_SECOND = 256 << 10
_MAX_SHEETS = 50
_MAX_MESSAGE = 1 << 16
_TOO_LARGE, _NO_TABLE = 3, 4
_OUT_OF_BOUNDS = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU}  # how an allocator ends, and the kernel
_IN_CHILD = Bounds(cells=200_000_000, characters=200_000_000)


class UnreadableWorkbookError(ValueError):
    """The workbook is damaged or locked."""


def workbook_rows(file: BinaryIO) -> Iterator[NumberedRow]:
    """The rows that are not blank of the visible sheet with most known headings, numbered as it shows them.

    Before them comes one row without cells, whose number is how many rows the sheet has.

    Raises:
        UnreadableWorkbookError: it is damaged or locked.
        WebPageTextError: it is marked-up text without a table.
        GridTooLargeError: the sheet is larger than one import takes, or than the bounds of memory and time.
    """
    file.seek(0)
    with TemporaryFile() as source, TemporaryFile() as message:
        copyfileobj(file, source)
        source.seek(0)
        if source.read(len(ZIP_START)) == ZIP_START:
            _check_unpacked_size(source)
        child = subprocess.Popen(  # noqa: S603 - this interpreter and this module, nothing from outside
            [sys.executable, "-m", __name__], stdin=source, stdout=subprocess.PIPE, stderr=message
        )
        try:
            for line in child.stdout or ():
                number, cells = json.loads(line, object_hook=_date_from_json)
                yield number, tuple(cells)
            if child.wait() == _TOO_LARGE or child.returncode in _OUT_OF_BOUNDS:
                raise GridTooLargeError
            if child.returncode == _NO_TABLE:
                raise WebPageTextError
            if child.returncode:
                message.seek(0)
                raise UnreadableWorkbookError(message.read(_MAX_MESSAGE).decode(errors="replace"))
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()


def _check_unpacked_size(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    # A damaged directory shows itself in many ways, from BadZipFile to struct.error and NotImplementedError.
    except Exception as error:
        raise UnreadableWorkbookError from error
    if unpacked > _MAX_UNPACKED_BYTES:
        raise GridTooLargeError


def _seconds_for(size: int) -> int:
    """How long a file of so many bytes may keep the processor busy."""
    return min(_MAX_SECONDS, _SECONDS_AT_LEAST + size // _BYTES_A_SECOND)


def _opened(file: BinaryIO) -> tuple[int, Iterator[NumberedRow]]:
    """About how many rows there are, and the rows, headings included."""
    if is_marked_up(file):
        about, table = best_table(file)
        return about, bounded_rows(table, _IN_CHILD)
    file.seek(0)  # the parent has looked into it
    page = _best_sheet(CalamineWorkbook.from_filelike(file))
    return (page.total_height, _rows(page)) if page else (0, iter(()))


def _best_sheet(workbook: CalamineWorkbook) -> CalamineSheet | None:
    best: CalamineSheet | None = None
    most_known = -1
    for place, sheet in enumerate(workbook.sheets_metadata[:_MAX_SHEETS]):
        if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.visible is not SheetVisibleEnum.Visible:
            continue
        page = workbook.get_sheet_by_index(place)
        rows = first_rows(_rows(page))
        known = heading_row(rows).known
        if rows and known > most_known:
            best, most_known = page, known
    return best


def _rows(page: CalamineSheet) -> Iterator[NumberedRow]:
    rows = enumerate(page.iter_rows(), start=1)
    return bounded_rows((row for row in rows if row[1].count("") < len(row[1])), _IN_CHILD)


def _date_to_json(value: date) -> dict[str, str]:
    return {"instant" if isinstance(value, datetime) else "day": value.isoformat()}


def _date_from_json(value: dict[str, str]) -> date:
    return (
        datetime.fromisoformat(value["instant"]) if "instant" in value else date.fromisoformat(value["day"])
    )


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    seconds = _seconds_for(os.fstat(sys.stdin.fileno()).st_size)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        about, rows = _opened(sys.stdin.buffer)
        for row in chain([(about, ())], rows):
            line = json.dumps(row, default=_date_to_json, ensure_ascii=False)
            sys.stdout.buffer.write(line.encode() + b"\n")
    except (GridTooLargeError, MemoryError):
        return _TOO_LARGE
    except WebPageTextError:
        return _NO_TABLE
    except BrokenPipeError:  # whoever asked has seen enough
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(_main())
