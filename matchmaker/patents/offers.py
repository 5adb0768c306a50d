"""What an offer says beyond its ways and price: kind of licence, trial, how long it stands, and where it is used."""

import datetime as dt
from dataclasses import asdict, dataclass, fields

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.organizations.audit import change_fields
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.models import Listing


class KindWithoutLicenceError(InvalidError):
    """A kind of licence where no licence is offered."""

    message = N_("A kind of licence goes with the way “Licence”. Tick that way, or leave the kind open.")


class OfferEndedError(InvalidError):
    """An offer or a trial that ends before it can begin."""

    message = N_("%(day)s has passed. Choose a later day, or leave the field empty.")


class OpenLicenceKindError(ConflictError):
    """An exclusive or sole licence offered beside an open one (专利法第51条)."""

    message = N_("An open licence is an ordinary licence: no exclusive or sole one may be offered beside it.")


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """Terms of an offer; what is None or empty is left open."""

    licence_kind: LicenceKind | None = None
    scenarios: str = ""
    available_until: dt.date | None = None
    trial_until: dt.date | None = None


def offer_terms(listing: Listing) -> OfferTerms:
    """The terms that an offer has now."""
    return OfferTerms(**{field.name: getattr(listing, field.name) for field in fields(OfferTerms)})


def set_offer_terms(
    session: Session, *, listing: Listing, terms: OfferTerms, today: dt.date, by: Person | None
) -> None:
    """Sets what an offer says beyond its ways and price.

    Raises:
        KindWithoutLicenceError: a kind of licence is given, and no licence is offered.
        OfferEndedError: a last day has passed that the offer did not have before.
        OpenLicenceKindError: the kind shuts others out, and an open licence stands.
    """
    if terms.licence_kind and Way.LICENCE not in listing.ways:
        raise KindWithoutLicenceError
    if terms.licence_kind and terms.licence_kind.shuts_out and listing.patent.open_licence:
        raise OpenLicenceKindError
    known = offer_terms(listing)
    for before, day in (
        (known.available_until, terms.available_until),
        (known.trial_until, terms.trial_until),
    ):
        if day and day < today and day != before:
            raise OfferEndedError(day=day.isoformat())
    change_fields(
        session, subject=listing, after=asdict(terms), action=N_("Terms of the offer changed"), by=by
    )
    session.flush()
