"""What a person decided about a match, and why; which word list an entry stands in."""

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
