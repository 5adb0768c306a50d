"""What is shown of a row: plain values that a page can show and a database can keep."""

from collections.abc import Callable, Mapping
from typing import Any

from matchmaker.errors import N_
from matchmaker.importing.patents import PatentRecord
from matchmaker.patents.judging import Verdict
from matchmaker.sheets.enums import RowKind
from matchmaker.sheets.verdicts import ShownRow, told_changes, told_of_wrong

_CODES = 3
_YES, _NO = N_("yes"), N_("no")


def shown(verdict: Verdict) -> ShownRow:
    """What is shown of a row; see ``PatentImportRow``."""
    return ShownRow(verdict.kind, verdict.row, verdict.title, _TOLD[verdict.kind](verdict))


def _changed(verdict: Verdict) -> dict[str, Any]:
    changes = told_changes(
        (change.label, _as_read(change.before), _as_read(change.after)) for change in verdict.changes
    )
    return {"changes": changes, "unnamed": verdict.unnamed}


def _as_read(value: object) -> object:
    return (_YES if value else _NO) if isinstance(value, bool) else value


def _new(verdict: Verdict) -> dict[str, Any]:
    record = verdict.record
    return _in_short(record, unnamed=verdict.unnamed) if record else {}


def _in_short(record: PatentRecord, *, unnamed: bool) -> dict[str, Any]:
    return {
        "number": record.number,
        "applicants": list(record.applicants),
        "ipc": list(record.ipc[:_CODES]),
        "filed_on": record.filed_on.isoformat() if record.filed_on else "",
        "legal_status": record.legal_status or "",
        "unnamed": unnamed,
    }


_TOLD: Mapping[RowKind, Callable[[Verdict], dict[str, Any]]] = {
    RowKind.WRONG: lambda verdict: told_of_wrong(verdict.cells, verdict.errors),
    RowKind.CHANGED: _changed,
    RowKind.NEW: _new,
    RowKind.UNCHANGED: lambda _: {},
}
