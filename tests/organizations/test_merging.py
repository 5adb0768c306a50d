"""Merging moves every link to the one that stays, and undoing it puts every table back as it was."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import matchmaker.needs.import_models
import matchmaker.reviews.import_models
import matchmaker.statistics.models  # noqa: F401 - with them every table is known
from matchmaker.database import Base, Database
from matchmaker.deals.models import Deal
from matchmaker.matching.enums import Level
from matchmaker.matching.models import Judgement
from matchmaker.needs.merging import merge_needs
from matchmaker.needs.models import Need
from matchmaker.organizations.merging import (
    CLASHES,
    MergePartnersError,
    MergeSelfError,
    MergeUndoneError,
    links_to,
    undo_merge,
)
from matchmaker.organizations.models import Membership, Organization
from matchmaker.organizations.organization_merging import CodesDifferError, merge_organizations
from matchmaker.organizations.queries import members_on, organization_named, trail_of
from matchmaker.organizations.service import change_organization, join_alliance
from matchmaker.roadshows.models import Registration
from tests.factories.deals import make_deal
from tests.factories.imports import make_import
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_patent
from tests.factories.reviews import make_review
from tests.factories.roadshows import make_intent, make_pitch, make_registration, make_roadshow

CODES = ("12330000XX0000019B", "12210000XX00000277")
KNOWN = {
    "organizations": {
        "answer_imports.organization_id", "confirmed_columns.organization_id", "deals.buyer_id", "deals.seller_id",
        "intents.organization_id", "memberships.organization_id", "need_imports.company_id",
        "need_imports.organization_id", "needs.organization_id", "organization_aliases.organization_id",
        "organizations.merged_into_id", "patent_imports.organization_id", "patents.organization_id",
        "people.organization_id", "registrations.organization_id", "reviews.organization_id",
    },
    "needs": {
        "deals.need_id", "judgements.need_id", "match_runs.need_id", "matches.need_id", "need_comments.need_id",
        "needs.merged_into_id",
    },
}  # fmt: skip
NOT_PUT_BACK = {"audit_entries", "merges", "catalogue_revision"}
"""The trail and the merges tell of it, and the catalogue counts on."""


@pytest.mark.parametrize("kind", KNOWN)
def test_merging_knows_every_link(kind):
    """Who adds a foreign key says here that it was thought of, and in ``CLASHES`` what a unique one does."""
    links = links_to(kind)
    assert {str(link) for link in links} == KNOWN[kind]
    unique = {
        link.table.name
        for link in links
        for constraint in link.table.constraints
        if isinstance(constraint, sa.UniqueConstraint) and link.name in constraint.columns
    }
    assert unique <= CLASHES.keys()


def everything(session):
    """All rows of all tables but those that tell of merges, as plain values; the revision of a patent counts on."""
    session.flush()
    return {
        table.name: [
            {name: value for name, value in row.items() if (table.name, name) != ("patents", "revision")}
            for row in session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in Base.metadata.sorted_tables
        if table.name not in NOT_PUT_BACK
    }


def furnish(session, organization, *, show, pitch, things):
    """Gives an organisation some of everything that can point to one."""
    makers = {
        "person": lambda: make_person(session, organization=organization),
        "need": lambda: make_need(session, organization=organization, source_key="N1"),
        "patent": lambda: make_patent(session, holder=organization, source_key="P1", application_number=None),
        "registration": lambda: make_registration(session, roadshow=show, organization=organization),
        "intent": lambda: make_intent(session, pitch=pitch, organization=organization),
        "membership": lambda: join_alliance(
            session, organization=organization, on=dt.date(2025, 1, organization.id % 27 + 1), by=None
        ),
        "import": lambda: make_import(session, organization=organization),
        "review": lambda: make_review(session, holder=organization),
        "deal": lambda: make_deal(session, buyer=organization),
        "alias": lambda: change_organization(
            session, organization=organization, credit_code="", region="", industry="",
            aliases=[f"Alias {organization.id}"], by=None,
        ),
    }  # fmt: skip
    session.flush()
    for thing in things:
        makers[thing]()
    session.flush()


THINGS = (
    "person",
    "need",
    "patent",
    "registration",
    "intent",
    "membership",
    "import",
    "review",
    "deal",
    "alias",
)


def test_a_merge_and_its_undoing_leave_every_table_as_it_was(shelf):
    """Whatever the two have in common or alone."""
    url = shelf.copy()
    database = Database(url)

    @settings(max_examples=15)
    @given(st.sets(st.sampled_from(THINGS)), st.sets(st.sampled_from(THINGS)))
    def merge_and_undo(ours, theirs):
        with database.sessions() as session:
            show, pitch = make_roadshow(session), make_pitch(session)
            kept, gone = make_organization(session), make_organization(session, region="浙江省")
            for organization, things in ((kept, ours), (gone, theirs)):
                furnish(session, organization, show=show, pitch=pitch, things=sorted(things))
            before = everything(session)
            merged = merge_organizations(session, kept=kept, gone=gone, by=None)
            left = {str(link) for link in links_to("organizations")
                    if session.scalar(sa.select(sa.func.count()).where(link == gone.id))}  # fmt: skip
            assert left <= {"registrations.organization_id", "intents.organization_id"}
            assert undo_merge(session, merged=merged, kind=Organization, by=None) == 0
            assert everything(session) == before
            session.rollback()

    merge_and_undo()
    database.dispose()
    shelf.drop(url)


def test_what_both_have_is_settled_by_the_rule_of_its_table(session):
    kept, gone = make_organization(session), make_organization(session, region="浙江省", credit_code=CODES[0])
    show = make_roadshow(session, seats=1)
    second, first = (make_registration(session, roadshow=show, organization=each) for each in (gone, kept))
    for organization, day in ((kept, 9), (gone, 2)):
        join_alliance(session, organization=organization, on=dt.date(2025, 1, day), by=None)
    old_name = gone.name
    merge_organizations(session, kept=kept, gone=gone, by=None)
    states = {
        row.id: (row.organization_id, row.state.value) for row in session.scalars(sa.select(Registration))
    }
    assert states == {first.id: (kept.id, "confirmed"), second.id: (gone.id, "cancelled")}
    lasting = session.scalars(sa.select(Membership).where(Membership.left_on.is_(None))).all()
    assert [(each.organization_id, each.joined_on.day) for each in lasting] == [(kept.id, 2)]
    assert members_on(session, dt.date(2025, 3, 1)) == [kept]
    assert (kept.region, kept.credit_code, gone.credit_code) == ("浙江省", CODES[0], None)
    assert organization_named(session, old_name) is kept
    assert {trail_of(session, each)[0].action for each in (kept, gone)} == {
        "Another was merged into it", "Merged into another"
    }  # fmt: skip


def test_two_needs_become_one_with_the_latest_grade_and_the_grades_come_back(session):
    person, patent, company = make_person(session), make_patent(session), make_organization(session)
    kept = make_need(session, organization=company)
    gone = make_need(session, organization=company, budget_fen=5)
    for need, level, day in ((kept, Level.NONE, 1), (gone, Level.STRONG, 2)):
        make_match(session, need=need, patent=patent)
        at = dt.datetime(2025, 1, day, tzinfo=dt.UTC)
        session.add(
            Judgement(need_id=need.id, patent_id=patent.id, person_id=person.id, level=level, judged_at=at)
        )
    deal = make_deal(session, patents=[patent], need=gone)
    before = everything(session)
    merged = merge_needs(session, kept=kept, gone=gone, by=person)
    grades = session.scalars(sa.select(Judgement).where(Judgement.need_id == kept.id)).all()
    assert [grade.level for grade in grades] == [Level.STRONG]
    assert (session.get_one(Deal, deal.id).need_id, kept.budget_fen) == (kept.id, 5)
    assert (gone.state.value, gone.merged_into_id) == ("closed", kept.id)
    assert undo_merge(session, merged=merged, kind=Need, by=person) == 0
    assert everything(session) == before


def test_what_was_changed_since_stays_and_is_counted(session):
    kept, gone, third = (make_organization(session) for _ in range(3))
    person = make_person(session, organization=gone)
    merged = merge_organizations(session, kept=kept, gone=gone, by=None)
    person.organization = third
    assert undo_merge(session, merged=merged, kind=Organization, by=None) == 1
    assert (person.organization_id, gone.merged_into_id, merged.left_behind) == (third.id, None, 1)
    with pytest.raises(MergeUndoneError):
        undo_merge(session, merged=merged, kind=Organization, by=None)


def test_merges_are_undone_from_the_last_one_back(session):
    first, second, third = (make_organization(session) for _ in range(3))
    name = first.name
    earlier = merge_organizations(session, kept=second, gone=first, by=None)
    later = merge_organizations(session, kept=third, gone=second, by=None)
    assert organization_named(session, name) is third
    with pytest.raises(MergeUndoneError):
        undo_merge(session, merged=earlier, kind=Organization, by=None)
    for merged in (later, earlier):
        assert undo_merge(session, merged=merged, kind=Organization, by=None) == 0
    assert organization_named(session, name) is first


def test_what_cannot_be_one_is_refused(session):
    one, other = (make_organization(session, credit_code=code) for code in CODES)
    with pytest.raises(CodesDifferError):
        merge_organizations(session, kept=one, gone=other, by=None)
    with pytest.raises(MergeSelfError):
        merge_organizations(session, kept=one, gone=one, by=None)
    holder = make_university(session)
    make_deal(session, patents=[make_patent(session, holder=holder)], buyer=one)
    with pytest.raises(MergePartnersError):
        merge_organizations(session, kept=holder, gone=one, by=None)
