"""What a deal means for its patents: once signed, a licence runs; once registered, they leave their holder's hand."""

from sqlalchemy.orm import Session

from matchmaker.deals.models import Deal
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.life import enter_licence, note_transfer, remove_licence

_LEAVES_THE_HOLDER = (Way.TRANSFER, Way.EQUITY)


def note_signature(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Notes a signed licence on each patent.

    Raises:
        OpenLicenceStandsError: the licence is exclusive or sole, and an open licence stands on a patent.
    """
    if deal.signed_on is None or deal.way is not Way.LICENCE:
        return
    for patent in deal.patents:
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


def note_registration(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Notes on each patent that it passed on: a transfer takes effect when it is registered (专利法第10条)."""
    if deal.way in _LEAVES_THE_HOLDER:
        for patent in deal.patents:
            note_transfer(session, patent=patent, on=deal.registered_on, by=by)


def note_loss(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Takes off each patent again what a deal that is lost had noted there."""
    if deal.signed_on is None:
        return
    for patent in deal.patents:
        if deal.registered_on and deal.way in _LEAVES_THE_HOLDER:
            note_transfer(session, patent=patent, on=None, by=by)
        for licence in [each for each in patent.licences if each.contract_number == deal.contract_number]:
            remove_licence(session, patent=patent, licence_id=licence.id, by=by)
