"""Where a technology need stands, on what terms it is offered, and what its diagnosis looks for."""

from enum import StrEnum

from matchmaker.errors import N_


class NeedState(StrEnum):
    """Where a need stands between being written down and being met, in the order of the work."""

    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    REFINING = "refining"
    SCREENING = "screening"
    PUBLISHED = "published"
    IN_TALKS = "in_talks"
    SIGNED = "signed"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LABELS[self]

    @property
    def stage(self) -> str:
        """What is done with needs of this state, as the column of the desk is headed."""
        return _STAGES[self]

    @property
    def is_open(self) -> bool:
        """Whether the centre works on it: it is ranked against the patents on offer."""
        return self in OPEN_STATES


class Ownership(StrEnum):
    """Who is to own what comes of it (产权归属)."""

    COMPANY = "company"
    TAKER = "taker"
    SHARED = "shared"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        """The ownership in words."""
        return _OWNERSHIP_LABELS[self]


class Cooperation(StrEnum):
    """A way in which the company would work with whoever solves it (合作方式)."""

    TRANSFER = "transfer"
    LICENCE = "licence"
    COMMISSION = "commission"
    JOINT = "joint"
    ADVICE = "advice"
    EQUITY = "equity"

    @property
    def label(self) -> str:
        """The way in words."""
        return _COOPERATION_LABELS[self]


class Secrecy(StrEnum):
    """How much of a need others may learn (保密级别)."""

    MASKED = "masked"
    NAMED = "named"
    CENTRE = "centre"

    @property
    def label(self) -> str:
        """The level in words."""
        return _SECRECY_LABELS[self]


class Aspect(StrEnum):
    """What a need that can be answered says: five elements of its subject, four of its terms."""

    MATERIAL = "material"
    METHOD = "method"
    EFFECT = "effect"
    PRODUCT = "product"
    APPLICATION = "application"
    TARGETS = "targets"
    DEADLINE = "deadline"
    BUDGET = "budget"
    OWNERSHIP = "ownership"

    @property
    def label(self) -> str:
        """The aspect in words."""
        return _ASPECT_LABELS[self]


CURATED_STATES = (NeedState.SUBMITTED, NeedState.REFINING, NeedState.SCREENING)
"""Handed in, and not published yet."""

PUBLIC_STATES = (NeedState.PUBLISHED, NeedState.IN_TALKS)
OPEN_STATES = (*CURATED_STATES, *PUBLIC_STATES)
ENDED_STATES = (NeedState.SIGNED, NeedState.CLOSED)
WRITABLE_STATES = (NeedState.DRAFT, NeedState.RETURNED)
"""The company has it: it can be handed in."""

DESK_STATES = (*CURATED_STATES, *PUBLIC_STATES, NeedState.RETURNED)
"""The columns of the desk; none of them should last for ever."""

_LABELS = {
    NeedState.DRAFT: N_("Draft"),
    NeedState.RETURNED: N_("Returned for change"),
    NeedState.SUBMITTED: N_("Submitted"),
    NeedState.REFINING: N_("Being refined"),
    NeedState.SCREENING: N_("Being screened"),
    NeedState.PUBLISHED: N_("Published"),
    NeedState.IN_TALKS: N_("Partners are talking"),
    NeedState.SIGNED: N_("Signed"),
    NeedState.CLOSED: N_("Closed"),
}
_STAGES = {
    NeedState.DRAFT: N_("Drafts"),
    NeedState.RETURNED: N_("With the company"),
    NeedState.SUBMITTED: N_("Collected"),
    NeedState.REFINING: N_("Refining"),
    NeedState.SCREENING: N_("Screening"),
    NeedState.PUBLISHED: N_("Published without names"),
    NeedState.IN_TALKS: N_("Talks"),
    NeedState.SIGNED: N_("Signed"),
    NeedState.CLOSED: N_("Ended"),
}
_OWNERSHIP_LABELS = {
    Ownership.COMPANY: N_("The company's"),
    Ownership.TAKER: N_("The solver's"),
    Ownership.SHARED: N_("Shared by both"),
    Ownership.AGREED: N_("Open to agreement"),
}
_COOPERATION_LABELS = {
    Cooperation.TRANSFER: N_("Transfer of a patent"),
    Cooperation.LICENCE: N_("Licence of a patent"),
    Cooperation.COMMISSION: N_("Commissioned development"),
    Cooperation.JOINT: N_("Joint development"),
    Cooperation.ADVICE: N_("Technical advice and service"),
    Cooperation.EQUITY: N_("Technology for equity"),
}
_SECRECY_LABELS = {
    Secrecy.MASKED: N_("Publish without what shows who we are"),
    Secrecy.NAMED: N_("Publish with our company's name"),
    Secrecy.CENTRE: N_("Do not publish: for the centre alone"),
}
_ASPECT_LABELS = {
    Aspect.MATERIAL: N_("Material"),
    Aspect.METHOD: N_("Method"),
    Aspect.EFFECT: N_("Effect"),
    Aspect.PRODUCT: N_("Product"),
    Aspect.APPLICATION: N_("Application"),
    Aspect.TARGETS: N_("Targets in figures"),
    Aspect.DEADLINE: N_("Time limit"),
    Aspect.BUDGET: N_("Budget"),
    Aspect.OWNERSHIP: N_("Ownership of the result"),
}
