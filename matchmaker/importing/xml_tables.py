"""The sheets of an XML Spreadsheet of 2003 (SpreadsheetML), which some databases hand out as .xls or .xml."""

import re
from collections.abc import Mapping
from datetime import datetime
from xml.parsers import expat

from matchmaker.importing.encodings import UnreadableTextError
from matchmaker.importing.table_rows import TableRow, put

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COUNT = re.compile("[0-9]{1,9}")
_SEEN = "SheetVisible"


class XmlTables:
    """Reads the sheets as they run by, with the parser of the standard library.

    A document type is refused, and with it every entity of a file's own. Characters that XML does not know are left
    out.

    Raises, from ``feed`` and ``close``:
        UnreadableTextError: it is no XML, or has a document type.
        GridTooLargeError: a cell stands further right than a sheet may reach.
    """

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self._rows: list[TableRow] = []
        self._table, self._row, self._column, self._rows_below = -1, 0, 0, 0
        self._cells: list[object] = []
        self._merged, self._type = 0, ""
        self._text: list[str] | None = None
        self._is_remark = False
        self._has_begun = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add
        self._parser.StartDoctypeDeclHandler = _refuse

    def taken(self) -> list[TableRow]:
        """The rows that have ended since this was last asked."""
        rows, self._rows = self._rows, []
        return rows

    def feed(self, text: str) -> None:
        """Reads a further piece."""
        if not self._has_begun:
            text = text.lstrip()
            self._has_begun = bool(text)
        self._parse(_ILLEGAL.sub("", text), is_last=False)

    def close(self) -> None:
        """Says that the text has ended."""
        self._parse("", is_last=True)

    def _parse(self, text: str, *, is_last: bool) -> None:
        try:
            self._parser.Parse(text, is_last)
        except expat.ExpatError as error:
            raise UnreadableTextError from error

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        told = {_local(attribute): value for attribute, value in attributes.items()}
        match _local(name):
            case "Worksheet":
                self._table, self._row, self._rows_below = self._table + 1, 0, 0
            case "Row":
                self._row = _count(told, "Index") or self._row + self._rows_below + 1
                self._rows_below = _count(told, "Span")
                self._cells, self._column = [], 0
            case "Cell":
                self._column = (_count(told, "Index") or self._column + 1) - 1
                self._merged = _count(told, "MergeAcross")
            case "Comment":
                self._is_remark = True
            case "Data":
                self._text, self._type = [], told.get("Type", "String")
            case "Visible":
                self._text = []

    def _add(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        text = "".join(self._text or ())
        match _local(name):
            case "Row":
                if self._cells:
                    self._rows.append(TableRow(self._table, self._row, self._cells))
                self._cells = []
            case "Cell":
                self._column += 1 + self._merged
            case "Comment":
                self._is_remark = False
            case "Data":
                self._text = None
                value = _value(text, self._type)
                if value is not None and not self._is_remark and len(self._cells) <= self._column:
                    put(self._cells, self._column, value)
            case "Visible":
                self._text = None
                if text.strip() not in {"", _SEEN}:
                    self.hidden.add(self._table)


def _refuse(*_: object) -> None:
    raise UnreadableTextError


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _count(told: Mapping[str, str], name: str) -> int:
    written = told.get(name, "")
    return int(written) if _COUNT.fullmatch(written) else 0


def _value(text: str, kind: str) -> object:
    try:
        match kind:
            case "Number":
                return float(text)
            case "DateTime":
                return datetime.fromisoformat(text)
            case "Boolean":
                return text.strip() == "1"
            case "Error":
                return None
    except ValueError:
        pass
    return text or None
