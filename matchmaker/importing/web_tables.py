"""The tables of a web page, which some databases hand out under the name of an .xls."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from matchmaker.importing.encodings import UnreadableTextError
from matchmaker.importing.grid import MAX_COLUMNS
from matchmaker.importing.table_rows import TableRow, put

# What browsers take at most (HTML Standard, 4.9.11).
_MOST_COLUMNS_SPANNED = 1_000
_MOST_ROWS_SPANNED = 65_534

_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset({"br", "div", "li", "p"})
_UNSEEN = frozenset({"script", "style"})
_SHORTENED = re.compile(r"[0-9.]{1,20}E[+-]?[0-9]{1,3}|#{1,255}", re.IGNORECASE)
_SPAN = re.compile(r"[0-9]{1,9}")

Attributes = dict[str, str | None]


class WebTables(HTMLParser):
    """Reads the tables of a page as it runs by, tags left open or nested as browsers take them.

    A cell over several columns or rows stands in the first of them, the others are blank, as in a workbook. A number
    that the page shows shortened (``2.0E+12``) is read exactly where a spreadsheet program noted it (``x:num``).
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[int] = set()
        self._rows: list[TableRow] = []
        self._tables = 0
        self._open: list[_Table] = []
        self._is_unseen = False

    def taken(self) -> list[TableRow]:
        """The rows that have ended since this was last asked."""
        rows, self._rows = self._rows, []
        return rows

    def feed(self, data: str) -> None:
        """Reads a further piece.

        Raises:
            UnreadableTextError: it has a declaration that the standard library's parser does not know.
            GridTooLargeError: a cell stands further right than a sheet may reach.
        """
        with _parsing():
            super().feed(data)

    def close(self) -> None:
        """Ends what is still open.

        A tag or a remark that the text breaks off in is left out, as browsers do: the standard library's parser would
        look for its end from each ``<`` behind it, and take the square of the text's length.
        """
        while self._open:
            self._end_table()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a table, a row, a cell or a line."""
        if tag == "table":
            self._open.append(_Table(self._tables))
            self._tables += 1
        elif tag in _UNSEEN:
            self._is_unseen = True
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._end_row(table)
                table.begin_row()
            elif tag in _CELLS:
                table.begin_cell(dict(attrs))
            elif tag in _BLOCKS:
                table.add("\n")

    def handle_endtag(self, tag: str) -> None:
        """Ends what the tag closes."""
        if tag in _UNSEEN:
            self._is_unseen = False
        elif self._open and tag == "table":
            self._end_table()
        elif self._open and tag == "tr":
            self._end_row(self._open[-1])
        elif self._open and tag in _CELLS:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        """Adds to the text of the cell that is open."""
        if self._open and not self._is_unseen:
            self._open[-1].add(data.replace("\n", " "))

    def _end_table(self) -> None:
        self._end_row(self._open[-1])
        self._open.pop()

    def _end_row(self, table: "_Table") -> None:
        if cells := table.end_row():
            self._rows.append(TableRow(table.place, table.row, cells))


class _Table:
    """One table while it is read; ``row`` is the number of the row at hand, from 1."""

    def __init__(self, place: int) -> None:
        self.place, self.row = place, 0
        self._cells: list[object] | None = None
        self._column = 0
        self._spanned_until: dict[int, int] = {}
        self._text: list[str] | None = None
        self._attributes: Attributes = {}

    def begin_row(self) -> None:
        self.row += 1
        self._cells, self._column = [], 0

    def end_row(self) -> list[object]:
        """The cells of the row at hand; none where it is blank or no row is open."""
        self.end_cell()
        cells, self._cells = self._cells, None
        return cells or []

    def begin_cell(self, attributes: Attributes) -> None:
        self.end_cell()
        if self._cells is None:
            self.begin_row()
        self._text, self._attributes = [], attributes

    def add(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        while self._spanned_until.get(self._column, 0) >= self.row:
            self._column += 1
        value = _value("".join(self._text), self._attributes)
        if value != "":
            put(self._cells, self._column, value)
        self._text = None
        after = self._column + _span(self._attributes, "colspan", _MOST_COLUMNS_SPANNED)
        rows = _span(self._attributes, "rowspan", _MOST_ROWS_SPANNED)
        if rows > 1:
            columns = range(self._column, min(after, MAX_COLUMNS))
            self._spanned_until.update(dict.fromkeys(columns, self.row + rows - 1))
        self._column = after


@contextmanager
def _parsing() -> Iterator[None]:
    try:
        yield
    except AssertionError as error:  # what the parser raises instead of an error of its own
        raise UnreadableTextError from error


def _value(written: str, attributes: Attributes) -> str | float:
    text = "\n".join(" ".join(line.split()) for line in written.split("\n")).strip()
    exact = attributes.get("x:num")
    if exact and _SHORTENED.fullmatch(text):
        try:
            return float(exact)
        except ValueError:
            return text
    return text


def _span(attributes: Attributes, name: str, most: int) -> int:
    written = (attributes.get(name) or "").strip()
    return min(max(int(written), 1), most) if _SPAN.fullmatch(written) else 1
