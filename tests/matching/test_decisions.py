"""What people decide about matches, and the counts that remind them."""

import pytest

from matchmaker.database import now, page_of
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Decision, Level, PassReason
from matchmaker.matching.queries import (
    judgement_by,
    levels_by,
    matches_by_patent,
    matches_for_company,
    matches_for_holder,
    matches_of,
    new_counts,
    undecided_counts,
)
from matchmaker.matching.service import current_run, judge_match, keep_match, pass_match, reopen_match
from matchmaker.needs.enums import NeedState
from matchmaker.needs.service import close_need, note_look
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.service import withdraw_listing
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent


@pytest.fixture
def by(session):
    person = make_person(session)
    session.flush()
    return person


def matches_for(session, need):
    session.flush()
    return matches_of(session, need, current_run(session, Catalogue(), need=need))


def test_keeping_passing_and_reopening_are_traced(session, by):
    match = make_match(session)
    keep_match(session, match=match, by=by)
    pass_match(session, match=match, reason=PassReason.TOO_EARLY, by=by)
    assert (match.decision, match.pass_reason) == (Decision.PASSED, PassReason.TOO_EARLY)
    reopen_match(session, match=match, by=by)
    assert (match.decision, match.pass_reason) == (Decision.OPEN, None)
    told = [(entry.action, entry.person, entry.before, entry.after) for entry in trail_of(session, match)]
    opened = {"decision": "To be judged", "reason": None}
    kept = {"decision": "Kept", "reason": None}
    passed = {"decision": "Passed on", "reason": "Too early for industry"}
    assert told == [
        ("To be judged", by, passed, opened),
        ("Passed on", by, kept, passed),
        ("Kept", by, opened, kept),
    ]


def test_a_company_sees_what_the_centre_kept_first_and_not_what_it_passed_on(session, by):
    need = make_need(session)
    for title in ("一种陶瓷过滤板", "一种陶瓷板", "一种过滤板"):
        make_patent(session, title=title)
    first, second, third = matches_for(session, need)
    keep_match(session, match=third, by=by)
    pass_match(session, match=first, reason=PassReason.PRICE, by=by)
    session.flush()
    assert matches_of(session, need, third.run) == [first, second, third]
    assert matches_for_company(session, need, third.run) == [third, second]


def test_a_persons_later_grade_replaces_the_earlier(session, by):
    match, began = make_match(session), now()
    first = judge_match(session, match=match, level=Level.WEAK, by=by)
    again = judge_match(session, match=match, level=Level.STRONG, by=by)
    session.flush()
    session.expire_all()
    assert (again, again.level, again.person) == (first, Level.STRONG, by)
    assert again.judged_at >= began
    told = [(entry.action, entry.person, entry.before, entry.after) for entry in trail_of(session, again)]
    assert told == [
        ("Match graded", by, {"level": "Weak"}, {"level": "Strong"}),
        ("Match graded", by, {"level": None}, {"level": "Weak"}),
    ]


def test_two_people_grade_apart(session, by):
    match, other = make_match(session), make_person(session)
    session.flush()
    judge_match(session, match=match, level=Level.NONE, by=by)
    judge_match(session, match=match, level=Level.FAIR, by=other)
    assert levels_by(session, match.need, by) == {match.patent_id: Level.NONE}
    assert levels_by(session, match.need, other) == {match.patent_id: Level.FAIR}
    assert judgement_by(session, match, other).level is Level.FAIR


def test_an_ungraded_match_has_no_judgement(session, by):
    match = make_match(session)
    assert (judgement_by(session, match, by), levels_by(session, match.need, by)) == (None, {})


def test_what_is_still_to_be_judged_is_counted_in_the_latest_run(session, by):
    patents = [make_patent(session) for _ in range(4)]
    need, other, draft = make_need(session), make_need(session), make_need(session, state=NeedState.DRAFT)
    kept, passed, *_ = matches_for(session, need)
    matches_for(session, other)
    keep_match(session, match=kept, by=by)
    pass_match(session, match=passed, reason=PassReason.PRICE, by=by)
    assert undecided_counts(session, [need.id, other.id, draft.id]) == {need.id: 2, other.id: 4}
    withdraw_listing(session, patent=patents[3], by=None)
    matches_for(session, need)
    assert undecided_counts(session, [need.id]) == {need.id: 1}
    assert undecided_counts(session, []) == {}


def test_new_matches_are_those_found_since_the_company_looked(session, by):
    make_patent(session), make_patent(session)
    need = make_need(session)
    first, _ = matches_for(session, need)
    assert new_counts(session, [need.id]) == {need.id: 2}
    pass_match(session, match=first, reason=PassReason.PRICE, by=by)
    assert new_counts(session, [need.id]) == {need.id: 1}
    note_look(need)
    assert new_counts(session, [need.id]) == {}
    make_patent(session)
    matches_for(session, need)
    assert new_counts(session, [need.id]) == {need.id: 1}


def test_what_a_company_cannot_see_is_not_counted_as_new(session):
    patent = make_patent(session)
    make_patent(session)
    need = make_need(session)
    matches_for(session, need)
    withdraw_listing(session, patent=patent, by=None)
    assert len(matches_for(session, need)) == 1
    assert new_counts(session, [need.id]) == {need.id: 1}


def test_every_match_a_need_ever_had_is_known_by_its_patent(session):
    first, need = make_patent(session), make_need(session)
    matches_for(session, need)
    withdraw_listing(session, patent=first, by=None)
    second = make_patent(session)
    matches_for(session, need)
    assert {patent_id: match.patent for patent_id, match in matches_by_patent(session, need).items()} == {
        first.id: first,
        second.id: second,
    }


def holder_sees(session, holder):
    session.flush()
    return list(page_of(session, matches_for_holder(holder), number=1).rows)


def test_a_holder_sees_the_open_needs_that_its_patents_were_found_for_the_best_first(session, by):
    patent = make_patent(session, title="陶瓷过滤板")
    make_patent(session, title="陶瓷过滤板")
    weak, strong = make_need(session, title="板", content="陶瓷光纤轨枕"), make_need(session)
    closed, passed = make_need(session), make_need(session)
    own = {}
    for need in (weak, strong, closed, passed):
        own[need] = next(match for match in matches_for(session, need) if match.patent is patent)
    close_need(session, need=closed, by=None)
    pass_match(session, match=own[passed], reason=PassReason.HOLDER, by=by)
    assert own[strong].score > own[weak].score
    assert holder_sees(session, patent.organization) == [own[strong], own[weak]]


def test_a_holder_no_longer_sees_what_a_later_run_did_not_find(session):
    patent, need = make_patent(session), make_need(session)
    found = matches_for(session, need)
    assert holder_sees(session, patent.organization) == found
    withdraw_listing(session, patent=patent, by=None)
    matches_for(session, need)
    assert holder_sees(session, patent.organization) == []
