"""Kinds and states of patents, and the ways in which a right passes from hand to hand."""

from enum import StrEnum

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

_LISTING_LABELS = {
    ListingState.OPEN: N_("On offer"),
    ListingState.WITHDRAWN: N_("Not on offer"),
}
