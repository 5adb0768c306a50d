"""Loads what the demo centre's holders note of their patents' lives, through the services that people use."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker.database import fen_from_yuan
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import FeeStanding, LicenceKind, PatentStatus, RoyaltyBase
from matchmaker.patents.life import LifeFacts, life_facts, record_payment, state_life_facts
from matchmaker.patents.models import Patent
from matchmaker.patents.offers import OfferTerms, set_offer_terms
from matchmaker.patents.open_licence import (
    POINTS_A_PERCENT,
    OpenLicenceTerms,
    declare_open_licence,
    open_licence_bars,
)
from matchmaker.patents.service import check_status, list_patent
from matchmaker.patents.standing import calendar_of

_REGISTER = "国家知识产权局专利登记簿"
_FEES_A_PATENT = 2
_PAST = (FeeStanding.NOT_KNOWN, FeeStanding.IN_GRACE, FeeStanding.UNPAID)


def load_lives(
    session: Session,
    *,
    folder: Path,
    patent_of: Callable[[str], Patent],
    today: dt.date,
    by: Person | None,
) -> None:
    """Checks, fees paid, own use, terms of offers and open licences, once the deals are there."""
    for row in _rows(folder / "lives.csv"):
        _load_life(session, patent_of(row["application_number"]), row, today)
    for row in _rows(folder / "offers.csv"):
        _load_offer(session, patent_of(row["application_number"]), row, today)
    for row in _rows(folder / "open_licences.csv"):
        patent = patent_of(row["application_number"])
        if patent.listing and not open_licence_bars(patent, today):
            royalty = row["royalty_percent"]
            terms = OpenLicenceTerms(
                fixed_fee_fen=fen_from_yuan(Decimal(row["fixed_fee_cny"])),
                royalty_points=int(royalty) * POINTS_A_PERCENT if royalty else None,
                royalty_base=RoyaltyBase.SALES if royalty else None,
                payment=row["payment"],
                ends_on=today + dt.timedelta(days=int(row["days"])),
            )
            declare_open_licence(session, patent=patent, terms=terms, on=today, by=by)


def _load_life(session: Session, patent: Patent, row: dict[str, str], today: dt.date) -> None:
    if row["checked_days_ago"]:
        checked = today - dt.timedelta(days=int(row["checked_days_ago"]))
        check_status(
            session, patent=patent, status=PatentStatus.IN_FORCE, on=checked, source=_REGISTER, by=None
        )
    if row["own_use"]:
        known = life_facts(patent)
        facts = LifeFacts(
            extension_days=known.extension_days, own_use=True, transferred_on=known.transferred_on
        )
        state_life_facts(session, patent=patent, facts=facts, by=None)
    calendar = calendar_of(patent, today)
    if not row["paid_days_before"] or calendar is None:
        return
    past = [fee for fee in calendar.fees if fee.standing in _PAST]
    last = past[-1:]
    in_grace = bool(last and last[0].lapses_after and last[0].lapses_after >= today)
    if row["late"] and in_grace and len(past) > 1:
        past = past[:-1]
    for fee in past[-_FEES_A_PATENT:]:
        paid_on = fee.due_on - dt.timedelta(days=int(row["paid_days_before"]))
        record_payment(session, patent=patent, year=fee.year, paid_on=paid_on, today=today, by=None)


def _load_offer(session: Session, patent: Patent, row: dict[str, str], today: dt.date) -> None:
    known = patent.listing
    if known is None:
        return
    listing = list_patent(
        session,
        patent=patent,
        ways=known.ways,
        price_fen=known.price_fen,
        readiness=known.readiness,
        benefit=row["benefit"],
        on=today,
        by=None,
    )
    terms = OfferTerms(
        licence_kind=LicenceKind(row["licence_kind"]) if row["licence_kind"] else None,
        scenarios=row["scenarios"],
        trial_until=today + dt.timedelta(days=int(row["trial_days"])) if row["trial_days"] else None,
        available_until=today + dt.timedelta(days=int(row["available_days"])),
    )
    set_offer_terms(session, listing=listing, terms=terms, today=today, by=None)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
