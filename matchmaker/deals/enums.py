"""Stages of a deal and kinds of ledger entry."""

from enum import StrEnum

from matchmaker.errors import N_


class Stage(StrEnum):
    """How far a deal has come: 线索 → 洽谈 → 签约 → 登记/备案 → 到账, or lost on the way."""

    LEAD = "lead"
    TALKS = "talks"
    SIGNED = "signed"
    REGISTERED = "registered"
    PAID = "paid"
    LOST = "lost"

    @property
    def label(self) -> str:
        """The stage in words."""
        return _STAGE_LABELS[self]


class EntryKind(StrEnum):
    """What a ledger entry counts; the four measures are never mixed."""

    CONTRACT = "contract"
    EFFECT = "effect"
    REGISTRATION = "registration"
    RECEIPT = "receipt"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _ENTRY_LABELS[self]


PATH = (Stage.LEAD, Stage.TALKS, Stage.SIGNED, Stage.REGISTERED, Stage.PAID)

_STAGE_LABELS = {
    Stage.LEAD: N_("Lead"),
    Stage.TALKS: N_("In talks"),
    Stage.SIGNED: N_("Signed"),
    Stage.REGISTERED: N_("Registered"),
    Stage.PAID: N_("Paid"),
    Stage.LOST: N_("Lost"),
}

_ENTRY_LABELS = {
    EntryKind.CONTRACT: N_("Contract signed"),
    EntryKind.EFFECT: N_("Contract in effect"),
    EntryKind.REGISTRATION: N_("Registration"),
    EntryKind.RECEIPT: N_("Money received"),
}
