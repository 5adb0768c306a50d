"""Which patents of an inventory are meant: what an address says of them, as one statement."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from matchmaker.organizations.models import Organization
from matchmaker.patents.enums import ListingState, OfferBar, OfferFilter, PatentStatus
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.offer_bars import offer_bars
from matchmaker.patents.queries import inventory

KEPT = ("q", "status", "department", "offer", "foreign")
"""The parts of an address by which an inventory is narrowed."""

_ID = re.compile(r"[0-9]{1,10}")
_LARGEST_ID = 2**31 - 1

K = TypeVar("K", bound=StrEnum)


class Address(Protocol):
    """What stands in an address behind the question mark."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked of an inventory; ``ids`` are the patents that were ticked, None where all are meant."""

    text: str = ""
    status: PatentStatus | None = None
    foreign_only: bool = False
    department: str = ""
    offer: OfferFilter | OfferBar | None = None
    ids: tuple[int, ...] | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return self != Narrowing()


def narrowing_in(address: Address) -> Narrowing:
    """What an address asks of an inventory; what it does not know of means nothing."""
    ticked = [int(each) for each in address.getlist("patent") if _ID.fullmatch(each)]
    all_are_meant = address.get("which", "") == "all" or not address.getlist("patent")
    offer = address.get("offer", "")
    return Narrowing(
        text=address.get("q", "").strip(),
        status=_member(PatentStatus, address.get("status", "")),
        foreign_only=address.get("foreign", "") == "1",
        department=address.get("department", ""),
        offer=_member(OfferFilter, offer) or _member(OfferBar, offer),
        ids=None if all_are_meant else tuple(each for each in ticked if each <= _LARGEST_ID),
    )


def narrowed(holder: Organization | None, asked: Narrowing, *, today: dt.date) -> sa.Select[Patent]:
    """The patents of a holder (of all for None) that are meant, the newest first, to be paged."""
    statement = inventory(
        holder, text=asked.text, status=asked.status, foreign_only=asked.foreign_only
    ).where(*_conditions(asked, today))
    if asked.department:
        statement = statement.where(Patent.department == asked.department)
    return statement if asked.ids is None else statement.where(Patent.id.in_(asked.ids))


def _conditions(asked: Narrowing, today: dt.date) -> Sequence[sa.ColumnElement[bool]]:
    def has(state: ListingState) -> sa.ColumnElement[bool]:
        """Correlated by name: a step joins the offers, and still asks for those of the patent."""
        return sa.exists().where(Listing.patent_id == Patent.id, Listing.state == state).correlate(Patent)

    open_one, withdrawn = has(ListingState.OPEN), has(ListingState.WITHDRAWN)
    bars = offer_bars(today)
    if asked.offer is None:
        return ()
    if isinstance(asked.offer, OfferBar):
        return (~open_one, bars[asked.offer])
    return {
        OfferFilter.OPEN: (open_one,),
        OfferFilter.NOT: (~open_one,),
        OfferFilter.READY: (~open_one, *(sa.not_(bar) for bar in bars.values())),
        OfferFilter.WITHDRAWN: (withdrawn,),
    }[asked.offer]


def _member(kind: type[K], text: str) -> K | None:
    values: set[Any] = set(kind)
    return kind(text) if text in values else None
