"""Ranks the catalogue for a text or a need, keeps what was found, and what people decide about it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError
from matchmaker.matching.asking import Question, question_of, ranked, read_question, text_of
from matchmaker.matching.assessment import NEIGHBOURS, Yardstick, leading_subclasses
from matchmaker.matching.calibrating import refit_when_due
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.doubt import words_without_answer
from matchmaker.matching.enums import Decision, Level, Order, PassReason
from matchmaker.matching.evidence import Found, evidence_for, explained
from matchmaker.matching.filters import NO_FILTERS, Filters
from matchmaker.matching.models import Judgement, Match, MatchRun
from matchmaker.matching.queries import judgement_by, latest_runs
from matchmaker.matching.runs import is_fresh, rank_need
from matchmaker.needs.enums import ENDED_STATES, OPEN_STATES, NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.queries import open_needs
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids
from matchmaker.ranking.documents import Contribution, Hit
from matchmaker.ranking.ranker import Ranker
from matchmaker.text.measures import without_gaps
from matchmaker.text.normalising import normalise
from matchmaker.text.synonyms import said_by

NEEDS_KEPT_FRESH = 200
"""How many open needs, the newest, a page brings up to date before it shows the matches of many."""

MOST_RANKED = 200
"""How many of the nearest can be paged through."""

MOST_SORTED = 50
"""How many of the nearest are sorted by anything else: those farther away would stand on top."""


class NeedNotOpenError(ConflictError):
    """A draft is matched."""

    message = N_("Only needs that are with the centre are matched. Hand it in first.")


class NeedReturnedError(NeedNotOpenError):
    """A need that is back with its company was never matched."""

    message = N_(
        "The need is back with its company for a change, and was not matched before. "
        "It is matched as soon as the company hands it in again."
    )


class NeedEndedError(NeedNotOpenError):
    """A need that has ended was never matched."""

    message = N_(
        "The need is “%(state)s” and was not matched while it was open, so there are no patents to show. "
        "If the problem is still there, the company writes a new need."
    )


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search found: the best first.

    ``terms`` are the words of the question, and ``unknown`` those of them that no patent on offer has. ``unanswered``
    are the weightiest where probably nothing here answers a short question (``doubt``). ``more`` says whether others
    follow.
    """

    text: str
    question: Question
    found: tuple[Found, ...]
    terms: tuple[str, ...]
    unknown: tuple[str, ...]
    catalogue_size: int
    unanswered: tuple[str, ...] = ()
    more: bool = False

    @property
    def is_latin(self) -> bool:
        """Whether all its words are in Latin letters, which Chinese patents have for names and types only."""
        return bool(self.terms) and all(map(str.isascii, self.terms))


def search_patents(
    session: Session,
    catalogue: Catalogue,
    *,
    text: str,
    k: int = 10,
    start: int = 0,
    order: Order = Order.SCORE,
    filters: Filters = NO_FILTERS,
    reader: Person | None = None,
) -> SearchAnswer:
    """The ``k`` patents on offer that pass the filters and are nearest to a text, with evidence.

    The number of a patent that the reader may see finds what is near to it. ``start`` passes over the first; any
    other order than that of the score is of the ``MOST_SORTED`` nearest.

    Raises:
        EmptyTextError, TextTooLongError, TooManyNumbersError: the text cannot be taken.
    """
    index = catalogue.caught_up(session)
    question = read_question(session, catalogue, text=text, filters=filters, reader=reader)
    most = min(start + k + 1, MOST_RANKED) if order is Order.SCORE else MOST_SORTED
    hits = ranked(session, catalogue, index, question, max(most, NEIGHBOURS))
    arranged = hits[:most]
    if order is not Order.SCORE:
        arranged = catalogue.attributes.caught_up(session).arranged_hits(arranged, order)
    shown, is_first = arranged[start : start + k], order is Order.SCORE and start == 0
    found, yardstick = _with_evidence(session, catalogue, index, question, hits, shown, start)
    return SearchAnswer(
        text=text.strip(),
        question=question,
        found=found,
        terms=question.query.words,
        unknown=yardstick.unheld,
        catalogue_size=len(index),
        unanswered=words_without_answer(yardstick, found) if is_first else (),
        more=len(arranged) > start + k,
    )


def nearest(
    session: Session,
    catalogue: Catalogue,
    *,
    text: str,
    k: int,
    order: Order = Order.SCORE,
    filters: Filters = NO_FILTERS,
    reader: Person | None = None,
) -> list[Hit]:
    """What ``search_patents`` finds, without its evidence.

    Raises:
        EmptyTextError, TextTooLongError, TooManyNumbersError: the text cannot be taken.
    """
    index = catalogue.caught_up(session)
    question = read_question(session, catalogue, text=text, filters=filters, reader=reader)
    hits = ranked(session, catalogue, index, question, k if order is Order.SCORE else MOST_SORTED)
    if order is Order.SCORE:
        return hits
    return catalogue.attributes.caught_up(session).arranged_hits(hits, order)[:k]


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """One page of the patents on offer that pass filters, and whether others follow."""

    patents: tuple[Patent, ...]
    more: bool


