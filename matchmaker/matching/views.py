"""Pages of the matches: a company's needs, the match desk, and a holder's needs."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as visit
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import NotFoundError
from matchmaker.matching import feedback, queries, service
from matchmaker.matching.asking import own_patents_of
from matchmaker.matching.calibrating import current_calibration
from matchmaker.matching.demand import NeedFound, needs_for
from matchmaker.matching.enums import Level, PassReason
from matchmaker.matching.evidence import shared_words, weights_in_need
from matchmaker.matching.forms import LevelForm, PassForm
from matchmaker.matching.models import Match
from matchmaker.matching.offering import notes_for_company
from matchmaker.matching.own_numbers import held_by_others, patents_to_pick
from matchmaker.matching.rounds import request_round
from matchmaker.needs.desk_queries import returns_of
from matchmaker.needs.enums import OPEN_STATES, NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.queries import (
    belongs_to,
    may_read,
    may_see_company,
    need_with_id,
    needs_of,
    open_needs,
    standing_need,
)
from matchmaker.needs.service import note_desk_look, note_look
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import may_read as may_read_patent
from matchmaker.ranking.calibration import Calibration
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import active_task
from matchmaker.text.marking import mark
from matchmaker.text.spelling import as_written

room = Blueprint("matching", __name__, template_folder="templates")

_JUDGED = "judged"
_NEEDS_A_PAGE = 25
_STRONGEST_WORDS = 12  # of each match, as many as the evidence lists


@room.app_template_global()
def grade_of(score: float) -> Level:
    """The grade that a score stands for at this centre."""
    return Level(_calibration().level(score))


room.add_app_template_filter(as_written)
room.add_app_template_global(shared_words)


@room.app_template_global()
def pass_reasons(patent: Patent) -> feedback.ReasonCounts:
    """Why a patent was passed on, for a page that shows it to its holder."""
    return feedback.reasons_for(g.session, patent)


@room.app_context_processor
def other_side() -> dict[str, Any]:
    """What a patent's page shows of needs, and a need's of its company's own patents."""
    return {
        "needs_near": _needs_near,
        "own_patents_of": lambda need: own_patents_of(g.session, need),
        "held_by_others": lambda need: held_by_others(g.session, need),
        "may_read_patent": lambda patent: may_read_patent(patent, g.person),
        "patents_to_pick": lambda company: patents_to_pick(g.session, company),
    }


@room.get("/my/needs")
@open_to(Role.ENGINEER)
def my_needs() -> str:
    """The company's needs, with what is new on each since it last looked."""
    page = page_of(
        g.session,
        needs_of(g.person.organization),
        number=request.args.get("page", 1, int),
        size=_NEEDS_A_PAGE,
    )
    service.refresh_runs(g.session, g.catalogue, needs=page.rows)
    return render_template(
        "matching/my_needs.html",
        page=page,
        new_counts=queries.new_counts(g.session, [need.id for need in page.rows]),
        offered=queries.offered_counts(g.session, [need.id for need in page.rows]),
        returns=returns_of(g.session, page.rows),
    )


@room.get("/desk/needs")
@open_to(*STAFF)
def desk_needs() -> str:
    """The needs that the centre works on, with the matches still to be judged."""
    chosen = request.args.get("state", "")
    state = NeedState(chosen) if chosen in set(NeedState) else None
    page = page_of(g.session, open_needs(state), number=request.args.get("page", 1, int), size=_NEEDS_A_PAGE)
    service.refresh_runs(g.session, g.catalogue, needs=page.rows)
    return render_template(
        "matching/desk_needs.html",
        page=page,
        state=state,
        states=OPEN_STATES,
        undecided=queries.undecided_counts(g.session, [need.id for need in page.rows]),
        offered=queries.offered_counts(g.session, [need.id for need in page.rows]),
        new_counts=queries.new_at_desk_counts(g.session, [need.id for need in page.rows]),
        matching_all=active_task(g.session, TaskKind.ROUND),
    )


@room.post("/desk/match-all")
@open_to(*STAFF)
def match_all() -> Response:
    """Asks for a round: every open need against every patent on offer."""
    request_round(g.session, by=g.person)
    flash(gettext("All needs are matched in the background; this page tells how far it is."), "success")
    return redirect(url_for("tasks.tasks"))


@room.get("/needs/<int:need_id>/matches")
@open_to(Role.ENGINEER, *STAFF)
def matches(need_id: int) -> Response | str:
    """A need and its patents: for the company to read, for a broker to judge; one merged away leads to the other."""
    need = standing_need(g.session, need_with_id(g.session, need_id))
    if not (may_read(need, g.person) and may_see_company(need, g.person)):
        raise NotFoundError
    if need.id != need_id:
        return redirect(url_for(".matches", need_id=need.id))
    run = service.current_run(g.session, g.catalogue, need=need)
    if belongs_to(need, g.person):
        shown, last_look = queries.matches_for_company(g.session, need, run), need.looked_at
        note_look(need)
    else:
        shown, last_look = queries.matches_of(g.session, need, run), need.desk_looked_at
        note_desk_look(need)
    yardstick = service.yardstick_for(g.session, g.catalogue, need=need, matches=shown, today=g.today)
    found = [service.evidence_of(match, g.catalogue, yardstick) for match in shown]
    weights = weights_in_need(
        part for each in found for part in each.evidence.contributions[:_STRONGEST_WORDS]
    )
    staff = g.person.role.is_staff
    return render_template(
        "matching/matches.html",
        need=need,
        need_id=need.id,
        run=run,
        rows=list(zip(shown, found, strict=True)),
        new=queries.new_since(shown, last_look),
        need_title=mark(need.title, weights, g.catalogue.segmenter),
        need_text=mark(need.said, weights, g.catalogue.segmenter),
        strongest=max(weights.values(), default=0.0),
        levels=queries.levels_by(g.session, need, g.person) if staff else {},
        grades=Level,
        reasons=PassReason,
        staff=staff,
        notes={} if staff else notes_for_company(g.session, shown),
        judged=_just_judged() if staff else None,
        next_need=_next_need(need) if staff else None,
    )


