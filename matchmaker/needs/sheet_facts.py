"""A need as a sheet tells it, held against a need as it is kept."""

import hashlib
from collections.abc import Collection
from typing import Any

from matchmaker.database import fen_from_yuan
from matchmaker.errors import N_
from matchmaker.importing.needs import NEED_FIELDS, NeedRecord
from matchmaker.needs.enums import Cooperation, Ownership, Secrecy
from matchmaker.needs.models import Need
from matchmaker.needs.service import TITLE_LENGTH
from matchmaker.sheets.verdicts import FieldChange
from matchmaker.showing import wan

_KEY_LENGTH = 80
_LABELS = {
    **{field.name: field.label for field in NEED_FIELDS},
    "budget_fen": N_("Budget, ×10k yuan"),
}


def key_of(record: NeedRecord) -> str:
    """What a company's need is known by: the row's own number, else its title; a long one shortened uniquely."""
    text = record.need_id or record.title
    if len(text) <= _KEY_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: _KEY_LENGTH - 17]}#{digest}"


def facts_of(record: NeedRecord, told: Collection[str]) -> dict[str, Any]:
    """What a row says of a need; ``told`` are the fields for which its sheet has a column, the others are left out.

    A title stands for the text where the cell is blank.
    """
    facts = {
        "title": ("title", record.title[:TITLE_LENGTH]),
        "content": ("content", record.content or record.title),
        "budget_cny": ("budget_fen", None if record.budget_cny is None else fen_from_yuan(record.budget_cny)),
        "deadline": ("deadline", record.deadline),
        "goal": ("goal", record.goal),
        "targets": ("targets", record.targets),
        "tried": ("tried", record.tried),
        "conditions": ("conditions", record.conditions),
        "ownership": ("ownership", Ownership(record.ownership) if record.ownership else None),
        "cooperation": (
            "cooperation",
            sorted(map(Cooperation, record.cooperation), key=list(Cooperation).index),
        ),
        "secrecy": ("secrecy", Secrecy(record.secrecy) if record.secrecy else Secrecy.MASKED),
        "contact": ("contact", record.contact),
    }
    return {name: value for field, (name, value) in facts.items() if field in told}


def changes_in(need: Need, facts: dict[str, Any]) -> tuple[FieldChange, ...]:
    """What would change, held against the company's own words: the sheet is the company's, refined words stay."""
    own = {"title": need.own_title, "content": need.own_content}
    pairs = ((name, own.get(name, getattr(need, name)), value) for name, value in facts.items())
    return tuple(
        FieldChange(_LABELS[name], _as_read(name, before), _as_read(name, after))
        for name, before, after in pairs
        if before != after
    )


def _as_read(name: str, value: object) -> object:
    return wan(value) if name == "budget_fen" and isinstance(value, int) else value
