"""Ranks the catalogue for a text or a need, keeps what was found, and what people decide about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.matching.calibrating import refit_when_due
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Decision, Level, PassReason
from matchmaker.matching.evidence import Found, evidence_for
from matchmaker.matching.models import Judgement, Match, MatchRun
from matchmaker.matching.queries import judgement_by, latest_runs
from matchmaker.matching.recipe import Query
from matchmaker.matching.runs import is_fresh, rank_need
from matchmaker.needs.enums import OPEN_STATES
from matchmaker.needs.models import Need
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patent_with_number, patents_with_ids
from matchmaker.ranking.documents import Contribution, Hit
from matchmaker.ranking.index import TfidfIndex

TEXT_LENGTH = 20_000


class EmptyTextError(InvalidError):
    """A search for nothing."""

    message = N_("Describe the problem in a few words, for example: 锂电池低温放电衰减快.")


class TextTooLongError(InvalidError):
    """A search with a whole report."""

    message = N_(
        "That is %(length)s characters; a search takes up to 20,000. Keep the part that describes the problem."
    )


class NeedNotOpenError(ConflictError):
    """A need that is not worked on is matched."""

    message = N_("Only submitted and published needs are matched. Submit the need first.")


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search found: the best first.

    ``terms`` are the words of the text, and ``unknown`` those of them that no patent on offer has.
    """

    text: str
    found: tuple[Found, ...]
    terms: tuple[str, ...]
    unknown: tuple[str, ...]
    catalogue_size: int
    numbered: Patent | None = None


def search_patents(session: Session, catalogue: Catalogue, *, text: str, k: int = 10) -> SearchAnswer:
    """The ``k`` patents on offer that are nearest to a text, with evidence; a patent number finds its patent.

    Raises:
        EmptyTextError: the text is blank.
        TextTooLongError: it has over 20,000 characters.
    """
    text = text.strip()
    if not text:
        raise EmptyTextError
    if len(text) > TEXT_LENGTH:
        raise TextTooLongError(length=len(text))
    index = catalogue.caught_up(session)
    query = catalogue.query(text=text)
    unknown = index.unknown_terms({"words": query.words})
    return SearchAnswer(
        text=text,
        found=_with_evidence(session, catalogue, index, query, index.rank(query.fields, k)),
        terms=query.words,
        unknown=tuple(word for word in query.words if word in unknown),
        catalogue_size=len(index.ids_),
        numbered=patent_with_number(session, text),
    )


def is_stale(session: Session, catalogue: Catalogue, need: Need, run: MatchRun | None) -> bool:
    """Whether a need's words, the catalogue or the recipe have changed since a run."""
    return not is_fresh(catalogue.standing(session), need, run)


def current_run(session: Session, catalogue: Catalogue, *, need: Need) -> MatchRun:
    """The need's run, made anew where it is stale; decisions already taken stay. A closed need keeps its last.

    Raises:
        NeedNotOpenError: the need was never ranked, and is not open.
    """
    run = latest_runs(session, [need.id]).get(need.id)
    if need.state in OPEN_STATES:
        standing = catalogue.standing(session)
        return run if run and is_fresh(standing, need, run) else rank_need(session, standing, need=need).run
    if run is None:
        raise NeedNotOpenError
    return run


def refresh_runs(session: Session, catalogue: Catalogue, *, needs: Sequence[Need]) -> None:
    """Ranks anew those open needs whose run is stale; two queries where none is."""
    runs = latest_runs(session, [need.id for need in needs])
    standing = catalogue.standing(session)
    for need in needs:
        if need.state in OPEN_STATES and not is_fresh(standing, need, runs.get(need.id)):
            rank_need(session, standing, need=need)


def keep_match(session: Session, *, match: Match, by: Person) -> None:
    """Keeps a match for the company to see first."""
    _decide(session, match, Decision.KEPT, None, by)


def pass_match(session: Session, *, match: Match, reason: PassReason, by: Person) -> None:
    """Passes on a match and says why."""
    _decide(session, match, Decision.PASSED, reason, by)


def reopen_match(session: Session, *, match: Match, by: Person) -> None:
    """Takes a decision back."""
    _decide(session, match, Decision.OPEN, None, by)


def judge_match(session: Session, *, match: Match, level: Level, by: Person) -> Judgement:
    """Grades how well the patent answers the need; a person's later grade replaces the earlier."""
    judgement = judgement_by(session, match, by)
    before = judgement.level if judgement else None
    if judgement is None:
        judgement = Judgement(need_id=match.need_id, patent_id=match.patent_id, person_id=by.id, level=level)
        session.add(judgement)
    judgement.level, judgement.judged_at = level, now()
    record_change(
        session,
        subject=judgement,
        action=N_("Match graded"),
        by=by,
        before={"level": before},
        after={"level": level},
    )
    refit_when_due(session)
    return judgement


def evidence_of(match: Match, catalogue: Catalogue) -> Found:
    """A stored match as it is shown, from the evidence of its run."""
    contributions = [Contribution(term, value) for term, value in match.evidence]
    evidence = evidence_for(match.patent, contributions, catalogue.segmenter)
    return Found(rank=match.rank, score=match.score, patent=match.patent, evidence=evidence)


def _with_evidence(
    session: Session, catalogue: Catalogue, index: TfidfIndex, query: Query, hits: list[Hit]
) -> tuple[Found, ...]:
    patents = patents_with_ids(session, [hit.id for hit in hits])
    explanations = index.explain_all(query.fields, [hit.id for hit in hits])
    return tuple(
        Found(
            rank=rank,
            score=hit.score,
            patent=patents[hit.id],
            evidence=evidence_for(
                patents[hit.id], query.credited(explanation.contributions), catalogue.segmenter
            ),
        )
        for rank, (hit, explanation) in enumerate(zip(hits, explanations, strict=True), start=1)
    )


def _decide(
    session: Session, match: Match, decision: Decision, reason: PassReason | None, by: Person
) -> None:
    before = {"decision": match.decision, "reason": match.pass_reason}
    match.decision, match.pass_reason = decision, reason
    record_change(
        session,
        subject=match,
        action=decision.label,
        by=by,
        before=before,
        after={"decision": decision, "reason": reason},
    )
