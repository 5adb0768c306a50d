"""A sheet of needs on its way: held against the needs that are known, and written; see ``sheets.import_runs``."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.database import fen_from_yuan
from matchmaker.importing.headings import ColumnUse
from matchmaker.importing.needs import NeedRecord, each_need
from matchmaker.importing.sheets import Sheet
from matchmaker.needs.import_models import NeedImport
from matchmaker.needs.judging import NeedJudge, NeedVerdict, Whose
from matchmaker.needs.models import Need
from matchmaker.needs.own_patents import NumbersOf
from matchmaker.needs.queries import needs_with_ids
from matchmaker.needs.service import change_need, drafted_need, enter_needs
from matchmaker.needs.sheet_facts import facts_of, key_of
from matchmaker.organizations.models import Organization, Person
from matchmaker.organizations.service import ensure_organization
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.import_runs import Reading, Watch, Within, read_for_preview, unwatched, write_at_once
from matchmaker.sheets.verdicts import Counts, ShownRow, shown
from matchmaker.showing import day, wan

_SHOWN_CONTENT = 160


def read_import(
    within: Within, *, import_id: int, sheet: Sheet | None = None, watch: Watch = unwatched
) -> Counts | None:
    """Reads a sheet for its preview; None where a person has to say first which column is which.

    ``sheet`` is what stands in it, where that was read already.

    Raises:
        ImportingError: the sheet as a whole cannot be taken.
        SheetGoneError: it is no longer there.
    """
    return read_for_preview(within, NeedImport, _READING, import_id=import_id, sheet=sheet, watch=watch)


def write_import(
    within: Within, *, import_id: int, numbers_of: NumbersOf, by: Person | None, watch: Watch = unwatched
) -> Counts:
    """Imports a sheet that a person agreed to, all of it or nothing; the new needs come in as submitted.

    Raises:
        SheetGoneError: it is no longer there.
    """
    take = partial(_take_over, numbers_of)
    return write_at_once(within, NeedImport, _READING, take, import_id=import_id, by=by, watch=watch)


def take_over(
    session: Session,
    verdicts: Sequence[NeedVerdict],
    whose: Whose,
    uses: Sequence[ColumnUse],
    numbers_of: NumbersOf,
    by: Person | None,
) -> list[Need]:
    """Writes what some verdicts say is new or changed, and gives the new needs."""
    told = {use.field for use in uses if use.field}
    companies: dict[str, Organization] = {}
    entered = [
        _drafted(session, verdict.record, whose, told, companies, by)
        for verdict in verdicts
        if verdict.kind is RowKind.NEW and verdict.record
    ]
    enter_needs(session, needs=entered, by=by)
    changed = {
        verdict.known_id: verdict.record
        for verdict in verdicts
        if verdict.kind is RowKind.CHANGED and verdict.known_id and verdict.record
    }
    needs = needs_with_ids(session, list(changed)) if changed else {}
    numbers = numbers_of(session, needs.values())
    for need_id, need in needs.items():
        facts = {**_as_it_is(need), **facts_of(changed[need_id], told)}
        change_need(session, need=need, patents=numbers[need_id], **facts, by=by)
    session.flush()
    return entered


def _take_over(
    numbers_of: NumbersOf,
    session: Session,
    handed_in: NeedImport,
    verdicts: Sequence[NeedVerdict],
    by: Person | None,
) -> None:
    take_over(session, verdicts, _whose(handed_in), handed_in.column_uses, numbers_of, by)


def _drafted(
    session: Session,
    record: NeedRecord,
    whose: Whose,
    told: set[str],
    companies: dict[str, Organization],
    by: Person | None,
) -> Need:
    name = whose.of(record)
    company = companies.get(name) or ensure_organization(
        session, name=name, region=record.region, industry=record.industry, by=by
    )
    companies[name] = company
    return drafted_need(
        organization=company,
        source_key=key_of(record),
        **facts_of(record, told | {"title", "content"}),
        by=by,
    )


def _as_it_is(need: Need) -> dict[str, Any]:
    """What a change has to say, as it is where the sheet has no column for it."""
    return {
        "title": need.own_title,
        "content": need.own_content,
        "budget_fen": need.budget_fen,
        "deadline": need.deadline,
    }


def _whose(handed_in: NeedImport) -> Whose:
    return Whose(handed_in.company_name, only=handed_in.is_a_companys_own)


def _judge(handed_in: NeedImport, uses: Sequence[ColumnUse]) -> NeedJudge:
    return NeedJudge(_whose(handed_in), uses, remarks=handed_in.state is ImportState.READING)


def _in_short(record: NeedRecord) -> dict[str, Any]:
    return {
        "company": record.company,
        "content": record.content[:_SHOWN_CONTENT],
        "budget": "" if record.budget_cny is None else wan(fen_from_yuan(record.budget_cny)),
        "deadline": day(record.deadline),
    }


def _shown(verdict: NeedVerdict) -> ShownRow:
    return shown(verdict, _in_short)


_READING = Reading(each_need, _judge, _shown)
