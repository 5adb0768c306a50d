"""Runs of the matcher for a need, and what of them stays when a new one is made."""

import math

import pytest

from matchmaker.errors import NotFoundError
from matchmaker.matching.enums import Decision, PassReason
from matchmaker.matching.queries import latest_runs, match_with_id, matches_of
from matchmaker.matching.service import (
    NeedEndedError,
    NeedNotOpenError,
    NeedReturnedError,
    current_run,
    evidence_of,
    keep_match,
    pass_match,
    refresh_runs,
)
from matchmaker.needs.enums import NeedState
from matchmaker.needs.service import change_need, close_need
from matchmaker.patents.service import withdraw_listing
from tests.factories.matching import is_stale, make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent


@pytest.fixture
def run_for(session, catalogue):
    def run_for(need):
        session.flush()
        return current_run(session, catalogue, need=need)

    return run_for


@pytest.fixture
def listed(session, run_for):
    def listed(need):
        return [match.patent for match in matches_of(session, need, run_for(need))]

    return listed


def rewrite(session, need, content):
    facts = {"title": need.title, "budget_fen": None, "deadline": None}
    change_need(session, need=need, patents=(), content=content, **facts, by=None)


def test_a_run_keeps_what_was_ranked_and_the_evidence(session, catalogue, run_for):
    patents = [make_patent(session, title=title) for title in ("陶瓷过滤板", "陶瓷", "轨枕")]
    need = make_need(session, title="陶瓷过滤板", content="陶瓷过滤板")
    run = run_for(need)
    matches = matches_of(session, need, run)
    assert (run.need_id, run.catalogue_size, run.catalogue_revision) == (need.id, 3, 3)
    assert [(match.patent, match.rank) for match in matches] == [(patents[0], 1), (patents[1], 2)]
    for match in matches:
        session.refresh(match)
        assert math.fsum(value for _, value in match.evidence) == pytest.approx(match.score, abs=1e-9)
        assert (match.decision, match.pass_reason) == (Decision.OPEN, None)
    shown = evidence_of(matches[0], catalogue)
    assert (shown.rank, shown.score, shown.patent) == (1, matches[0].score, patents[0])
    assert [[part.term, part.value] for part in shown.evidence.contributions] == matches[0].evidence


@pytest.mark.parametrize(
    ("state", "kind", "params"),
    [
        (NeedState.DRAFT, NeedNotOpenError, {}),
        (NeedState.RETURNED, NeedReturnedError, {}),
        (NeedState.CLOSED, NeedEndedError, {"state": "Closed"}),
    ],
)
def test_only_needs_that_are_worked_on_are_matched_and_why_not_is_told(session, run_for, state, kind, params):
    with pytest.raises(NeedNotOpenError) as refused:
        run_for(make_need(session, state=state))
    assert (type(refused.value), refused.value.params) == (kind, params)


def test_a_run_serves_until_something_changes(session, catalogue, run_for):
    make_patent(session)
    need = make_need(session)
    run = run_for(need)
    assert not is_stale(session, catalogue, need, run)
    assert run_for(need) is run is latest_runs(session, [need.id]).get(need.id)


def test_a_need_that_was_never_run_is_stale(session, catalogue):
    need = make_need(session)
    assert latest_runs(session, [need.id]).get(need.id) is None
    assert is_stale(session, catalogue, need, None)


def test_a_run_is_stale_once_the_needs_words_have_changed(session, catalogue, run_for, listed):
    patent, other = make_patent(session, title="轨枕"), make_patent(session, title="光纤")
    need = make_need(session, title="难题", content="轨枕")
    run = run_for(need)
    assert listed(need) == [patent]
    rewrite(session, need, "光纤")
    assert is_stale(session, catalogue, need, run)
    assert listed(need) == [other]
    assert run_for(need) is not run


def test_a_run_is_stale_once_the_recipe_has_changed(session, catalogue, run_for):
    make_patent(session)
    need = make_need(session)
    run = run_for(need)
    run.fingerprint = "of other weights"
    assert is_stale(session, catalogue, need, run)
    assert run_for(need) is not run


def test_a_need_with_another_budget_is_not_run_again(session, catalogue, run_for):
    need = make_need(session)
    run = run_for(need)
    need.budget_fen = 5
    assert run_for(need) is run


