"""The demo centre as it is loaded, and the pages of it that each role can come to."""

import json
import re
from collections import Counter
from html import unescape
from urllib.parse import urldefrag, urlsplit

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matchmaker.app import create_app, database_of
from matchmaker.cli import main
from matchmaker.deals.models import Deal
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.scorecards.models import PatentScore
from matchmaker.roadshows.models import Intent, Pitch, Registration, Roadshow
from matchmaker.settings import Settings
from tests.web.browsing import Reader

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
OF_EACH_KIND = 8  # pages that differ only in a number or in what follows the question mark
DEMO_NOTE = 'class="demo-note" role="note">演示数据'


@pytest.fixture(scope="module")
def environment(new_demo_centre):
    """The settings of a centre into which the demo was loaded twice."""
    settings = {"DATABASE_URL": "", "MATCHMAKER_INSTANCE": str(new_demo_centre())}
    again = CliRunner().invoke(main, ["demo"], env=settings)
    assert (again.exit_code, again.output) == (0, "")
    return settings


@pytest.fixture(scope="module")
def app(environment):
    app = create_app(Settings.from_env(environment))
    yield app
    database_of(app).dispose()


@pytest.fixture(scope="module")
def accounts(app):
    """The e-mail address and the password of each role."""
    file = app.extensions["matchmaker"][0].instance / "demo-accounts.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {Role(row["role"]): (row["email"], row["password"]) for row in rows}


@pytest.fixture
def reader(app, accounts):
    """A reader of the Chinese pages, signed in where a role is named."""

    def seated(role=None):
        reader = Reader(app, language=None)
        if role:
            email, password = accounts[role]
            assert reader.open("/login").form().send(email=email, password=password).status == 200
        return reader

    return seated


def test_the_demo_centre_is_loaded_once_however_often_it_is_asked_for(app):
    models = (Organization, Person, Patent, Need, Roadshow, Pitch, Registration, Intent, Deal, PatentScore)
    with database_of(app).sessions() as session:
        counts = {
            model.__name__: session.scalar(sa.select(sa.func.count()).select_from(model)) for model in models
        }
    assert counts == {
        "Organization": 67,
        "Person": 4,
        "Patent": 600,
        "Need": 81,
        "Roadshow": 3,
        "Pitch": 22,
        "Registration": 59,
        "Intent": 35,
        "Deal": 40,
        "PatentScore": 15,
    }


def test_everything_in_the_demo_centre_is_fictional_and_it_has_one_centre(app):
    with database_of(app).sessions() as session:
        assert set(session.scalars(sa.select(Organization.fictional))) == {True}
        centres = sa.select(sa.func.count()).where(Organization.kind == OrganizationKind.CENTRE)
        assert session.scalar(centres) == 1


def test_what_has_lapsed_is_not_on_offer_in_the_demo_centre(app):
    with database_of(app).sessions() as session:
        listed = sa.select(sa.func.count()).join(Patent.listing).where(Patent.status == PatentStatus.LAPSED)
        assert session.scalar(listed.select_from(Patent)) == 0
        assert session.scalar(sa.select(sa.func.count(Listing.id))) > 400


def test_the_accounts_are_one_a_role_and_only_their_owner_may_read_the_file(app, accounts):
    assert set(accounts) == set(Role)
    file = app.extensions["matchmaker"][0].instance / "demo-accounts.json"
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_statistics_of_the_demo_centre_are_not_empty(reader):
    page = reader(Role.BROKER).open("/statistics")
    totals = [figure.get_text(strip=True) for figure in page.soup.select("tbody tr.fw-bold a.figure")]
    assert len(totals) == 6
    assert [figure for figure in totals if float(figure.replace(",", "")) <= 0] == []
    assert len(page.soup.select(".standing")) == 3


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "visitor")
def test_every_link_that_a_role_can_follow_leads_to_a_page_marked_as_demo_data(reader, role):
    client = reader(role).client
    ahead, seen, kinds, failed, unmarked = ["/start" if role else "/"], set(), Counter(), {}, set()
    while ahead:
        address = ahead.pop()
        kind = re.sub("[0-9]+", "0", urlsplit(address).path)
        if address in seen or kinds[kind] == OF_EACH_KIND:
            continue
        seen.add(address)
        kinds[kind] += 1
        with client.get(address) as response:
            if response.status_code not in {200, 302}:
                failed[address] = response.status_code
            if response.mimetype != "text/html":
                continue
            html = response.get_data(as_text=True)
            if response.status_code == 200 and DEMO_NOTE not in html:
                unmarked.add(address)
            ahead += [response.location] if response.location else links_of(html, address)
    assert (failed, unmarked) == ({}, set())
    assert len(seen) > 30


def links_of(html, address):
    """The addresses on this site that a page leads to, without the switch of language."""
    for found in LINK.findall(html):
        link = urldefrag(unescape(found)).url
        if link.startswith("?"):
            link = f"{urlsplit(address).path}{link}"
        if link.startswith("/") and not link.startswith("/language/"):
            yield link


def test_programmes_of_the_demo_centre_come_from_matches(app):
    with database_of(app).sessions() as session:
        matched = list(session.scalars(sa.select(Pitch).where(Pitch.match_id.is_not(None))))
        assert len(matched) > 10
        assert all(pitch.match.patent_id == pitch.patent_id for pitch in matched)
