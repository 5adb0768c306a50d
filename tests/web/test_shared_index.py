"""The application on an index in Milvus: what is listed is found at once, what is withdrawn is gone at once."""

import pytest
from milvus_lite.server_manager import server_manager_instance as lite_servers

from matchmaker.app import create_app, database_of
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.queries import latest_runs, matches_of
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from matchmaker.settings import Settings
from tests.factories.needs import make_need
from tests.factories.patents import make_patent

pytestmark = pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)


@pytest.fixture
def app(database_url, tmp_path, compiled_templates):
    settings = Settings(
        database_url=database_url,
        secret_key="the same for every test",
        instance=tmp_path,
        ranker="milvus",
        milvus_uri=str(tmp_path / "milvus.db"),
    )
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    database_of(app).dispose()
    lite_servers.release_server(settings.milvus_uri)


@pytest.fixture
def patents(session, home):
    made = [
        make_patent(
            session, holder=home[Role.OFFICER], title=f"一种第{serial}号多孔陶瓷过滤板", abstract=abstract
        )
        for serial, abstract in enumerate(("在高温下抗热震。", "不开裂，用于铝液。", "轻质，低温烧结。"))
    ]
    session.commit()
    return made


def found(reader):
    page = reader.open("/search").form("/search").send(text="陶瓷过滤板高温开裂")
    assert page.status == 200
    return sorted(hit.select_one("h3").get_text(strip=True) for hit in page.soup.select(".hit"))


def test_a_search_finds_a_new_patent_at_once_and_a_withdrawn_one_no_more(visitor, officer, session, patents):
    titles = sorted(patent.title for patent in patents)
    assert found(visitor) == titles
    added = make_patent(session, title="一种高温陶瓷窑具")
    session.commit()
    assert found(visitor) == sorted([*titles, added.title])
    officer.press(f"/patents/{patents[0].id}", f"/patents/{patents[0].id}/withdraw")
    assert found(visitor) == sorted([titles[1], titles[2], added.title])


def test_a_needs_matches_are_those_of_the_index_in_memory(broker, session, home, patents):
    need = make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER])
    session.commit()
    page = broker.open(f"/needs/{need.id}/matches")
    assert (page.status, len(page.soup.select(".hit"))) == (200, 3)
    session.rollback()
    run = latest_runs(session, [need.id])[need.id]
    catalogue = Catalogue()
    hits = catalogue.caught_up(session).rank(catalogue.query(title=need.title, text=need.content).fields)
    assert {match.patent_id: match.score for match in matches_of(session, need, run)} == pytest.approx(
        {hit.id: hit.score for hit in hits}, abs=1e-6
    )
    patent_page = broker.open(f"/patents/{patents[0].id}")
    assert (patent_page.status, need.title in patent_page.text) == (200, True)
