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


class LicenceKind(StrEnum):
    """独占 shuts out the licensor too, 排他 all but the licensor, 普通 nobody (技术合同司法解释)."""

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _LICENCE_LABELS[self]

    @property
    def shuts_out(self) -> bool:
        """Whether nobody else may be licensed beside it."""
        return self is not LicenceKind.ORDINARY


class RoyaltyBase(StrEnum):
    """What a royalty is a share of."""

    SALES = "sales"
    PROFIT = "profit"

    @property
    def label(self) -> str:
        """The base in words."""
        return _BASE_LABELS[self]


class FeeStanding(StrEnum):
    """Where the annual fee of one year stands.

    ``NOT_KNOWN``: it fell due, and nobody recorded whether it was paid. ``IN_GRACE`` and ``UNPAID``: fees of
    this patent are recorded, and this one is not; the months of grace run, or have run out.
    """

    WITH_GRANT = "with_grant"
    PAID = "paid"
    NOT_KNOWN = "not_known"
    IN_GRACE = "in_grace"
    UNPAID = "unpaid"
    DUE = "due"

    @property
    def label(self) -> str:
        """The standing in words."""
        return _FEE_LABELS[self]


class Reminder(StrEnum):
    """Which fees a reminder tells of: those missed, those in grace, and those due within so many days."""

    MISSED = "missed"
    GRACE = "grace"
    WITHIN_30 = "30"
    WITHIN_60 = "60"
    WITHIN_90 = "90"

    @property
    def label(self) -> str:
        """The reminder in words."""
        return _REMINDER_LABELS[self]

    @property
    def days(self) -> int:
        """How many days it looks ahead; 0 for those that look back."""
        return int(self.value) if self.value.isdecimal() else 0


class OpenLicenceBar(StrEnum):
    """What stands against an open licence (专利法第50、51条, 实施细则第85、86条)."""

    NOT_IN_FORCE = "not_in_force"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    PLEDGED = "pledged"
    FEE_UNPAID = "fee_unpaid"
    SUSPENDED = "suspended"
    NO_REPORT = "no_report"

    @property
    def label(self) -> str:
        """The bar in words, and what lifts it."""
        return _BAR_LABELS[self]


class OpenLicenceCaution(StrEnum):
    """What does not bar an open licence, but should be looked at first."""

    FIXED_FEE_HIGH = "fixed_fee_high"
    ROYALTY_HIGH = "royalty_high"
    PAYMENT_NOT_KNOWN = "payment_not_known"
    STATUS_NOT_CHECKED = "status_not_checked"

    @property
    def label(self) -> str:
        """The caution in words."""
        return _CAUTION_LABELS[self]


class DormancyPoint(StrEnum):
    """What must hold for a patent to be dormant, each point by itself."""

    GRANTED = "granted"
    IN_FORCE = "in_force"
    NOT_TRANSFERRED = "not_transferred"
    NOT_LICENSED = "not_licensed"
    NOT_USED = "not_used"

    @property
    def label(self) -> str:
        """What is so where the point holds."""
        return _DORMANT_LABELS[self][0]

    @property
    def opposite(self) -> str:
        """What is so where it does not."""
        return _DORMANT_LABELS[self][1]


class ListingState(StrEnum):
    """Whether a patent is on offer."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LISTING_LABELS[self]


class OfferBar(StrEnum):
    """What stands against offering a patent together with others; each is looked at on the patent's own page."""

    LAPSED = "lapsed"
    EXPIRED = "expired"
    TRANSFERRED = "transferred"
    SUSPENDED = "suspended"
    LICENSED = "licensed"
    PLEDGED = "pledged"
    CO_OWNED = "co_owned"

    @property
    def label(self) -> str:
        """The bar in words."""
        return _OFFER_BAR_LABELS[self]


