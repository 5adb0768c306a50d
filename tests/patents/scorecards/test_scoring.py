"""Scores: what marks itself, what a person marks, and the total."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.organizations.queries import trail_of
from matchmaker.patents.scorecards import scoring
from matchmaker.patents.scorecards.editing import lines_of, save_scorecard
from matchmaker.patents.scorecards.enums import MarkRule, Scenario, ValueKind
from matchmaker.patents.scorecards.queries import latest_scores, score_with_id, scorecard_of, scores_of
from matchmaker.patents.scorecards.scoring import GivenMark, score_patent
from tests.factories.organizations import make_person
from tests.factories.patents import make_granted_patent, make_patent
from tests.factories.scorecards import make_score, marks_for

TODAY = dt.date(2026, 11, 25)
LATER = dt.date(2027, 1, 1)


@pytest.fixture
def patent(session):
    family = ("CN114081026A", "US2020123456A1", "EP3900000A1")
    return make_granted_patent(
        session, today=TODAY, due_in=15, ipc=("C04B 38/06",), claims="一种板。", family=family
    )


@pytest.fixture
def card(session):
    return scorecard_of(session, Scenario.TRANSFER)


def test_what_is_recorded_marks_itself_and_says_by_what(session, patent, card):
    score = make_score(session, patent=patent, on=TODAY)
    by_rule = {line.rule: score.mark_of[line.id] for line in card.indicators if line.rule}
    assert {rule: mark.points for rule, mark in by_rule.items()} == {
        MarkRule.STATUS: 60,
        MarkRule.TERM: 100,
        MarkRule.CLAIM: 100,
        MarkRule.OWNERS: 100,
        MarkRule.BURDENS: 100,
        MarkRule.READINESS: 60,
        MarkRule.BREADTH: 40,
        MarkRule.STATED: 0,
        MarkRule.FAMILY: 80,
        MarkRule.CITED: 60,
    }
    term, readiness = by_rule[MarkRule.TERM], by_rule[MarkRule.READINESS]
    assert (term.fact, term.params, term.evidence) == (
        "%(years)s years of the term left",
        {"years": "15.0"},
        "",
    )
    assert (readiness.fact, readiness.params, readiness.evidence) == ("", {}, "对比试验报告")


def test_a_score_has_its_scenario_version_day_and_who(session, patent):
    by = make_person(session)
    made = make_score(session, patent=patent, on=TODAY, scenario=Scenario.FINANCE, by=by)
    session.flush()
    session.expire_all()
    score = score_with_id(session, made.id)
    card = score.scorecard
    assert (card.scenario, card.version, score.scored_on, score.scored_by) == (Scenario.FINANCE, 1, TODAY, by)
    assert score.hundredths == sum(line.weight * score.points[line.id] for line in card.indicators)
    entry = trail_of(session, patent)[0]
    assert (entry.action, entry.person, entry.after) == (
        "Patent scored",
        by,
        {"scenario": "Finance", "version": 1, "total": f"{score.total:.2f}"},
    )


def test_the_values_add_up_to_the_total(session, patent):
    score = make_score(session, patent=patent, on=TODAY)
    parts = [score.of_value(value) * score.scorecard.weight_of(value) / 100 for value in ValueKind]
    assert sum(parts) == pytest.approx(score.total)


def test_a_score_keeps_the_version_it_was_given_by(session, patent, card):
    score = make_score(session, patent=patent, on=TODAY)
    typed = [replace(line, name=f"新{line.name}") for line in lines_of(card)]
    save_scorecard(session, scenario=card.scenario, lines=typed, version=1, by=None)
    make_score(session, patent=patent, on=LATER, points="90")
    scores = scores_of(session, patent)
    assert [(each.scorecard.version, each.scored_on) for each in scores] == [(2, LATER), (1, TODAY)]
    assert scores[1].hundredths == score.hundredths


def test_the_latest_total_of_each_patent(session, patent):
    other, none = make_granted_patent(session, today=TODAY), make_granted_patent(session, today=TODAY)
    make_score(session, patent=patent, on=LATER, points="10")
    latest = make_score(session, patent=patent, on=LATER, scenario=Scenario.REMEDY, points="20")
    make_score(session, patent=patent, on=TODAY, points="30")
    only = make_score(session, patent=other, on=TODAY)
    found = latest_scores(session, [patent, other, none])
    assert {
        patent_id: (each.score_id, each.scenario, each.version, each.points)
        for patent_id, each in found.items()
    } == {
        patent.id: (latest.id, Scenario.REMEDY, 1, latest.total),
        other.id: (only.id, Scenario.TRANSFER, 1, only.total),
    }
    assert found[patent.id].weights == latest.scorecard.weights
    assert sum(found[patent.id].weights.values()) == 100
    assert latest_scores(session, []) == {}


@pytest.mark.parametrize(
    ("patent_type", "error"), [("design", scoring.DesignNotScoredError), (None, scoring.TypeNotKnownError)]
)
def test_a_design_is_not_scored(session, card, patent_type, error):
    patent = make_patent(session, patent_type=patent_type)
    with pytest.raises(error):
        score_patent(session, patent=patent, card=card, given=marks_for(card), on=TODAY, by=None)
    assert scores_of(session, patent) == []


def test_a_utility_model_is_scored(session):
    model = make_granted_patent(session, today=TODAY, patent_type="utility_model")
    assert make_score(session, patent=model, on=TODAY).patent is model


@pytest.mark.parametrize(
    ("points", "evidence", "error"),
    [
        ("", "有", scoring.PointsError),
        ("101", "有", scoring.PointsError),
        ("-1", "有", scoring.PointsError),
        ("5.5", "有", scoring.PointsError),
        ("²", "有", scoring.PointsError),
        ("0", " ", scoring.EvidenceMissingError),
        ("0", "据" * 1001, scoring.EvidenceTooLongError),
    ],
)
def test_a_mark_needs_points_and_evidence(session, patent, card, points, evidence, error):
    by_hand = next(line for line in card.indicators if not line.rule)
    given_marks = {**marks_for(card), by_hand.id: GivenMark(points, evidence)}
    with pytest.raises(error):
        score_patent(session, patent=patent, card=card, given=given_marks, on=TODAY, by=None)
    problems = scoring.problems_of(card, scoring.facts_of(card, patent, TODAY), given_marks)
    assert list(problems) == [by_hand.id]
    assert scores_of(session, patent) == []


@given(points=st.lists(st.integers(0, 100), min_size=16, max_size=16))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_a_total_lies_between_its_lowest_and_highest_mark(session, patent, card, points):
    given_marks = {
        line.id: GivenMark(str(mark), "有") for line, mark in zip(card.indicators, points, strict=True)
    }
    score = score_patent(session, patent=patent, card=card, given=given_marks, on=TODAY, by=None)
    marks = score.points.values()
    assert min(marks) <= score.total <= max(marks)
