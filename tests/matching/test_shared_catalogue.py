"""The index in Milvus: who finds it behind catches it up, for every process that ranks by it."""

import pytest
from milvus_lite.server_manager import server_manager_instance as lite_servers
from pymilvus import MilvusClient

from matchmaker.matching import shared_building, shared_catalogue
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.demand import needs_for
from matchmaker.matching.queries import matches_of
from matchmaker.matching.service import current_run, search_patents
from matchmaker.matching.shared_catalogue import SharedCatalogue
from matchmaker.matching.vocabulary import Vocabulary, words_revision
from matchmaker.matching.words import save_words
from matchmaker.organizations.enums import Role
from matchmaker.patents.service import next_revision, withdraw_listing
from matchmaker.ranking.milvus import MilvusRanker
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent

TEXT = "多孔陶瓷过滤板高温开裂"


@pytest.fixture
def process(tmp_path):
    """Begins another process of the centre."""
    uri = str(tmp_path / "milvus.db")
    yield lambda: SharedCatalogue(uri)
    lite_servers.release_server(uri)


@pytest.fixture
def patents(session):
    return [
        make_patent(session, title=title, abstract=abstract)
        for title, abstract in (
            ("一种多孔陶瓷过滤板", "在高温下抗热震，不开裂。"),
            ("一种混凝土轨枕", "轨枕在低温下不开裂。"),
            ("一种光纤温度传感器", "用于高温炉。"),
        )
    ]


def found(session, catalogue, text=TEXT):
    session.flush()
    return [hit.patent.title for hit in search_patents(session, catalogue, text=text).found]


def scores(session, catalogue, text=TEXT):
    session.flush()
    return {hit.patent.id: hit.score for hit in search_patents(session, catalogue, text=text).found}


def as_in_memory(session):
    return pytest.approx(scores(session, Catalogue()), abs=1e-6)


def test_it_ranks_as_the_index_in_memory_does(session, patents, process):
    assert scores(session, process()) == as_in_memory(session)


def test_both_directions_and_a_needs_matches_are_those_of_the_index_in_memory(session, patents, process):
    need = make_need(session, title="过滤板开裂", content=TEXT)
    run = current_run(session, process(), need=need)
    shared = {match.patent_id: match.score for match in matches_of(session, need, run)}
    assert shared == as_in_memory_for(session, need)
    broker = make_person(session, role=Role.BROKER)
    both = [
        [(near.need.id, near.score) for near in needs_for(session, each, patent=patents[0], reader=broker)]
        for each in (process(), Catalogue())
    ]
    assert both[0] == [(need.id, pytest.approx(both[1][0][1], abs=1e-6))]


def as_in_memory_for(session, need):
    catalogue = Catalogue()
    index = catalogue.caught_up(session)
    hits = index.rank(catalogue.query(title=need.title, text=need.content).fields, 20)
    return pytest.approx({hit.id: hit.score for hit in hits}, abs=1e-6)


def test_one_process_reads_the_patents_and_the_others_find_them(session, patents, process, monkeypatch):
    first = found(session, process())
    monkeypatch.setattr(shared_catalogue, "texts_on_offer", None)
    monkeypatch.setattr(shared_building, "changed_texts", None)
    assert found(session, process()) == first


def test_what_is_listed_is_found_and_what_is_withdrawn_is_gone_in_every_process(session, patents, process):
    one, other = process(), process()
    assert (len(found(session, one)), len(found(session, other))) == (3, 3)
    make_patent(session, title="一种陶瓷过滤板的烧结方法", abstract="多孔陶瓷。")
    assert "一种陶瓷过滤板的烧结方法" in found(session, one)
    withdraw_listing(session, patent=patents[0], by=None)
    assert "一种多孔陶瓷过滤板" not in found(session, other)
    assert found(session, one) == found(session, other)
    assert one.revision == other.revision


def test_building_takes_all_changes_in(session, patents, process):
    found(session, process())
    make_patent(session, title="一种陶瓷过滤板的烧结方法", abstract="多孔陶瓷。")
    session.commit()
    read = []
    assert process().build(session, read.append) == 4
    assert (scores(session, process()), read) == (as_in_memory(session), [])


def test_a_first_build_tells_how_far_it_is(session, patents, process):
    session.commit()
    read = []
    assert (process().build(session, read.append), read) == (3, [3])


def test_other_words_begin_another_index(session, patents, process):
    catalogue = process()
    found(session, catalogue)
    before = catalogue.fingerprint
    person = make_person(session, role=Role.ADMINISTRATOR)
    save_words(
        session,
        vocabulary=Vocabulary(terms=frozenset({"陶瓷过滤板"})),
        revision=words_revision(session),
        by=person,
    )
    assert scores(session, catalogue) == as_in_memory(session)
    assert catalogue.fingerprint != before


def test_a_database_that_has_gone_back_in_time_is_read_anew(session, patents, process):
    session.flush()
    with session.begin_nested() as later:
        make_patent(session, title="一种陶瓷过滤板的烧结方法")
        next_revision(session)
        assert len(found(session, process())) == 4
        later.rollback()
    assert scores(session, process()) == as_in_memory(session)


def test_a_hit_that_goes_before_it_is_explained_is_left_out(session, patents, process, monkeypatch):
    catalogue = process()
    assert len(found(session, catalogue)) == 3
    index, rank = catalogue.caught_up(session), MilvusRanker.rank

    def rank_and_lose(*asked, **more):
        hits = rank(*asked, **more)
        index.remove([patents[0].id])
        return hits

    monkeypatch.setattr(MilvusRanker, "rank", rank_and_lose)
    answer = search_patents(session, catalogue, text=TEXT).found
    assert [hit.rank for hit in answer] == [1, 2]
    assert patents[0] not in [hit.patent for hit in answer]
    index.add(catalogue.reader.documents([shared_catalogue.PatentText(patents[0].id, TEXT, "", "")]))
    need = make_need(session, title="过滤板开裂", content=TEXT)
    matches = matches_of(session, need, current_run(session, catalogue, need=need))
    assert [match.rank for match in matches] == [1, 2]
    assert needs_for(session, catalogue, patent=patents[0], reader=None) == ()


def test_an_index_that_somebody_dropped_is_built_again(session, patents, process):
    catalogue = process()
    before = found(session, catalogue)
    client = MilvusClient(catalogue._uri)
    (alias,) = {name.partition("_g")[0] for name in client.list_collections()}
    client.drop_alias(alias)
    assert found(session, catalogue) == before
