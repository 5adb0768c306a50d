"""What of the offers of patents ends on which day: trials before payment, offers, and open licences."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import N_
from matchmaker.organizations.models import Organization
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Listing, OpenLicence, Patent

_TRIAL = N_("The trial before payment ends")
_OFFER = N_("The offer ends")
_OPEN_LICENCE = N_("The open licence ends")


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of a patent's offer that ends on a day; ``label`` says what."""

    label: str
    on: dt.date
    patent: Patent


def endings_between(
    session: Session, holder: Organization | None, first: dt.date, last: dt.date
) -> list[Ending]:
    """What of a holder's offers (of all for None) ends from ``first`` to ``last``, both in it: two queries."""
    held = [Patent.organization_id == holder.id] if holder else []
    days = (Listing.trial_until, Listing.available_until)
    listings = session.scalars(
        sa.select(Listing)
        .join(Listing.patent)
        .where(Listing.state == ListingState.OPEN, sa.or_(*(day.between(first, last) for day in days)), *held)
        .options(joinedload(Listing.patent).joinedload(Patent.organization))
    )
    found = [
        Ending(label, day, listing.patent)
        for listing in listings
        for label, day in ((_TRIAL, listing.trial_until), (_OFFER, listing.available_until))
        if day and first <= day <= last
    ]
    licensed = session.execute(
        sa.select(OpenLicence.ends_on, Patent)
        .join(Patent, Patent.id == OpenLicence.patent_id)
        .where(OpenLicence.ends_on.between(first, last), *held)
        .options(joinedload(Patent.organization))
    )
    return [*found, *(Ending(_OPEN_LICENCE, day, patent) for day, patent in licensed)]
