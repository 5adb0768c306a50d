"""What is shown of a row: plain values that a page can show and a database can keep."""

from collections.abc import Callable, Mapping
from typing import Any

from matchmaker.errors import N_
from matchmaker.importing.patents import PatentRecord
from matchmaker.patents.judging import Verdict
from matchmaker.patents.records import PUBLICATIONS, FieldChange
from matchmaker.sheets.enums import RowKind
from matchmaker.sheets.verdicts import ShownRow, told_changes, told_of_wrong

_CODES = 3
_YES, _NO = N_("yes"), N_("no")
_MORE = N_("Another publication number")


def shown(verdict: Verdict) -> ShownRow:
    """What is shown of a row; see ``PatentImportRow``."""
    return ShownRow(verdict.kind, verdict.row, verdict.title, _TOLD[verdict.kind](verdict))


def _changed(verdict: Verdict) -> dict[str, Any]:
    changes = told_changes(map(_as_read, verdict.changes))
    return {"changes": changes, "unnamed": verdict.unnamed}


def _as_read(change: FieldChange) -> tuple[str, object, object]:
    """A change as it is shown: of the publication numbers only those that come, for none goes."""
    if change.name == PUBLICATIONS:
        return _MORE, (), [number for number in change.after if number not in change.before]
    before, after = (
        (_YES if value else _NO) if isinstance(value, bool) else value
        for value in (change.before, change.after)
    )
    return change.label, before, after


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
