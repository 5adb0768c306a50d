"""Sheets that are text: comma, semicolon or tab separated values, JSON Lines and JSON arrays, read as they run by."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from matchmaker.importing.cells import clean_cell
from matchmaker.importing.encodings import OpenQuotationTextError, UnreadableTextError, text_lines
from matchmaker.importing.grid import MAX_COLUMNS, GridTooLargeError, heading_row

_LONGEST_CELL = 4 << 20
csv.field_size_limit(
    _LONGEST_CELL
)  # the standard library has one limit for all readers, 128 KB where nobody sets it

_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 10
_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_LINES = 2_000
_LARGEST_ARRAY = 64 << 20
_LAST_LINE = "\0 the sheet ends here \0"
_JSON = re.compile(r"\s*(?:\{|\[\s*[{\]])")


class _CellTooLongError(UnreadableTextError):
    """A cell is longer than a line may be: a quotation mark took in the lines after it."""


def is_json(file: BinaryIO) -> bool:
    """Whether the text begins like an object or an array of objects; a heading may begin with ``[标]``."""
    return _JSON.match("".join(islice(text_lines(file), _SAMPLE_ROWS))) is not None


def delimited_rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The records, numbered as a spreadsheet program would number them.

    The delimiter is the one that shows the most known headings, then the most columns.

    Raises:
        OpenQuotationTextError, while the records are taken: a quotation mark is never closed.
        UnreadableTextError, while they are taken: it is no table.
    """
    sample = _sample(text_lines(file))
    delimiter = max(_DELIMITERS, key=lambda candidate: _likeness(sample, candidate))
    return _closed_records(text_lines(file), delimiter)


def json_rows(file: BinaryIO) -> Iterator[tuple[int, list[object]]]:
    """The keys of all objects as the first row (numbered 0), then the values of each.

    JSON Lines are read line by line, twice; an array is read whole.

    Raises:
        UnreadableTextError: something in it is no JSON object.
        GridTooLargeError: there are too many keys, or an array is larger than 64 MB.
    """
    keys: dict[str, int] = {}
    for _, found in _json_objects(file):
        for key in found:
            keys.setdefault(key, len(keys))
        if len(keys) > MAX_COLUMNS:
            raise GridTooLargeError
    yield 0, list(keys)
    for number, found in _json_objects(file):
        values: list[object] = [None] * (1 + max((keys[key] for key in found), default=-1))
        for key, value in found.items():
            values[keys[key]] = value
        yield number, values


def _sample(lines: Iterable[str]) -> list[str]:
    sample, left = [], _SAMPLE_CHARACTERS
    for line in islice(lines, _SAMPLE_LINES):
        sample.append(line[:left])
        left -= len(line)
        if left <= 0:
            break
    return sample


def _likeness(sample: list[str], delimiter: str) -> tuple[int, int]:
    try:
        rows = [(0, tuple(record)) for record in islice(_records(sample, delimiter), _SAMPLE_ROWS)]
    except UnreadableTextError:
        return 0, 0
    return heading_row(rows).known, max((len(cells) for _, cells in rows), default=0)


def _closed_records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The numbered records; a last line that the text cannot have comes back by itself unless a cell swallows it.

    Lines are no longer than a cell may be: what is longer has lines inside, and the quotation that begins it no end.
    """
    number = 0
    try:
        for record in _records(chain(lines, ("\n", _LAST_LINE)), delimiter):
            number += 1
            if record == [_LAST_LINE]:
                return
            if record and record[-1].endswith(_LAST_LINE):
                break
            yield number, record
    except _CellTooLongError:
        number += 1
    raise OpenQuotationTextError(number)


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        if "field limit" in str(error):
            raise _CellTooLongError from error
        raise UnreadableTextError from error


def _json_objects(file: BinaryIO) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        for number, found in _json_values(file):
            if not isinstance(found, dict):
                raise UnreadableTextError
            yield number, {key: clean_cell(value) for key, value in found.items()}
    except (ValueError, RecursionError) as error:
        if isinstance(error, GridTooLargeError):
            raise
        raise UnreadableTextError from error


def _json_values(file: BinaryIO) -> Iterable[tuple[int, object]]:
    lines = text_lines(file)
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("["):
        if file.seek(0, 2) > _LARGEST_ARRAY:
            raise GridTooLargeError
        return enumerate(json.loads("".join(text_lines(file))), start=1)
    return _json_lines(text_lines(file))


def _json_lines(lines: Iterable[str]) -> Iterator[tuple[int, object]]:
    """The values, numbered by line feeds alone: a lone carriage return ends no line of JSON Lines."""
    number, begun = 1, ""
    for line in chain(lines, ("\n",)):
        begun += line
        if line.endswith("\n"):
            if begun.strip():
                yield number, json.loads(begun)
            number, begun = number + 1, ""
