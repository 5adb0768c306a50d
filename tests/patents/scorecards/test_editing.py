"""Scorecards as they come, and the versions that edits make of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.organizations.queries import trail_of
from matchmaker.patents.scorecards import editing
from matchmaker.patents.scorecards.editing import Line, lines_of, problems_of, save_scorecard
from matchmaker.patents.scorecards.enums import MarkRule, Scenario, ValueKind
from matchmaker.patents.scorecards.queries import current_scorecards, scorecard_of, versions_of
from tests.factories.organizations import make_person


def lines(*weights, names="甲乙丙丁戊己"):
    """A line a weight, of the three values in turn."""
    kinds = list(ValueKind)
    return [
        Line(row, kinds[(row - 1) % 3], names[row - 1], str(weight), None, "")
        for row, weight in enumerate(weights, start=1)
    ]


def said_of(typed):
    return [type(problem) for problem in problems_of(typed)]


def test_every_scenario_comes_with_a_scorecard_whose_weights_add_up_to_100(session):
    cards = current_scorecards(session)
    assert [(card.scenario, card.version, card.made_by) for card in cards] == [
        (scenario, 1, None) for scenario in Scenario
    ]
    assert [sum(map(card.weight_of, ValueKind)) for card in cards] == [100] * 5
    assert [problems_of(lines_of(card)) for card in cards] == [[]] * 5
    assert {line.rule for line in cards[0].indicators} == {None, *MarkRule}


def test_an_edit_makes_the_next_version_and_leaves_the_old_one(session):
    by = make_person(session)
    before = scorecard_of(session, Scenario.FINANCE)
    names = [line.name for line in before.indicators]
    typed = lines_of(before)
    typed[0] = replace(typed[0], name="登记状态")
    card = save_scorecard(session, scenario=Scenario.FINANCE, lines=typed, version=1, by=by)
    session.expire_all()
    assert (card.version, card.made_by, card.indicators[0].name) == (2, by, "登记状态")
    assert [line.name for line in scorecard_of(session, Scenario.FINANCE, 1).indicators] == names
    assert [each.version for each in versions_of(session, Scenario.FINANCE)] == [2, 1]
    assert scorecard_of(session, Scenario.TRANSFER).version == 1
    entry = trail_of(session, card)[0]
    assert (entry.action, entry.person, entry.before["version"], entry.after["version"]) == (
        "Scorecard changed",
        by,
        1,
        2,
    )


def test_lines_stand_under_their_value_and_empty_ones_are_left_out(session):
    typed = [*reversed(lines(30, 30, 40)), Line(4, ValueKind.LEGAL, "", "", None, "要点")]
    card = save_scorecard(session, scenario=Scenario.REMEDY, lines=typed, version=1, by=None)
    assert [(each.position, each.value, each.weight) for each in card.indicators] == [
        (1, ValueKind.LEGAL, 30),
        (2, ValueKind.TECHNICAL, 30),
        (3, ValueKind.ECONOMIC, 40),
    ]


def test_an_edit_of_a_version_that_is_no_longer_the_newest_is_refused(session):
    save_scorecard(session, scenario=Scenario.REMEDY, lines=lines(30, 30, 40), version=1, by=None)
    with pytest.raises(editing.ScorecardChangedError):
        save_scorecard(session, scenario=Scenario.REMEDY, lines=lines(20, 40, 40), version=1, by=None)
    with pytest.raises(editing.NothingChangedError):
        save_scorecard(session, scenario=Scenario.REMEDY, lines=lines(30, 30, 40), version=2, by=None)
    assert scorecard_of(session, Scenario.REMEDY).version == 2


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        (lines(30, 30, 40), []),
        (lines(30, 30, 39), [editing.WeightsError]),
        (lines(30, 70), [editing.ValueEmptyError]),
        ([], [editing.ValueEmptyError, editing.WeightsError]),
        (lines(30, 30, 40, names="甲甲丙"), [editing.LineTwiceError]),
        (lines(30, 30, "4o"), [editing.LineWeightError]),
        (lines(30, "-30", "²"), [editing.LineWeightError, editing.LineWeightError]),
        (lines(50, 50, 0), [editing.LineWeightError]),
        (lines(30, 30, 40, names=["甲", "", "丙"]), [editing.LineNameMissingError]),
        (lines(30, 30, 40, names=["甲", "乙" * 41, "丙"]), [editing.LineTooLongError]),
        ([*lines(30, 30, 30), Line(4, None, "丁", "10", None, "")], [editing.LineValueError]),
        (lines(*[1] * 61, names=[str(row) for row in range(61)]), [editing.TooManyLinesError, editing.WeightsError]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_lines_is_told_all_at_once(typed, problems):
    assert said_of(typed) == problems


def test_lines_that_cannot_stand_are_not_saved(session):
    with pytest.raises(editing.WeightsError):
        save_scorecard(session, scenario=Scenario.REMEDY, lines=lines(30, 30, 39), version=1, by=None)
    assert scorecard_of(session, Scenario.REMEDY).version == 1


@given(st.lists(st.text(max_size=5), min_size=3, max_size=6))
def test_only_whole_shares_that_add_up_to_100_are_taken(weights):
    typed = lines(*weights)
    shares = [line.share for line in typed]
    if not problems_of(typed):
        assert sum(share or 0 for share in shares) == 100
