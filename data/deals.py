"""Turns the plan of deals into deals of particular patents, holders, companies and needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from filings import EXPORTED_ON
from needs import Need
from patents import Patent
from roadshows import Pitch

HEADINGS = (
    "key", "way", "licence_kind", "application_numbers", "seller", "buyer", "need_id", "roadshow_key", "stage",
    "opened_days_ago", "signed_days_ago", "registered_days_ago", "amount_cny", "contract_number", "receipts",
    "lost_reason",
)  # fmt: skip
_CONTRACT_LETTERS = {"transfer": "ZR", "licence": "XK", "equity": "ZJ", "financing": "RZ"}
_SIGNED_STAGES = frozenset({"signed", "registered", "paid"})


@dataclass(frozen=True, slots=True)
class Deal:
    """One planned deal with its parties; ``plan`` is its row of the vocabulary."""

    plan: Mapping[str, Any]
    patents: tuple[Patent, ...]
    seller: str
    buyer: str
    need: Need | None

    @property
    def signed(self) -> bool:
        """Whether a contract was signed."""
        return self.plan["stage"] in _SIGNED_STAGES


def make_deals(
    plans: Sequence[Mapping[str, Any]],
    patents: Sequence[Patent],
    pitches: Sequence[Pitch],
    needs: Sequence[Need],
    companies: Sequence[Mapping[str, Any]],
) -> tuple[Deal, ...]:
    """One deal a plan; no patent and no need is in two deals."""
    rng = Random("deals")
    taken = {pitch.patent.filing.application_number for pitch in pitches}
    met: set[str] = set()
    deals: list[Deal] = []
    for plan in plans:
        chosen = _pitched(plan, pitches) if "roadshow" in plan else _offered(plan, patents, taken)
        need = _called_for(plan, needs, met) if plan.get("need") else None
        taken |= {patent.filing.application_number for patent in chosen}
        met |= {need.need_id} if need else set()
        buyer = need.text.company if need else plan.get("buyer") or rng.choice(_interested(plan, companies))
        deals.append(Deal(plan, chosen, chosen[0].applicants[0], buyer, need))
    return tuple(deals)


def _pitched(plan: Mapping[str, Any], pitches: Sequence[Pitch]) -> tuple[Patent, ...]:
    return tuple(
        pitch.patent
        for pitch in pitches
        if pitch.roadshow_key == plan["roadshow"] and pitch.patent.topic == plan["topic"]
    )


def _offered(plan: Mapping[str, Any], patents: Sequence[Patent], taken: set[str]) -> tuple[Patent, ...]:
    """The first free patents, granted by then, of the holder that has most of them."""
    by_holder: dict[str, list[Patent]] = {}
    for patent in patents:
        if patent.topic == plan["topic"] and _free(patent, plan["opened"], taken):
            by_holder.setdefault(patent.applicants[0], []).append(patent)
    seller = plan.get("seller") or max(by_holder, key=lambda name: len(by_holder[name]))
    chosen = tuple(by_holder[seller][: plan["patents"]])
    if len(chosen) < plan["patents"]:
        raise ValueError(f"{seller} has only {len(chosen)} free patents of {plan['topic']}: {plan}")
    return chosen


def _free(patent: Patent, opened_days_ago: int, taken: set[str]) -> bool:
    granted = patent.filing.granted_on
    return (
        patent.in_force
        and len(patent.applicants) == 1
        and patent.filing.application_number not in taken
        and granted is not None
        and granted <= EXPORTED_ON - timedelta(days=opened_days_ago)
    )


def _called_for(plan: Mapping[str, Any], needs: Sequence[Need], met: set[str]) -> Need:
    """The newest free need of the topic that was there when the deal was opened."""
    for need in reversed(needs):
        fits = need.text.topic == plan["topic"] and need.open_for_matching and need.days_ago >= plan["opened"]
        if fits and need.need_id not in met:
            return need
    raise ValueError(f"no need is left for the deal {plan}")


def _interested(plan: Mapping[str, Any], companies: Sequence[Mapping[str, Any]]) -> list[str]:
    return [company["name"] for company in companies if plan["topic"] in company["topics"]]


def deal_rows(deals: Sequence[Deal]) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS``."""
    rng = Random("receipts")
    contracts = 0
    for place, deal in enumerate(deals, start=1):
        plan = deal.plan
        contracts += deal.signed
        yield (
            f"D-{place:02d}",
            plan["way"],
            plan.get("licence", ""),
            "; ".join(patent.filing.application_number for patent in deal.patents),
            deal.seller,
            deal.buyer,
            deal.need.need_id if deal.need else "",
            plan.get("roadshow", ""),
            plan["stage"],
            str(plan["opened"]),
            str(plan.get("signed", "")),
            str(plan.get("registered", "")),
            str(plan["amount"]),
            f"LJ-{_CONTRACT_LETTERS[plan['way']]}-{contracts:03d}" if deal.signed else "",
            "; ".join(f"{days_ago}:{amount}" for days_ago, amount in _receipts(plan, rng)),
            plan.get("lost", ""),
        )


def _receipts(plan: Mapping[str, Any], rng: Random) -> list[tuple[int, int]]:
    """Days ago and yuan: all of the amount for a paid deal, a first part for a registered one."""
    if plan["stage"] not in {"registered", "paid"}:
        return []
    share = rng.choice((30, 40, 50, 60))
    first = plan["registered"] - rng.randint(3, 20), plan["amount"] * share // 100
    if plan["stage"] == "registered":
        return [first]
    return [first, (plan["registered"] - rng.randint(30, 75), plan["amount"] - first[1])]
