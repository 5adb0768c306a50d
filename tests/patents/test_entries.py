"""Patents and changes are put together aside, where nobody waits for them, and written into the inventory at once."""

import datetime as dt

import sqlalchemy as sa

from matchmaker.organizations.known_names import name_keys
from matchmaker.organizations.models import AuditEntry
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.entries import Entries
from matchmaker.patents.enums import ListingState, PatentStatus, Readiness
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.records import FieldChange
from matchmaker.patents.service import change_patents, check_status, next_revision
from tests.factories.organizations import make_university
from tests.factories.patents import make_patent, make_record

ON = dt.date(2026, 11, 25)


def entries_for(session, holder, *records):
    entries = Entries(session, own=name_keys(session, holder), offer=True, on=ON)
    for record in records:
        entries.add([record])
    return entries


def kept(session, model):
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_others_write_while_patents_are_put_together(database):
    with database.sessions.begin() as session:
        holder = make_university(session)
    with database.sessions.begin() as session:
        entries = entries_for(
            session, holder, make_record(title="甲"), make_record(title="乙", status="lapsed")
        )
        with database.sessions.begin() as other:
            make_patent(other, title="别人的", offer=False)
        entries.move(holder=holder, revision=next_revision(session), by=None)
    with database.sessions() as session:
        patents = session.scalars(sa.select(Patent).order_by(Patent.id)).all()
        assert [patent.title for patent in patents] == ["别人的", "甲", "乙"]
        assert [bool(patent.listing) for patent in patents] == [False, True, False]
        trail = session.execute(
            sa.select(AuditEntry.action, AuditEntry.subject_id, AuditEntry.after)
            .where(AuditEntry.subject_type.in_(["patents", "listings"]))
            .order_by(AuditEntry.id)
        ).all()
        terms = {"state": "On offer", "ways": ["Transfer", "Licence"], "price_fen": None, "readiness": None}
        assert [tuple(entry) for entry in trail] == [
            *(("Patent entered", patent.id, {"number": patent.number}) for patent in patents),
            ("Patent put on offer", patents[1].listing.id, terms),
        ]


def test_what_was_put_together_and_not_moved_leaves_nothing_behind(session):
    holder = make_university(session)
    session.commit()
    entries_for(session, holder, make_record(), make_record())
    session.rollback()
    entries = entries_for(session, holder, make_record(title="丙"))
    entries.move(holder=holder, revision=next_revision(session), by=None)
    assert session.scalars(sa.select(Patent.title)).all() == ["丙"]
    assert (kept(session, Patent), kept(session, Listing)) == (1, 1)


def test_changes_are_written_together_and_what_is_not_told_stays(session):
    holder = make_university(session)
    facts = {"holder": holder, "status": "in_force", "family": ("CN1A",), "applicants": (holder.name,)}
    patents = [make_patent(session, title=title, **facts) for title in ("甲", "乙", "丙")]
    check_status(session, patent=patents[0], status=PatentStatus.IN_FORCE, on=ON, by=None)
    change_patents(
        session,
        changes=[
            (
                patents[0],
                [FieldChange("title", "甲", "甲二"), FieldChange("readiness", None, Readiness.PRODUCT)],
            ),
            (patents[1], [FieldChange("status", PatentStatus.IN_FORCE, PatentStatus.LAPSED)]),
            (
                patents[2],
                [FieldChange("applicants", [holder.name], ["丁"]), FieldChange("cited_times", None, 0)],
            ),
        ],
        by=None,
    )
    assert [
        (each.title, each.status, each.status_checked_on, each.family, each.names_holder, each.cited_times)
        for each in patents
    ] == [
        ("甲二", PatentStatus.IN_FORCE, ON, ["CN1A"], True, None),
        ("乙", PatentStatus.LAPSED, None, ["CN1A"], True, None),
        ("丙", PatentStatus.IN_FORCE, None, ["CN1A"], False, 0),
    ]
    assert [(each.listing.state, each.listing.readiness) for each in patents] == [
        (ListingState.OPEN, Readiness.PRODUCT),
        (ListingState.WITHDRAWN, None),
        (ListingState.OPEN, None),
    ]
    assert [trail_of(session, each)[0].after for each in patents] == [
        {"title": "甲二", "readiness": "8 Product qualified"},
        {"status": "Lapsed"},
        {"applicants": ["丁"], "cited_times": 0},
    ]
