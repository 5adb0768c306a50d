"""Reads of deals and of the ledger."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from matchmaker.database import found
from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.models import Deal, LedgerEntry
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import Way

RUNNING = (Stage.LEAD, Stage.TALKS, Stage.SIGNED, Stage.REGISTERED)
SIGNED = (Stage.SIGNED, Stage.REGISTERED, Stage.PAID)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which ledger entries a figure adds up: one kind, a span of days (both ends in it), perhaps one way."""

    kind: EntryKind
    first_day: dt.date
    last_day: dt.date
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """What a set of ledger entries adds up to."""

    amount_fen: int = 0
    contracts: int = 0
    patents: int = 0
    registrations: int = 0


def deal_with_id(session: Session, deal_id: int) -> Deal:
    """One deal with all that its page shows, or NotFoundError; a fixed number of queries."""
    return found(
        session.scalar(
            _whole()
            .where(Deal.id == deal_id)
            .options(
                joinedload(Deal.need),
                joinedload(Deal.match),
                joinedload(Deal.intent),
                selectinload(Deal.entries).joinedload(LedgerEntry.entered_by),
            )
        )
    )


def deals(stage: Stage | None = None, *, running_only: bool = False) -> sa.Select[Deal]:
    """Deals, those longest in their stage first while they run, to be paged."""
    statement = _whole().order_by(sa.case((Deal.stage.in_(RUNNING), 0), else_=1), Deal.stage_since, Deal.id)
    if stage:
        statement = statement.where(Deal.stage == stage)
    if running_only:
        statement = statement.where(Deal.stage.in_(RUNNING))
    return statement


def deals_of(organization: Organization) -> sa.Select[Deal]:
    """The deals in which an organisation sells or buys, the newest first, to be paged."""
    return (
        _whole()
        .where(sa.or_(Deal.seller_id == organization.id, Deal.buyer_id == organization.id))
        .order_by(Deal.opened_on.desc(), Deal.id.desc())
    )


def deal_counts(session: Session) -> dict[Stage, int]:
    """How many deals stand at each stage."""
    rows = session.execute(sa.select(Deal.stage, sa.func.count()).group_by(Deal.stage))
    return {row[0]: row[1] for row in rows}


def deal_from_match(session: Session, match_id: int) -> Deal | None:
    """The deal that was opened from a match and is not lost, if there is one."""
    return session.scalar(_whole().where(Deal.match_id == match_id, Deal.stage != Stage.LOST).limit(1))


def deal_from_intent(session: Session, intent_id: int) -> Deal | None:
    """The deal that was opened from an intent and is not lost, if there is one."""
    return session.scalar(_whole().where(Deal.intent_id == intent_id, Deal.stage != Stage.LOST).limit(1))


def deals_by_intent(session: Session, intent_ids: Sequence[int]) -> dict[int, Deal]:
    """The running or finished deals that came of intents, by intent."""
    statement = _whole().where(Deal.intent_id.in_(intent_ids), Deal.stage != Stage.LOST)
    return {deal.intent_id: deal for deal in session.scalars(statement) if deal.intent_id is not None}


def deals_by_match(session: Session, match_ids: Sequence[int]) -> dict[int, Deal]:
    """The running or finished deals that came of matches, by match."""
    statement = _whole().where(Deal.match_id.in_(match_ids), Deal.stage != Stage.LOST)
    return {deal.match_id: deal for deal in session.scalars(statement) if deal.match_id is not None}


def deals_by_need(session: Session, need_ids: Sequence[int]) -> dict[int, list[Deal]]:
    """The deals on needs, lost ones too, by need, those that are not lost first and then the newest."""
    statement = (
        _whole()
        .where(Deal.need_id.in_(need_ids))
        .order_by(sa.case((Deal.stage == Stage.LOST, 1), else_=0), Deal.id.desc())
    )
    found: dict[int, list[Deal]] = {}
    for deal in session.scalars(statement) if need_ids else ():
        if deal.need_id is not None:
            found.setdefault(deal.need_id, []).append(deal)
    return found


def other_stages(session: Session, deal: Deal) -> set[Stage]:
    """The stages of the other deals on a deal's need."""
    others = sa.select(Deal.stage).where(Deal.need_id == deal.need_id, Deal.id != deal.id)
    return set(session.scalars(others))


def contract_number_taken(session: Session, number: str, deal: Deal) -> bool:
    """Whether another deal has this contract number."""
    return (
        session.scalar(sa.select(Deal.id).where(Deal.contract_number == number, Deal.id != deal.id))
        is not None
    )


def may_read(deal: Deal, person: Person) -> bool:
    """A deal is for the centre's staff and for the two sides."""
    return person.role.is_staff or person.organization_id in {deal.seller_id, deal.buyer_id}


def entries(chosen: EntryFilter) -> sa.Select[LedgerEntry]:
    """The entries behind a figure with their deals, in the order of their days."""
    return _entries().where(*_conditions(chosen))


def entries_between(first_day: dt.date, last_day: dt.date) -> sa.Select[LedgerEntry]:
    """All entries of a span with their deals, in the order of their days."""
    return _entries().where(LedgerEntry.booked_on.between(first_day, last_day))


def entry_sum(session: Session, chosen: EntryFilter) -> LedgerSum:
    """What the chosen entries add up to."""
    statement = sa.select(*_sums()).where(*_conditions(chosen))
    return LedgerSum(*(int(value) for value in session.execute(statement).one()))


def sums_by_kind_and_way(
    session: Session, first_day: dt.date, last_day: dt.date
) -> dict[tuple[EntryKind, Way], LedgerSum]:
    """What the entries of a span add up to, by kind and way: one query."""
    statement = (
        sa.select(LedgerEntry.kind, LedgerEntry.way, *_sums())
        .where(LedgerEntry.booked_on.between(first_day, last_day))
        .group_by(LedgerEntry.kind, LedgerEntry.way)
    )
    return {
        (row[0], row[1]): LedgerSum(*(int(value) for value in row[2:])) for row in session.execute(statement)
    }


def booked_years(session: Session) -> list[int]:
    """The years in which anything was booked, the latest first."""
    first, last = session.execute(
        sa.select(sa.func.min(LedgerEntry.booked_on), sa.func.max(LedgerEntry.booked_on))
    ).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


def _entries() -> sa.Select[LedgerEntry]:
    return (
        sa.select(LedgerEntry)
        .join(LedgerEntry.deal)
        .options(
            contains_eager(LedgerEntry.deal).options(
                joinedload(Deal.seller), joinedload(Deal.buyer), selectinload(Deal.patents)
            )
        )
        .order_by(LedgerEntry.booked_on, LedgerEntry.id)
    )


def _sums() -> tuple[sa.ColumnElement[int], ...]:
    measures = (LedgerEntry.amount_fen, LedgerEntry.contracts, LedgerEntry.patents, LedgerEntry.registrations)
    return tuple(sa.func.coalesce(sa.func.sum(measure), 0) for measure in measures)


def _conditions(chosen: EntryFilter) -> tuple[sa.ColumnElement[bool], ...]:
    always = (
        LedgerEntry.kind == chosen.kind,
        LedgerEntry.booked_on.between(chosen.first_day, chosen.last_day),
    )
    return (*always, LedgerEntry.way == chosen.way) if chosen.way else always


def _whole() -> sa.Select[Deal]:
    return sa.select(Deal).options(
        joinedload(Deal.seller), joinedload(Deal.buyer), joinedload(Deal.owner), selectinload(Deal.patents)
    )
