"""Kinds and states of patents, and the ways in which a right passes from hand to hand."""

from enum import IntEnum, StrEnum

from matchmaker.errors import N_


class PatentType(StrEnum):
    """The three kinds of patent (专利法第2条)."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _TYPE_LABELS[self]


class PatentStatus(StrEnum):
    """The simple legal status; it always goes with the date on which it was checked."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The status in words."""
        return _STATUS_LABELS[self]


class Way(StrEnum):
    """A way of putting a patent to use that the centre brokers and counts."""

    TRANSFER = "transfer"
    LICENCE = "licence"
    EQUITY = "equity"
    FINANCING = "financing"

    @property
    def label(self) -> str:
        """The way in words."""
        return _WAY_LABELS[self]


class Readiness(IntEnum):
    """How far a technology has come on its way to a product, in nine levels (技术成熟度)."""

    REPORT = 1
    CONCEPT = 2
    FUNCTION = 3
    SIMULATION = 4
    FIRST_SAMPLE = 5
    FINAL_SAMPLE = 6
    ENVIRONMENT = 7
    PRODUCT = 8
    SYSTEM = 9

    @property
    def label(self) -> str:
        """The level in words."""
        return _READINESS_LABELS[self]


class ListingState(StrEnum):
    """Whether a patent is on offer."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LISTING_LABELS[self]


_TYPE_LABELS = {
    PatentType.INVENTION: N_("Invention"),
    PatentType.UTILITY_MODEL: N_("Utility model"),
    PatentType.DESIGN: N_("Design"),
}

_STATUS_LABELS = {
    PatentStatus.IN_FORCE: N_("In force"),
    PatentStatus.PENDING: N_("Under examination"),
    PatentStatus.LAPSED: N_("Lapsed"),
    PatentStatus.UNKNOWN: N_("Status not checked"),
}

_WAY_LABELS = {
    Way.TRANSFER: N_("Transfer"),
    Way.LICENCE: N_("Licence"),
    Way.EQUITY: N_("Equity contribution"),
    Way.FINANCING: N_("Financing"),
}

_READINESS_LABELS = {
    Readiness.REPORT: N_("1 Principle reported"),
    Readiness.CONCEPT: N_("2 Concept drawn up"),
    Readiness.FUNCTION: N_("3 Function shown"),
    Readiness.SIMULATION: N_("4 Simulated in the laboratory"),
    Readiness.FIRST_SAMPLE: N_("5 First sample"),
    Readiness.FINAL_SAMPLE: N_("6 Final sample"),
    Readiness.ENVIRONMENT: N_("7 Tried in its surroundings"),
    Readiness.PRODUCT: N_("8 Product qualified"),
    Readiness.SYSTEM: N_("9 Proven in use"),
}

_LISTING_LABELS = {
    ListingState.OPEN: N_("On offer"),
    ListingState.WITHDRAWN: N_("Not on offer"),
}
