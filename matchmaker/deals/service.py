"""The steps of a deal: 线索 → 洽谈 → 签约 → 登记/备案 → 到账, each checked, booked and kept in the trail."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.deals import gates
from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.ledger import (
    book_contract,
    book_receipt,
    book_registration,
    book_reversal,
    received_fen,
    standing_entries,
)
from matchmaker.deals.models import Deal, LedgerEntry
from matchmaker.deals.queries import contract_number_taken, deal_from_intent, deal_from_match
from matchmaker.deals.use import note_loss, note_opening, note_registration, note_signature, note_talks
from matchmaker.errors import N_, ConflictError
from matchmaker.matching.models import Match
from matchmaker.needs.models import Need
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.models import Patent
from matchmaker.roadshows.models import Intent


class DealExistsError(ConflictError):
    """A second deal from the same match or intent."""

    message = N_("There is already a deal from this (number %(deal)s). Go on with that one.")


class EntryReversedError(ConflictError):
    """An entry that cannot be taken back: it has been, or it belongs to a step and not to a payment."""

    message = N_("Only a payment that still stands can be taken back. To undo a contract, end the deal.")


def open_deal(
    session: Session,
    *,
    way: Way,
    seller: Organization,
    buyer: Organization,
    patents: Sequence[Patent],
    need: Need | None = None,
    match: Match | None = None,
    intent: Intent | None = None,
    on: dt.date,
    by: Person | None,
) -> Deal:
    """Opens a deal as a lead; its need moves to the talks where its curation has come far enough.

    Raises:
        SidesError: seller and buyer are one, or a patent is not the seller's.
    """
    if seller.id == buyer.id or not patents or any(patent.organization_id != seller.id for patent in patents):
        raise gates.SidesError
    deal = Deal(
        way=way,
        stage=Stage.LEAD,
        stage_since=on,
        seller=seller,
        buyer=buyer,
        patents=list(patents),
        need=need,
        match=match,
        intent=intent,
        owner=by if by and by.role.is_staff else None,
        opened_on=on,
    )
    session.add(deal)
    record_change(
        session, subject=deal, action=N_("Deal opened"), by=by, after={"stage": deal.stage, "on": on}
    )
    note_opening(session, deal, by=by)
    return deal


def open_deal_from_match(session: Session, *, match: Match, way: Way, on: dt.date, by: Person) -> Deal:
    """Opens a deal with everything that the match knows: company, need, patent and holder.

    Raises:
        DealExistsError: the match has a deal that is not lost.
    """
    lock(session, match)
    known = deal_from_match(session, match.id)
    if known:
        raise DealExistsError(deal=known.id)
    return open_deal(
        session,
        way=way,
        seller=match.patent.organization,
        buyer=match.need.organization,
        patents=[match.patent],
        need=match.need,
        match=match,
        on=on,
        by=by,
    )


def open_deal_from_intent(
    session: Session, *, intent: Intent, way: Way, on: dt.date, by: Person | None
) -> Deal:
    """Opens a deal with everything that a company's interest at a roadshow tells.

    Raises:
        DealExistsError: the intent has a deal that is not lost.
    """
    lock(session, intent)
    known = deal_from_intent(session, intent.id)
    if known:
        raise DealExistsError(deal=known.id)
    match = intent.pitch.match
    fits = match is not None and match.need.organization_id == intent.organization_id
    return open_deal(
        session,
        way=way,
        seller=intent.pitch.patent.organization,
        buyer=intent.organization,
        patents=[intent.pitch.patent],
        need=match.need if match and fits else None,
        match=match if fits else None,
        intent=intent,
        on=on,
        by=by,
    )


def change_way(session: Session, *, deal: Deal, way: Way, by: Person | None) -> None:
    """Settles on another way while nothing is signed."""
    _expect_stage(session, deal, Stage.LEAD, Stage.TALKS)
    if way is deal.way:
        return
    before, deal.way = deal.way, way
    record_change(
        session, subject=deal, action=N_("Way changed"), by=by, before={"way": before}, after={"way": way}
    )


def start_talks(session: Session, *, deal: Deal, on: dt.date, today: dt.date, by: Person | None) -> None:
    """Both sides have met: 线索 → 洽谈."""
    _expect_stage(session, deal, Stage.LEAD)
    gates.expect_day(on, not_before=deal.opened_on, today=today)
    deal.talks_on = on
    _move(session, deal, Stage.TALKS, action=N_("Talks begun"), on=on, by=by)
    note_talks(session, deal, by=by)


def sign_deal(
    session: Session,
    *,
    deal: Deal,
    contract_number: str,
    signed_on: dt.date,
    amount_fen: int,
    licence_kind: LicenceKind | None = None,
    co_owners_agreed: bool = False,
    today: dt.date,
    by: Person | None,
) -> None:
    """The contract is signed: 洽谈 → 签约; books the contract, and its need is met.

    Raises:
        one of the errors of ``gates``, named after the gate that is closed.
    """
    _expect_stage(session, deal, Stage.LEAD, Stage.TALKS)
    gates.expect_day(signed_on, not_before=deal.stage_since, today=today)
    if amount_fen <= 0:
        raise gates.AmountError
    if not contract_number.strip():
        raise gates.ContractNumberError
    if contract_number_taken(session, contract_number.strip(), deal):
        raise gates.ContractNumberTakenError(number=contract_number.strip())
    gates.expect_fit_to_sign(deal, licence_kind=licence_kind, co_owners_agreed=co_owners_agreed)
    deal.contract_number, deal.signed_on, deal.amount_fen = contract_number.strip(), signed_on, amount_fen
    deal.licence_kind = licence_kind if deal.way is Way.LICENCE else None
    deal.co_owners_agreed = co_owners_agreed
    facts = {"contract_number": deal.contract_number, "amount_fen": amount_fen}
    _move(session, deal, Stage.SIGNED, action=N_("Deal signed"), on=signed_on, by=by, facts=facts)
    book_contract(session, deal, on=signed_on, by=by)
    note_signature(session, deal, by=by)


def register_deal(
    session: Session, *, deal: Deal, registered_on: dt.date, number: str, today: dt.date, by: Person | None
) -> None:
    """The change or the licence is on the register: 签约 → 登记/备案; books the registration."""
    _expect_stage(session, deal, Stage.SIGNED)
    gates.expect_day(registered_on, not_before=deal.signed_on or deal.opened_on, today=today)
    if not number.strip():
        raise gates.RegistrationNumberError
    deal.registered_on, deal.registration_number = registered_on, number.strip()
    facts = {"registration_number": deal.registration_number}
    _move(session, deal, Stage.REGISTERED, action=N_("Deal registered"), on=registered_on, by=by, facts=facts)
    book_registration(session, deal, on=registered_on, by=by)
    note_registration(session, deal, by=by)
    _settle(session, deal, on=registered_on, by=by)


def receive_payment(
    session: Session,
    *,
    deal: Deal,
    received_on: dt.date,
    amount_fen: int,
    note: str = "",
    today: dt.date,
    by: Person | None,
) -> LedgerEntry:
    """Money has arrived; with the whole amount there and the registration done the deal is at 到账.

    A licence may bring more than its contract amount (royalties); other ways may not.
    """
    _expect_stage(session, deal, Stage.SIGNED, Stage.REGISTERED, Stage.PAID)
    gates.expect_day(received_on, not_before=deal.signed_on or deal.opened_on, today=today)
    if amount_fen <= 0:
        raise gates.AmountError
    if deal.way is not Way.LICENCE and received_fen(deal) + amount_fen > (deal.amount_fen or 0):
        raise gates.OverpaidError
    entry = book_receipt(session, deal, on=received_on, amount_fen=amount_fen, note=note.strip(), by=by)
    facts = {"amount_fen": amount_fen, "on": received_on}
    record_change(session, subject=deal, action=N_("Payment received"), by=by, after=facts)
    _settle(session, deal, on=received_on, by=by)
    return entry


def take_payment_back(
    session: Session, *, entry: LedgerEntry, note: str, on: dt.date, by: Person | None
) -> None:
    """Reverses a payment that was entered by mistake; the deal falls back where it is no longer paid in full.

    Raises:
        EntryReversedError: the entry is no payment, or it has been reversed.
    """
    deal = entry.deal
    _hold(session, deal)
    if entry.kind is not EntryKind.RECEIPT or entry not in standing_entries(deal):
        raise EntryReversedError
    gates.expect_day(on, not_before=entry.booked_on, today=on)
    book_reversal(session, entry, on=on, note=note.strip(), by=by)
    facts = {"amount_fen": -entry.amount_fen}
    record_change(session, subject=deal, action=N_("Payment taken back"), by=by, after=facts, note=note)
    if deal.stage is Stage.PAID and received_fen(deal) < (deal.amount_fen or 0):
        _move(session, deal, Stage.REGISTERED, action=N_("No longer paid in full"), on=on, by=by)


def lose_deal(
    session: Session, *, deal: Deal, on: dt.date, reason: str, today: dt.date, by: Person | None
) -> None:
    """The deal comes to nothing: what was booked is reversed on that day, and the reason stays."""
    _expect_stage(session, deal, Stage.LEAD, Stage.TALKS, Stage.SIGNED, Stage.REGISTERED)
    standing = standing_entries(deal)
    latest = max([deal.stage_since, *(entry.booked_on for entry in standing)])
    gates.expect_day(on, not_before=latest, today=today)
    for entry in standing:
        book_reversal(session, entry, on=on, note=reason, by=by)
    deal.lost_on, deal.lost_reason = on, reason.strip()
    note_loss(session, deal, by=by)
    _move(session, deal, Stage.LOST, action=N_("Deal lost"), on=on, by=by, facts={"reason": deal.lost_reason})


def _expect_stage(session: Session, deal: Deal, *stages: Stage) -> None:
    _hold(session, deal)
    gates.expect_stage(deal, *stages)


def _hold(session: Session, deal: Deal) -> None:
    """Locks the deal's row until the transaction ends and reads it anew: nobody else takes the same step too."""
    lock(session, deal)
    session.expire(deal)


def _settle(session: Session, deal: Deal, *, on: dt.date, by: Person | None) -> None:
    if deal.stage is Stage.REGISTERED and received_fen(deal) >= (deal.amount_fen or 0):
        on = max(on, deal.stage_since)
        _move(session, deal, Stage.PAID, action=N_("Paid in full"), on=on, by=by)


def _move(
    session: Session,
    deal: Deal,
    stage: Stage,
    *,
    action: str,
    on: dt.date,
    by: Person | None,
    facts: Mapping[str, object] | None = None,
) -> None:
    before, deal.stage, deal.stage_since = deal.stage, stage, on
    after = {"stage": stage, "on": on, **(facts or {})}
    record_change(session, subject=deal, action=action, by=by, before={"stage": before}, after=after)
