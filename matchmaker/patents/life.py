"""Rules and writes for the life of a patent: fees paid, co-owners, pledges, licences, use, and lapse on purpose."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TypeVar

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError, NotFoundError
from matchmaker.organizations.audit import change_fields, record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import LicenceKind
from matchmaker.patents.models import CoOwner, FeePayment, Patent, PatentLicence, Pledge
from matchmaker.patents.standing import calendar_of, term_of_patent

_Row = TypeVar("_Row")

LONGEST_EXTENSION_DAYS = 3660
_WHOLE = 100


class NoFeesError(ConflictError):
    """A payment for a patent that has no fees."""

    message = N_(
        "%(number)s has no fee calendar: it needs its type, its days of filing and grant, and to be in force."
    )


class NoYearsError(ConflictError):
    """A payment for a patent whose term had ended before its first fee."""

    message = N_(
        "No annual fee of %(number)s falls due: it was granted on %(granted_on)s, and its term ended on "
        "%(expires_on)s. Check its type and its days of filing and grant."
    )


class FeeYearError(InvalidError):
    """A year for which no fee is due."""

    message = N_(
        "No annual fee is due for year %(year)s. The calendar runs from year %(first)s to year %(last)s."
    )


class PaymentExistsError(ConflictError):
    """A fee is paid twice."""

    message = N_(
        "The fee of year %(year)s is recorded as paid already. Take that payment back to change its day."
    )


class PaymentDayError(InvalidError):
    """A payment on a day on which it cannot have been made."""

    message = N_("%(day)s cannot be the day of payment: it lies after today, or before the patent was filed.")


class PaymentTooLateError(ConflictError):
    """A payment after the months of grace."""

    message = N_(
        "The fee of year %(year)s could be paid until %(day)s. Note the legal status by the register."
    )


class DayOrderError(InvalidError):
    """Something ends before it begins."""

    message = N_("%(last)s lies before %(first)s. Check both days.")


class NameMissingError(InvalidError):
    """A party without a name."""

    message = N_("Enter the name.")


class CoOwnerExistsError(ConflictError):
    """A co-owner is entered twice."""

    message = N_("%(name)s is among the owners already.")


class ShareError(InvalidError):
    """Shares that are none, or more than the whole."""

    message = N_("A share is between 1 and 99 per cent, and all of them together stay below 100.")


class ExtensionError(InvalidError):
    """An extension that no term has."""

    message = N_("An extension has between 0 and %(most)s days.")


class OpenLicenceStandsError(ConflictError):
    """An exclusive or sole licence beside an open one (专利法第51条)."""

    message = N_(
        "An open licence stands on %(number)s: no exclusive or sole licence may follow. Withdraw it first."
    )


class ReasonMissingError(InvalidError):
    """A patent lapses on purpose without a reason."""

    message = N_("Say why the patent is let lapse; whoever asks later reads it here.")


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """What a holder states of a patent that no register here tells."""

    extension_days: int = 0
    suspended: bool = False
    report_on: dt.date | None = None
    own_use: bool = False
    transferred_on: dt.date | None = None


def life_facts(patent: Patent) -> LifeFacts:
    """What is stated of a patent now."""
    return LifeFacts(**{field.name: getattr(patent, field.name) for field in fields(LifeFacts)})


def state_life_facts(session: Session, *, patent: Patent, facts: LifeFacts, by: Person | None) -> None:
    """Takes over what the holder states; only what differs is recorded.

    Raises:
        ExtensionError: the extension is below 0 or longer than any.
    """
    if not 0 <= facts.extension_days <= LONGEST_EXTENSION_DAYS:
        raise ExtensionError(most=LONGEST_EXTENSION_DAYS)
    change_fields(session, subject=patent, after=asdict(facts), action=N_("Facts of its life changed"), by=by)


def record_payment(
    session: Session, *, patent: Patent, year: int, paid_on: dt.date, today: dt.date, by: Person | None
) -> FeePayment:
    """Records that the annual fee of a year was paid; it may be paid before it is due.

    Raises:
        NoFeesError, NoYearsError, FeeYearError, PaymentExistsError, PaymentDayError, PaymentTooLateError:
            it cannot have been.
    """
    calendar = calendar_of(patent, today)
    if calendar is None:
        raise NoFeesError(number=patent.number)
    if not calendar.fees:
        raise _no_years(patent)
    fee = next((fee for fee in calendar.fees if fee.year == year), None)
    if fee is None:
        raise FeeYearError(year=year, first=calendar.fees[0].year, last=calendar.fees[-1].year)
    if fee.paid_on:
        raise PaymentExistsError(year=year)
    if paid_on > today or (patent.filed_on and paid_on < patent.filed_on):
        raise PaymentDayError(day=paid_on.isoformat())
    if fee.lapses_after and paid_on > fee.lapses_after:
        raise PaymentTooLateError(year=year, day=fee.lapses_after.isoformat())
    payment = FeePayment(year=year, paid_on=paid_on, entered_by_id=by.id if by else None)
    patent.payments.append(payment)
    facts = {"year": year, "paid_on": paid_on}
    record_change(session, subject=patent, action=N_("Annual fee paid"), by=by, after=facts)
    session.flush()
    return payment


def _no_years(patent: Patent) -> NoYearsError:
    term = term_of_patent(patent)
    return NoYearsError(
        number=patent.number, granted_on=patent.granted_on, expires_on=term and term.expires_on
    )


def take_fee_payment_back(session: Session, *, patent: Patent, year: int, by: Person | None) -> None:
    """Takes a payment back that was recorded by mistake."""
    payment = _one_of(patent.payments, "year", year)
    patent.payments.remove(payment)
    before = {"year": year, "paid_on": payment.paid_on}
    record_change(session, subject=patent, action=N_("Payment of a fee taken back"), by=by, before=before)
    session.flush()


def add_co_owner(
    session: Session, *, patent: Patent, name: str, share_percent: int | None, by: Person | None
) -> CoOwner:
    """Records somebody who owns the patent beside its holder."""
    name = _named(name)
    shares = [owner.share_percent or 0 for owner in patent.co_owners]
    if share_percent is not None and not 1 <= share_percent < _WHOLE - sum(shares):
        raise ShareError
    if any(owner.name == name for owner in patent.co_owners):
        raise CoOwnerExistsError(name=name)
    owner = CoOwner(name=name, share_percent=share_percent)
    patent.co_owners.append(owner)
    after = {"name": name, "share_percent": share_percent}
    record_change(session, subject=patent, action=N_("Co-owner added"), by=by, after=after)
    session.flush()
    return owner


def remove_co_owner(session: Session, *, patent: Patent, owner_id: int, by: Person | None) -> None:
    """Takes a co-owner off the patent."""
    owner = _one_of(patent.co_owners, "id", owner_id)
    patent.co_owners.remove(owner)
    record_change(
        session, subject=patent, action=N_("Co-owner taken off"), by=by, before={"name": owner.name}
    )
    session.flush()


def enter_pledge(
    session: Session,
    *,
    patent: Patent,
    pledgee: str,
    registered_on: dt.date,
    consents: bool,
    by: Person | None,
) -> Pledge:
    """Records that the patent is pledged, and whether the pledgee consents to an open licence."""
    pledge = Pledge(pledgee=_named(pledgee), registered_on=registered_on, consents=consents)
    patent.pledges.append(pledge)
    after = {"pledgee": pledge.pledgee, "registered_on": registered_on, "consents": consents}
    record_change(session, subject=patent, action=N_("Pledge entered"), by=by, after=after)
    session.flush()
    return pledge


def release_pledge(
    session: Session, *, patent: Patent, pledge_id: int, on: dt.date, by: Person | None
) -> None:
    """Records that a pledge is released.

    Raises:
        DayOrderError: it was registered after that day.
    """
    pledge = _one_of(patent.pledges, "id", pledge_id)
    if on < pledge.registered_on:
        raise DayOrderError(first=pledge.registered_on.isoformat(), last=on.isoformat())
    pledge.released_on = on
    after = {"pledgee": pledge.pledgee, "released_on": on}
    record_change(session, subject=patent, action=N_("Pledge released"), by=by, after=after)


def enter_licence(
    session: Session,
    *,
    patent: Patent,
    kind: LicenceKind,
    licensee: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    contract_number: str = "",
    by: Person | None,
) -> PatentLicence:
    """Records a licence under the patent.

    Raises:
        DayOrderError: it ends before it begins.
        OpenLicenceStandsError: it is exclusive or sole, and an open licence stands.
    """
    if ends_on and ends_on < starts_on:
        raise DayOrderError(first=starts_on.isoformat(), last=ends_on.isoformat())
    if kind.shuts_out and patent.open_licence:
        raise OpenLicenceStandsError(number=patent.number)
    licence = PatentLicence(
        kind=kind,
        licensee=_named(licensee),
        starts_on=starts_on,
        ends_on=ends_on,
        contract_number=contract_number.strip(),
    )
    patent.licences.append(licence)
    after = {"licence_kind": kind, "licensee": licence.licensee, "starts_on": starts_on, "ends_on": ends_on}
    record_change(session, subject=patent, action=N_("Licence entered"), by=by, after=after)
    session.flush()
    return licence


def remove_licence(session: Session, *, patent: Patent, licence_id: int, by: Person | None) -> None:
    """Takes a licence off that was entered by mistake, or whose contract fell."""
    licence = _one_of(patent.licences, "id", licence_id)
    patent.licences.remove(licence)
    before = {"licence_kind": licence.kind, "licensee": licence.licensee}
    record_change(session, subject=patent, action=N_("Licence taken off"), by=by, before=before)
    session.flush()


def note_transfer(session: Session, *, patent: Patent, on: dt.date | None, by: Person | None) -> None:
    """Notes that the patent left its holder's hand, or with None that it did not."""
    before, patent.transferred_on = patent.transferred_on, on
    record_change(
        session,
        subject=patent,
        action=N_("Transfer noted"),
        by=by,
        before={"transferred_on": before},
        after={"transferred_on": on},
    )


def let_lapse(session: Session, *, patent: Patent, reason: str, on: dt.date, by: Person | None) -> None:
    """Notes that no more fees are paid, and why; the patent stays on offer until it has lapsed."""
    if not reason.strip():
        raise ReasonMissingError
    patent.let_lapse_on, patent.let_lapse_reason = on, reason.strip()
    after = {"let_lapse_on": on, "reason": patent.let_lapse_reason}
    record_change(session, subject=patent, action=N_("To lapse on purpose"), by=by, after=after)


def keep_up(session: Session, *, patent: Patent, by: Person | None) -> None:
    """Takes the decision to let a patent lapse back."""
    if patent.let_lapse_on is None:
        return
    before = {"let_lapse_on": patent.let_lapse_on, "reason": patent.let_lapse_reason}
    patent.let_lapse_on, patent.let_lapse_reason = None, ""
    record_change(session, subject=patent, action=N_("To be kept up"), by=by, before=before)


def _named(name: str) -> str:
    if not name.strip():
        raise NameMissingError
    return name.strip()


def _one_of(rows: Sequence[_Row], field: str, value: int) -> _Row:
    row = next((row for row in rows if getattr(row, field) == value), None)
    if row is None:
        raise NotFoundError
    return row