class OfferFilter(StrEnum):
    """Which patents of an inventory are shown by their offer; those not on offer also by ``OfferBar``."""

    OPEN = "open"
    NOT = "not"
    READY = "ready"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The choice in words."""
        return _OFFER_FILTER_LABELS[self]


class InventoryOrder(StrEnum):
    """By what an inventory is sorted."""

    TITLE = "title"
    FILED = "filed"
    STATUS = "status"
    FEE = "fee"
    SCORE = "score"

    @property
    def label(self) -> str:
        """The column in words."""
        return _ORDER_LABELS[self]

    @property
    def begins_high(self) -> bool:
        """Whether the highest comes first where nothing is said."""
        return self is InventoryOrder.SCORE


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

_LICENCE_LABELS = {
    LicenceKind.EXCLUSIVE: N_("Exclusive licence"),
    LicenceKind.SOLE: N_("Sole licence"),
    LicenceKind.ORDINARY: N_("Ordinary licence"),
}

_BASE_LABELS = {
    RoyaltyBase.SALES: N_("of net sales"),
    RoyaltyBase.PROFIT: N_("of the profit"),
}

_FEE_LABELS = {
    FeeStanding.WITH_GRANT: N_("Paid with the grant"),
    FeeStanding.PAID: N_("Fee paid"),
    FeeStanding.NOT_KNOWN: N_("Payment not known"),
    FeeStanding.IN_GRACE: N_("In grace"),
    FeeStanding.UNPAID: N_("Unpaid, grace is over"),
    FeeStanding.DUE: N_("To be paid"),
}

_REMINDER_LABELS = {
    Reminder.MISSED: N_("Grace is over"),
    Reminder.GRACE: N_("In grace"),
    Reminder.WITHIN_30: N_("Due within 30 days"),
    Reminder.WITHIN_60: N_("Due within 60 days"),
    Reminder.WITHIN_90: N_("Due within 90 days"),
}

_BAR_LABELS = {
    OpenLicenceBar.NOT_IN_FORCE: N_("The patent is not granted and in force. Note its legal status first."),
    OpenLicenceBar.EXCLUSIVE_LICENCE: N_(
        "An exclusive or sole licence is running. An open licence is possible once it has ended."
    ),
    OpenLicenceBar.PLEDGED: N_(
        "It is pledged, and the pledgee has not consented. Record the consent or the release."
    ),
    OpenLicenceBar.FEE_UNPAID: N_("An annual fee is unpaid. Pay it, and record the payment."),
    OpenLicenceBar.SUSPENDED: N_("The right is suspended. Wait until the suspension is lifted."),
    OpenLicenceBar.NO_REPORT: N_(
        "Utility models and designs need an evaluation report. Ask the office for one and note its day."
    ),
}

_CAUTION_LABELS = {
    OpenLicenceCaution.FIXED_FEE_HIGH: N_("The fixed fee is above what the guide calls usual."),
    OpenLicenceCaution.ROYALTY_HIGH: N_("The royalty is above what the guide calls usual."),
    OpenLicenceCaution.PAYMENT_NOT_KNOWN: N_("Whether the last annual fee was paid is not known here."),
    OpenLicenceCaution.STATUS_NOT_CHECKED: N_("Nobody has looked the legal status up in the register."),
}

_DORMANT_LABELS = {
    DormancyPoint.GRANTED: (N_("Granted"), N_("Not granted")),
    DormancyPoint.IN_FORCE: (N_("In force"), N_("Not known to be in force")),
    DormancyPoint.NOT_TRANSFERRED: (N_("Never transferred"), N_("Transferred")),
    DormancyPoint.NOT_LICENSED: (N_("No licence is running"), N_("A licence is running")),
    DormancyPoint.NOT_USED: (N_("Holder is not known to use it"), N_("Used by its holder")),
}

_LISTING_LABELS = {
    ListingState.OPEN: N_("On offer"),
    ListingState.WITHDRAWN: N_("Not on offer"),
}

_OFFER_BAR_LABELS = {
    OfferBar.LAPSED: N_("No longer in force"),
    OfferBar.EXPIRED: N_("Its term has run out"),
    OfferBar.TRANSFERRED: N_("Transferred"),
    OfferBar.SUSPENDED: N_("The right is suspended"),
    OfferBar.LICENSED: N_("An exclusive or sole licence runs"),
    OfferBar.PLEDGED: N_("Pledged: the pledgee must consent"),
    OfferBar.CO_OWNED: N_("Consent of the co-owners is not stated"),
}

_OFFER_FILTER_LABELS = {
    OfferFilter.OPEN: N_("On offer"),
    OfferFilter.NOT: N_("Not on offer"),
    OfferFilter.READY: N_("Not on offer, and nothing stands against it"),
    OfferFilter.WITHDRAWN: N_("Taken off offer"),
}

_ORDER_LABELS = {
    InventoryOrder.TITLE: N_("Title"),
    InventoryOrder.FILED: N_("Filed on"),
    InventoryOrder.STATUS: N_("Legal status"),
    InventoryOrder.FEE: N_("Next annual fee"),
    InventoryOrder.SCORE: N_("Latest evaluation"),
}
