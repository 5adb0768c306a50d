"""The errors that a person can do something about; only the web edge turns them into status codes."""

from collections.abc import Mapping


def N_(message: str) -> str:  # noqa: N802 - the name that message catalogues know
    """Marks a message for the catalogues; the edge translates it when it is shown."""
    return message


class MatchmakerError(Exception):
    """A broken rule, told so that a person knows what to do next.

    ``message`` is a catalogue message (English) and ``params`` fill its ``%(name)s`` places, so that
    the edge can say it in the reader's language: ``gettext(error.message) % error.params``.
    """

    message: str = N_("That did not work. Go back one page and try again.")

    def __init__(self, message: str | None = None, **params: object) -> None:
        self.message = message or type(self).message
        self.params: Mapping[str, object] = params
        super().__init__(self.message % params if params else self.message)


class NotFoundError(MatchmakerError):
    """What was asked for does not exist, or is not for this person to know of."""

    message = N_("There is nothing at this address. It may have been withdrawn; search for it by name.")


class InvalidError(MatchmakerError):
    """What was entered cannot be taken as it stands."""


class ConflictError(MatchmakerError):
    """What was asked for contradicts what is already recorded."""


class ForbiddenError(MatchmakerError):
    """This person may not do that."""

    message = N_("This page is for other roles. Sign in with an account that may use it.")
