"""What is Milvus' own: one index for many processes, changed under their hands, and a server that can fail."""

import logging
import signal
import subprocess
import sys
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from milvus_lite.adapter.grpc.server import start_server_in_thread

from matchmaker.errors import MatchmakerError
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.milvus import MilvusRanker, generation, nearest, term_numbers
from matchmaker.ranking.milvus.ranker import TooManyHitsError
from matchmaker.ranking.milvus.server import (
    GenerationGoneError,
    MilvusRefusalError,
    MilvusServer,
    MilvusUnavailableError,
)
from matchmaker.ranking.milvus.weighing import numbered, restored, weighed

CERAMIC = Document(1, {"title": ["porous", "ceramic"], "abstract": ["filter", "pores", "ceramic"]})
STEEL = Document(2, {"title": ["steel", "alloy"], "abstract": ["filter", "housing"]})
SENSOR = Document(3, {"title": ["sensor"], "abstract": ["temperature", "ceramic"]})
QUERY = {"title": ["ceramic", "filter"]}


@pytest.fixture(scope="module")
def uri(tmp_path_factory):
    server, lite, port = start_server_in_thread(str(tmp_path_factory.mktemp("milvus") / "milvus.db"))
    yield f"http://127.0.0.1:{port}"
    server.stop(grace=0).wait()
    lite.close()


@pytest.fixture(scope="module")
def names():
    return (f"index_{number}" for number in count())


@pytest.fixture
def ranker(uri, names):
    return MilvusRanker(uri, next(names))


def scores(hits):
    return {hit.id: hit.score for hit in hits}


def collections_of(ranker):
    """What the index keeps in Milvus, without its name."""
    names = ranker._server._client.list_collections()
    return sorted(
        name.removeprefix(ranker.collection) for name in names if name.startswith(f"{ranker.collection}_g")
    )


def afresh(documents):
    return pytest.approx(scores(TfidfIndex().fit(documents).rank(QUERY)), abs=1e-6)


def test_another_process_finds_what_this_one_keeps(uri, ranker):
    ranker.fit([CERAMIC, STEEL]).add([SENSOR])
    asked = (
        "import sys\n"
        "from matchmaker.ranking.milvus import MilvusRanker\n"
        "print(MilvusRanker(*sys.argv[1:]).rank({'title': ['ceramic', 'filter']}))"
    )
    command = [sys.executable, "-W", "error", "-c", asked, uri, ranker.collection]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(ranker.rank(QUERY))


def test_added_documents_are_weighed_as_at_the_last_merge(ranker):
    ranker.fit([CERAMIC, STEEL])
    before = scores(ranker.rank(QUERY))
    ranker.add([SENSOR])
    assert {number: score for number, score in scores(ranker.rank(QUERY)).items() if number != 3} == before
    assert scores(ranker.merge().rank(QUERY)) == afresh([CERAMIC, STEEL, SENSOR])


def test_an_index_that_more_than_doubles_is_merged_by_itself(ranker):
    ranker.fit([CERAMIC]).add([STEEL]).add([SENSOR])
    assert scores(ranker.rank(QUERY)) == afresh([CERAMIC, STEEL, SENSOR])


def test_a_reader_follows_when_another_merges_and_drops_what_it_read(uri, ranker):
    ranker.fit([CERAMIC, STEEL])
    reader = MilvusRanker(uri, ranker.collection)
    reader.rank(QUERY)
    ranker.add([SENSOR]).merge()
    assert reader.rank(QUERY) == ranker.rank(QUERY)


def test_a_reader_caught_between_two_generations_asks_the_new_one(uri, ranker, monkeypatch):
    ranker.fit([CERAMIC, STEEL])
    reader = MilvusRanker(uri, ranker.collection)
    search = MilvusServer.search
    once = iter([ranker.merge])

    def merging_before(*args, **kwargs):
        for merge in once:
            merge()
        return search(*args, **kwargs)

    monkeypatch.setattr(MilvusServer, "search", merging_before)
    assert scores(reader.rank(QUERY)) == afresh([CERAMIC, STEEL])


