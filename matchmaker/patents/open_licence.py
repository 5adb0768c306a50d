"""Open licences (开放许可): what bars them, what to look at first, and their declaration (专利法第50–51条)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import (
    FeeStanding,
    OpenLicenceBar,
    OpenLicenceCaution,
    PatentStatus,
    PatentType,
    RoyaltyBase,
)
from matchmaker.patents.life_rules import in_force, life_rules
from matchmaker.patents.models import OpenLicence, Patent
from matchmaker.patents.standing import calendar_of, running_licences, standing_pledges, term_of_patent

POINTS_A_PERCENT = 100


class OpenLicenceBarredError(ConflictError):
    """Something stands against the declaration; the message names it."""

    message = N_("Something stands against an open licence.")


class OpenLicenceFeeError(InvalidError):
    """A declaration that does not say what a licence costs."""

    message = N_("Say what the open licence costs: a fixed fee, or a royalty and what it is a share of.")


class RoyaltyError(InvalidError):
    """A royalty that is no share."""

    message = N_("A royalty is above 0 and at most 100 per cent.")


class OpenLicencePaymentError(InvalidError):
    """A declaration that does not say how the fee is paid."""

    message = N_("Say how the fee of the open licence is paid: to whom, when, by which account.")


class OpenLicenceEndError(InvalidError):
    """An open licence that ends too early, or after the right itself."""

    message = N_("The open licence must end after today, and before the patent expires.")


@dataclass(frozen=True, slots=True)
class OpenLicenceTerms:
    """What a declaration says: fee, royalty in hundredths of one per cent and its base, payment, last day."""

    fixed_fee_fen: int | None
    royalty_points: int | None
    royalty_base: RoyaltyBase | None
    payment: str
    ends_on: dt.date | None


def open_licence_bars(patent: Patent, today: dt.date) -> tuple[OpenLicenceBar, ...]:
    """Everything that stands against an open licence on a day."""
    calendar, term = calendar_of(patent, today), term_of_patent(patent)
    unpaid = (FeeStanding.IN_GRACE, FeeStanding.UNPAID)
    stands = {
        OpenLicenceBar.NOT_IN_FORCE: patent.granted_on is None
        or patent.status is not PatentStatus.IN_FORCE
        or (term is not None and term.expires_on <= today),
        OpenLicenceBar.EXCLUSIVE_LICENCE: any(
            licence.kind.shuts_out for licence in running_licences(patent, today)
        ),
        OpenLicenceBar.PLEDGED: any(not pledge.consents for pledge in standing_pledges(patent, today)),
        OpenLicenceBar.FEE_UNPAID: calendar is not None
        and any(fee.standing in unpaid for fee in calendar.fees),
        OpenLicenceBar.SUSPENDED: patent.suspended,
        OpenLicenceBar.NO_REPORT: patent.patent_type in {PatentType.UTILITY_MODEL, PatentType.DESIGN}
        and patent.report_on is None,
    }
    return tuple(bar for bar in OpenLicenceBar if stands[bar])


def open_licence_cautions(
    patent: Patent, licence: OpenLicence | OpenLicenceTerms | None, today: dt.date
) -> tuple[OpenLicenceCaution, ...]:
    """What should be looked at before an open licence is declared, or while it stands."""
    cautions = []
    calendar, guide = calendar_of(patent, today), in_force(life_rules().open_licence_guides, today)
    if licence and guide:
        if (licence.fixed_fee_fen or 0) > guide.fixed_fee_fen:
            cautions.append(OpenLicenceCaution.FIXED_FEE_HIGH)
        of_profit = licence.royalty_base is RoyaltyBase.PROFIT
        percent = guide.profit_percent if of_profit else guide.sales_percent
        if (licence.royalty_points or 0) > percent * POINTS_A_PERCENT:
            cautions.append(OpenLicenceCaution.ROYALTY_HIGH)
    past = [fee for fee in calendar.fees if fee.due_on < today] if calendar else []
    if past and past[-1].standing is FeeStanding.NOT_KNOWN:
        cautions.append(OpenLicenceCaution.PAYMENT_NOT_KNOWN)
    if patent.status_checked_on is None:
        cautions.append(OpenLicenceCaution.STATUS_NOT_CHECKED)
    return tuple(cautions)


def declare_open_licence(
    session: Session, *, patent: Patent, terms: OpenLicenceTerms, on: dt.date, by: Person | None
) -> OpenLicence:
    """Declares an open licence, or changes the one that stands.

    Raises:
        OpenLicenceBarredError: with the first bar as its message.
        OpenLicenceFeeError, RoyaltyError, OpenLicencePaymentError, OpenLicenceEndError: a term is missing or wrong.
    """
    for bar in open_licence_bars(patent, on):
        raise OpenLicenceBarredError(bar.label)
    _expect_terms(terms)
    ends_on = _expect_end(patent, terms.ends_on, on)
    known = patent.open_licence
    before = _terms(known) if known else {}
    licence = known or OpenLicence(declared_on=on)
    licence.fixed_fee_fen, licence.royalty_points = terms.fixed_fee_fen, terms.royalty_points
    licence.royalty_base = terms.royalty_base if terms.royalty_points else None
    licence.payment, licence.ends_on = terms.payment.strip(), ends_on
    patent.open_licence = licence
    if _terms(licence) != before:
        action = N_("Open licence declared")
        record_change(session, subject=patent, action=action, by=by, before=before, after=_terms(licence))
    session.flush()
    return licence


def withdraw_open_licence(session: Session, *, patent: Patent, by: Person | None) -> None:
    """Withdraws the declaration; licences already taken under it go on (专利法第50条)."""
    if patent.open_licence is None:
        return
    before = _terms(patent.open_licence)
    patent.open_licence = None
    record_change(session, subject=patent, action=N_("Open licence withdrawn"), by=by, before=before)
    session.flush()


def _expect_terms(terms: OpenLicenceTerms) -> None:
    if terms.fixed_fee_fen is None and (terms.royalty_points is None or terms.royalty_base is None):
        raise OpenLicenceFeeError
    if terms.royalty_points is not None and terms.royalty_base is None:
        raise OpenLicenceFeeError
    if terms.royalty_points is not None and not 0 < terms.royalty_points <= 100 * POINTS_A_PERCENT:
        raise RoyaltyError
    if not terms.payment.strip():
        raise OpenLicencePaymentError


def _expect_end(patent: Patent, ends_on: dt.date | None, today: dt.date) -> dt.date:
    term = term_of_patent(patent)
    if ends_on is None or ends_on <= today or (term and ends_on >= term.expires_on):
        raise OpenLicenceEndError
    return ends_on


def _terms(licence: OpenLicence) -> dict[str, object]:
    return {
        "fixed_fee_fen": licence.fixed_fee_fen,
        "royalty_points": licence.royalty_points,
        "royalty_base": licence.royalty_base,
        "payment": licence.payment,
        "ends_on": licence.ends_on,
    }
