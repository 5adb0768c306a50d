"""What is decided about a match and why; which word list an entry stands in; what a search finds, read and sorted."""

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


class Order(StrEnum):
    """What a list of patents, or of needs, is sorted by."""

    SCORE = "score"
    FILED = "filed"
    PRICE = "price"
    READINESS = "readiness"
    PUBLISHED = "published"
    DEADLINE = "deadline"

    @property
    def label(self) -> str:
        """The order in words."""
        return _ORDER_LABELS[self]


class Reading(StrEnum):
    """What somebody may mean by what stands in the search box."""

    NUMBER = "number"
    NEAR = "near"
    CODE = "code"
    HOLDER = "holder"
    INVENTOR = "inventor"
    WORDS = "words"

    @property
    def label(self) -> str:
        """The reading in words, as that by which a search goes."""
        return _READING_LABELS[self]


class Column(StrEnum):
    """What a table of patents, or of needs, may show besides their titles."""

    APPLICANTS = "applicants"
    HOLDER = "holder"
    NUMBER = "number"
    IPC = "ipc"
    STATUS = "status"
    FILED = "filed"
    INVENTORS = "inventors"
    WAYS = "ways"
    PRICE = "price"
    READINESS = "readiness"
    INDUSTRY = "industry"
    REGION = "region"
    COOPERATION = "cooperation"
    BUDGET = "budget"
    DEADLINE = "deadline"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The heading of the column."""
        return _COLUMN_LABELS[self]


class Sought(StrEnum):
    """What a search box finds."""

    PATENTS = "patents"
    NEEDS = "needs"

    @property
    def pages(self) -> str:
        """The name of its pages."""
        return "search" if self is Sought.PATENTS else "need_search"

    @property
    def orders(self) -> tuple[Order, ...]:
        """What it can be sorted by."""
        if self is Sought.NEEDS:
            return (Order.SCORE, Order.PUBLISHED, Order.DEADLINE)
        return (Order.SCORE, Order.FILED, Order.PRICE, Order.READINESS)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What a table of it may show."""
        of_needs = (Column.INDUSTRY, Column.REGION, Column.COOPERATION, Column.BUDGET, Column.DEADLINE,
                    Column.PUBLISHED)  # fmt: skip
        return of_needs if self is Sought.NEEDS else tuple(each for each in Column if each not in of_needs)


_COLUMN_LABELS = {
    Column.APPLICANTS: N_("Applicants"),
    Column.HOLDER: N_("Holder"),
    Column.NUMBER: N_("Number"),
    Column.IPC: N_("IPC class"),
    Column.STATUS: N_("Legal status"),
    Column.FILED: N_("Filing date"),
    Column.INVENTORS: N_("Inventors"),
    Column.WAYS: N_("Offered for"),
    Column.PRICE: N_("Price, ×10k yuan"),
    Column.READINESS: N_("Technology readiness"),
    Column.INDUSTRY: N_("Industry"),
    Column.REGION: N_("Region"),
    Column.COOPERATION: N_("How to work together"),
    Column.BUDGET: N_("Budget, ×10k yuan"),
    Column.DEADLINE: N_("Needed by"),
    Column.PUBLISHED: N_("Made public on"),
}

_ORDER_LABELS = {
    Order.SCORE: N_("nearest first"),
    Order.FILED: N_("newest filing first"),
    Order.PRICE: N_("lowest price first"),
    Order.READINESS: N_("most ready first"),
    Order.PUBLISHED: N_("newest first"),
    Order.DEADLINE: N_("most urgent first"),
}

_READING_LABELS = {
    Reading.NUMBER: N_("by the patent's number"),
    Reading.NEAR: N_("by what is near to these patents"),
    Reading.CODE: N_("by IPC code"),
    Reading.HOLDER: N_("by the holder's name"),
    Reading.INVENTOR: N_("by the inventor's name"),
    Reading.WORDS: N_("by what the text says"),
}

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
