"""What a person decided about a match, and why; what a search may be narrowed to."""

from enum import IntEnum, StrEnum

from matchmaker.errors import N_


class Decision(StrEnum):
    """Whether a broker keeps a match or passes on it."""

    OPEN = "open"
    KEPT = "kept"
    PASSED = "passed"

    @property
    def label(self) -> str:
        """The decision in words."""
        return _DECISION_LABELS[self]


class PassReason(StrEnum):
    """Why a match is passed on; the holder can learn from it."""

    OFF_TOPIC = "off_topic"
    WRONG_MATERIAL = "wrong_material"
    TOO_EARLY = "too_early"
    ALREADY_HAVE = "already_have"
    PRICE = "price"
    HOLDER = "holder"
    NOT_IN_FORCE = "not_in_force"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _REASON_LABELS[self]


class Level(IntEnum):
    """How well a patent answers a need, as a person judged it."""

    NONE = 1
    WEAK = 2
    FAIR = 3
    STRONG = 4

    @property
    def label(self) -> str:
        """The level in words."""
        return _LEVEL_LABELS[self]


class WordKind(StrEnum):
    """Which of the centre's word lists an entry stands in."""

    TERM = "term"
    SYNONYM = "synonym"
    STOP_WORD = "stop_word"

    @property
    def label(self) -> str:
        """The list in words."""
        return _WORD_LABELS[self]


class FilterKind(StrEnum):
    """What a search may be narrowed by."""

    IPC = "ipc"
    HOLDER = "holder"
    STATUS = "status"
    WAY = "way"
    PRICE = "price"
    AGREED = "agreed"
    REGION = "region"
    READINESS = "readiness"

    @property
    def label(self) -> str:
        """The filter in words."""
        return _FILTER_LABELS[self]


class Verdict(StrEnum):
    """Whether a patent meets a condition."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The verdict in words."""
        return _VERDICT_LABELS[self]


class Absence(StrEnum):
    """Why a patent is not among the first of a list."""

    UNKNOWN_NUMBER = "unknown_number"
    NOT_ON_OFFER = "not_on_offer"
    OWN = "own"
    FILTERED_OUT = "filtered_out"
    NOTHING_SHARED = "nothing_shared"
    FAR_DOWN = "far_down"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _ABSENCE_LABELS[self]


class IpcSection(StrEnum):
    """The eight sections of the International Patent Classification."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"
    H = "H"

    @property
    def label(self) -> str:
        """The section's title."""
        return _SECTION_LABELS[self]


_DECISION_LABELS = {
    Decision.OPEN: N_("To be judged"),
    Decision.KEPT: N_("Kept"),
    Decision.PASSED: N_("Passed on"),
}

_REASON_LABELS = {
    PassReason.OFF_TOPIC: N_("Solves another problem"),
    PassReason.WRONG_MATERIAL: N_("Wrong material or process"),
    PassReason.TOO_EARLY: N_("Too early for industry"),
    PassReason.ALREADY_HAVE: N_("Company already has it"),
    PassReason.PRICE: N_("Price or terms"),
    PassReason.HOLDER: N_("Holder not willing"),
    PassReason.NOT_IN_FORCE: N_("Not in force"),
}

_LEVEL_LABELS = {
    Level.NONE: N_("None"),
    Level.WEAK: N_("Weak"),
    Level.FAIR: N_("Fairly strong"),
    Level.STRONG: N_("Strong"),
}

_WORD_LABELS = {
    WordKind.TERM: N_("Term"),
    WordKind.SYNONYM: N_("Synonym"),
    WordKind.STOP_WORD: N_("Stop word"),
}

_FILTER_LABELS = {
    FilterKind.IPC: N_("IPC class"),
    FilterKind.HOLDER: N_("Holder"),
    FilterKind.STATUS: N_("Legal status"),
    FilterKind.WAY: N_("Offered for"),
    FilterKind.PRICE: N_("Highest price"),
    FilterKind.AGREED: N_("Without prices to be agreed"),
    FilterKind.REGION: N_("Region of the holder"),
    FilterKind.READINESS: N_("Technology readiness"),
}

_VERDICT_LABELS = {
    Verdict.MET: N_("Met"),
    Verdict.MISSED: N_("Not met"),
    Verdict.UNKNOWN: N_("Not known"),
}

_ABSENCE_LABELS = {
    Absence.UNKNOWN_NUMBER: N_("No patent here has this number. Compare it with the patent document."),
    Absence.NOT_ON_OFFER: N_("It is in the inventory, but not on offer: only what is on offer is ranked."),
    Absence.OWN: N_("It is one of the patents that were searched with; these are left out of the answer."),
    Absence.FILTERED_OUT: N_("The filters keep it out."),
    Absence.NOTHING_SHARED: N_("It shares nothing with the text: not a word, and not a character of one."),
    Absence.FAR_DOWN: N_("It is found, but others are nearer."),
}

_SECTION_LABELS = {
    IpcSection.A: N_("Human necessities"),
    IpcSection.B: N_("Performing operations; transporting"),
    IpcSection.C: N_("Chemistry; metallurgy"),
    IpcSection.D: N_("Textiles; paper"),
    IpcSection.E: N_("Fixed constructions"),
    IpcSection.F: N_("Mechanical engineering; lighting; heating"),
    IpcSection.G: N_("Physics"),
    IpcSection.H: N_("Electricity"),
}
