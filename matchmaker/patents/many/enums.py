"""The steps that many patents take together, and why one of them is left as it is."""

from enum import StrEnum

from matchmaker.errors import N_


class Step(StrEnum):
    """What is done with many patents at once."""

    OFFER = "offer"
    WITHDRAW = "withdraw"
    CHECK = "check"
    PAY = "pay"

    @property
    def label(self) -> str:
        """The step in words."""
        return _STEP_LABELS[self]

    @property
    def button(self) -> str:
        """What the button says that does it, with a place for the number of patents."""
        return _BUTTONS[self]

    @property
    def outcome(self) -> str:
        """What was done, with a place for the number of patents."""
        return _OUTCOMES[self]


class LeftOut(StrEnum):
    """Why a step leaves a patent as it is, beside the bars of an offer."""

    ALREADY_OPEN = "already_open"
    NOT_OPEN = "not_open"
    STATUS_UNKNOWN = "status_unknown"
    CHECKED_LATER = "checked_later"
    NO_FEES = "no_fees"
    MISSED = "missed"
    NONE_DUE = "none_due"
    NOT_GRANTED_THEN = "not_granted_then"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _REASONS[self]

    @property
    def is_settled(self) -> bool:
        """Whether nothing was to be done, rather than nothing possible."""
        return self in {LeftOut.ALREADY_OPEN, LeftOut.NOT_OPEN, LeftOut.NONE_DUE}


_STEP_LABELS = {
    Step.OFFER: N_("Offer on common terms"),
    Step.WITHDRAW: N_("Take off offer"),
    Step.CHECK: N_("Note that the status was checked"),
    Step.PAY: N_("Note annual fees paid"),
}

_BUTTONS = {
    Step.OFFER: N_("Offer these %(count)s patents"),
    Step.WITHDRAW: N_("Take these %(count)s patents off offer"),
    Step.CHECK: N_("Note the check of these %(count)s patents"),
    Step.PAY: N_("Note these %(count)s payments"),
}

_OUTCOMES = {
    Step.OFFER: N_("%(count)s patents are on offer on these terms; searches find them from now on."),
    Step.WITHDRAW: N_("%(count)s patents are no longer on offer; searches no longer find them."),
    Step.CHECK: N_("The check of %(count)s patents is noted with its day and source."),
    Step.PAY: N_("The annual fees of %(count)s patents are noted as paid."),
}

_REASONS = {
    LeftOut.ALREADY_OPEN: N_("On offer already; its terms stay"),
    LeftOut.NOT_OPEN: N_("Not on offer"),
    LeftOut.STATUS_UNKNOWN: N_("No status is recorded: choose what the register says"),
    LeftOut.CHECKED_LATER: N_("A later check is recorded"),
    LeftOut.NO_FEES: N_("No annual fees: not granted, ended, or its type and days are missing"),
    LeftOut.MISSED: N_("A fee was not paid in time; note the legal status by the register"),
    LeftOut.NONE_DUE: N_("No unpaid fee falls due by that day"),
    LeftOut.NOT_GRANTED_THEN: N_("Not granted yet on the day of payment"),
}
