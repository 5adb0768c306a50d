"""A list asks the database as often with thirty rows as with one."""

import datetime as dt

import sqlalchemy as sa

from matchmaker.database import now
from matchmaker.deals.enums import Stage
from matchmaker.matching.enums import Sought
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.queries import needs_revision
from matchmaker.needs.enums import NeedState
from matchmaker.needs.import_models import NeedImport
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import Way
from matchmaker.patents.queries import catalogue_revision
from tests.factories.deals import make_deal, make_deal_at
from tests.factories.imports import make_import
from tests.factories.needs import make_need
from tests.factories.patents import make_granted_patent, make_patent
from tests.factories.roadshows import make_intent, make_pitch, make_registration, make_roadshow
from tests.factories.scheme import make_scheme
from tests.factories.scorecards import make_score


def fill(session, home, count):
    """So much of everything: of the needs half are of one company, each deal has partners of its own."""
    company, university = home[Role.ENGINEER], home[Role.OFFICER]
    make_scheme(session)
    coming = make_roadshow(session, seats=99, starts_at=now() + dt.timedelta(days=7))
    for place in range(count):
        title, ipc = f"一种第{place}号陶瓷过滤板", ("C04B 38/06", "B01D 39/20")
        patent = make_patent(session, holder=university, title=f"一种第{place}号多孔陶瓷过滤板", ipc=ipc)
        granted = make_granted_patent(session, holder=university, title=title, ipc=ipc, due_in=30)
        make_score(session, patent=granted, on=dt.date(2026, 1, 2))
        for state in (NeedState.SUBMITTED, NeedState.SCREENING, NeedState.PUBLISHED):
            for organization in (company, None):
                make_need(
                    session, organization=organization, state=state, title=f"第{place}号陶瓷过滤板寿命短"
                )
        make_deal(session, patents=[patent], buyer=company)
        make_deal(session)
        make_deal_at(session, Stage.SIGNED, way=Way.LICENCE)
        make_deal_at(session, Stage.PAID)
        make_intent(session, pitch=make_pitch(session, roadshow=coming))
        make_registration(session, roadshow=coming, at=now())
        make_roadshow(session, starts_at=now() - dt.timedelta(days=place + 1))
        make_import(session, organization=university, rows=place + 1)
        patent.listing.trial_until = now().date() + dt.timedelta(days=3)
        session.add(NeedImport(organization=company, company=company, filename="需求.csv"))
    searches = {
        Sought.PATENTS: ("text=陶瓷", catalogue_revision(session)),
        Sought.NEEDS: ("industry=陶瓷", needs_revision(session)),
    }
    for person in session.scalars(sa.select(Person)):
        saved = (
            SavedSearch(person=person, name=f"{count}-{place}-{sought}", sought=sought, address=address, found=[],
                        new=[1], unsent=[], revision=revision)
            for place in range(count) for sought, (address, revision) in searches.items()
        )  # fmt: skip
        session.add_all(saved)
    session.commit()
    return coming


PAGES = {
    None: ["/", "/search?text=陶瓷过滤板", "/search?text=陶瓷过滤板&way=licence&price=9",
        "/search?way=transfer&order=price", "/search?text=乙方理工大学", "/search?text=陶瓷过滤板&order=filed",
        "/search/needs?text=陶瓷过滤板", "/search/needs?industry=陶瓷&order=deadline", "/search/needs?ipc=C04B",
        "/patents/1", "/patents/2", "/ipc", "/ipc?code=C04B", "/needs", "/roadshows", "/roadshows/1"],
    Role.ENGINEER: ["/my/needs", "/my/deals", "/roadshows/1", "/needs/1/matches", "/my/searches",
        "/needs/imports", "/due"],
    Role.OFFICER: ["/inventory", "/inventory?order=fee&offer=ready", "/inventory?order=score&down=1",
        "/inventory/many?step=withdraw&which=all", "/inventory/many?step=offer&which=all",
        "/inventory/imports", "/inventory/import/1", "/inventory/needs", "/my/deals",
        "/needs/5", "/patents/1", "/patents/1/life", "/inventory/fees?which=90", "/inventory/fees.ics",
        "/patents/2", "/patents/2/scores/new", "/scores/1", "/scorecards"],
    Role.BROKER: [
        "/desk", "/desk/needs", "/desk/needs/alike", "/desk/needs/merges", "/desk/curation",
        "/needs/1", "/needs/imports", "/due?days=90",
        "/deals", "/deals/1", "/inventory", "/patents/1", "/needs/1/matches", "/roadshows/1",
        "/statistics?year=2025", "/statistics/entries?kind=contract&first=2025-01-01&last=2025-12-31",
    ],
    Role.ADMINISTRATOR: ["/organizations", "/organizations/alike", "/organizations/merges", "/organizations/1",
        "/people", "/trail", "/words"],
}  # fmt: skip


def test_a_page_asks_as_often_for_many_rows_as_for_one(sign_in, visitor, session, home, count_queries):
    readers = {role: sign_in(role) if role else visitor for role in PAGES}

    def asked():
        counts = {}
        for role, reader in readers.items():
            for address in PAGES[role]:
                assert reader.open(address).status == 200  # the first visit ranks what is new
                with count_queries() as statements:
                    reader.open(address)
                counts[role, address] = len(statements)
                assert statements != []
        return counts

    fill(session, home, 1)
    one = asked()
    fill(session, home, 29)
    assert asked() == one
