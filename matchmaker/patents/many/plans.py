"""What a step over many patents would do to each: which it changes, which it leaves, and why. Nothing is written."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.patents.enums import FeeStanding, ListingState, OfferBar, PatentStatus, Way
from matchmaker.patents.fees import AnnualFee, FeeCalendar
from matchmaker.patents.many.enums import LeftOut
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.offer_bars import bar_columns, standing_bars
from matchmaker.patents.standing import fee_calendars

MOST_AT_ONCE = 5000
"""How many patents one step takes: more than a university has, few enough for one request."""

Reason: TypeAlias = OfferBar | LeftOut

_Found = TypeVar("_Found")

_COLUMNS = (
    Patent.id,
    Patent.revision,
    Patent.application_number,
    Patent.publication_number,
    Patent.source_key,
    Patent.title,
    Patent.status,
    Patent.status_checked_on,
    Listing.state,
    Listing.ways,
    Listing.price_fen,
    Listing.available_until,
)


class TooManyError(InvalidError):
    """More patents than one step takes."""

    message = N_(
        "One step takes at most %(most)s patents. Narrow the list, such as by department, and take several steps."
    )


@dataclass(frozen=True, slots=True)
class CommonTerms:
    """On what terms patents are offered together; what an offer says beyond them stays as it is.

    ``renews``: offers that stand take these terms too. ``co_owners_agree``: that of co-owned ones is stated.
    """

    ways: Sequence[Way]
    price_fen: int | None
    available_until: dt.date | None
    renews: bool = False
    co_owners_agree: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What the register said on a day; ``status`` is None where each was found as it is recorded."""

    status: PatentStatus | None
    on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Payments:
    """Annual fees paid on a day: of each patent the first unpaid one that falls due by ``due_until``."""

    paid_on: dt.date
    due_until: dt.date


class Offer(NamedTuple):
    """The terms of an open offer."""

    ways: Sequence[Way]
    price_fen: int | None
    available_until: dt.date | None


class Facts(NamedTuple):
    """A patent's legal status, and its offer where one is open."""

    status: PatentStatus
    status_checked_on: dt.date | None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one patent; ``reasons`` say why it is left as it is, empty where it is changed.

    ``now`` is what holds of it, ``then`` what the step makes of that; ``fee`` is the fee that is noted as paid.
    """

    id: int
    revision: int
    number: str
    title: str
    now: Facts
    then: Facts
    reasons: tuple[Reason, ...] = ()
    fee: AnnualFee | None = None

    @property
    def ends_offer(self) -> bool:
        """Whether it is on offer and will not be."""
        return bool(self.now.offer and not self.then.offer)

    @property
    def is_settled(self) -> bool:
        """Whether it is left because nothing was to be done."""
        return bool(self.reasons) and all(
            isinstance(reason, LeftOut) and reason.is_settled for reason in self.reasons
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do to each of the patents chosen."""

    rows: tuple[Row, ...]

    @property
    def changed(self) -> list[Row]:
        """Those that the step changes."""
        return [row for row in self.rows if not row.reasons]

    @property
    def settled(self) -> list[Row]:
        """Those for which nothing is to be done."""
        return [row for row in self.rows if row.is_settled]

    @property
    def barred(self) -> list[Row]:
        """Those that the step cannot take."""
        return [row for row in self.rows if row.reasons and not row.is_settled]

    @property
    def reasons(self) -> list[tuple[Reason, int]]:
        """How many are left for each reason, the most frequent first."""
        return Counter(reason for row in self.rows for reason in row.reasons).most_common()

    @property
    def ended_offers(self) -> int:
        """How many offers end."""
        return sum(row.ends_offer for row in self.changed)

    @property
    def token(self) -> str:
        """What tells this plan from that for other patents, or for the same ones once they were changed."""
        told = [(row.id, row.revision, row.fee.year if row.fee else 0) for row in self.changed]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def sum_fen(self, paid_on: dt.date) -> int:
        """What the fees came to on a day, those of unknown amount left out."""
        return sum(row.fee.payable_fen(paid_on) or 0 for row in self.changed if row.fee)


def plan_offers(session: Session, *, patents: sa.Select[Patent], terms: CommonTerms, today: dt.date) -> Plan:
    """Which patents would be offered on common terms; one query."""

    def reasons(row: Any) -> Iterable[Reason]:
        bars = standing_bars(row[len(_COLUMNS) :])
        yield from (bar for bar in bars if bar is not OfferBar.CO_OWNED or not terms.co_owners_agree)
        if row.state is ListingState.OPEN and not terms.renews:
            yield LeftOut.ALREADY_OPEN

    offer = Offer(terms.ways, terms.price_fen, terms.available_until)
    return _plan(session, patents, reasons, lambda now: now._replace(offer=offer), *bar_columns(today))


