"""A sheet of needs held against what is known: first what would happen, then, if a person agrees, that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.database import fen_from_yuan
from matchmaker.errors import N_, InvalidError
from matchmaker.importing.errors import RowError
from matchmaker.importing.headings import ColumnUse, understand_headings, with_overrides
from matchmaker.importing.lengths import too_long
from matchmaker.importing.needs import NEED_FIELDS, NeedRecord, read_needs
from matchmaker.importing.sheets import Sheet, read_sheet
from matchmaker.needs.enums import ENDED_STATES, Cooperation, Ownership, Secrecy
from matchmaker.needs.models import Need
from matchmaker.needs.queries import known_need
from matchmaker.needs.service import (
    CONTACT_LENGTH,
    TERM_LENGTH,
    TITLE_LENGTH,
    change_need,
    submit_need,
    write_need,
)
from matchmaker.organizations.models import Person
from matchmaker.organizations.queries import organization_named
from matchmaker.organizations.service import ensure_organization

_SAYS_NOTHING = N_("This does not say what the need is.")
_SAY_IT = N_("Give the need a title, or delete the row.")
_CLOSED = N_("This need is closed here.")
_ENTER_ANEW = N_("Give the row a new number if the need has come up again; otherwise delete it.")
_LIMITS = {
    "company": 200,
    "region": 40,
    "industry": 80,
    "contact": CONTACT_LENGTH,
    **dict.fromkeys(("goal", "targets", "tried", "conditions"), TERM_LENGTH),
}  # the columns' widths
_KEY_LENGTH = 80


class CompanyMissingError(InvalidError):
    """Needs that nobody has."""

    message = N_("The sheet does not say whose needs these are. Add a column 企业名称, or name the company.")


@dataclass(frozen=True, slots=True)
class ChangedNeed:
    """A row that tells a known need differently."""

    record: NeedRecord
    need: Need


@dataclass(frozen=True, slots=True)
class NeedPreview:
    """What importing a sheet would do; nothing is written yet."""

    sheet: Sheet
    uses: tuple[ColumnUse, ...]
    new: tuple[NeedRecord, ...]
    changed: tuple[ChangedNeed, ...]
    unchanged: tuple[NeedRecord, ...]
    wrong: tuple[RowError, ...]


def preview_needs(
    session: Session,
    *,
    company: str,
    content: bytes,
    filename: str,
    max_bytes: int,
    columns: Mapping[int, str | None] | None = None,
) -> NeedPreview:
    """Reads a sheet and says what would happen; ``company`` has the needs of rows that name none.

    Raises:
        ImportingError: the file as a whole cannot be taken.
        CompanyMissingError: a row names no company, and ``company`` is empty.
    """
    sheet = read_sheet(content, filename, max_bytes=max_bytes)
    uses = with_overrides(understand_headings(sheet.headings, NEED_FIELDS), columns or {})
    rows = read_needs(sheet, uses)
    if not company and any(not record.company for record in rows.records):
        raise CompanyMissingError
    new: list[NeedRecord] = []
    changed: list[ChangedNeed] = []
    unchanged: list[NeedRecord] = []
    wrong = list(rows.errors)
    for record in rows.records:
        need = _known(session, record, company)
        if refusal := _refusal(record, need, uses):
            wrong.append(refusal)
        elif need is None:
            new.append(record)
        elif _differs(record, need, uses):
            changed.append(ChangedNeed(record, need))
        else:
            unchanged.append(record)
    wrong.sort(key=lambda error: error.row)
    return NeedPreview(sheet, uses, tuple(new), tuple(changed), tuple(unchanged), tuple(wrong))


def import_needs(session: Session, *, preview: NeedPreview, company: str, by: Person | None) -> list[Need]:
    """Takes over the new and the changed rows of a preview; the new needs come in as submitted."""
    needs = [_enter(session, record, company, preview.uses, by) for record in preview.new]
    for change in preview.changed:
        change_need(session, need=change.need, **_facts(change.record, preview.uses), by=by)
    session.flush()
    return needs


def _refusal(record: NeedRecord, need: Need | None, uses: tuple[ColumnUse, ...]) -> RowError | None:
    if not record.title:
        return _row_error(record, uses, "title", record.content, _SAYS_NOTHING, _SAY_IT)
    if need and need.state in ENDED_STATES and _differs(record, need, uses):
        return _row_error(record, uses, "need_id", record.need_id or "", _CLOSED, _ENTER_ANEW)
    return too_long(record, uses, _LIMITS)


def _row_error(
    record: NeedRecord, uses: tuple[ColumnUse, ...], field: str, value: str, reason: str, remedy: str
) -> RowError:
    heading = next((use.heading for use in uses if use.field == field), "")
    return RowError(record.row, heading, value, reason, remedy, {})


def _differs(record: NeedRecord, need: Need, uses: tuple[ColumnUse, ...]) -> bool:
    """Held against the company's own words, for the sheet is the company's; the centre's refinement stays."""
    own = {"title": need.own_title, "content": need.own_content}
    return any(own.get(name, getattr(need, name)) != value for name, value in _facts(record, uses).items())


def _enter(
    session: Session, record: NeedRecord, company: str, uses: tuple[ColumnUse, ...], by: Person | None
) -> Need:
    organization = ensure_organization(
        session, name=record.company or company, region=record.region, industry=record.industry, by=by
    )
    need = write_need(
        session, organization=organization, source_key=_key(record), **_facts(record, uses), by=by
    )
    submit_need(session, need=need, by=by)
    return need


def _known(session: Session, record: NeedRecord, company: str) -> Need | None:
    organization = organization_named(session, record.company or company)
    return known_need(session, organization, _key(record)) if organization else None


def _key(record: NeedRecord) -> str:
    """The row's own number, else its title; a long one shortened so that no two become one."""
    text = record.need_id or record.title
    if len(text) <= _KEY_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: _KEY_LENGTH - 17]}#{digest}"


def _facts(record: NeedRecord, uses: tuple[ColumnUse, ...]) -> dict[str, Any]:
    """What a row says of a need; terms for which the sheet has no column stay as they are."""
    terms = {
        "goal": record.goal,
        "targets": record.targets,
        "tried": record.tried,
        "conditions": record.conditions,
        "ownership": Ownership(record.ownership) if record.ownership else None,
        "cooperation": sorted(map(Cooperation, record.cooperation), key=list(Cooperation).index),
        "secrecy": Secrecy(record.secrecy) if record.secrecy else Secrecy.MASKED,
        "contact": record.contact,
    }
    told = {use.field for use in uses}
    return {
        "title": record.title[:TITLE_LENGTH],
        "content": record.content or record.title,
        "budget_fen": None if record.budget_cny is None else fen_from_yuan(record.budget_cny),
        "deadline": record.deadline,
        **{name: value for name, value in terms.items() if name in told},
    }
