"""Pages of the scorecards and of the scores that patents were given by them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.errors import ConflictError, ForbiddenError, MatchmakerError, NotFoundError
from matchmaker.forms import said
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import may_change, patent_to_change
from matchmaker.patents.scorecards import editing, scoring
from matchmaker.patents.scorecards.enums import MarkRule, Scenario, ValueKind
from matchmaker.patents.scorecards.facts import Fact
from matchmaker.patents.scorecards.forms import (
    ScorecardForm,
    ScoreForm,
    read_lines,
    read_marks,
    with_blank_lines,
)
from matchmaker.patents.scorecards.models import Mark, PatentScore, Scorecard
from matchmaker.patents.scorecards.queries import (
    LatestScore,
    current_scorecards,
    latest_scores,
    score_with_id,
    scorecard_of,
    scores_of,
    versions_of,
)

room = Blueprint("scorecards", __name__, template_folder="templates")

_LARGEST_VERSION = 100_000


@room.app_template_global()
def patent_scores(patent: Patent) -> list[PatentScore]:
    """The scores of a patent, the newest first."""
    return scores_of(g.session, patent)


@room.app_template_global()
def totals_of(patents: list[Patent]) -> dict[int, LatestScore]:
    """Each patent's latest score, by patent."""
    return latest_scores(g.session, patents)


@room.app_template_global()
def weights_in_words(weights: Mapping[ValueKind, int]) -> str:
    """How the values of a score weighed."""
    return " · ".join(f"{gettext(value.label)} {weight}%" for value, weight in weights.items())


@room.app_template_global()
def fact_in_words(of: Mark | Fact) -> str:
    """The fact that points follow from, in the reader's language."""
    text: str = gettext(of.message if isinstance(of, Fact) else of.fact)
    return text % of.params if of.params else text


@room.get("/scorecards")
@open_to(Role.OFFICER, *STAFF)
def scorecards() -> str:
    """The scorecard in force of every scenario."""
    return render_template(
        "scorecards/scorecards.html", cards=current_scorecards(g.session), values=ValueKind
    )


@room.get("/scorecards/<scenario>")
@open_to(Role.OFFICER, *STAFF)
def scorecard(scenario: str) -> str:
    """One version of a scenario's scorecard, the newest unless the address names one."""
    chosen = _scenario(scenario)
    version = request.args.get("version", type=int)
    if version is not None and not 0 < version < _LARGEST_VERSION:
        raise NotFoundError
    return render_template(
        "scorecards/scorecard.html",
        card=scorecard_of(g.session, chosen, version),
        versions=versions_of(g.session, chosen),
        values=ValueKind,
    )


@room.route("/scorecards/<scenario>/edit", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def edit(scenario: str) -> Response | str | tuple[str, int]:
    """The lines of a scorecard to change; saved, they are its next version."""
    chosen, form = _scenario(scenario), ScorecardForm()
    card = scorecard_of(g.session, chosen)
    if not form.validate_on_submit():
        return _edit_page(card, editing.lines_of(card), [], form)
    lines = read_lines(request.form)
    problems: list[MatchmakerError] = [*editing.problems_of(lines)]
    if not problems:
        try:
            saved = editing.save_scorecard(
                g.session, scenario=chosen, lines=lines, version=_edited_version(), by=g.person
            )
        except ConflictError as error:
            problems.append(error)
        else:
            flash(
                gettext("Version %(version)s is saved. Scores keep the version they were given by.",
                        version=saved.version),
                "success",
            )  # fmt: skip
            return redirect(url_for(".scorecard", scenario=chosen.value))
    return _edit_page(card, lines, problems, form), 422


@room.route("/patents/<int:patent_id>/scores/new", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def new_score(patent_id: int) -> Response | str | tuple[str, int]:
    """Scores a patent for a scenario: what is recorded marks itself, a person marks the rest."""
    patent, form = patent_to_change(g.session, patent_id, g.person), ScoreForm()
    scoring.check_scorable(patent)
    asked = request.values.get("scenario", "")
    card = scorecard_of(g.session, Scenario(asked) if asked in set(Scenario) else Scenario.TRANSFER)
    if not form.validate_on_submit():
        return _score_page(patent, card, {}, {}, form)
    begun = request.form.get("version", type=int)
    if begun is not None and 0 < begun < card.version:
        card = scorecard_of(g.session, card.scenario, begun)
    given = read_marks(request.form, card.indicators)
    problems = scoring.problems_of(card, scoring.facts_of(card, patent, g.today), given)
    if problems:
        return _score_page(patent, card, given, problems, form), 422
    score = scoring.score_patent(g.session, patent=patent, card=card, given=given, on=g.today, by=g.person)
    flash(gettext("Scored."), "success")
    return redirect(url_for(".score", score_id=score.id))


@room.get("/scores/<int:score_id>")
@open_to(Role.OFFICER, *STAFF)
def score(score_id: int) -> str:
    """One score on one page, to be read and printed."""
    shown = score_with_id(g.session, score_id)
    if not may_change(shown.patent, g.person):
        raise ForbiddenError
    return render_template("scorecards/score.html", score=shown, values=ValueKind)


def _scenario(text: str) -> Scenario:
    if text not in set(Scenario):
        raise NotFoundError
    return Scenario(text)


def _edited_version() -> int:
    return request.form.get("version", 0, type=int)


def _edit_page(
    card: Scorecard, lines: list[editing.Line], problems: list[MatchmakerError], form: ScorecardForm
) -> str:
    return render_template(
        "scorecards/edit.html",
        card=card,
        lines=with_blank_lines(lines),
        problems=[said(problem) for problem in problems],
        form=form,
        values=ValueKind,
        rules=MarkRule,
    )


def _score_page(
    patent: Patent,
    card: Scorecard,
    given: dict[int, scoring.GivenMark],
    problems: dict[int, Any],
    form: ScoreForm,
) -> str:
    return render_template(
        "scorecards/new_score.html",
        patent=patent,
        card=card,
        facts=scoring.facts_of(card, patent, g.today),
        given=given,
        problems={indicator: said(problem) for indicator, problem in problems.items()},
        form=form,
        values=ValueKind,
        scenarios=Scenario,
    )