@pytest.mark.parametrize("step", ["create", "write_terms", "write_documents", "put_in_use"])
def test_an_interrupted_build_leaves_the_index_in_use_and_is_taken_up_again(ranker, monkeypatch, step):
    ranker.fit([CERAMIC, STEEL]).note_revision(9)

    def fail(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(MilvusServer, step, fail)
        with pytest.raises(KeyboardInterrupt):
            ranker.fit([SENSOR])
    assert (scores(ranker.rank(QUERY)), ranker.revision_) == (afresh([CERAMIC, STEEL]), 9)
    assert scores(ranker.fit([SENSOR]).rank(QUERY)) == afresh([SENSOR])
    assert len(collections_of(ranker)) == 4
    ranker.merge()
    assert scores(ranker.rank(QUERY)) == afresh([SENSOR])


def test_the_index_before_stays_for_its_readers_until_the_next_build(ranker):
    ranker.fit([CERAMIC])
    assert collections_of(ranker) == ["_g1", "_g1_terms"]
    ranker.fit([CERAMIC, STEEL])
    assert collections_of(ranker) == ["_g1", "_g1_terms", "_g2", "_g2_terms"]
    ranker.merge()
    assert collections_of(ranker) == ["_g2", "_g2_terms", "_g3", "_g3_terms"]
    assert scores(ranker.rank(QUERY)) == afresh([CERAMIC, STEEL])


def test_a_view_keeps_to_the_index_of_its_moment_while_others_build_it_anew(uri, ranker):
    ranker.fit([CERAMIC, STEEL])
    view = MilvusRanker(uri, ranker.collection).view()
    before = view.rank(QUERY)
    ranker.add([SENSOR]).merge()
    assert [view.explain(QUERY, hit.id).score for hit in before] == [hit.score for hit in before]
    assert scores(ranker.rank(QUERY)) != {hit.id: hit.score for hit in before}
    ranker.merge()
    assert view.rank(QUERY) == ranker.rank(QUERY)


def test_a_reader_follows_however_often_the_index_is_built_anew(uri, ranker, monkeypatch):
    ranker.fit([CERAMIC, STEEL])
    reader = MilvusRanker(uri, ranker.collection)
    search, builds = MilvusServer.search, iter(range(4))

    def building_before(server, *args, **kwargs):
        for _ in builds:
            ranker.merge().merge()
            break
        return search(server, *args, **kwargs)

    monkeypatch.setattr(MilvusServer, "search", building_before)
    assert scores(reader.rank(QUERY)) == afresh([CERAMIC, STEEL])


def test_of_two_drafts_the_one_begun_later_counts_and_the_other_changes_nothing(uri, ranker):
    ranker.fit([CERAMIC])
    slow, fast = ranker.begin(), MilvusRanker(uri, ranker.collection).begin()
    with pytest.raises(GenerationGoneError):
        slow.learn([STEEL])
    assert scores(ranker.rank(QUERY)) == afresh([CERAMIC])
    fast.learn([CERAMIC, STEEL])
    with pytest.raises(GenerationGoneError):
        ranker.use(slow)
    ranker.use(fast)
    assert scores(ranker.rank(QUERY)) == afresh([CERAMIC, STEEL])


def test_a_draft_is_found_by_nobody_before_it_is_in_use_and_can_be_changed_until_then(ranker):
    ranker.fit([CERAMIC]).note_revision(3)
    draft = ranker.begin().learn([CERAMIC, STEEL])
    draft.add([SENSOR]).remove([2]).note_revision(5)
    assert (scores(ranker.rank(QUERY)), ranker.revision_) == (afresh([CERAMIC]), 3)
    ranker.use(draft)
    assert (sorted(ranker.ids_), ranker.revision_) == ([1, 3], 5)
    assert scores(ranker.merge().rank(QUERY)) == afresh([CERAMIC, SENSOR])


def test_what_is_added_while_a_draft_takes_the_index_in_is_left_out_of_it_whole(ranker, monkeypatch):
    ranker.fit([CERAMIC, STEEL])
    all_documents = MilvusServer.all_documents

    def adding_before(*args):
        ranker.add([SENSOR])
        return all_documents(*args)

    monkeypatch.setattr(MilvusServer, "all_documents", adding_before)
    draft = ranker.begin().take_in(ranker)
    ranker.use(draft)
    assert scores(ranker.rank(QUERY)) == afresh([CERAMIC, STEEL])


def test_a_builder_that_is_killed_leaves_the_last_good_index(uri, ranker):
    ranker.fit([CERAMIC, STEEL]).note_revision(9)
    killed = (
        "import os, signal, sys\n"
        "from matchmaker.ranking.documents import Document\n"
        "from matchmaker.ranking.milvus import MilvusRanker\n"
        "from matchmaker.ranking.milvus.server import MilvusServer\n"
        "MilvusServer.put_in_use = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "MilvusRanker(*sys.argv[1:]).fit([Document(7, {'title': ['ceramic']})])"
    )
    command = [sys.executable, "-W", "error", "-c", killed, uri, ranker.collection]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (scores(ranker.rank(QUERY)), ranker.revision_) == (afresh([CERAMIC, STEEL]), 9)
    assert collections_of(ranker) == ["_g1", "_g1_terms", "_g2", "_g2_terms"]
    assert scores(ranker.fit([SENSOR]).rank(QUERY)) == afresh([SENSOR])


def test_the_noted_revision_stays_with_the_index_and_begins_anew_with_it(uri, ranker):
    ranker.fit([CERAMIC])
    assert ranker.revision_ == 0
    ranker.note_revision(2**62)
    assert MilvusRanker(uri, ranker.collection).revision_ == 2**62
    assert ranker.merge().revision_ == 2**62
    assert ranker.fit([CERAMIC]).revision_ == 0


def test_terms_that_want_one_number_get_numbers_of_their_own(ranker, monkeypatch):
    for module in (generation, term_numbers):
        monkeypatch.setattr(module, "candidates", lambda _: iter(range(100)))
    ranker.fit([CERAMIC, STEEL]).add([SENSOR, Document(4, {"title": ["glass", "valve", "ceramic"]})])
    assert [hit.id for hit in ranker.rank({"title": ["valve"]})] == [4]
    assert ranker.unknown_terms({"title": ["pump", "valve"]}) == {"pump"}
    documents = [CERAMIC, STEEL, SENSOR, Document(4, {"title": ["glass", "valve", "ceramic"]})]
    assert scores(ranker.merge().rank(QUERY)) == afresh(documents)


def test_terms_are_remembered_within_bounds(ranker, monkeypatch):
    monkeypatch.setattr(generation, "_MOST_REMEMBERED", 2)
    ranker.fit([CERAMIC, STEEL, SENSOR])
    for _ in range(2):
        assert scores(ranker.rank(QUERY)) == afresh([CERAMIC, STEEL, SENSOR])


def test_few_allowed_among_many_better_ones_are_found_beyond_the_most_that_a_search_gives(
    ranker, monkeypatch
):
    monkeypatch.setattr(nearest, "MOST_FOUND", 20)
    monkeypatch.setattr(nearest, "MOST_AMONG", 3)
    worse = [Document(100 + number, {"title": ["ceramic", f"n{number}", "x"]}) for number in range(5)]
    ranker.fit([*(Document(number, {"title": ["ceramic"]}) for number in range(60)), *worse])
    allowed = {document.id for document in worse}
    assert [hit.id for hit in ranker.rank({"title": ["ceramic"]}, 2, allowed)] == [100, 101]


def test_more_hits_than_milvus_gives_are_refused(ranker):
    with pytest.raises(TooManyHitsError) as raised:
        ranker.rank(QUERY, k=16_385)
    assert str(raised.value) == "Milvus gives at most 16384 hits. Ask for fewer."


@given(
    st.dictionaries(st.integers(0, 50), st.floats(1e-3, 1e3), min_size=1, max_size=20), st.floats(1.0, 20.0)
)
def test_merging_again_and_again_changes_no_strength(strengths, weight):
    weights = {number: weight + number / 7 for number in strengths}
    document = numbered(7, strengths, strengths.values())
    again = restored(weighed(document, weights), weights)
    assert again.numbers.tolist() == document.numbers.tolist()
    assert again.strengths.tolist() == document.strengths.tolist()
    assert document.strengths.tolist() == pytest.approx(list(strengths.values()), rel=2.0**-22)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ("http://centre:geheim@127.0.0.1:9", "127.0.0.1:9"),
        ("no/such/folder/milvus.db", "no/such/folder/milvus.db"),
    ],
)
def test_a_server_that_is_not_there_is_told_in_one_sentence(address, shown, caplog, capfd):
    with pytest.raises(MatchmakerError) as raised:
        MilvusRanker(address, "index")
    assert str(raised.value) == (
        f"Milvus cannot be reached at {shown}. Check MATCHMAKER_MILVUS_URI and that the server runs."
    )
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert "Traceback" not in capfd.readouterr().err