@room.post("/matches/<int:match_id>/keep")
@open_to(*STAFF)
def keep(match_id: int) -> Response:
    """Keeps a match."""
    match = queries.match_with_id(g.session, match_id)
    service.keep_match(g.session, match=match, by=g.person)
    return _on_from(match)


@room.post("/matches/<int:match_id>/pass")
@open_to(*STAFF)
def pass_on(match_id: int) -> Response:
    """Passes on a match, with the reason."""
    match, form = queries.match_with_id(g.session, match_id), PassForm()
    if form.validate_on_submit():
        service.pass_match(g.session, match=match, reason=form.reason.chosen, by=g.person)
        return _on_from(match)
    return _back_to(match)


@room.post("/matches/<int:match_id>/reopen")
@open_to(*STAFF)
def reopen(match_id: int) -> Response:
    """Takes a decision back."""
    match = queries.match_with_id(g.session, match_id)
    service.reopen_match(g.session, match=match, by=g.person)
    return _back_to(match)


@room.post("/matches/<int:match_id>/grade")
@open_to(*STAFF)
def grade(match_id: int) -> Response:
    """Grades a match."""
    match, form = queries.match_with_id(g.session, match_id), LevelForm()
    if form.validate_on_submit():
        before = queries.judgement_by(g.session, match, g.person)
        visit[_JUDGED] = {"match": match.id, "graded": True, "level": before.level.value if before else None}
        service.judge_match(g.session, match=match, level=form.level.chosen, by=g.person)
    return _back_to(match)


@room.post("/matches/<int:match_id>/ungrade")
@open_to(*STAFF)
def ungrade(match_id: int) -> Response:
    """Takes the reader's own grade back."""
    match = queries.match_with_id(g.session, match_id)
    service.withdraw_judgement(g.session, match=match, by=g.person)
    return _back_to(match)


@room.get("/inventory/needs")
@open_to(Role.OFFICER)
def holder_needs() -> str:
    """Open needs that the officer's patents were found for."""
    service.refresh_open_needs(g.session, g.catalogue)
    holder, least = g.person.organization, _calibration().least_score(Level.WEAK)
    far_too = "all" in request.args
    page = page_of(
        g.session,
        queries.matches_for_holder(holder, least_score=0.0 if far_too else least),
        number=request.args.get("page", 1, int),
        size=_NEEDS_A_PAGE,
    )
    return render_template(
        "matching/holder_needs.html",
        page=page,
        far=queries.far_matches_count(g.session, holder, below=least),
        far_too=far_too,
        feedback=feedback.feedback_for(g.session, g.person.organization),
    )


def _calibration() -> Calibration:
    """What scores mean at this centre, read once a request."""
    if "calibration" not in g:
        g.calibration = current_calibration(g.session)
    calibration: Calibration = g.calibration
    return calibration


def _needs_near(patent: Patent) -> tuple[list[NeedFound], list[NeedFound]]:
    """The needs nearest to a patent: those with a grade, and those whose grade is “none”."""
    near: list[NeedFound] = []
    far: list[NeedFound] = []
    for found in needs_for(g.session, g.catalogue, patent=patent, reader=g.person):
        (far if grade_of(found.score) is Level.NONE else near).append(found)
    return near, far


def _next_need(need: Need) -> Need | None:
    """The next need on the desk with something left to judge."""
    waiting = list(g.session.scalars(open_needs().limit(service.NEEDS_KEPT_FRESH)))
    undecided = queries.undecided_counts(g.session, [other.id for other in waiting])
    return next((other for other in waiting if other.id != need.id and undecided.get(other.id)), None)


def _on_from(match: Match) -> Response:
    """To the need's other matches, or to the next need once this was the last to judge."""
    visit[_JUDGED] = {"match": match.id, "graded": False}
    if not queries.undecided_counts(g.session, [match.need_id]):
        following = _next_need(match.need)
        if following:
            return redirect(url_for(".matches", need_id=following.id))
    return _back_to(match)


def _just_judged() -> dict[str, Any] | None:
    """What was judged a moment ago, to be told once with a way to undo it."""
    judged = visit.pop(_JUDGED, None)
    return judged and {**judged, "match": queries.match_with_id(g.session, judged["match"])}


def _back_to(match: Match) -> Response:
    return redirect(url_for(".matches", need_id=match.need_id, _anchor=f"match-{match.id}"))
