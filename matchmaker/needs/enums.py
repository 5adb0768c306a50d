"""The states of a technology need."""

from enum import StrEnum

from matchmaker.errors import N_


class NeedState(StrEnum):
    """Where a need stands between being written down and being met."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LABELS[self]


OPEN_STATES = (NeedState.SUBMITTED, NeedState.PUBLISHED)

_LABELS = {
    NeedState.DRAFT: N_("Draft"),
    NeedState.SUBMITTED: N_("Submitted"),
    NeedState.PUBLISHED: N_("Published"),
    NeedState.CLOSED: N_("Closed"),
}