def test_a_run_is_stale_once_the_catalogue_has_changed(session, catalogue, run_for, listed):
    first, need = make_patent(session), make_need(session)
    run = run_for(need)
    second = make_patent(session)
    assert is_stale(session, catalogue, need, run)
    assert listed(need) == [first, second]
    withdraw_listing(session, patent=first, by=None)
    assert listed(need) == [second]


def test_the_last_run_of_a_closed_need_can_still_be_read(session, run_for):
    make_patent(session)
    need = make_need(session)
    run = run_for(need)
    close_need(session, need=need, by=None)
    make_patent(session)
    assert run_for(need) is run


def test_open_needs_whose_runs_are_stale_are_ranked_anew_and_no_others(session, catalogue, run_for):
    make_patent(session)
    stale, fresh, new, closed, draft = (make_need(session, title=title) for title in "一二三四五")
    runs = {need: run_for(need) for need in (stale, fresh, closed)}
    rewrite(session, stale, "轨枕")
    close_need(session, need=closed, by=None)
    draft.state = NeedState.DRAFT
    session.flush()
    refresh_runs(session, catalogue, needs=[stale, fresh, new, closed, draft])
    latest = latest_runs(session, [need.id for need in (stale, fresh, new, closed, draft)])
    assert latest.keys() == {stale.id, fresh.id, new.id, closed.id}
    assert [latest[need.id] is run for need, run in runs.items()] == [False, True, True]


def test_needs_whose_runs_are_fresh_cost_the_same_however_many(session, catalogue, run_for, count_queries):
    needs = [make_need(session) for _ in range(3)]
    for need in needs:
        run_for(need)
    session.commit()
    with count_queries() as statements:
        refresh_runs(session, catalogue, needs=needs)
    assert len(statements) == 3


def test_decisions_survive_a_new_run(session, run_for):
    make_patent(session), make_patent(session), make_patent(session)
    need, by = make_need(session), make_person(session)
    kept, passed, left = matches_of(session, need, run_for(need))
    keep_match(session, match=kept, by=by)
    pass_match(session, match=passed, reason=PassReason.PRICE, by=by)
    make_patent(session)
    again = matches_of(session, need, run_for(need))
    assert again[:3] == [kept, passed, left]
    assert [match.decision for match in again] == [
        Decision.KEPT,
        Decision.PASSED,
        Decision.OPEN,
        Decision.OPEN,
    ]
    assert passed.pass_reason is PassReason.PRICE


def test_what_a_new_run_no_longer_finds_drops_out_unless_it_was_kept(session, run_for):
    patents = [make_patent(session) for _ in range(3)]
    need, by = make_need(session), make_person(session)
    first, kept, passed = matches_of(session, need, run_for(need))
    keep_match(session, match=kept, by=by)
    pass_match(session, match=passed, reason=PassReason.PRICE, by=by)
    found_at = first.found_at
    for patent in patents:
        withdraw_listing(session, patent=patent, by=None)
    new = make_patent(session)
    assert [match.patent for match in matches_of(session, need, run_for(need))] == [new, kept.patent]
    assert first.found_at == found_at


def test_a_match_that_is_found_again_is_the_same_match(session, run_for):
    patent, need = make_patent(session), make_need(session)
    (match,) = matches_of(session, need, run_for(need))
    found_at, old_run = match.found_at, match.run_id
    make_patent(session, title="轨枕")
    (again,) = matches_of(session, need, run_for(need))
    assert (again, again.patent, again.found_at) == (match, patent, found_at)
    assert again.run_id > old_run


def test_a_need_has_at_most_twenty_matches(session, listed):
    for _ in range(21):
        make_patent(session)
    assert len(listed(make_need(session))) == 20


def test_a_match_is_found_by_id_or_not_at_all(session):
    match = make_match(session)
    assert match_with_id(session, match.id) is match
    with pytest.raises(NotFoundError):
        match_with_id(session, match.id + 1)


@pytest.mark.parametrize("size", [1, 3])
def test_a_list_of_matches_costs_the_same_whatever_its_length(session, catalogue, count_queries, size):
    for _ in range(size):
        make_patent(session)
    need = make_need(session)
    run = current_run(session, catalogue, need=need)
    session.commit()
    session.expunge_all()
    with count_queries() as statements:
        shown = [
            (match.patent.organization.name, match.patent.listing.state, match.need.organization.name)
            for match in matches_of(session, need, run)
        ]
    assert (len(shown), len(statements)) == (size, 1)