def patents_like(
    session: Session, catalogue: Catalogue, *, filters: Filters, order: Order, start: int = 0, k: int = 10
) -> ListAnswer:
    """Patents on offer that pass the filters, in an order, without a text that they are near to."""
    ids = catalogue.attributes.caught_up(session).arranged(filters, order)
    shown = [int(number) for number in ids[start : start + k]]
    patents = patents_with_ids(session, shown)
    return ListAnswer(tuple(patents[number] for number in shown if number in patents), len(ids) > start + k)


def current_run(session: Session, catalogue: Catalogue, *, need: Need) -> MatchRun:
    """The need's run, made anew where it is stale; decisions already taken stay. A closed need keeps its last.

    Raises:
        NeedNotOpenError: the need was never ranked, and is not open; which class tells why.
    """
    run = latest_runs(session, [need.id]).get(need.id)
    if need.state in OPEN_STATES:
        standing = catalogue.standing(session)
        return run if run and is_fresh(standing, need, run) else rank_need(session, standing, need=need).run
    if run is not None:
        return run
    if need.state is NeedState.RETURNED:
        raise NeedReturnedError
    if need.state in ENDED_STATES:
        raise NeedEndedError(state=need.state.label)
    raise NeedNotOpenError


def refresh_runs(session: Session, catalogue: Catalogue, *, needs: Sequence[Need]) -> None:
    """Ranks anew those open needs whose run is stale; three queries where none is."""
    runs = latest_runs(session, [need.id for need in needs])
    standing = catalogue.standing(session)
    for need in needs:
        if need.state in OPEN_STATES and not is_fresh(standing, need, runs.get(need.id)):
            rank_need(session, standing, need=need)


def refresh_open_needs(session: Session, catalogue: Catalogue) -> None:
    """Ranks anew the newest open needs whose run is stale, for a page that shows the matches of many."""
    refresh_runs(session, catalogue, needs=list(session.scalars(open_needs().limit(NEEDS_KEPT_FRESH))))


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


def withdraw_judgement(session: Session, *, match: Match, by: Person) -> None:
    """Takes a person's grade of a match back, if there is one."""
    judgement = judgement_by(session, match, by)
    if judgement is None:
        return
    record_change(
        session,
        subject=judgement,
        action=N_("Grade taken back"),
        by=by,
        before={"level": judgement.level},
        after={"level": None},
    )
    session.delete(judgement)


def evidence_of(match: Match, catalogue: Catalogue, yardstick: Yardstick | None = None) -> Found:
    """A stored match as it is shown, from the evidence of its run; with a yardstick, what speaks against it."""
    contributions = [Contribution(term, value) for term, value in match.evidence]
    return Found(
        rank=match.rank,
        score=match.score,
        patent=match.patent,
        evidence=evidence_for(match.patent, contributions, catalogue.segmenter),
        assessment=yardstick.assess(match.patent, contributions) if yardstick else None,
        asked=text_of(match.need),
        from_own=_only_in_own_patents(match.need, contributions),
    )


def _only_in_own_patents(need: Need, contributions: Sequence[Contribution]) -> frozenset[str]:
    """The words that found something and that the need has only from its company's own patents."""
    if not need.patents_text:
        return frozenset()
    said = without_gaps(normalise(f"{need.title}\n{need.said}"))
    return frozenset(part.term for part in contributions if said_by(part.term) not in said)


def yardstick_for(
    session: Session, catalogue: Catalogue, *, need: Need, matches: Sequence[Match], today: dt.date
) -> Yardstick:
    """What a need's matches are held against."""
    index, query = catalogue.caught_up(session), question_of(session, need, catalogue).query
    by_score = sorted(matches, key=lambda match: -match.score)
    return replace(
        Yardstick.of_words(index, query),
        leading=leading_subclasses([(match.patent, match.score) for match in by_score]),
        need=need,
        today=today,
    )


def _with_evidence(
    session: Session,
    catalogue: Catalogue,
    index: Ranker,
    question: Question,
    hits: Sequence[Hit],
    shown: Sequence[Hit],
    start: int,
) -> tuple[tuple[Found, ...], Yardstick]:
    """The hits that are shown, and what they are held against: the nearest of all too."""
    patents = patents_with_ids(session, [hit.id for hit in (*hits[:NEIGHBOURS], *shown)])
    hits = [hit for hit in hits[:NEIGHBOURS] if hit.id in patents]
    shown = [hit for hit in shown if hit.id in patents]
    yardstick = replace(
        Yardstick.of_words(index, question.query),
        leading=leading_subclasses([(patents[hit.id], hit.score) for hit in hits]),
        filters=question.filters,
    )
    found = []
    for rank, (hit, contributions) in enumerate(explained(index, question.query, shown), start + 1):
        patent = patents[hit.id]
        evidence = evidence_for(patent, contributions, catalogue.segmenter)
        assessment = yardstick.assess(patent, contributions)
        found.append(Found(rank, hit.score, patent, evidence, assessment, question.text))
    return tuple(found), yardstick


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
