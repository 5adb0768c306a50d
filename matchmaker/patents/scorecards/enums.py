"""Scenarios of an evaluation, its three values, and the rules by which a mark follows from what is recorded."""

from enum import StrEnum

from matchmaker.errors import N_


class Scenario(StrEnum):
    """What a patent is evaluated for (GB/T 42748-2023); each has a scorecard of its own."""

    TRANSFER = "transfer"
    FINANCE = "finance"
    REPORTING = "reporting"
    REMEDY = "remedy"
    MANAGEMENT = "management"

    @property
    def label(self) -> str:
        """The scenario in words."""
        return _SCENARIO_LABELS[self]


class ValueKind(StrEnum):
    """The three values of a patent."""

    LEGAL = "legal"
    TECHNICAL = "technical"
    ECONOMIC = "economic"

    @property
    def label(self) -> str:
        """The value in words."""
        return _VALUE_LABELS[self]


class MarkRule(StrEnum):
    """What a mark can be computed from."""

    STATUS = "status"
    TERM = "term"
    CLAIM = "claim"
    OWNERS = "owners"
    BURDENS = "burdens"
    READINESS = "readiness"
    BREADTH = "breadth"
    STATED = "stated"
    FAMILY = "family"
    CITED = "cited"

    @property
    def label(self) -> str:
        """What it looks at, in words."""
        return _RULE_LABELS[self]

    @property
    def scale(self) -> str:
        """The points that it gives for what, in words."""
        return _SCALES[self]

    @property
    def wanted(self) -> str:
        """What is missing where the rule finds nothing, and where it can be entered."""
        return _WANTED.get(self, _NOT_RECORDED)


_SCENARIO_LABELS = {
    Scenario.TRANSFER: N_("Transfer and licence"),
    Scenario.FINANCE: N_("Finance"),
    Scenario.REPORTING: N_("Financial reporting"),
    Scenario.REMEDY: N_("Remedy of infringement"),
    Scenario.MANAGEMENT: N_("Management"),
}

_VALUE_LABELS = {
    ValueKind.LEGAL: N_("Legal value"),
    ValueKind.TECHNICAL: N_("Technical value"),
    ValueKind.ECONOMIC: N_("Economic value"),
}

_RULE_LABELS = {
    MarkRule.STATUS: N_("Legal status and its check"),
    MarkRule.TERM: N_("Term left"),
    MarkRule.CLAIM: N_("Length of the first claim"),
    MarkRule.OWNERS: N_("Co-owners"),
    MarkRule.BURDENS: N_("Pledges and licences"),
    MarkRule.READINESS: N_("Technology readiness"),
    MarkRule.BREADTH: N_("Number of IPC subclasses"),
    MarkRule.STATED: N_("What the offer states"),
    MarkRule.FAMILY: N_("Offices of the family"),
    MarkRule.CITED: N_("Times cited"),
}

_SCALES = {
    MarkRule.STATUS: N_(
        "In force and checked within 90 days 100, checked earlier 80, not checked 60; under examination 40; "
        "not known 20; lapsed 0"
    ),
    MarkRule.TERM: N_(
        "Years: 15 or more 100, 12 or more 80, 8 or more 60, 5 or more 40, 2 or more 20, less 0"
    ),
    MarkRule.CLAIM: N_(
        "Characters: up to 150 100, up to 300 80, up to 500 60, up to 800 40, more 20; what says less covers more"
    ),
    MarkRule.OWNERS: N_("None 100, one 70, two 50, more 30"),
    MarkRule.BURDENS: N_(
        "None 100, ordinary licences 80, a pledge 40, an exclusive or sole licence 20, a suspended right 0"
    ),
    MarkRule.READINESS: N_("Level 9 is 100, the others in equal steps below"),
    MarkRule.BREADTH: N_("One 40, two 70, three or more 100"),
    MarkRule.STATED: N_("Where it is used and what it does better: both 100, one 60, neither 0"),
    MarkRule.FAMILY: N_(
        "Offices beside the Chinese one: none 20, one 60, two 80, three or more 100; where only a number of members "
        "is known: one 20, more 50"
    ),
    MarkRule.CITED: N_("Times: 20 or more 100, 10 or more 80, 5 or more 60, 1 or more 40, never 20"),
}

_NOT_RECORDED = N_("What the rule needs is not recorded, so a person marks it.")

_WANTED = {
    MarkRule.TERM: N_(
        "The type or the day of filing is not recorded. Import a sheet that tells them, or mark it by hand."
    ),
    MarkRule.CLAIM: N_("The first claim is not recorded. Import a sheet that tells it, or mark it by hand."),
    MarkRule.READINESS: N_(
        "The technology readiness is not stated. State it in the offer, or mark it by hand."
    ),
    MarkRule.BREADTH: N_("No IPC code is recorded. Import a sheet that tells them, or mark it by hand."),
    MarkRule.FAMILY: N_(
        "No family is recorded. Import a sheet with the family, or look up at which offices there is one."
    ),
    MarkRule.CITED: N_(
        "No citations are recorded. Import a sheet with the times cited, or look up who cites it and what"
        " competitors do, and name the day."
    ),
}
