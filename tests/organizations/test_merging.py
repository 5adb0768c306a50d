"""Merging moves every link to the one that stays, and undoing it puts every table back as it was."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import matchmaker.needs.import_models
import matchmaker.reviews.import_models
import matchmaker.statistics.models  # noqa: F401 - with them every table is known
from matchmaker.database import Database
from matchmaker.organizations.clashes import rule_of
from matchmaker.organizations.merging import (
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
from matchmaker.patents.queries import catalogue_revision
from matchmaker.roadshows.models import Registration
from tests.factories.deals import make_deal
from tests.factories.imports import make_import
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_patent
from tests.factories.reviews import make_review
from tests.factories.roadshows import make_intent, make_pitch, make_registration, make_roadshow
from tests.factories.rows import everything

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


@pytest.mark.parametrize("kind", KNOWN)
def test_merging_knows_every_link(kind):
    """Who adds a foreign key says here that it was thought of, and beside the table what a unique one does."""
    links = links_to(kind)
    assert {str(link) for link in links} == KNOWN[kind]
    unruled = {
        link.table.name
        for link in links
        for constraint in link.table.constraints
        if isinstance(constraint, sa.UniqueConstraint) and link.name in constraint.columns
        if rule_of(link.table) is None
    }
    assert unruled == set()


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


def test_patents_that_change_hands_are_read_anew_after_the_merge_and_after_its_undoing(session):
    kept, gone = make_organization(session), make_organization(session)
    stays, moves = make_patent(session, holder=kept), make_patent(session, holder=gone)
    session.flush()
    read = catalogue_revision(session)
    merged = merge_organizations(session, kept=kept, gone=gone, by=None)
    assert (moves.revision, catalogue_revision(session)) == (read + 1, read + 1)
    undo_merge(session, merged=merged, kind=Organization, by=None)
    assert (moves.revision, stays.revision < read) == (read + 2, True)
    merge_organizations(session, kept=make_organization(session), gone=make_organization(session), by=None)
    assert catalogue_revision(session) == read + 2


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


def test_what_was_changed_since_stays_and_is_counted(session):
    kept, gone, third = (make_organization(session) for _ in range(3))
    person = make_person(session, organization=gone)
    merged = merge_organizations(session, kept=kept, gone=gone, by=None)
    person.organization = third
    assert undo_merge(session, merged=merged, kind=Organization, by=None) == 1
    assert (person.organization_id, gone.merged_into_id, merged.left_behind) == (third.id, None, 1)
    assert merged.left_rows == [
        {"table": "people", "column": "organization_id", "count": 1, "rows": [[person.id, person.name]]}
    ]
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