def test_a_server_that_goes_away_is_told_in_one_sentence_by_whatever_is_asked(tmp_path, capfd):
    server, lite, port = start_server_in_thread(str(tmp_path / "milvus.db"))
    ranker = MilvusRanker(f"http://127.0.0.1:{port}", "index").fit([CERAMIC])
    server.stop(grace=0).wait()
    lite.close()
    asked = [
        lambda: ranker.rank(QUERY),
        lambda: ranker.explain(QUERY, 1),
        lambda: ranker.add([STEEL]),
        lambda: ranker.remove([1]),
        lambda: ranker.fit([STEEL]),
        ranker.merge,
        lambda: len(ranker),
    ]
    for ask in asked:
        with pytest.raises(
            MilvusUnavailableError, match=rf"^Milvus cannot be reached at http://127.0.0.1:{port}\."
        ):
            ask()
    assert "Traceback" not in capfd.readouterr().err


def test_what_milvus_refuses_is_told_with_its_reason(ranker):
    ranker.fit([CERAMIC])
    with pytest.raises(MilvusRefusalError) as raised:
        ranker.note_revision(2**63)
    assert set(raised.value.params) == {"uri", "reason"}
    assert str(raised.value).startswith(f"Milvus at {raised.value.params['uri']} refused: ")
