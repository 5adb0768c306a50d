"""Imports of sheets that were read and wait for a person."""

from matchmaker.importing.rows import MissingValueError
from matchmaker.patents.import_models import PatentImport, PatentImportRow
from matchmaker.sheets.enums import ImportState, RowKind


def make_import(session, *, organization, rows=1):
    """A sheet that was read, with so many wrong rows."""
    error = {
        "column": "标题",
        "value": "",
        "reason": MissingValueError.message,
        "remedy": MissingValueError.remedy,
        "params": {},
    }
    read = PatentImport(organization=organization, filename="表.csv", state=ImportState.READ, wrong=rows)
    session.add(read)
    session.flush()
    for row in range(2, rows + 2):
        told = {"cells": [""], "errors": [{**error, "row": row}]}
        session.add(PatentImportRow(import_id=read.id, kind=RowKind.WRONG, row=row, told=told))
    session.flush()
    return read
