"""The states of a registration."""

from enum import StrEnum

from matchmaker.errors import N_


class RegistrationState(StrEnum):
    """Whether a registration has a seat."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LABELS[self]


_LABELS = {
    RegistrationState.CONFIRMED: N_("Seat confirmed"),
    RegistrationState.WAITING: N_("On the waitlist"),
    RegistrationState.CANCELLED: N_("Cancelled"),
}
