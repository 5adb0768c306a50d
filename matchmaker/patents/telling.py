"""What is shown of a row: plain values that a page can show and a database can keep."""

import datetime as dt
import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from matchmaker.importing.cells import Cell
from matchmaker.importing.patents import PatentRecord
from matchmaker.patents.import_states import RowKind
from matchmaker.patents.judging import Verdict

_LONGEST = 400  # characters of a text that is shown beside another
_CODES = 3


def told_of(verdict: Verdict) -> dict[str, Any]:
    """What is shown of a row; see ``PatentImportRow``."""
    return _TOLD[verdict.kind](verdict)


def _wrong(verdict: Verdict) -> dict[str, Any]:
    errors = [{**asdict(error), "params": _plain(error.params)} for error in verdict.errors]
    return {"cells": [_kept(cell) for cell in verdict.cells], "errors": errors}


def _changed(verdict: Verdict) -> dict[str, Any]:
    changes = [[change.label, _shown(change.before), _shown(change.after)] for change in verdict.changes]
    return {"changes": changes, "unnamed": verdict.unnamed}


def _new(verdict: Verdict) -> dict[str, Any]:
    record = verdict.record
    return _in_short(record, unnamed=verdict.unnamed) if record else {}


def _in_short(record: PatentRecord, *, unnamed: bool) -> dict[str, Any]:
    return {
        "number": record.application_number or record.publication_number or record.source_key,
        "applicants": list(record.applicants),
        "ipc": list(record.ipc[:_CODES]),
        "filed_on": record.filed_on.isoformat() if record.filed_on else "",
        "legal_status": record.legal_status or "",
        "unnamed": unnamed,
    }


_TOLD: Mapping[RowKind, Callable[[Verdict], dict[str, Any]]] = {
    RowKind.WRONG: _wrong,
    RowKind.CHANGED: _changed,
    RowKind.NEW: _new,
    RowKind.UNCHANGED: lambda _: {},
}


def _kept(cell: Cell) -> str | int | float:
    """A cell as it goes back to the person; dates in the form that is read again."""
    return (
        cell.isoformat(" ")
        if isinstance(cell, dt.datetime)
        else (cell.isoformat() if isinstance(cell, dt.date) else cell)
    )


def _shown(value: object) -> list[str]:
    """A value as texts; the labels of enumerations are catalogue messages."""
    if value in (None, "", []):
        return []
    if isinstance(value, enum.Enum):
        return [str(getattr(value, "label", value.value))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(each)[:_LONGEST] for each in value]
    return [str(value)[:_LONGEST]]


def _plain(params: Mapping[str, object]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, str | int | float) else str(value) for name, value in params.items()
    }
