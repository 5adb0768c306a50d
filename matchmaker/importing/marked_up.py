"""Tables in marked-up text: web pages and XML Spreadsheets of 2003, read as they run by, twice."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from matchmaker.importing.encodings import WebPageTextError, text_pieces
from matchmaker.importing.grid import NumberedRow, bounded_rows, heading_row
from matchmaker.importing.table_rows import TableReader, TableRow
from matchmaker.importing.web_tables import WebTables
from matchmaker.importing.xml_tables import XmlTables

_MOST_TABLES = 1_000
_MOST_HEAD_ROWS = 10
_LOOKED_AT = 4_096
_BEFORE_A_TAG = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"  # marks of encodings, blanks, and what UTF-16 puts between
_XML_SPREADSHEET = re.compile(rb"<(?:[A-Za-z]{1,9}:)?Workbook[\s>]")


def is_marked_up(file: BinaryIO) -> bool:
    """Whether a file begins with a tag."""
    return _beginning(file).startswith(b"<")


def best_table(file: BinaryIO) -> tuple[int, Iterator[tuple[int, list[object]]]]:
    """How many rows the table with most known headings has, and its rows; the longest where several have as many.

    Tables and sheets that are hidden are not read.

    Raises:
        WebPageTextError: there is no table that has anything in it.
        UnreadableTextError: it is damaged.
        GridTooLargeError: a row has too many columns.
    """
    heads: dict[int, list[NumberedRow]] = {}
    counts: Counter[int] = Counter()
    reader = _reader(file)
    for row in _rows(file, reader):
        if row.table < _MOST_TABLES:
            counts[row.table] += 1
            head = heads.setdefault(row.table, [])
            if len(head) < _MOST_HEAD_ROWS:
                head.extend(bounded_rows([(row.number, row.cells)]))
    shown = {place: rows for place, rows in heads.items() if rows and place not in reader.hidden}
    if not heads:
        raise WebPageTextError
    if not shown:
        return 0, iter(())
    best = max(shown, key=lambda place: (heading_row(shown[place]).known, counts[place]))
    return counts[best], ((row.number, row.cells) for row in _rows(file, _reader(file)) if row.table == best)


def _rows(file: BinaryIO, reader: TableReader) -> Iterator[TableRow]:
    with closing(text_pieces(file)) as pieces:
        for piece in pieces:
            reader.feed(piece)
            yield from reader.taken()
    reader.close()
    yield from reader.taken()


def _reader(file: BinaryIO) -> TableReader:
    return XmlTables() if _XML_SPREADSHEET.search(_beginning(file)) else WebTables()


def _beginning(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_LOOKED_AT).lstrip(_BEFORE_A_TAG).replace(b"\0", b"")
