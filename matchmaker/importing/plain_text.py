"""Sheets that are text: comma, semicolon or tab separated values, JSON Lines and JSON arrays."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from matchmaker.importing.cells import clean_cell
from matchmaker.importing.grid import heading_place

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 10
_SAMPLE_CHARACTERS = 1 << 18
_JSON = re.compile(r"\s*(?:\{|\[\s*[{\]])")


class UnreadableTextError(ValueError):
    """The bytes are no text, or the text is no table."""


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB 18030, which takes in GBK and GB 2312.

    Raises:
        UnreadableTextError: it is none of these, or holds NUL characters.
    """
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableTextError


def is_json(text: str) -> bool:
    """Whether the text begins like an object or an array of objects; a heading may begin with ``[标]``."""
    return _JSON.match(text) is not None


def delimited_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records, numbered as a spreadsheet program would number them.

    The delimiter is the one that shows the most known headings, then the most columns.

    Raises:
        UnreadableTextError: it is a web page, or a quotation mark is never closed.
    """
    if text.lstrip().startswith("<"):
        raise UnreadableTextError
    delimiter = max(_DELIMITERS, key=lambda candidate: _likeness(text[:_SAMPLE_CHARACTERS], candidate))
    return enumerate(_records(text, delimiter), start=1)


def json_rows(text: str) -> Iterator[tuple[int, list[object]]]:
    """The keys of all objects as the first row (numbered 0), then the values of each.

    Raises:
        UnreadableTextError: something in it is no JSON object.
    """
    objects = list(_json_objects(text))
    keys = list(dict.fromkeys(key for _, found in objects for key in found))
    yield 0, list(keys)
    places = {key: place for place, key in enumerate(keys)}
    for number, found in objects:
        values: list[object] = [None] * (1 + max((places[key] for key in found), default=-1))
        for key, value in found.items():
            values[places[key]] = value
        yield number, values


def _likeness(sample: str, delimiter: str) -> tuple[int, int]:
    try:
        rows = [(0, tuple(record)) for record in islice(_records(sample, delimiter), _SAMPLE_ROWS)]
    except UnreadableTextError:
        return 0, 0
    return heading_place(rows)[1], max((len(cells) for _, cells in rows), default=0)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableTextError from error


def _json_objects(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        for number, found in _json_values(text):
            if not isinstance(found, dict):
                raise UnreadableTextError
            yield number, {key: clean_cell(value) for key, value in found.items()}
    except (ValueError, RecursionError) as error:
        raise UnreadableTextError from error


def _json_values(text: str) -> Iterable[tuple[int, object]]:
    if text.lstrip().startswith("["):
        return enumerate(json.loads(text), start=1)
    # Not splitlines(): JSON texts may hold line separators that are no ends of lines here.
    lines = enumerate(text.split("\n"), start=1)
    return ((number, json.loads(line)) for number, line in lines if line.strip())
