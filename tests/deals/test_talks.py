"""What a deal does to its need: into the talks, signed, and back where nothing else holds it."""

import pytest

from matchmaker.deals.enums import Stage
from matchmaker.deals.queries import deals_by_need
from matchmaker.deals.service import lose_deal, start_talks
from matchmaker.deals.use import note_publication
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.service import publish_need
from matchmaker.needs.talks import missing_for_talks
from matchmaker.organizations.queries import trail_of
from tests.factories.deals import TALKS_ON, TODAY, make_deal, make_deal_at, sign
from tests.factories.needs import make_need
from tests.factories.organizations import make_person

S = NeedState


def lose(session, deal, reason="价格谈不拢"):
    lose_deal(session, deal=deal, on=TODAY, reason=reason, today=TODAY, by=None)
    session.flush()


@pytest.mark.parametrize(
    ("state", "secrecy", "after", "missing"),
    [
        (S.PUBLISHED, Secrecy.MASKED, S.IN_TALKS, None),
        (S.SCREENING, Secrecy.CENTRE, S.IN_TALKS, None),
        (S.IN_TALKS, Secrecy.MASKED, S.IN_TALKS, None),
        (S.SIGNED, Secrecy.MASKED, S.SIGNED, None),
        (S.SUBMITTED, Secrecy.MASKED, S.SUBMITTED, "published"),
        (S.SCREENING, Secrecy.NAMED, S.SCREENING, "published"),
        (S.REFINING, Secrecy.CENTRE, S.REFINING, "screened"),
        (S.RETURNED, Secrecy.MASKED, S.RETURNED, "back with its company"),
        (S.CLOSED, Secrecy.MASKED, S.CLOSED, "closed"),
    ],
)
def test_a_deal_brings_its_need_to_the_talks_where_curation_allows_else_says_what_is_missing(
    session, state, secrecy, after, missing
):
    need, by = make_need(session, state=state, secrecy=secrecy), make_person(session)
    deal = make_deal(session, need=need, buyer=need.organization, by=by)
    assert need.state is after
    entry = trail_of(session, need)[0]
    assert (entry.action, entry.person, entry.after["deal"]) == ("Deal on the need opened", by, deal.id)
    assert entry.before == ({} if after is state else {"state": state.label})
    said = missing_for_talks(need)
    assert (missing in said) if missing else (said is None)


def test_a_need_published_after_its_deal_was_opened_follows_with_the_next_step(session):
    need = make_need(session, state=S.SUBMITTED)
    deal = make_deal(session, need=need, buyer=need.organization)
    need.state = S.PUBLISHED
    start_talks(session, deal=deal, on=TALKS_ON, today=TODAY, by=None)
    assert (need.state, trail_of(session, need)[0].action) == (S.IN_TALKS, "Talks on the need begun")


def test_a_need_published_while_a_deal_on_it_runs_stands_under_the_talks_at_once(session):
    by = make_person(session)
    needs = [make_need(session, state=S.SUBMITTED) for _ in range(3)]
    deals = [make_deal(session, need=need, buyer=need.organization) for need in needs[:2]]
    lose(session, deals[1])
    for need in needs:
        publish_need(session, need=need, by=by)
        note_publication(session, need, by=by)
    assert [need.state for need in needs] == [S.IN_TALKS, S.PUBLISHED, S.PUBLISHED]
    entry = trail_of(session, needs[0])[0]
    assert (entry.action, entry.after["deal"]) == ("Published while a deal on it runs", deals[0].id)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.PUBLISHED, S.RETURNED, S.CLOSED])
def test_a_signed_contract_meets_its_need_whatever_its_stage_but_not_a_closed_one(session, state):
    need = make_need(session, state=state)
    make_deal_at(session, Stage.SIGNED, need=need, buyer=need.organization)
    assert need.state is (S.CLOSED if state is S.CLOSED else S.SIGNED)
    assert trail_of(session, need)[0].action == "Contract on the need signed"


@pytest.mark.parametrize(
    ("lost_at", "other", "after"),
    [
        (Stage.LEAD, None, S.PUBLISHED),
        (Stage.LEAD, Stage.TALKS, S.IN_TALKS),
        (Stage.LEAD, Stage.SIGNED, S.SIGNED),
        (Stage.SIGNED, None, S.PUBLISHED),
        (Stage.SIGNED, Stage.LEAD, S.IN_TALKS),
        (Stage.SIGNED, Stage.PAID, S.SIGNED),
        (Stage.SIGNED, Stage.LOST, S.PUBLISHED),
    ],
)
def test_a_lost_deal_leaves_a_line_and_returns_its_need_only_if_nothing_else_runs(
    session, lost_at, other, after
):
    need = make_need(session, state=S.PUBLISHED)
    deal = make_deal_at(session, lost_at, need=need, buyer=need.organization)
    others = []
    if other is Stage.LOST:
        others = [make_deal(session, need=need, buyer=need.organization)]
        lose(session, others[0])
    elif other:
        others = [make_deal_at(session, other, need=need, buyer=need.organization)]
    lose(session, deal)
    entry = trail_of(session, need)[0]
    assert (need.state, need.is_public) == (after, after is not S.SIGNED)
    assert (entry.action, entry.after["deal"], entry.note) == ("Deal on the need lost", deal.id, "价格谈不拢")
    assert set(deals_by_need(session, [need.id])[need.id]) == {deal, *others}


def test_a_need_signed_by_hand_stays_signed_when_a_deal_without_a_contract_is_lost(session):
    need = make_need(session, state=S.SIGNED)
    deal = make_deal(session, need=need, buyer=need.organization)
    lose(session, deal)
    assert need.state is S.SIGNED


def test_a_need_kept_inside_goes_back_to_its_screening(session):
    need = make_need(session, state=S.SCREENING, secrecy=Secrecy.CENTRE)
    deal = make_deal(session, need=need, buyer=need.organization)
    sign(session, deal)
    assert need.state is S.SIGNED
    lose(session, deal)
    assert need.state is S.SCREENING
