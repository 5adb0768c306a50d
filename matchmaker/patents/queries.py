"""Reads of patents and listings."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from matchmaker.database import found
from matchmaker.errors import ForbiddenError
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import ListingState, PatentStatus, Readiness, Way
from matchmaker.patents.models import CatalogueRevision, Listing, Patent, Publication
from matchmaker.patents.numbered import (
    application_form,
    by_number,
    has_number,
    has_part_of_number,
    publication_keys,
)

_AT_ONCE = 500


def patent_with_id(session: Session, patent_id: int) -> Patent:
    """One patent with its listing and holder, or NotFoundError."""
    return found(session.scalar(_whole().where(Patent.id == patent_id)))


def patent_to_change(session: Session, patent_id: int, person: Person) -> Patent:
    """One patent that this person may change, NotFoundError or ForbiddenError."""
    patent = patent_with_id(session, patent_id)
    if not may_change(patent, person):
        raise ForbiddenError
    return patent


def patents_with_ids(session: Session, ids: Sequence[int]) -> dict[int, Patent]:
    """Patents by id, each with its listing and holder: one query."""
    return {patent.id: patent for patent in session.scalars(_whole().where(Patent.id.in_(ids)))}


def patent_with_number(session: Session, text: str) -> Patent | None:
    """The patent whose application or publication number a text is, in any customary form, if it is known."""
    return patents_with_numbers(session, [text]).get(text)


def patents_with_numbers(session: Session, texts: Sequence[str]) -> dict[str, Patent]:
    """The patents of these numbers, in any customary form, by the number as it was written."""
    applications = filter(None, map(application_form, texts))
    keys = (key for text in texts for key in publication_keys(text))
    known = known_patents(session, Patent.application_number, applications)
    return by_number(
        texts,
        {patent.application_number: patent for patent in known if patent.application_number},
        dict(published_patents(session, keys)),
    )


def known_patents(
    session: Session, column: sa.orm.InstrumentedAttribute[str | None], values: Iterable[str]
) -> list[Patent]:
    """The patents whose number in this column is among the values, read in a few queries."""
    wanted = sorted(set(values))
    return [
        patent
        for start in range(0, len(wanted), _AT_ONCE)
        for patent in session.scalars(_whole().where(column.in_(wanted[start : start + _AT_ONCE])))
    ]


def published_patents(session: Session, keys: Iterable[str]) -> list[tuple[str, Patent]]:
    """The patents that were published under these keys, each with the key, read in a few queries."""
    wanted = sorted(set(keys))
    statement = _whole().join(Publication, Publication.patent_id == Patent.id).add_columns(Publication.key)
    return [
        (key, patent)
        for start in range(0, len(wanted), _AT_ONCE)
        for patent, key in session.execute(
            statement.where(Publication.key.in_(wanted[start : start + _AT_ONCE])).order_by(Publication.id)
        )
    ]


def publications_of(session: Session, patent_ids: Iterable[int]) -> dict[int, list[str]]:
    """The numbers under which patents were published, by patent, in the order in which they came; few queries."""
    wanted = sorted(set(patent_ids))
    found: dict[int, list[str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = sa.select(Publication.patent_id, Publication.number).order_by(Publication.id)
        part = Publication.patent_id.in_(wanted[start : start + _AT_ONCE])
        for patent_id, number in session.execute(rows.where(part)):
            found.setdefault(patent_id, []).append(number)
    return found


def inventory(
    holder: Organization | None,
    *,
    text: str = "",
    status: PatentStatus | None = None,
    foreign_only: bool = False,
) -> sa.Select[Patent]:
    """A holder's patents (all patents for None), the newest first, to be paged.

    ``foreign_only`` keeps those whose applicants do not name the holder.
    """
    statement = _whole().order_by(Patent.id.desc())
    if holder:
        statement = statement.where(Patent.organization_id == holder.id)
    if text:
        statement = statement.where(
            sa.or_(Patent.title.icontains(text, autoescape=True), has_number(text), has_part_of_number(text))
        )
    if status:
        statement = statement.where(Patent.status == status)
    if foreign_only:
        statement = statement.where(Patent.names_holder.is_(False))
    return statement


def inventory_counts(session: Session, holder: Organization | None) -> dict[PatentStatus, int]:
    """How many patents a holder (all for None) has of each status."""
    statement = sa.select(Patent.status, sa.func.count()).group_by(Patent.status)
    if holder:
        statement = statement.where(Patent.organization_id == holder.id)
    return {row[0]: row[1] for row in session.execute(statement)}


def departments_of(session: Session, organization: Organization) -> list[str]:
    """The departments that an organisation's patents name."""
    return list(
        session.scalars(
            sa.select(Patent.department)
            .where(Patent.organization_id == organization.id, Patent.department != "")
            .distinct()
            .order_by(Patent.department)
        )
    )


