"""Rules and writes of scorecards: a change of the lines makes a new version, the old ones stay."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError, MatchmakerError
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.scorecards.enums import MarkRule, Scenario, ValueKind
from matchmaker.patents.scorecards.models import WHOLE, Indicator, Scorecard
from matchmaker.patents.scorecards.queries import scorecard_of

LONGEST_NAME = 40
LONGEST_GUIDE = 200
MOST_LINES = 60


class LineNameMissingError(InvalidError):
    """A line that has a weight and no name."""

    message = N_("Line %(row)s has a weight and no name. Name the indicator, or empty the line.")


class LineTooLongError(InvalidError):
    """A name or a guide that does not fit."""

    message = N_(
        "Line %(row)s: a name has at most %(name)s characters, a guide at most %(guide)s. Shorten it."
    )


class LineTwiceError(InvalidError):
    """Two lines of one name."""

    message = N_("“%(name)s” stands there twice. Rename one, or empty its line.")


class LineValueError(InvalidError):
    """A line that belongs to none of the three values."""

    message = N_("Line %(row)s: choose which value “%(name)s” belongs to.")


class LineWeightError(InvalidError):
    """A weight that is no share of the whole."""

    message = N_("Line %(row)s: the weight of “%(name)s” must be a whole number from 1 to 100.")


class WeightsError(InvalidError):
    """Weights that do not add up to the whole."""

    message = N_("The weights add up to %(sum)s, and must add up to 100.")


class ValueEmptyError(InvalidError):
    """A value without an indicator."""

    message = N_("Legal, technical and economic value each need at least one indicator.")


class TooManyLinesError(InvalidError):
    """A scorecard that nobody fills in."""

    message = N_("A scorecard has at most %(most)s indicators. Empty some lines.")


class ScorecardChangedError(ConflictError):
    """Somebody saved a version after the one that was edited."""

    message = N_(
        "Version %(version)s was saved meanwhile. What you typed stands below: compare it with that version, "
        "then save once more."
    )


class NothingChangedError(ConflictError):
    """A new version that would be the same as the old one."""

    message = N_("Nothing was changed, so version %(version)s stays.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a scorecard as it was typed; ``row`` counts from 1."""

    row: int
    value: ValueKind | None
    name: str
    weight: str
    rule: MarkRule | None
    guide: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing that counts was typed: such a line is left out."""
        return not (self.name or self.weight)

    @property
    def share(self) -> int | None:
        """The weight in per cent; None where it is none."""
        typed = self.weight
        share = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(WHOLE)) else 0
        return share if 1 <= share <= WHOLE else None


def lines_of(card: Scorecard) -> list[Line]:
    """The lines of a scorecard as they would be typed."""
    return [
        Line(row, each.value, each.name, str(each.weight), each.rule, each.guide)
        for row, each in enumerate(card.indicators, start=1)
    ]


def problems_of(lines: Sequence[Line]) -> list[InvalidError]:
    """Everything that is wrong with lines that were typed; empty where they can be saved."""
    kept = [line for line in lines if not line.is_empty]
    return list(_problems(kept))


def save_scorecard(
    session: Session, *, scenario: Scenario, lines: Sequence[Line], version: int, by: Person | None
) -> Scorecard:
    """Makes the next version of a scenario's scorecard; ``version`` is the one that was edited.

    Raises:
        InvalidError: the lines cannot be saved; ``problems_of`` tells all reasons.
        ScorecardChangedError: there is a newer version than the one edited.
        NothingChangedError: the lines are those of the version edited.
    """
    problem: MatchmakerError | None = next(iter(problems_of(lines)), None)
    if problem:
        raise problem
    before = scorecard_of(session, scenario)
    if before.version != version:
        raise ScorecardChangedError(version=before.version)
    card = Scorecard(scenario=scenario, version=version + 1, made_by_id=by.id if by else None)
    card.indicators = _indicators(lines)
    if _shown(card) == _shown(before):
        raise NothingChangedError(version=version)
    session.add(card)
    record_change(
        session,
        subject=card,
        action=N_("Scorecard changed"),
        by=by,
        before={"scenario": scenario, "version": version, "weights": _shown(before)},
        after={"scenario": scenario, "version": version + 1, "weights": _shown(card)},
    )
    session.flush()
    return card


def _problems(lines: Sequence[Line]) -> Iterator[InvalidError]:
    if len(lines) > MOST_LINES:
        yield TooManyLinesError(most=MOST_LINES)
    names = Counter(line.name for line in lines if line.name)
    yield from (LineTwiceError(name=name) for name, count in names.items() if count > 1)
    for line in lines:
        if not line.name:
            yield LineNameMissingError(row=line.row)
        if len(line.name) > LONGEST_NAME or len(line.guide) > LONGEST_GUIDE:
            yield LineTooLongError(row=line.row, name=LONGEST_NAME, guide=LONGEST_GUIDE)
        if line.value is None:
            yield LineValueError(row=line.row, name=line.name)
        if line.share is None:
            yield LineWeightError(row=line.row, name=line.name)
    if {line.value for line in lines} < set(ValueKind):
        yield ValueEmptyError()
    shares = [line.share for line in lines]
    total = sum(share or 0 for share in shares)
    if total != WHOLE and None not in shares:
        yield WeightsError(sum=total)


def _indicators(lines: Sequence[Line]) -> list[Indicator]:
    """The indicators in the order of the three values, and within one as they were typed."""
    kept = [line for line in lines if not line.is_empty]
    kept.sort(key=lambda line: list(ValueKind).index(line.value or ValueKind.LEGAL))
    return [
        Indicator(
            position=place,
            value=line.value,
            name=line.name,
            weight=line.share,
            rule=line.rule,
            guide=line.guide,
        )
        for place, line in enumerate(kept, start=1)
    ]


def _shown(card: Scorecard) -> list[str]:
    return [
        " ".join(filter(None, (each.name, str(each.weight), each.value.value, each.rule, each.guide)))
        for each in card.indicators
    ]
