"""Writes the roadshows of the demo centre, with their programme, their guests and the guests' intents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from needs import Need
from patents import Patent

HEADINGS = ("key", "title", "venue", "seats", "starts_in_days", "description")
PITCH_HEADINGS = ("roadshow_key", "application_number", "need_id")
REGISTRATION_HEADINGS = ("roadshow_key", "company")
INTENT_HEADINGS = ("roadshow_key", "application_number", "company", "note")
_CURIOUS_COMPANIES = 5


@dataclass(frozen=True, slots=True)
class Pitch:
    """A patent in a roadshow's programme, and the need that it was chosen for, if any."""

    roadshow_key: str
    patent: Patent
    need: Need | None

    def row(self) -> tuple[str, ...]:
        """The cells under ``PITCH_HEADINGS``."""
        need_id = self.need.need_id if self.need else ""
        return self.roadshow_key, self.patent.filing.application_number, need_id


def roadshow_row(roadshow: Mapping[str, Any]) -> tuple[str, ...]:
    """The cells under ``HEADINGS``."""
    return tuple(str(roadshow[heading]) for heading in HEADINGS)


def choose_pitches(
    roadshows: Sequence[Mapping[str, Any]], patents: Sequence[Patent], needs: Sequence[Need]
) -> tuple[Pitch, ...]:
    """One patent in force, of a single holder, for each topic of each programme."""
    rng = Random("pitches")
    return tuple(
        Pitch(roadshow["key"], _pitched(topic, patents, rng), _called_for(topic, roadshow, needs))
        for roadshow in roadshows
        for topic in roadshow["topics"]
    )


def _pitched(topic: str, patents: Sequence[Patent], rng: Random) -> Patent:
    return rng.choice(
        [
            patent
            for patent in patents
            if patent.topic == topic and patent.in_force and len(patent.applicants) == 1
        ]
    )


def _called_for(topic: str, roadshow: Mapping[str, Any], needs: Sequence[Need]) -> Need | None:
    """The newest need of the topic that was public when the programme was made."""
    public = [
        need
        for need in needs
        if need.text.topic == topic and need.open_for_matching and need.days_ago > -roadshow["starts_in_days"]
    ]
    return min(public, key=lambda need: need.days_ago, default=None)


def registrations(
    roadshows: Sequence[Mapping[str, Any]], companies: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, str], ...]:
    """The companies of the pitched topics and a few others, one row each."""
    rng = Random("registrations")
    rows: list[tuple[str, str]] = []
    for roadshow in roadshows:
        concerned = [
            company["name"] for company in companies if set(company["topics"]) & set(roadshow["topics"])
        ]
        others = [company["name"] for company in companies if company["name"] not in concerned]
        guests = concerned + rng.sample(others, _CURIOUS_COMPANIES)
        rows += [(roadshow["key"], name) for name in rng.sample(guests, len(guests))]
    return tuple(rows)


def intent_rows(
    roadshows: Sequence[Mapping[str, Any]],
    pitches: Sequence[Pitch],
    companies: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
) -> tuple[tuple[str, ...], ...]:
    """What guests of past roadshows wanted to talk about: a company asks for patents of its own topics."""
    rng = Random("intents")
    past = {roadshow["key"] for roadshow in roadshows if roadshow["starts_in_days"] < 0}
    rows: list[tuple[str, ...]] = []
    for pitch in pitches:
        if pitch.roadshow_key in past:
            interested = [company["name"] for company in companies if pitch.patent.topic in company["topics"]]
            said = zip(interested, rng.sample(notes, len(interested)), strict=True)
            number = pitch.patent.filing.application_number
            rows += [(pitch.roadshow_key, number, company, note) for company, note in said]
    return tuple(rows)
