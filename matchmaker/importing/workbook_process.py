"""Reads workbooks (.xlsx, .xls, .ods) in a process of their own.

A workbook of a few kilobytes can name a cell so far away that the reader, which holds the whole rectangle,
asks for terabytes and is aborted by its allocator. No exception can be caught then, so it happens in a child
with bounded memory and time, which sends the chosen sheet back as JSON.
"""

import io
import json
import resource
import subprocess
import sys
import zipfile
from datetime import date, datetime

from python_calamine import CalamineWorkbook, SheetTypeEnum

from matchmaker.importing.cells import Cell
from matchmaker.importing.grid import GridTooLargeError, NumberedRow, bounded_rows, heading_place

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAX_UNPACKED_BYTES = 512 << 20
_MAX_MEMORY_BYTES = 2 << 30
_MAX_SECONDS = 120
_MAX_SHEETS = 50
_TOO_LARGE = 3


class UnreadableWorkbookError(ValueError):
    """The workbook is damaged, locked, or would not fit into memory."""


def workbook_rows(content: bytes) -> list[tuple[int, list[Cell]]]:
    """The rows that are not blank of the sheet that has the most known headings, numbered as it shows them.

    Raises:
        UnreadableWorkbookError: it cannot be read within the bounds of memory and time.
        GridTooLargeError: the sheet is larger than one import takes.
    """
    if content.startswith(ZIP_START):
        _check_unpacked_size(content)
    try:
        child = subprocess.run(  # noqa: S603 - this interpreter and this module, nothing from outside
            [sys.executable, "-m", __name__],
            input=content,
            capture_output=True,
            timeout=_MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableWorkbookError from error
    if child.returncode == _TOO_LARGE:
        raise GridTooLargeError
    if child.returncode:
        raise UnreadableWorkbookError(child.stderr.decode(errors="replace"))
    rows: list[tuple[int, list[Cell]]] = json.loads(child.stdout, object_hook=_date_from_json)
    return rows


def _check_unpacked_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    # A damaged directory shows itself in many ways, from BadZipFile to struct.error and NotImplementedError.
    except Exception as error:
        raise UnreadableWorkbookError from error
    if unpacked > _MAX_UNPACKED_BYTES:
        raise GridTooLargeError


def _best_sheet(content: bytes) -> list[NumberedRow]:
    best: list[NumberedRow] = []
    most_known = -1
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for place, sheet in enumerate(workbook.sheets_metadata[:_MAX_SHEETS]):
        if sheet.typ is SheetTypeEnum.WorkSheet:
            rows = list(bounded_rows(enumerate(workbook.get_sheet_by_index(place).iter_rows(), start=1)))
            known = heading_place(rows)[1]
            if rows and known > most_known:
                best, most_known = rows, known
    return best


def _date_to_json(value: date) -> dict[str, str]:
    return {"instant" if isinstance(value, datetime) else "day": value.isoformat()}


def _date_from_json(value: dict[str, str]) -> date:
    return (
        datetime.fromisoformat(value["instant"]) if "instant" in value else date.fromisoformat(value["day"])
    )


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SECONDS, _MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        rows = _best_sheet(sys.stdin.buffer.read())
    except GridTooLargeError:
        return _TOO_LARGE
    sys.stdout.buffer.write(json.dumps(rows, default=_date_to_json, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(_main())
