"""What was typed on the pages of scorecards and scores, read into lines and marks."""

from collections.abc import Sequence
from itertools import zip_longest

from werkzeug.datastructures import MultiDict

from matchmaker.forms import Form, printable
from matchmaker.patents.scorecards.editing import MOST_LINES, Line
from matchmaker.patents.scorecards.enums import MarkRule, ValueKind
from matchmaker.patents.scorecards.models import Indicator
from matchmaker.patents.scorecards.scoring import GivenMark

_FIELDS = ("value", "name", "weight", "rule", "guide")
_BLANK_LINES = 3


class ScorecardForm(Form):
    """The lines of a scorecard; they are read by ``read_lines``."""


class ScoreForm(Form):
    """The marks of a score; they are read by ``read_marks``."""


def read_lines(typed: MultiDict[str, str]) -> list[Line]:
    """The lines as they were typed, at most one more than a scorecard may have."""
    columns = [[str(printable(text)).strip() for text in typed.getlist(name)] for name in _FIELDS]
    rows = list(zip_longest(*columns, fillvalue=""))[: MOST_LINES + _BLANK_LINES + 1]
    return [
        Line(
            row,
            ValueKind(value) if value in set(ValueKind) else None,
            name,
            weight,
            MarkRule(rule) if rule in set(MarkRule) else None,
            guide,
        )
        for row, (value, name, weight, rule, guide) in enumerate(rows, start=1)
    ]


def with_blank_lines(lines: Sequence[Line]) -> list[Line]:
    """Lines with a few empty ones among them, to be filled in; each stays in its row."""
    missing = _BLANK_LINES - sum(line.is_empty for line in lines)
    return [*lines, *(Line(len(lines) + more, None, "", "", None, "") for more in range(1, missing + 1))]


def read_marks(typed: MultiDict[str, str], indicators: Sequence[Indicator]) -> dict[int, GivenMark]:
    """The marks as they were typed, by indicator."""
    return {
        each.id: GivenMark(
            points=str(printable(typed.get(f"points-{each.id}", ""))).strip(),
            evidence=str(printable(typed.get(f"evidence-{each.id}", ""))).strip(),
        )
        for each in indicators
    }
