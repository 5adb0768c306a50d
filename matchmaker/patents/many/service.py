"""Does a step for all the patents that a plan changes: some statements for each five hundred, one revision for all.

Each patent has the same rows in the trail as if the step had been taken for it alone.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.organizations.audit import Change, record_changes
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import ListingState, Way
from matchmaker.patents.life import PaymentDayError
from matchmaker.patents.many.plans import Check, CommonTerms, Payments, Plan, Row
from matchmaker.patents.models import FeePayment, Listing, Patent
from matchmaker.patents.offers import OfferEndedError
from matchmaker.patents.service import NoWayError, PriceError, expect_check_day, next_revision

_AT_ONCE = 500
_UNSYNCHRONIZED = {"synchronize_session": False}
_TERMS = ("state", "ways", "price_fen", "readiness")
_BEYOND = ("licence_kind", "available_until")


def expect_terms(terms: CommonTerms, *, today: dt.date) -> None:
    """Lets pass terms on which patents can be offered.

    Raises:
        NoWayError, PriceError, OfferEndedError: as for the offer of a single one.
    """
    if not terms.ways:
        raise NoWayError
    if terms.price_fen is not None and terms.price_fen <= 0:
        raise PriceError
    if terms.available_until and terms.available_until < today:
        raise OfferEndedError(day=terms.available_until.isoformat())


def expect_payments(payments: Payments, *, today: dt.date) -> None:
    """Lets pass a day on which fees can have been paid.

    Raises:
        PaymentDayError: it is still to come.
    """
    if payments.paid_on > today:
        raise PaymentDayError(day=payments.paid_on.isoformat())


def offer_together(
    session: Session, *, plan: Plan, terms: CommonTerms, on: dt.date, by: Person | None
) -> None:
    """Puts the patents of a plan on offer on common terms, or changes the offers that they have.

    Raises:
        NoWayError, PriceError, OfferEndedError: the terms are none.
    """
    expect_terms(terms, today=on)
    revision = next_revision(session)
    told: dict[str, Any] = {
        "state": ListingState.OPEN,
        "ways": list(terms.ways),
        "price_fen": terms.price_fen,
        "available_until": terms.available_until,
    }
    if Way.LICENCE not in terms.ways:
        told["licence_kind"] = None
    for rows in _parts(plan.changed):
        before = _listings(session, rows)
        _update(session, Listing, [offer.id for offer in before.values()], told)
        fresh = [{"patent_id": row.id, "listed_on": on, **told} for row in rows if row.id not in before]
        if fresh:
            session.execute(sa.insert(Listing), fresh)
        _update(session, Patent, [row.id for row in rows], {"revision": revision})
        _record_offers(session, before, _listings(session, rows), by)
    _read_anew(session)


def withdraw_together(session: Session, *, plan: Plan, by: Person | None) -> None:
    """Takes the patents of a plan off offer."""
    revision = next_revision(session)
    for rows in _parts(plan.changed):
        _withdraw(session, rows, revision, by)
    _read_anew(session)


def check_together(session: Session, *, plan: Plan, check: Check, today: dt.date, by: Person | None) -> None:
    """Notes what the register said of the patents of a plan; those that have lapsed are taken off offer.

    Raises:
        CheckDayError: the day is still to come.
    """
    expect_check_day(check.on, today=today)
    revision = next_revision(session)
    noted = {
        "status_checked_on": check.on,
        "status_source": check.source.strip(),
        "revision": revision,
        **({"status": check.status} if check.status else {}),
    }
    for rows in _parts(plan.changed):
        ids = [row.id for row in rows]
        known = session.execute(
            sa.select(Patent.id, Patent.status, Patent.status_checked_on).where(Patent.id.in_(ids))
        ).all()
        _update(session, Patent, ids, noted)
        changes = [
            (
                patent_id,
                {"status": status, "status_checked_on": checked_on},
                {
                    "status": check.status or status,
                    "status_checked_on": check.on,
                    "status_source": noted["status_source"],
                },
            )
            for patent_id, status, checked_on in known
        ]
        record_changes(session, kind=Patent, action=N_("Legal status checked"), by=by, changes=changes)
        _withdraw(session, [row for row in rows if row.ends_offer], revision, by)
    _read_anew(session)


def pay_together(
    session: Session, *, plan: Plan, payments: Payments, today: dt.date, by: Person | None
) -> None:
    """Notes the annual fees of a plan as paid.

    Raises:
        PaymentDayError: the day is still to come.
    """
    expect_payments(payments, today=today)
    for rows in _parts(plan.changed):
        paid = [(row.id, row.fee.year) for row in rows if row.fee]
        session.execute(
            sa.insert(FeePayment),
            [
                {
                    "patent_id": patent_id,
                    "year": year,
                    "paid_on": payments.paid_on,
                    "entered_by_id": by.id if by else None,
                }
                for patent_id, year in paid
            ],
        )
        changes: list[Change] = [
            (patent_id, {}, {"year": year, "paid_on": payments.paid_on}) for patent_id, year in paid
        ]
        record_changes(session, kind=Patent, action=N_("Annual fee paid"), by=by, changes=changes)
    _read_anew(session)


def _withdraw(session: Session, rows: Sequence[Row], revision: int, by: Person | None) -> None:
    before = {
        patent_id: offer
        for patent_id, offer in _listings(session, rows).items()
        if offer.state is ListingState.OPEN
    }
    if not before:
        return
    _update(session, Listing, [offer.id for offer in before.values()], {"state": ListingState.WITHDRAWN})
    _update(session, Patent, list(before), {"revision": revision})
    changes = [
        (offer.id, _part(offer, _TERMS), {**_part(offer, _TERMS), "state": ListingState.WITHDRAWN})
        for offer in before.values()
    ]
    record_changes(session, kind=Listing, action=N_("Patent taken off offer"), by=by, changes=changes)


def _record_offers(
    session: Session, before: Mapping[int, Any], after: Mapping[int, Any], by: Person | None
) -> None:
    offered, beyond = [], []
    for patent_id, offer in after.items():
        was = before.get(patent_id)
        offered.append((offer.id, _part(was, _TERMS) if was else {}, _part(offer, _TERMS)))
        known = _part(was, _BEYOND) if was else dict.fromkeys(_BEYOND)
        changed = {name: value for name, value in _part(offer, _BEYOND).items() if value != known[name]}
        if changed:
            beyond.append((offer.id, {name: known[name] for name in changed}, changed))
    record_changes(session, kind=Listing, action=N_("Patent put on offer"), by=by, changes=offered)
    record_changes(session, kind=Listing, action=N_("Terms of the offer changed"), by=by, changes=beyond)


def _listings(session: Session, rows: Sequence[Row]) -> dict[int, Any]:
    """What the trail tells of the offers of patents, by the patent's id."""
    columns = [getattr(Listing, name) for name in (*_TERMS, *_BEYOND)]
    statement = sa.select(Listing.patent_id, Listing.id, *columns)
    found = session.execute(statement.where(Listing.patent_id.in_([row.id for row in rows])))
    return {row.patent_id: row for row in found}


def _part(offer: Any, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(offer, name) for name in names}


def _update(
    session: Session, model: type[Listing | Patent], ids: Sequence[int], values: Mapping[str, object]
) -> None:
    if ids:
        statement = sa.update(model).where(model.id.in_(ids)).values(**values)
        session.execute(statement, execution_options=_UNSYNCHRONIZED)


def _read_anew(session: Session) -> None:
    """Whoever looks at a patent or its offer in this session from now on reads it anew."""
    for known in list(session.identity_map.values()):
        if isinstance(known, Patent | Listing):
            session.expire(known)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
