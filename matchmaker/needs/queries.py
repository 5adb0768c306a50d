"""Reads of needs."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from matchmaker.database import found
from matchmaker.errors import N_, NotFoundError
from matchmaker.needs.enums import OPEN_STATES, NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Organization, Person

_DIGITS = 9  # of an id; more are the number of a sheet
_SHOWN = 40  # characters of a number that nothing has


class NoSuchNeedError(NotFoundError):
    """A number that no need has."""

    message = N_("No need has the number %(number)s, neither here nor in the sheet that it came from.")


def need_with_id(session: Session, need_id: int) -> Need:
    """One need with its company, or NotFoundError."""
    return found(session.scalar(_whole().where(Need.id == need_id)))


def need_named(session: Session, name: str) -> Need:
    """One need by its number here or by the number of the sheet it came from; merged, the one that stays.

    Raises:
        NoSuchNeedError: there is none.
    """
    if not name.isprintable():
        raise NoSuchNeedError(number="…")
    by_key = session.scalar(_whole().where(Need.source_key == name).order_by(Need.id.desc()).limit(1))
    is_number = name.isascii() and name.isdigit() and len(name) <= _DIGITS
    need = by_key or (session.scalar(_whole().where(Need.id == int(name))) if is_number else None)
    if need is None:
        raise NoSuchNeedError(number=name[:_SHOWN])
    return standing_need(session, need)


def standing_need(session: Session, need: Need) -> Need:
    """The need itself, or the one into which it was merged."""
    while need.merged_into_id is not None:
        need = need_with_id(session, need.merged_into_id)
    return need


def published_needs() -> sa.Select[Need]:
    """The needs that everyone may read, the newest first, to be paged."""
    return _whole().where(Need.is_public).order_by(Need.published_at.desc(), Need.id.desc())


def needs_of(organization: Organization) -> sa.Select[Need]:
    """A company's own needs, to be paged: those it is to change first, then the newest; none merged into another."""
    return (
        _whole()
        .where(Need.organization_id == organization.id, Need.merged_into_id.is_(None))
        .order_by(
            sa.case((Need.state == NeedState.RETURNED, 0), else_=1), Need.created_at.desc(), Need.id.desc()
        )
    )


def open_needs(state: NeedState | None = None) -> sa.Select[Need]:
    """Needs that the centre works on: those just submitted first, then the newest."""
    states = (state,) if state else OPEN_STATES
    return (
        _whole()
        .where(Need.state.in_(states))
        .order_by(
            sa.case((Need.state == NeedState.SUBMITTED, 0), else_=1), Need.submitted_at.desc(), Need.id.desc()
        )
    )


def open_texts() -> sa.Select[int, bool, str, str]:
    """Id, whether everyone may read it, title and ranked text of every need that the centre works on, by id."""
    texts = sa.select(Need.id, Need.is_public, Need.title, Need.wording)
    return texts.where(Need.state.in_(OPEN_STATES)).order_by(Need.id)


def needs_with_ids(session: Session, ids: Sequence[int]) -> dict[int, Need]:
    """Needs by id, each with its company and that one's other names: two queries."""
    names = contains_eager(Need.organization).selectinload(Organization.aliases)
    return {need.id: need for need in session.scalars(_whole().options(names).where(Need.id.in_(ids)))}


def published_count(session: Session) -> int:
    """How many needs are published."""
    return session.scalar(sa.select(sa.func.count(Need.id)).where(Need.is_public)) or 0


def needs_by_key(session: Session, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Need]:
    """The needs that sheets know by these pairs of a company's id and a key: one query."""
    if not keys:
        return {}
    companies, source_keys = {company for company, _ in keys}, {key for _, key in keys}
    needs = session.scalars(
        _whole().where(Need.organization_id.in_(companies), Need.source_key.in_(source_keys))
    )
    return {(need.organization_id, need.source_key or ""): need for need in needs}


def belongs_to(need: Need, person: Person | None) -> bool:
    """Whether a person sees this need as its own company does."""
    return person is not None and person.organization_id == need.organization_id


def may_read(need: Need, person: Person | None) -> bool:
    """Published needs are for everyone; others for their company and the centre's staff (drafts: the company)."""
    if need.is_public or belongs_to(need, person):
        return True
    return person is not None and person.role.is_staff and need.state is not NeedState.DRAFT


def may_see_company(need: Need, person: Person | None) -> bool:
    """Who sees a need from inside, with its company and all its words: the company itself and the staff."""
    return belongs_to(need, person) or (person is not None and person.role.is_staff)


def _whole() -> sa.Select[Need]:
    return sa.select(Need).join(Need.organization).options(contains_eager(Need.organization))
