"""What becomes of two registrations or interests when their organisations are made one."""

from matchmaker.database import now
from matchmaker.organizations.clashes import Row, Settled
from matchmaker.roadshows.enums import RegistrationState

_BETTER = (RegistrationState.CANCELLED, RegistrationState.WAITING, RegistrationState.CONFIRMED)


def one_seat(ours: Row, theirs: Row) -> Settled:
    """The better state and the attendance are kept; the second registration is cancelled."""
    return Settled(
        ours={
            "state": max(ours["state"], theirs["state"], key=_BETTER.index),
            "attended": ours["attended"] or theirs["attended"],
        },
        theirs={"state": RegistrationState.CANCELLED, "attended": False},
    )


def one_interest(_ours: Row, theirs: Row) -> Settled:
    """The interest lasts if either did; the second ends."""
    lasts = theirs["ended_on"] is None
    return Settled(
        ours={"ended_on": None} if lasts else {},
        theirs={"ended_on": theirs["ended_on"] or now().date()},
    )
