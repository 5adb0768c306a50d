"""What an inventor's answers propose for the patent's offer; nothing is taken over unless a person says so."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.organizations.models import Person
from matchmaker.patents.entries import DEFAULT_WAYS
from matchmaker.patents.offers import offer_terms, set_offer_terms
from matchmaker.patents.service import list_patent
from matchmaker.reviews.enums import ItemState
from matchmaker.reviews.models import ReviewItem

_LABELS = {
    "ways": N_("Offered for"),
    "readiness": N_("Technology readiness"),
    "scenarios": N_("Where it is used"),
}


class NothingProposedError(InvalidError):
    """Nothing that is proposed was chosen."""

    message = N_("Tick what is to be taken over into the offer.")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A field of the offer that the inventor tells differently."""

    name: str
    now: Any
    said: Any

    @property
    def label(self) -> str:
        """The field in words."""
        return _LABELS[self.name]


def proposals(item: ReviewItem) -> list[Proposed]:
    """What would change in the offer; nothing unless the patent is placed in the library and may be transferred."""
    if item.state is not ItemState.PLACED or item.unwilling:
        return []
    offer = item.patent.listing
    said = {name: getattr(item, name) for name in _LABELS}
    now = {name: getattr(offer, name) if offer else None for name in _LABELS}
    return [
        Proposed(name, now[name], said[name]) for name in _LABELS if said[name] and said[name] != now[name]
    ]


def take_proposals_over(
    session: Session, *, item: ReviewItem, names: Collection[str], today: dt.date, by: Person | None
) -> None:
    """Puts the chosen fields of what is proposed into the offer; a patent that has none is put on offer.

    Raises:
        NothingProposedError: none of the fields is proposed.
        LapsedPatentError, KindWithoutLicenceError: as for any offer.
    """
    chosen = {each.name: each.said for each in proposals(item) if each.name in names}
    if not chosen:
        raise NothingProposedError
    offer = item.patent.listing
    listing = list_patent(
        session,
        patent=item.patent,
        ways=chosen.get("ways") or (offer.ways if offer else DEFAULT_WAYS),
        price_fen=offer.price_fen if offer else None,
        readiness=chosen.get("readiness") or (offer.readiness if offer else None),
        benefit=offer.benefit if offer else "",
        on=today,
        by=by,
    )
    session.flush()
    terms = replace(offer_terms(listing), scenarios=chosen.get("scenarios", listing.scenarios or ""))
    set_offer_terms(session, listing=listing, terms=terms, today=today, by=by)