def listings_open(session: Session) -> int:
    """How many patents are on offer."""
    return session.scalar(sa.select(sa.func.count(Listing.id)).where(Listing.state == ListingState.OPEN)) or 0


def holders_with_listings(session: Session) -> int:
    """How many organisations have at least one patent on offer."""
    statement = sa.select(sa.func.count(sa.distinct(Patent.organization_id))).join(Patent.listing)
    return session.scalar(statement.where(Listing.state == ListingState.OPEN)) or 0


def catalogue_revision(session: Session) -> int:
    """The catalogue's count of changes; 0 for an empty one."""
    return session.scalar(sa.select(CatalogueRevision.number)) or 0


def catalogue_identity(session: Session) -> str:
    """What tells this database's catalogue from any other's."""
    return session.scalars(sa.select(CatalogueRevision.identity)).one()


def changed_since(revision: int) -> sa.Select[int, int, str, str, str, ListingState | None]:
    """Patents changed after a revision: id, revision, title, abstract, claims, state of the listing."""
    return (
        sa.select(Patent.id, Patent.revision, Patent.title, Patent.abstract, Patent.claims, Listing.state)
        .outerjoin(Patent.listing)
        .where(Patent.revision > revision)
        .order_by(Patent.id)
    )


def changes_since(session: Session, revision: int) -> int:
    """How many patents were changed after a revision."""
    return session.scalar(sa.select(sa.func.count(Patent.id)).where(Patent.revision > revision)) or 0


def texts_on_offer(after: int) -> sa.Select[int, str, str, str]:
    """What patents on offer say, those with ids above ``after``, by id: id, title, abstract, claims."""
    return (
        sa.select(Patent.id, Patent.title, Patent.abstract, Patent.claims)
        .join(Patent.listing)
        .where(Listing.state == ListingState.OPEN, Patent.id > after)
        .order_by(Patent.id)
    )


def terms_changed_since(
    revision: int,
) -> sa.Select[
    int, int, PatentStatus, list[str], ListingState | None, list[Way], int | None, Readiness | None
]:
    """Patents changed after a revision: id, holder's id, status, IPC; the offer's state, ways, price, readiness."""
    return (
        sa.select(
            Patent.id,
            Patent.organization_id,
            Patent.status,
            Patent.ipc,
            Listing.state,
            Listing.ways,
            Listing.price_fen,
            Listing.readiness,
        )
        .outerjoin(Patent.listing)
        .where(Patent.revision > revision)
        .order_by(Patent.id)
    )


def holders(session: Session) -> list[tuple[int, str, str, str]]:
    """Id, name, region and industry of every organisation that has patents here, by id."""
    having = sa.select(Patent.organization_id)
    statement = sa.select(Organization.id, Organization.name, Organization.region, Organization.industry)
    rows = session.execute(statement.where(Organization.id.in_(having)).order_by(Organization.id))
    return [(number, name, region, industry) for number, name, region, industry in rows]


def may_read(patent: Patent, person: Person | None) -> bool:
    """What is on offer is for everyone; the rest is for its holder and the centre's staff."""
    return _is_on_offer(patent) or (person is not None and may_change(patent, person))


def may_be_read_in(patent: Patent, organization: Organization) -> bool:
    """Whether all of an organisation's people may read this patent: it is on offer, or the organisation's."""
    return _is_on_offer(patent) or patent.organization_id == organization.id


def may_change(patent: Patent, person: Person) -> bool:
    """Whether a person may change this patent's listing: the holder's own people, and the centre's staff."""
    return person.organization_id == patent.organization_id or person.role.is_staff


def _is_on_offer(patent: Patent) -> bool:
    return patent.listing is not None and patent.listing.state is ListingState.OPEN


def _whole() -> sa.Select[Patent]:
    return (
        sa.select(Patent)
        .join(Patent.organization)
        .options(contains_eager(Patent.organization), joinedload(Patent.listing))
    )
