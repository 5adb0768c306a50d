"""Rules and writes of scores: what is recorded marks itself, a person marks the rest and says why."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError, InvalidError, MatchmakerError
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import PatentType
from matchmaker.patents.models import Patent
from matchmaker.patents.scorecards.facts import Fact, fact_for
from matchmaker.patents.scorecards.models import WHOLE, Indicator, Mark, PatentScore, Scorecard

LONGEST_EVIDENCE = 1000


class DesignNotScoredError(ConflictError):
    """A design is no matter of the standard."""

    message = N_(
        "%(number)s is a design. GB/T 42748-2023 evaluates inventions and utility models only, so it is not scored."
    )


class TypeNotKnownError(ConflictError):
    """A patent whose type nobody told."""

    message = N_(
        "The type of %(number)s is not known, and designs are not scored. Import a sheet that tells its type first."
    )


class PointsError(InvalidError):
    """Points that are none."""

    message = N_("%(name)s: give points as a whole number from 0 to 100.")


class EvidenceMissingError(InvalidError):
    """Points without a reason."""

    message = N_("%(name)s: say in words what the points rest on.")


class EvidenceTooLongError(InvalidError):
    """A reason that nobody reads."""

    message = N_(
        "%(name)s: the evidence has more than %(most)s characters. Shorten it, or name the document."
    )


@dataclass(frozen=True, slots=True)
class GivenMark:
    """What a person typed for an indicator."""

    points: str = ""
    evidence: str = ""

    @property
    def whole_points(self) -> int | None:
        """The points, 0 to 100; None where they are none."""
        typed = self.points
        if not (
            typed.isascii() and typed.isdigit() and len(typed) <= len(str(WHOLE)) and int(typed) <= WHOLE
        ):
            return None
        return int(typed)


NO_MARK = GivenMark()


def check_scorable(patent: Patent) -> None:
    """Lets pass what the standard evaluates.

    Raises:
        DesignNotScoredError: it is a design.
        TypeNotKnownError: it may be one.
    """
    if patent.patent_type is PatentType.DESIGN:
        raise DesignNotScoredError(number=patent.number)
    if patent.patent_type is None:
        raise TypeNotKnownError(number=patent.number)


def facts_of(card: Scorecard, patent: Patent, today: dt.date) -> dict[int, Fact]:
    """What marks itself on a day, by the indicator's id."""
    facts = {each.id: fact_for(each.rule, patent, today) for each in card.indicators if each.rule}
    return {indicator: fact for indicator, fact in facts.items() if fact}


def problems_of(
    card: Scorecard, facts: Mapping[int, Fact], given: Mapping[int, GivenMark]
) -> dict[int, InvalidError]:
    """What is wrong with the marks that a person gave, by the indicator's id."""
    return {
        indicator.id: problem
        for indicator in card.indicators
        if indicator.id not in facts
        for problem in _problems(indicator, given.get(indicator.id, NO_MARK))
    }


def score_patent(
    session: Session,
    *,
    patent: Patent,
    card: Scorecard,
    given: Mapping[int, GivenMark],
    on: dt.date,
    by: Person | None,
) -> PatentScore:
    """Scores a patent by a scorecard; ``given`` are the marks of what does not mark itself, by indicator.

    Raises:
        DesignNotScoredError, TypeNotKnownError: it is not scored at all.
        InvalidError: a mark is missing, wrong or without evidence; ``problems_of`` tells all.
    """
    check_scorable(patent)
    facts = facts_of(card, patent, on)
    problem: MatchmakerError | None = next(iter(problems_of(card, facts, given).values()), None)
    if problem:
        raise problem
    marks = [_mark(each, facts.get(each.id), given.get(each.id, NO_MARK)) for each in card.indicators]
    total = sum(each.weight * mark.points for each, mark in zip(card.indicators, marks, strict=True))
    score = PatentScore(
        patent=patent,
        scorecard=card,
        scored_on=on,
        scored_by_id=by.id if by else None,
        hundredths=total,
        marks=marks,
    )
    session.add(score)
    session.flush()
    record_change(
        session,
        subject=patent,
        action=N_("Patent scored"),
        by=by,
        after={"scenario": card.scenario, "version": card.version, "total": f"{score.total:.2f}"},
    )
    return score


def _problems(indicator: Indicator, given: GivenMark) -> Iterator[InvalidError]:
    if given.whole_points is None:
        yield PointsError(name=indicator.name)
    elif not given.evidence.strip():
        yield EvidenceMissingError(name=indicator.name)
    elif len(given.evidence) > LONGEST_EVIDENCE:
        yield EvidenceTooLongError(name=indicator.name, most=LONGEST_EVIDENCE)


def _mark(indicator: Indicator, fact: Fact | None, given: GivenMark) -> Mark:
    if fact:
        return Mark(
            indicator_id=indicator.id, points=fact.points, fact=fact.message, params=dict(fact.params)
        )
    return Mark(indicator_id=indicator.id, points=given.whole_points or 0, evidence=given.evidence.strip())
