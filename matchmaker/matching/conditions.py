"""Conditions that a need or a search states, held against a patent and its offer."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matchmaker.errors import N_
from matchmaker.matching.filters import FilterKind, Filters
from matchmaker.needs.models import Need
from matchmaker.patents.enums import ListingState, PatentStatus, Way
from matchmaker.patents.models import Listing, Patent
from matchmaker.showing import day, wan


class Verdict(StrEnum):
    """Whether a patent meets a condition."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The verdict in words."""
        return _VERDICT_LABELS[self]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition and whether it is met.

    ``message`` is one of the catalogue, filled by ``params``; behind it stand ``labels``, messages too.
    """

    verdict: Verdict
    message: str
    params: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()


def conditions_of_need(need: Need, patent: Patent, today: dt.date | None) -> tuple[Condition, ...]:
    """On offer, in force, within the budget, in a way that is wished, and in time.

    As far as the need and the patent say anything of it.
    """
    offer = patent.listing if patent.listing and patent.listing.state is ListingState.OPEN else None
    conditions = [_status(patent)]
    if offer is None:
        conditions.insert(0, Condition(Verdict.MISSED, N_("Not on offer")))
    else:
        conditions.append(_price(need, offer))
        if need.cooperation:
            conditions.append(_way(need, offer))
    if need.deadline:
        conditions.append(_time(need.deadline, today))
    return tuple(conditions)


def conditions_of_filters(filters: Filters, patent: Patent) -> tuple[Condition, ...]:
    """In force, and what the filters ask: a hit has passed them, but a price to be agreed may turn out higher."""
    conditions = [_status(patent)]
    for kind in filters.kinds:
        open_price = patent.listing is None or patent.listing.price_fen is None
        if kind is FilterKind.PRICE and open_price:
            conditions.append(Condition(Verdict.UNKNOWN, N_("Price to be agreed")))
        elif kind is not FilterKind.STATUS:
            conditions.append(Condition(Verdict.MET, kind.label))
    return tuple(conditions)


def _status(patent: Patent) -> Condition:
    if patent.status is PatentStatus.IN_FORCE and patent.status_checked_on:
        on = {"day": day(patent.status_checked_on)}
        return Condition(Verdict.MET, N_("In force, checked on %(day)s"), on)
    return {
        PatentStatus.IN_FORCE: Condition(
            Verdict.UNKNOWN, N_("In force according to the sheet, not checked in the register")
        ),
        PatentStatus.PENDING: Condition(Verdict.MISSED, N_("Not granted yet, under examination")),
        PatentStatus.LAPSED: Condition(Verdict.MISSED, N_("No longer in force")),
        PatentStatus.UNKNOWN: Condition(Verdict.UNKNOWN, N_("Legal status not checked")),
    }[patent.status]


def _price(need: Need, offer: Listing) -> Condition:
    amounts = {"price": wan(offer.price_fen), "budget": wan(need.budget_fen)}
    if need.budget_fen is None and offer.price_fen is None:
        return Condition(Verdict.UNKNOWN, N_("Price and budget to be agreed"))
    if need.budget_fen is None:
        return Condition(
            Verdict.UNKNOWN, N_("Price %(price)s ×10k yuan; the budget is to be agreed"), amounts
        )
    if offer.price_fen is None:
        return Condition(
            Verdict.UNKNOWN, N_("Price to be agreed; the budget is %(budget)s ×10k yuan"), amounts
        )
    if offer.price_fen <= need.budget_fen:
        return Condition(
            Verdict.MET, N_("Price %(price)s within the budget of %(budget)s ×10k yuan"), amounts
        )
    return Condition(Verdict.MISSED, N_("Price %(price)s above the budget of %(budget)s ×10k yuan"), amounts)


def _way(need: Need, offer: Listing) -> Condition:
    ways = {Way(each.value): each for each in need.cooperation if each.value in set(Way)}
    offered = [ways[way].label for way in ways if way in offer.ways]
    if offered:
        return Condition(Verdict.MET, N_("Offered in a way that the company wishes:"), labels=tuple(offered))
    others = [each.label for each in need.cooperation if each not in ways.values()]
    if others:
        return Condition(Verdict.UNKNOWN, N_("To be asked of the holder:"), labels=tuple(others))
    wished = tuple(each.label for each in ways.values())
    return Condition(Verdict.MISSED, N_("Not offered in a way that the company wishes:"), labels=wished)


def _time(deadline: dt.date, today: dt.date | None) -> Condition:
    wanted = {"day": day(deadline)}
    if today and deadline < today:
        return Condition(Verdict.MISSED, N_("Was needed by %(day)s, which has passed"), wanted)
    return Condition(
        Verdict.UNKNOWN, N_("Needed by %(day)s; the holder has not said how soon it can be"), wanted
    )


_VERDICT_LABELS = {
    Verdict.MET: N_("Met"),
    Verdict.MISSED: N_("Not met"),
    Verdict.UNKNOWN: N_("Not known"),
}
