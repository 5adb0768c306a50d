"""A sheet read to its end: its records, and everything that is wrong with the other rows."""

from typing import NamedTuple


class Read(NamedTuple):
    records: tuple
    errors: tuple


def read_whole(each, sheet, uses):
    rows = list(each(sheet.headings, sheet.rows, uses))
    records = tuple(row.record for row in rows if row.record is not None)
    return Read(records, tuple(error for row in rows for error in row.errors))
