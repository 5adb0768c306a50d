"""The measures that recognition depends on, and the levels that recognise."""

from enum import StrEnum

from matchmaker.errors import N_


class Measure(StrEnum):
    """A measure with a recognition threshold (工作指引（暂行）, 国知办函运字〔2024〕1155号)."""

    AMOUNT = "amount"
    PROJECTS = "projects"
    MEMBERS = "members"

    @property
    def label(self) -> str:
        """The measure in words."""
        return _MEASURE_LABELS[self]


class RecognitionLevel(StrEnum):
    """Who recognises the centre; each has thresholds of its own."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"


_MEASURE_LABELS = {
    Measure.AMOUNT: N_("Amount put to work this year"),
    Measure.PROJECTS: N_("Projects to date"),
    Measure.MEMBERS: N_("Member organisations"),
}
