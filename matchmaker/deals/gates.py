"""What a deal must have before it may go on; each broken gate names itself and what to do."""

import datetime as dt

from matchmaker.deals.enums import Stage
from matchmaker.deals.models import Deal
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.patents.enums import LicenceKind, PatentStatus, Way


class StageError(ConflictError):
    """A step that does not follow from where the deal stands."""

    message = N_(
        "This deal is at “%(stage)s”; that step does not follow from it. Reload the page to see where it is."
    )


class FutureDateError(InvalidError):
    """Something is entered as done that is still to come."""

    message = N_("%(date)s is still to come. Enter it once it has happened.")


class DateOrderError(InvalidError):
    """A step is dated before the one it follows."""

    message = N_("%(date)s is before the step it follows (%(earlier)s). Check the dates on the papers.")


class AmountError(InvalidError):
    """An amount that is none."""

    message = N_("Enter an amount above 0.")


class ContractNumberError(InvalidError):
    """A contract without a number."""

    message = N_("Enter the contract's number; the year's report refers to it.")


class ContractNumberTakenError(ConflictError):
    """Two contracts with one number."""

    message = N_("Contract number %(number)s is already used by another deal.")


class LicenceKindMissingError(InvalidError):
    """A licence that does not say whom it shuts out."""

    message = N_("Choose the kind of licence: exclusive, sole or ordinary.")


class CoOwnerConsentMissingError(ConflictError):
    """A co-owned patent goes without every owner's consent (专利法第14条)."""

    message = N_(
        "%(number)s has several owners. A transfer, an equity contribution, a pledge and an exclusive or sole"
        " licence need the consent of each: obtain it and tick the box."
    )


class PatentLapsedError(ConflictError):
    """A right that no longer exists is sold."""

    message = N_("%(number)s is no longer in force. Take it out of the deal or check its status again.")


class RegistrationNumberError(InvalidError):
    """A registration without its paper."""

    message = N_("Enter the number of the notice or the recordal certificate.")


class OverpaidError(ConflictError):
    """More money than the contract says."""

    message = N_("With this the deal would have received more than its contract amount. Check the amount.")


class SidesError(InvalidError):
    """A deal with oneself, or over patents that the seller does not hold."""

    message = N_("A deal needs two different sides, and patents from the seller's own inventory.")


def expect_stage(deal: Deal, *stages: Stage) -> None:
    """Raises StageError unless the deal is at one of these stages."""
    if deal.stage not in stages:
        raise StageError(stage=deal.stage.label)


def expect_day(day: dt.date, *, not_before: dt.date, today: dt.date) -> None:
    """Raises where a step is dated in the future or before the one it follows."""
    if day > today:
        raise FutureDateError(date=day.isoformat())
    if day < not_before:
        raise DateOrderError(date=day.isoformat(), earlier=not_before.isoformat())


def expect_fit_to_sign(deal: Deal, *, licence_kind: LicenceKind | None, co_owners_agreed: bool) -> None:
    """Raises where the law or the facts stand against the signature."""
    if deal.way is Way.LICENCE and licence_kind is None:
        raise LicenceKindMissingError
    for patent in deal.patents:
        if patent.status is PatentStatus.LAPSED:
            raise PatentLapsedError(number=patent.number)
        if needs_co_owners(deal.way, licence_kind) and len(patent.applicants) > 1 and not co_owners_agreed:
            raise CoOwnerConsentMissingError(number=patent.number)


def needs_co_owners(way: Way, licence_kind: LicenceKind | None) -> bool:
    """Whether every co-owner must agree; an ordinary licence one owner may give alone."""
    return way in {Way.TRANSFER, Way.EQUITY, Way.FINANCING} or (
        way is Way.LICENCE and licence_kind is not LicenceKind.ORDINARY
    )
