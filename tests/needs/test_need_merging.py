"""Two needs made one: every link comes along, its deals bring it where theirs had brought the other, and back."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.database import Database
from matchmaker.deals.enums import Stage
from matchmaker.deals.queries import deal_from_match
from matchmaker.deals.service import lose_deal
from matchmaker.matching.enums import Decision, Level
from matchmaker.matching.models import Judgement, Match, MatchRun
from matchmaker.needs.curation import comment_on_need
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.models import Need
from matchmaker.needs.need_merging import (
    CompaniesDifferError,
    NotAtCentreError,
    merge_needs,
)
from matchmaker.organizations.enums import Role
from matchmaker.organizations.merging import MergeSelfError, links_to, undo_merge
from matchmaker.roadshows.models import Pitch
from tests.factories.deals import TODAY, make_deal, make_deal_at
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent
from tests.factories.roadshows import make_pitch
from tests.factories.rows import everything

THINGS = ("comment", "match", "grade", "deal", "pitch", "merged before", "terms")
STAYING = {"matches.need_id", "judgements.need_id", "match_runs.need_id"}
"""A second match or grade of one patent, and the rankings of the need itself."""


def found(session, need, patent):
    """A match as a run finds it, without ranking."""
    run = MatchRun(need_id=need.id, catalogue_revision=1, weighed_at=1, catalogue_size=1, fingerprint="x")
    session.add(run)
    session.flush()
    match = Match(need_id=need.id, patent_id=patent.id, run_id=run.id, rank=1, score=0.5)
    session.add(match)
    session.flush()
    return match


def furnish(session, need, *, patent, person, things):
    """Gives a need some of everything that can point to one."""
    match = found(session, need, patent) if {"match", "pitch"} & set(things) else None
    makers = {
        "comment": lambda: comment_on_need(session, need=need, text="已电话沟通", inside=True, by=person),
        "match": lambda: (
            setattr(match, "decision", Decision.KEPT),
            setattr(match, "offered_at", dt.datetime(2025, 1, need.id % 27 + 1, tzinfo=dt.UTC)),
            setattr(match, "offered_by", person), setattr(match, "offer_note", f"样机 {need.id}"),
        ),
        "grade": lambda: session.add(
            Judgement(need_id=need.id, patent_id=patent.id, person_id=person.id, level=Level(need.id % 4 + 1))
        ),
        "deal": lambda: make_deal(session, patents=[patent], buyer=need.organization, need=need, match=match),
        "pitch": lambda: make_pitch(session, patent=patent, match=match),
        "merged before": lambda: merge_needs(
            session, kept=need, gone=make_need(session, organization=need.organization), by=None
        ),
        "terms": lambda: (setattr(need, "budget_fen", need.id), setattr(need, "curator_id", person.id)),
    }  # fmt: skip
    for thing in things:
        makers[thing]()
        session.flush()


def two_needs(session, **facts):
    company = make_organization(session)
    return [make_need(session, organization=company, **facts) for _ in range(2)]


def pointing_to(session, need):
    rows = {
        str(link): session.scalar(sa.select(sa.func.count()).where(link == need.id))
        for link in links_to("needs")
    }
    return {name for name, count in rows.items() if count}


def test_a_merge_and_its_undoing_leave_every_table_as_it_was(shelf):
    """Whatever the two have in common or alone; nothing else points to the one merged away in between."""
    url = shelf.copy()
    database = Database(url)

    @settings(max_examples=12)
    @given(st.sets(st.sampled_from(THINGS)), st.sets(st.sampled_from(THINGS)))
    def merge_and_undo(ours, theirs):
        with database.sessions() as session:
            kept, gone = two_needs(session)
            patent, person = make_patent(session), make_person(session)
            for need, things in ((kept, ours), (gone, theirs)):
                furnish(session, need, patent=patent, person=person, things=sorted(things))
            before = everything(session)
            merged = merge_needs(session, kept=kept, gone=gone, by=person)
            assert pointing_to(session, gone) <= STAYING
            assert undo_merge(session, merged=merged, kind=Need, by=person) == 0
            assert everything(session) == before
            session.rollback()

    merge_and_undo()
    database.dispose()
    shelf.drop(url)


def test_every_foreign_key_to_a_need_is_among_what_is_merged_above(session):
    """A table that points to needs is found by itself; whoever adds one gives it a maker in ``furnish``."""
    need = make_need(session)
    furnish(session, need, patent=make_patent(session), person=make_person(session), things=THINGS)
    assert pointing_to(session, need) == {str(link) for link in links_to("needs")}


def test_what_both_have_becomes_one_and_what_hangs_on_it_comes_along(session):
    kept, gone = two_needs(session)
    patent, person = make_patent(session), make_person(session)
    ours, theirs = (found(session, need, patent) for need in (kept, gone))
    theirs.decision, theirs.offered_at = Decision.KEPT, dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    theirs.offered_by, theirs.offer_note = person, "有样机"
    for need, level, day in ((kept, Level.NONE, 1), (gone, Level.STRONG, 2)):
        at = dt.datetime(2025, 1, day, tzinfo=dt.UTC)
        session.add(
            Judgement(need_id=need.id, patent_id=patent.id, person_id=person.id, level=level, judged_at=at)
        )
    deal = make_deal(session, patents=[patent], buyer=gone.organization, need=gone, match=theirs)
    pitch = make_pitch(session, patent=patent, match=theirs)
    gone.budget_fen, gone.contact = 5, "王工"
    merged = merge_needs(session, kept=kept, gone=gone, by=person)
    grades = session.scalars(sa.select(Judgement).where(Judgement.need_id == kept.id)).all()
    assert [grade.level for grade in grades] == [Level.STRONG]
    assert (deal.need_id, deal.match_id, session.get_one(Pitch, pitch.id).match_id) == (
        kept.id,
        ours.id,
        ours.id,
    )
    assert (ours.decision, ours.offered_at.day) == (Decision.KEPT, 1)
    assert (ours.offered_by_id, ours.offer_note) == (person.id, "有样机")
    assert deal_from_match(session, ours.id) is deal
    assert (kept.budget_fen, kept.contact) == (5, "王工")
    assert (gone.state, gone.merged_into_id) == (NeedState.CLOSED, kept.id)
    kept.budget_fen = 7
    session.get_one(Match, ours.id).decision = Decision.PASSED
    assert undo_merge(session, merged=merged, kind=Need, by=person) == 2
    told = {(each["table"], each["column"], *map(tuple, each["rows"])) for each in merged.left_rows}
    assert told == {
        ("needs", "budget_fen", (kept.id, kept.title)),
        ("matches", "decision", (ours.id, patent.title)),
    }
    assert (gone.state, deal.need_id, deal.match_id) == (NeedState.IN_TALKS, gone.id, theirs.id)


@pytest.mark.parametrize(
    ("kept_state", "gone_state", "becomes"),
    [
        (NeedState.PUBLISHED, NeedState.IN_TALKS, NeedState.IN_TALKS),
        (NeedState.SUBMITTED, NeedState.IN_TALKS, NeedState.SUBMITTED),
        (NeedState.RETURNED, NeedState.SIGNED, NeedState.SIGNED),
        (NeedState.IN_TALKS, NeedState.PUBLISHED, NeedState.IN_TALKS),
        (NeedState.SIGNED, NeedState.IN_TALKS, NeedState.SIGNED),
    ],
)
def test_the_one_that_stays_stands_where_the_deals_of_both_bring_it(session, kept_state, gone_state, becomes):
    company = make_organization(session)
    kept, gone = (make_need(session, organization=company, state=state) for state in (kept_state, gone_state))
    merged = merge_needs(session, kept=kept, gone=gone, by=None)
    assert (kept.state, gone.state) == (becomes, NeedState.CLOSED)
    undo_merge(session, merged=merged, kind=Need, by=None)
    assert (kept.state, gone.state) == (kept_state, gone_state)


def test_own_patents_are_taken_over_together_where_the_one_that_stays_names_none(session):
    kept, gone = two_needs(session, own_patents=["CN114081026A"], patents_text="叶轮")
    merged = merge_needs(session, kept=kept, gone=gone, by=None)
    assert undo_merge(session, merged=merged, kind=Need, by=None) == 0
    kept.own_patents, kept.patents_text = [], ""
    merged = merge_needs(session, kept=kept, gone=gone, by=None)
    assert (kept.own_patents, kept.patents_text) == (["CN114081026A"], "叶轮")
    assert undo_merge(session, merged=merged, kind=Need, by=None) == 0
    assert (kept.own_patents, kept.patents_text) == ([], "")
    assert (gone.own_patents, gone.patents_text) == (["CN114081026A"], "叶轮")
    merged = merge_needs(session, kept=kept, gone=gone, by=None)
    kept.own_patents = ["202011438186.0"]
    assert undo_merge(session, merged=merged, kind=Need, by=None) == 1
    assert (kept.own_patents, kept.patents_text) == (["202011438186.0"], "")


def test_a_need_kept_for_the_centre_comes_into_the_talks_from_its_screening(session):
    company = make_organization(session)
    kept = make_need(session, organization=company, state=NeedState.SCREENING, secrecy=Secrecy.CENTRE)
    gone = make_need(session, organization=company, state=NeedState.IN_TALKS)
    merge_needs(session, kept=kept, gone=gone, by=None)
    assert kept.state is NeedState.IN_TALKS


def test_two_open_deals_both_go_on_and_either_holds_the_need_in_the_talks(session):
    kept, gone = two_needs(session)
    deals = [make_deal_at(session, Stage.TALKS, buyer=need.organization, need=need) for need in (kept, gone)]
    assert (kept.state, gone.state) == (NeedState.IN_TALKS, NeedState.IN_TALKS)
    merge_needs(session, kept=kept, gone=gone, by=None)
    assert [deal.need_id for deal in deals] == [kept.id, kept.id]
    assert [deal.stage for deal in deals] == [Stage.TALKS, Stage.TALKS]
    for deal, stands in zip(deals, (NeedState.IN_TALKS, NeedState.PUBLISHED), strict=True):
        lose_deal(session, deal=deal, on=dt.date(2025, 3, 1), reason="价格未谈拢", today=TODAY, by=None)
        assert kept.state is stands


def test_what_cannot_be_one_is_refused(session):
    kept, gone = two_needs(session)
    for other, refusal in (
        (make_need(session), CompaniesDifferError),
        (make_need(session, organization=kept.organization, state=NeedState.DRAFT), NotAtCentreError),
        (make_need(session, organization=kept.organization, state=NeedState.CLOSED), NotAtCentreError),
        (kept, MergeSelfError),
    ):
        with pytest.raises(refusal):
            merge_needs(session, kept=kept, gone=other, by=None)
    merge_needs(session, kept=kept, gone=gone, by=make_person(session, role=Role.BROKER))
    with pytest.raises(MergeSelfError):
        merge_needs(session, kept=kept, gone=gone, by=None)
