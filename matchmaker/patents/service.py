"""Rules and writes for patents and their listings; each change tells the index through the revision."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.importing.patents import PatentRecord
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.known_names import name_keys
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.changes import Changes
from matchmaker.patents.entries import DEFAULT_WAYS, Entries
from matchmaker.patents.enums import ListingState, PatentStatus, Readiness, Way
from matchmaker.patents.models import CatalogueRevision, Listing, Patent
from matchmaker.patents.records import FieldChange

_AT_ONCE = 500
_TERMS = ("state", "ways", "price_fen", "readiness")


class LapsedPatentError(ConflictError):
    """A patent that is no longer in force is offered."""

    message = N_("%(number)s is no longer in force (%(status)s). Check its legal status before offering it.")


class NoWayError(InvalidError):
    """A listing that offers nothing."""

    message = N_("Choose at least one way in which the patent is offered.")


class PriceError(InvalidError):
    """A price below nothing."""

    message = N_("The price must be above 0. Leave it empty where it is to be agreed.")


class CheckDayError(InvalidError):
    """A look into the register that is still to come."""

    message = N_("%(day)s is still to come. Enter the day on which the register was looked at.")


def next_revision(session: Session) -> int:
    """Takes the next number of the catalogue; others who want one wait until this transaction ends."""
    return CatalogueRevision.next_number(session)


def hold_catalogue(session: Session) -> None:
    """Keeps the catalogue as it is until this transaction ends; whoever wants to change it waits.

    Nothing is read first: SQLite would not let a transaction write that has read what others changed since.
    """
    session.execute(
        sa.update(CatalogueRevision).values(number=CatalogueRevision.number),
        execution_options={"synchronize_session": False},
    )


def enter_patents(
    session: Session,
    *,
    records: Sequence[PatentRecord],
    holder: Organization,
    offer: bool,
    on: dt.date,
    by: Person | None,
) -> list[Patent]:
    """Adds patents to a holder's inventory; with ``offer`` those not known to have lapsed are listed at once."""
    if not records:
        return []
    session.flush()
    entries = Entries(session, own=name_keys(session, holder), offer=offer, on=on)
    entries.add(records)
    revision = next_revision(session)
    entries.move(holder=holder, revision=revision, by=by)
    entered = sa.select(Patent).where(Patent.revision == revision).order_by(Patent.id)
    return list(session.scalars(entered))


def change_patents(
    session: Session,
    *,
    changes: Sequence[tuple[Patent, Sequence[FieldChange]]],
    by: Person | None,
) -> None:
    """Takes over what a sheet tells differently; a patent that has lapsed is taken off offer."""
    if not changes:
        return
    session.flush()
    told = Changes(session)
    for holder in {patent.organization for patent, _ in changes}:
        theirs = [(patent.id, fields) for patent, fields in changes if patent.organization is holder]
        told.add(theirs, own=name_keys(session, holder))
    write_changes(session, changes=told, by=by)
    _read_anew(session, [patent.id for patent, _ in changes])


def write_changes(session: Session, *, changes: Changes, by: Person | None) -> None:
    """Writes changes that were put together; patents that have lapsed are taken off offer."""
    lapsed = changes.write(revision=next_revision(session), by=by)
    for patent in _read_anew(session, lapsed):
        withdraw_listing(session, patent=patent, by=by)
    session.flush()


def _read_anew(session: Session, ids: Sequence[int]) -> list[Patent]:
    """Patents with their offers as the database has them now, whatever the session knew of them."""
    anew = {"populate_existing": True}
    return [
        patent
        for start in range(0, len(ids), _AT_ONCE)
        for patent in session.scalars(
            sa.select(Patent)
            .where(Patent.id.in_(ids[start : start + _AT_ONCE]))
            .options(joinedload(Patent.listing)),
            execution_options=anew,
        )
    ]


def list_patent(
    session: Session,
    *,
    patent: Patent,
    ways: Sequence[Way] = DEFAULT_WAYS,
    price_fen: int | None = None,
    readiness: Readiness | None = None,
    benefit: str = "",
    on: dt.date,
    by: Person | None,
) -> Listing:
    """Puts a patent on offer, or changes the offer there is.

    Raises:
        LapsedPatentError: the patent is no longer in force.
        NoWayError: no way is given.
        PriceError: the price is not above 0.
    """
    if patent.status is PatentStatus.LAPSED:
        raise LapsedPatentError(number=patent.number, status=patent.legal_status or patent.status.label)
    if not ways:
        raise NoWayError
    if price_fen is not None and price_fen <= 0:
        raise PriceError
    before = _terms(patent.listing) if patent.listing else {}
    listing = patent.listing or Listing(listed_on=on)
    listing.state = ListingState.OPEN
    listing.ways, listing.price_fen, listing.readiness = list(ways), price_fen, readiness
    listing.benefit = benefit.strip()
    patent.listing = listing
    patent.revision = next_revision(session)
    record_change(
        session,
        subject=listing,
        action=N_("Patent put on offer"),
        by=by,
        before=before,
        after=_terms(listing),
    )
    return listing


def withdraw_listing(session: Session, *, patent: Patent, by: Person | None) -> None:
    """Takes a patent off offer; the next search no longer finds it."""
    if patent.listing is None or patent.listing.state is ListingState.WITHDRAWN:
        return
    before = _terms(patent.listing)
    patent.listing.state = ListingState.WITHDRAWN
    patent.revision = next_revision(session)
    record_change(
        session,
        subject=patent.listing,
        action=N_("Patent taken off offer"),
        by=by,
        before=before,
        after=_terms(patent.listing),
    )


def expect_check_day(on: dt.date, *, today: dt.date) -> None:
    """Lets pass a day on which the register can have been looked at.

    Raises:
        CheckDayError: it is still to come.
    """
    if on > today:
        raise CheckDayError(day=on.isoformat())


def check_status(
    session: Session,
    *,
    patent: Patent,
    status: PatentStatus,
    on: dt.date,
    source: str = "",
    by: Person | None,
) -> None:
    """Notes what the register says of a patent on a day, and where it was read; a lapsed one is taken off offer."""
    before = {"status": patent.status, "status_checked_on": patent.status_checked_on}
    patent.status, patent.status_checked_on, patent.status_source = status, on, source.strip()
    patent.revision = next_revision(session)
    record_change(
        session,
        subject=patent,
        action=N_("Legal status checked"),
        by=by,
        before=before,
        after={"status": status, "status_checked_on": on, "status_source": patent.status_source},
    )
    if status is PatentStatus.LAPSED:
        withdraw_listing(session, patent=patent, by=by)


def _terms(listing: Listing) -> dict[str, object]:
    return {name: getattr(listing, name) for name in _TERMS}
