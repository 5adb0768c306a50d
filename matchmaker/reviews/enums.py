"""States and steps of a patent under review, and the answers that a menu offers."""

from enum import StrEnum

from matchmaker.errors import N_


class LinkKind(StrEnum):
    """Who holds a signed link: one who answers for patents, or a college that checks the answers."""

    RESPONDENT = "respondent"
    COLLEGE = "college"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _LINK_LABELS[self]


class Funding(StrEnum):
    """Whether public funds paid for the work that a patent came of (是否财政资助项目形成)."""

    PUBLIC = "public"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The answer in words."""
        return _FUNDING_LABELS[self]


class Implementation(StrEnum):
    """What a patent is used for today (专利实施状态, 含产业化)."""

    NONE = "none"
    OWN = "own"
    OTHERS = "others"
    INDUSTRIAL = "industrial"

    @property
    def label(self) -> str:
        """The answer in words."""
        return _IMPLEMENTATION_LABELS[self]


class ItemState(StrEnum):
    """Where a patent stands in a review: 填报 → 学院审核 → 学校审核 → 入库 or not."""

    OPEN = "open"
    RETURNED = "returned"
    HANDED_IN = "handed_in"
    COLLEGE_APPROVED = "college_approved"
    PLACED = "placed"
    NOT_PLACED = "not_placed"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STATE_LABELS[self]

    @property
    def takes_answers(self) -> bool:
        """Whether its answers may be changed."""
        return self in {ItemState.OPEN, ItemState.RETURNED}


class Step(StrEnum):
    """What a college (the first two) or the university does with answers that were handed in."""

    COLLEGE_APPROVE = "college_approve"
    COLLEGE_RETURN = "college_return"
    PLACE = "place"
    DECLINE = "decline"
    UNIVERSITY_RETURN = "university_return"
    TAKE_BACK = "take_back"

    @property
    def label(self) -> str:
        """The step in words."""
        return _STEP_LABELS[self]

    @property
    def is_the_colleges(self) -> bool:
        """Whether a college takes it."""
        return self in {Step.COLLEGE_APPROVE, Step.COLLEGE_RETURN}

    @property
    def needs_reason(self) -> bool:
        """Whether it must be explained to whoever answered."""
        return self not in {Step.COLLEGE_APPROVE, Step.PLACE}


_LINK_LABELS = {
    LinkKind.RESPONDENT: N_("Answers for patents"),
    LinkKind.COLLEGE: N_("Checks for the college"),
}

_FUNDING_LABELS = {Funding.PUBLIC: N_("Yes, of a publicly funded project"), Funding.OTHER: N_("No")}

_IMPLEMENTATION_LABELS = {
    Implementation.NONE: N_("Not put into practice"),
    Implementation.OWN: N_("Used by ourselves"),
    Implementation.OTHERS: N_("Used by others, under a licence or after a transfer"),
    Implementation.INDUSTRIAL: N_("Made industrially"),
}

_STATE_LABELS = {
    ItemState.OPEN: N_("To be filled in"),
    ItemState.RETURNED: N_("Returned"),
    ItemState.HANDED_IN: N_("Waits for the college"),
    ItemState.COLLEGE_APPROVED: N_("Waits for the university"),
    ItemState.PLACED: N_("Placed in the library"),
    ItemState.NOT_PLACED: N_("Not placed"),
}

_STEP_LABELS = {
    Step.COLLEGE_APPROVE: N_("Approve for the college"),
    Step.COLLEGE_RETURN: N_("Return"),
    Step.PLACE: N_("Approve and place in the library"),
    Step.DECLINE: N_("Do not place"),
    Step.UNIVERSITY_RETURN: N_("Return to the inventor"),
    Step.TAKE_BACK: N_("Take the decision back"),
}
