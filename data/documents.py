"""Writes what a database tells of the demo centre's patents beside themselves: family, citations, number of claims.

Documents of other offices have numbers beyond all that these offices have given: they are nobody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

_TOLD = 0.75
_CLAIMS = range(4, 13)
_ABROAD = 0.12
_CITING = 0.6
_MOST_CITED = 4
_CITED_BY_OTHERS = (0, 0, 0, 1, 2, 4, 9, 17)
_OFFICES = (
    ("WO", "{year}9{serial:05}A1"),
    ("US", "{year}9{serial:06}A1"),
    ("EP", "9{serial:06}A1"),
    ("JP", "{year}9{serial:05}A"),
)
_SERIALS = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What of a patent decides its documents: its numbers, its day of publication and its topic."""

    application_number: str
    publication_number: str
    published_on: date
    filed_on: date
    topic: str


@dataclass(frozen=True, slots=True)
class Documents:
    """The cells of a patent's documents; empty where the database did not tell them."""

    claims: str = ""
    family: str = ""
    cites: str = ""
    cited_by: str = ""
    cited_times: str = ""


NOT_TOLD = Documents()


def documents_of(entries: Sequence[Entry]) -> Mapping[str, Documents]:
    """The documents of each patent, by its application number: a patent cites earlier ones of its topic."""
    cites = {entry.application_number: _cited(entry, entries) for entry in entries}
    cited_by: dict[str, list[str]] = {}
    for entry in entries:
        for number in cites[entry.application_number]:
            cited_by.setdefault(number, []).append(entry.publication_number)
    return {
        entry.application_number: _documents(
            entry, cites[entry.application_number], cited_by.get(entry.publication_number, [])
        )
        for entry in entries
    }


def _documents(entry: Entry, cites: Sequence[str], cited_by: Sequence[str]) -> Documents:
    rng = Random(f"documents of {entry.application_number}")
    claims = str(rng.choice(_CLAIMS))
    if rng.random() >= _TOLD:
        return Documents(claims=claims)
    return Documents(
        claims=claims,
        family="; ".join([entry.publication_number, *_abroad(entry, rng)]),
        cites="; ".join(cites),
        cited_by="; ".join(cited_by),
        cited_times=str(len(cited_by) + rng.choice(_CITED_BY_OTHERS)),
    )


def _abroad(entry: Entry, rng: Random) -> list[str]:
    if rng.random() >= _ABROAD:
        return []
    chosen = rng.sample(_OFFICES, rng.randint(1, len(_OFFICES)))
    year = entry.filed_on.year + 1
    return [
        office + form.format(year=year, serial=rng.randrange(_SERIALS)) for office, form in sorted(chosen)
    ]


def _cited(entry: Entry, entries: Sequence[Entry]) -> list[str]:
    rng = Random(f"citations of {entry.application_number}")
    if rng.random() >= _CITING:
        return []
    earlier = [
        each.publication_number
        for each in entries
        if each.topic == entry.topic and each.published_on < entry.filed_on
    ]
    return sorted(rng.sample(earlier, min(len(earlier), rng.randint(1, _MOST_CITED))))
