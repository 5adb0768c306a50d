"""What a signed deal means for its patents: a licence runs, or they leave their holder's hand."""

from sqlalchemy.orm import Session

from matchmaker.deals.models import Deal
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.life import enter_licence, note_transfer, remove_licence

_LEAVES_THE_HOLDER = (Way.TRANSFER, Way.EQUITY)


def note_signature(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Notes a signed licence or transfer on each patent.

    Raises:
        OpenLicenceStandsError: the licence is exclusive or sole, and an open licence stands on a patent.
    """
    if deal.signed_on is None:
        return
    for patent in deal.patents:
        if deal.way is Way.LICENCE:
            enter_licence(
                session,
                patent=patent,
                kind=deal.licence_kind or LicenceKind.ORDINARY,
                licensee=deal.buyer.name,
                starts_on=deal.signed_on,
                ends_on=None,
                contract_number=deal.contract_number or "",
                by=by,
            )
        elif deal.way in _LEAVES_THE_HOLDER:
            note_transfer(session, patent=patent, on=deal.signed_on, by=by)


def note_loss(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Takes off each patent again what the signature of a deal that is lost had noted there."""
    if deal.signed_on is None:
        return
    for patent in deal.patents:
        if deal.way in _LEAVES_THE_HOLDER and patent.transferred_on == deal.signed_on:
            note_transfer(session, patent=patent, on=None, by=by)
        for licence in [each for each in patent.licences if each.contract_number == deal.contract_number]:
            remove_licence(session, patent=patent, licence_id=licence.id, by=by)
