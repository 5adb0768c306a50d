"""Marks that follow from what is recorded of a patent; the scales are this platform's own, told in ``MarkRule``."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from matchmaker.errors import N_
from matchmaker.importing.documents import offices_of
from matchmaker.patents.enums import PatentStatus, Readiness
from matchmaker.patents.models import Patent
from matchmaker.patents.scorecards.enums import MarkRule
from matchmaker.patents.standing import running_licences, standing_pledges, term_of_patent

FRESH_DAYS = 90
_MONTHS = 12
_YEARS = ((15, 100), (12, 80), (8, 60), (5, 40), (2, 20))
_CHARACTERS = ((150, 100), (300, 80), (500, 60), (800, 40))
_LONGER = 20
_OWNERS = (100, 70, 50, 30)
_SUBCLASSES = (0, 40, 70, 100)
_SUBCLASS_LENGTH = 4
_STATED = (0, 60, 100)
_HOME = "CN"
_OFFICES = (20, 60, 80, 100)
_MORE_MEMBERS = 50
_TIMES = ((20, 100), (10, 80), (5, 60), (1, 40))
_NEVER_CITED = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """The points that a rule gives, and the fact that they follow from.

    ``message`` is a catalogue message that ``params`` fill.
    """

    points: int
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


def fact_for(rule: MarkRule, patent: Patent, today: dt.date) -> Fact | None:
    """What a rule makes of a patent on a day; None where what it needs is not recorded."""
    return _RULES[rule](patent, today)


def _status(patent: Patent, today: dt.date) -> Fact:
    checked = patent.status_checked_on
    if patent.status is PatentStatus.LAPSED:
        return Fact(0, N_("Lapsed"))
    if patent.status is PatentStatus.PENDING:
        return Fact(40, N_("Under examination"))
    if patent.status is PatentStatus.UNKNOWN:
        return Fact(20, N_("Status not checked"))
    if checked is None:
        return Fact(60, N_("In force by the sheet, not checked"))
    points = 100 if (today - checked).days <= FRESH_DAYS else 80
    return Fact(points, N_("In force, checked on %(day)s"), {"day": checked.isoformat()})


def _term(patent: Patent, today: dt.date) -> Fact | None:
    term = term_of_patent(patent)
    if term is None:
        return None
    months = term.months_left(today)
    points = next((points for years, points in _YEARS if months >= years * _MONTHS), 0)
    return Fact(points, N_("%(years)s years of the term left"), {"years": f"{months / _MONTHS:.1f}"})


def _claim(patent: Patent, _: dt.date) -> Fact | None:
    length = len(re.sub(r"\s", "", patent.claims))
    if not length:
        return None
    points = next((points for most, points in _CHARACTERS if length <= most), _LONGER)
    if patent.claim_count:
        params = {"count": length, "claims": patent.claim_count}
        return Fact(points, N_("First claim of %(count)s characters, %(claims)s claims in all"), params)
    return Fact(points, N_("First claim of %(count)s characters"), {"count": length})


def _owners(patent: Patent, _: dt.date) -> Fact:
    count = max(len(patent.co_owners), len(patent.applicants) - 1, 0)
    points = _OWNERS[min(count, len(_OWNERS) - 1)]
    return (
        Fact(points, N_("%(count)s co-owners"), {"count": count})
        if count
        else Fact(points, N_("No co-owner"))
    )


def _burdens(patent: Patent, today: dt.date) -> Fact:
    licences = running_licences(patent, today)
    if patent.suspended:
        return Fact(0, N_("The right is suspended"))
    if any(licence.kind.shuts_out for licence in licences):
        return Fact(20, N_("An exclusive or sole licence runs"))
    if standing_pledges(patent, today):
        return Fact(40, N_("Pledged"))
    if licences:
        return Fact(80, N_("Ordinary licences run: %(count)s"), {"count": len(licences)})
    return Fact(100, N_("No pledge and no licence is recorded"))


def _readiness(patent: Patent, _: dt.date) -> Fact | None:
    level = patent.listing.readiness if patent.listing else None
    if level is None:
        return None
    points = round(level * 100 / max(Readiness))
    return Fact(points, N_("Readiness level %(level)s of 9"), {"level": level.value})


def _breadth(patent: Patent, _: dt.date) -> Fact | None:
    subclasses = sorted({code[:_SUBCLASS_LENGTH] for code in patent.ipc})
    if not subclasses:
        return None
    points = _SUBCLASSES[min(len(subclasses), len(_SUBCLASSES) - 1)]
    return Fact(points, N_("IPC subclasses: %(codes)s"), {"codes": "、".join(subclasses)})


def _stated(patent: Patent, _: dt.date) -> Fact:
    listing = patent.listing
    used, better = bool(listing and listing.scenarios), bool(listing and listing.benefit)
    points = _STATED[used + better]
    if used and better:
        return Fact(points, N_("Where it is used and what it does better are stated"))
    if used:
        return Fact(points, N_("Only where it is used is stated"))
    if better:
        return Fact(points, N_("Only what it does better is stated"))
    return Fact(points, N_("Neither where it is used nor what it does better is stated"))


def _family(patent: Patent, _: dt.date) -> Fact | None:
    abroad = [office for office in offices_of(patent.family) if office != _HOME]
    if abroad:
        points = _OFFICES[min(len(abroad), len(_OFFICES) - 1)]
        return Fact(points, N_("Family at other offices: %(offices)s"), {"offices": "、".join(abroad)})
    if patent.family or patent.family_size == 1:
        return Fact(_OFFICES[0], N_("No family at other offices"))
    if patent.family_size:
        params = {"count": patent.family_size}
        return Fact(_MORE_MEMBERS, N_("Family of %(count)s members, offices not told"), params)
    return None


def _cited(patent: Patent, _: dt.date) -> Fact | None:
    times = patent.times_cited
    if times is None:
        return None
    points = next((points for least, points in _TIMES if times >= least), _NEVER_CITED)
    return Fact(points, N_("Cited %(count)s times"), {"count": times})


_RULES: Mapping[MarkRule, Callable[[Patent, dt.date], Fact | None]] = {
    MarkRule.STATUS: _status,
    MarkRule.TERM: _term,
    MarkRule.CLAIM: _claim,
    MarkRule.OWNERS: _owners,
    MarkRule.BURDENS: _burdens,
    MarkRule.READINESS: _readiness,
    MarkRule.BREADTH: _breadth,
    MarkRule.STATED: _stated,
    MarkRule.FAMILY: _family,
    MarkRule.CITED: _cited,
}
