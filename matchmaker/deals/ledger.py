"""The ledger: what each step of a deal adds to the figures, and how a mistake is reversed."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.deals.enums import EntryKind
from matchmaker.deals.models import Deal, LedgerEntry
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import Way

# A transfer, and so the patent put in as equity, takes effect on registration (专利法第10条);
# a licence and a financing with their contract.
EFFECTIVE_ON_SIGNING = frozenset({Way.LICENCE, Way.FINANCING})


def book_contract(session: Session, deal: Deal, *, on: dt.date, by: Person | None) -> None:
    """Books a signed contract and, where it takes effect with the signature, its effect."""
    _book(session, deal, EntryKind.CONTRACT, on=on, by=by, contracts=1, amount_fen=deal.amount_fen or 0)
    if deal.way in EFFECTIVE_ON_SIGNING:
        _book(session, deal, EntryKind.EFFECT, on=on, by=by, contracts=1, amount_fen=deal.amount_fen or 0)


def book_registration(session: Session, deal: Deal, *, on: dt.date, by: Person | None) -> None:
    """Books one registration a patent and, where the contract takes effect with it, the effect."""
    _book(session, deal, EntryKind.REGISTRATION, on=on, by=by, registrations=len(deal.patents))
    if deal.way not in EFFECTIVE_ON_SIGNING:
        _book(session, deal, EntryKind.EFFECT, on=on, by=by, contracts=1, amount_fen=deal.amount_fen or 0)


def book_receipt(
    session: Session, deal: Deal, *, on: dt.date, amount_fen: int, note: str, by: Person | None
) -> LedgerEntry:
    """Books money that has arrived."""
    return _book(session, deal, EntryKind.RECEIPT, on=on, by=by, amount_fen=amount_fen, note=note)


def book_reversal(session: Session, entry: LedgerEntry, *, on: dt.date, note: str, by: Person | None) -> None:
    """Takes an entry back with a row of its own, on the day of the correction: reports of the past stand."""
    reversal = LedgerEntry(
        deal=entry.deal,
        kind=entry.kind,
        way=entry.way,
        booked_on=on,
        amount_fen=-entry.amount_fen,
        contracts=-entry.contracts,
        patents=-entry.patents,
        registrations=-entry.registrations,
        reverses_id=entry.id,
        note=note,
        entered_by_id=by.id if by else None,
    )
    session.add(reversal)
    session.flush()


def standing_entries(deal: Deal) -> list[LedgerEntry]:
    """The deal's entries that are neither reversed nor reversals."""
    reversed_ids = {entry.reverses_id for entry in deal.entries}
    return [entry for entry in deal.entries if entry.reverses_id is None and entry.id not in reversed_ids]


def received_fen(deal: Deal) -> int:
    """The money received on a deal so far, in fen."""
    return sum(entry.amount_fen for entry in deal.entries if entry.kind is EntryKind.RECEIPT)


def _book(
    session: Session,
    deal: Deal,
    kind: EntryKind,
    *,
    on: dt.date,
    by: Person | None,
    amount_fen: int = 0,
    contracts: int = 0,
    registrations: int = 0,
    note: str = "",
) -> LedgerEntry:
    entry = LedgerEntry(
        deal=deal,
        kind=kind,
        way=deal.way,
        booked_on=on,
        amount_fen=amount_fen,
        contracts=contracts,
        patents=len(deal.patents) if contracts else 0,
        registrations=registrations,
        note=note,
        entered_by_id=by.id if by else None,
    )
    session.add(entry)
    session.flush()
    return entry
