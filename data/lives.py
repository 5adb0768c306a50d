"""Writes what the holders of the demo centre note of their patents' lives: checks, fees, offers, open licences."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from patents import Patent

HEADINGS = ("application_number", "checked_days_ago", "paid_days_before", "late", "own_use")
OFFER_HEADINGS = (
    "application_number",
    "licence_kind",
    "scenarios",
    "benefit",
    "trial_days",
    "available_days",
)
OPEN_LICENCE_HEADINGS = ("application_number", "fixed_fee_cny", "royalty_percent", "payment", "days")
_CHECKED = 0.85
_PAID = 0.8
_LATE = 0.15
_OWN_USE = 0.05
_WITH_PLAIN_WORDS = 0.3
_WITH_TRIAL = 0.3
_OPEN_LICENCES = 9
_INVENTION_KIND = "B"


def life_rows(patents: Sequence[Patent]) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS`` for each patent in force; ``late``: the last fee is paid within its grace."""
    for patent in filter(_stands, patents):
        number = patent.filing.application_number
        rng = Random(f"life of {number}")
        checked, paid = rng.random() < _CHECKED, rng.random() < _PAID
        yield (
            number,
            str(rng.randint(3, 90)) if checked else "",
            str(rng.randint(5, 80)) if paid else "",
            "yes" if paid and rng.random() < _LATE else "",
            "yes" if rng.random() < _OWN_USE else "",
        )


def offer_rows(
    listed: Sequence[Sequence[str]],
    patents: Sequence[Patent],
    fields: Mapping[str, str],
    words: Mapping[str, Any],
) -> Iterator[tuple[str, ...]]:
    """The cells under ``OFFER_HEADINGS``; ``listed`` are the rows of the offers, ``fields`` go by topic."""
    by_number = {patent.filing.application_number: patent for patent in patents}
    for row in listed:
        number, ways = row[0], row[1]
        rng = Random(f"plain words of {number}")
        if rng.random() >= _WITH_PLAIN_WORDS:
            continue
        field = fields[by_number[number].topic]
        licensed = "licence" in ways
        yield (
            number,
            rng.choice(("ordinary", "ordinary", "sole", "exclusive")) if licensed else "",
            rng.choice(words["scenarios"]).format(field=field),
            rng.choice(words["benefits"]),
            str(rng.choice((90, 180, 365))) if rng.random() < _WITH_TRIAL else "",
            str(rng.choice((180, 365, 730))),
        )


def open_licence_rows(
    patents: Sequence[Patent], taken: set[str], words: Mapping[str, Any]
) -> Iterator[tuple[str, ...]]:
    """The cells under ``OPEN_LICENCE_HEADINGS``, of inventions in force that are not ``taken``."""
    free = [
        patent.filing.application_number
        for patent in patents
        if _stands(patent)
        and patent.filing.publication_number.endswith(_INVENTION_KIND)
        and patent.filing.application_number not in taken
    ]
    for number in sorted(Random("open licences").sample(free, _OPEN_LICENCES)):
        rng = Random(f"open licence of {number}")
        yield (
            number,
            str(rng.choice(words["fixed_fees_cny"])),
            str(rng.choice(words["royalty_percents"])) if rng.random() < 1 / 2 else "",
            rng.choice(words["payments"]),
            str(rng.choice((365, 730))),
        )


def _stands(patent: Patent) -> bool:
    return patent.in_force and patent.filing.granted_on is not None