def plan_withdrawals(session: Session, *, patents: sa.Select[Patent]) -> Plan:
    """Which patents would be taken off offer; one query."""

    def reasons(row: Any) -> Iterable[Reason]:
        return () if row.state is ListingState.OPEN else (LeftOut.NOT_OPEN,)

    return _plan(session, patents, reasons, lambda now: now._replace(offer=None))


def plan_checks(session: Session, *, patents: sa.Select[Patent], check: Check) -> Plan:
    """Of which patents a check of the register would be noted; one query."""

    def reasons(row: Any) -> Iterable[Reason]:
        if check.status is None and row.status is PatentStatus.UNKNOWN:
            yield LeftOut.STATUS_UNKNOWN
        if row.status_checked_on and row.status_checked_on > check.on:
            yield LeftOut.CHECKED_LATER

    def checked(now: Facts) -> Facts:
        status = check.status or now.status
        return Facts(status, check.on, None if status is PatentStatus.LAPSED else now.offer)

    return _plan(session, patents, reasons, checked)


def plan_payments(
    session: Session, *, patents: sa.Select[Patent], payments: Payments, today: dt.date
) -> Plan:
    """Which year's fee of each patent would be noted as paid; four queries, one where there are too many."""
    chosen = Patent.id.in_(_ids_of(session, patents))
    calendars = fee_calendars(session, chosen, today=today)
    found = {patent_id: _payable(calendar, payments) for patent_id, calendar in calendars.items()}

    def reasons(row: Any) -> Iterable[Reason]:
        fee = found.get(row.id, LeftOut.NO_FEES)
        return (fee,) if isinstance(fee, LeftOut) else ()

    fees = {patent_id: fee for patent_id, fee in found.items() if isinstance(fee, AnnualFee)}
    return _plan(session, sa.select(Patent).where(chosen), reasons, lambda now: now, fees=fees)


def _payable(calendar: FeeCalendar, payments: Payments) -> AnnualFee | LeftOut:
    """The fee that a payment is for; a patent granted when its term had ended has none."""
    if not calendar.fees:
        return LeftOut.NO_FEES
    if payments.paid_on < calendar.fees[0].due_on:
        return LeftOut.NOT_GRANTED_THEN
    if calendar.missed:
        return LeftOut.MISSED
    unpaid = (
        fee
        for fee in calendar.fees
        if fee.standing not in {FeeStanding.PAID, FeeStanding.WITH_GRANT}
        and (fee.lapses_after is None or payments.paid_on <= fee.lapses_after)
    )
    first = next(unpaid, None)
    return first if first and first.due_on <= payments.due_until else LeftOut.NONE_DUE


def _ids_of(session: Session, patents: sa.Select[Patent]) -> Sequence[int]:
    """Which patents are chosen, before anything is read of them."""
    statement = patents.order_by(None).with_only_columns(Patent.id).limit(MOST_AT_ONCE + 1)
    return _expect_few(session.scalars(statement).all())


def _expect_few(found: Sequence[_Found]) -> Sequence[_Found]:
    if len(found) > MOST_AT_ONCE:
        raise TooManyError(most=MOST_AT_ONCE)
    return found


def _plan(
    session: Session,
    patents: sa.Select[Patent],
    reasons: Callable[[Any], Iterable[Reason]],
    then: Callable[[Facts], Facts],
    *more: sa.ColumnElement[bool],
    fees: dict[int, AnnualFee] | None = None,
) -> Plan:
    statement = (
        patents.order_by(None)
        .with_only_columns(*_COLUMNS, *more)
        .outerjoin(Listing, Listing.patent_id == Patent.id)
        .order_by(Patent.id)
        .limit(MOST_AT_ONCE + 1)
    )
    found = _expect_few(session.execute(statement).all())
    return Plan(
        tuple(
            Row(
                id=row.id,
                revision=row.revision,
                number=row.application_number or row.publication_number or row.source_key or "",
                title=row.title,
                now=(now := _facts(row)),
                then=then(now),
                reasons=tuple(reasons(row)),
                fee=(fees or {}).get(row.id),
            )
            for row in found
        )
    )


def _facts(row: Any) -> Facts:
    is_open = row.state is ListingState.OPEN
    offer = Offer(row.ways, row.price_fen, row.available_until) if is_open else None
    return Facts(row.status, row.status_checked_on, offer)
