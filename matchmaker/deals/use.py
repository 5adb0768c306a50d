"""What a deal means for its patents and its need.

Once signed, a licence runs; once registered, patents leave their holder's hand. The need moves along its desk: into
the talks, to its signature, and back where the deal is lost and no other holds it.
"""

from sqlalchemy.orm import Session

from matchmaker.deals.enums import Stage
from matchmaker.deals.models import Deal
from matchmaker.deals.queries import RUNNING, SIGNED, deals_by_need, other_stages
from matchmaker.errors import N_
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.talks import bring_back, bring_into_talks, bring_to_signature
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.life import enter_licence, note_transfer, remove_licence

_LEAVES_THE_HOLDER = (Way.TRANSFER, Way.EQUITY)


def note_opening(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Brings the need into the talks, where its curation has come far enough."""
    if deal.need:
        action = N_("Deal on the need opened")
        bring_into_talks(session, need=deal.need, deal_id=deal.id, action=action, by=by)


def note_talks(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Both sides have met: the need stands under the talks at the latest now."""
    if deal.need:
        action = N_("Talks on the need begun")
        bring_into_talks(session, need=deal.need, deal_id=deal.id, action=action, by=by)


def note_publication(session: Session, need: Need, *, by: Person | None) -> None:
    """A need that was published while a deal on it runs stands under the talks at once."""
    running = [deal for deal in deals_by_need(session, [need.id]).get(need.id, ()) if deal.stage in RUNNING]
    if running and need.state is NeedState.PUBLISHED:
        action = N_("Published while a deal on it runs")
        bring_into_talks(session, need=need, deal_id=running[-1].id, action=action, by=by)


def note_signature(session: Session, deal: Deal, *, by: Person | None) -> None:
    """Notes a signed licence on each patent, and that the need is met.

    Raises:
        OpenLicenceStandsError: the licence is exclusive or sole, and an open licence stands on a patent.
    """
    if deal.need:
        bring_to_signature(session, need=deal.need, deal_id=deal.id, by=by)
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
    """Takes off each patent again what a deal that is lost had noted there, and brings its need back."""
    if deal.need:
        bring_back(
            session,
            need=deal.need,
            deal_id=deal.id,
            was_signed=deal.signed_on is not None,
            others=_held_by(other_stages(session, deal)),
            reason=deal.lost_reason,
            by=by,
        )
    if deal.signed_on is None:
        return
    for patent in deal.patents:
        if deal.registered_on and deal.way in _LEAVES_THE_HOLDER:
            note_transfer(session, patent=patent, on=None, by=by)
        for licence in [each for each in patent.licences if each.contract_number == deal.contract_number]:
            remove_licence(session, patent=patent, licence_id=licence.id, by=by)


def _held_by(stages: set[Stage]) -> NeedState | None:
    """Where deals at these stages hold their need."""
    if stages & set(SIGNED):
        return NeedState.SIGNED
    return NeedState.IN_TALKS if stages & {Stage.LEAD, Stage.TALKS} else None
