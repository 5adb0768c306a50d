"""One index for many processes: who builds it, who reads it meanwhile, and who is killed, all at the same time."""

import signal
import subprocess
import sys
import threading

import pytest
from milvus_lite.adapter.grpc.server import start_server_in_thread

from matchmaker.database import Database, alone
from matchmaker.matching import shared_building
from matchmaker.matching.catalogue import Catalogue, IndexBeingBuiltError
from matchmaker.matching.service import search_patents
from matchmaker.matching.shared_catalogue import SharedCatalogue
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.matching.words import save_words
from matchmaker.patents.service import withdraw_listing
from matchmaker.ranking.milvus.server import MilvusServer
from tests.factories.matching import enter_plates

TEXT = "磷酸锰铁锂过滤板第三号"
PROCESS = """
import os, signal, sys
from matchmaker.database import Database
from matchmaker.matching.shared_catalogue import SharedCatalogue

def killed(done):
    os.kill(os.getpid(), signal.SIGKILL)

database, catalogue = Database(sys.argv[1]), SharedCatalogue(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
with database.sessions() as session:
    if sys.argv[3] == "killed":
        catalogue.build(session, killed)
    print(len(catalogue.caught_up(session)), catalogue.revision)
"""


@pytest.fixture
def milvus(tmp_path):
    """A server of its own, as processes share it; copies of one database have indexes of one name."""
    server, lite, port = start_server_in_thread(str(tmp_path / "milvus.db"))
    yield f"http://127.0.0.1:{port}"
    server.stop(grace=0).wait()
    lite.close()


@pytest.fixture
def process(milvus):
    """Begins another process of the centre; no build outlives the test."""
    made = []

    def make():
        made.append(SharedCatalogue(milvus))
        return made[-1]

    yield make
    for catalogue in made:
        if catalogue._building:
            catalogue._building.wait()


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(shared_building, "READ_IN_A_REQUEST", 10)


@pytest.fixture
def begun(database, milvus):
    """Begins real processes that do their work once they are told to: ``begun("reads", "killed")``."""
    running = []

    def begin(*works):
        url = database.url.render_as_string(hide_password=False)
        for work in works:
            command = [sys.executable, "-c", PROCESS, url, milvus, work]
            running.append(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
        assert [each.stdout.readline() for each in running] == ["ready\n"] * len(works)
        return running

    yield begin
    for each in running:
        each.communicate()


def ranking(session, catalogue):
    hits = search_patents(session, catalogue, text=TEXT).found
    session.rollback()
    return [(hit.patent.id, pytest.approx(hit.score, abs=1e-6)) for hit in hits]


def in_memory(session):
    return ranking(session, Catalogue())


def built(session, process):
    catalogue = process()
    catalogue.build(session, lambda _: None)
    return catalogue


def test_processes_that_read_the_same_changes_at_once_read_them_once(committed, process, begun):
    built(committed, process)
    enter_plates(committed, "磷酸锰铁锂", 3)
    both = begun("reads", "reads")
    for each in both:
        each.stdin.write("\n")
        each.stdin.flush()
    assert [each.stdout.readline() for each in both] == ["33 2\n"] * 2
    assert ranking(committed, built(committed, process)) == in_memory(committed)


def test_threads_that_find_the_index_behind_at_once_all_answer_with_the_change(
    committed, database, process, monkeypatch
):
    catalogues = [built(committed, process), process(), process()]
    (added,) = enter_plates(committed, "磷酸锰铁锂", 1)
    together, found, reads = threading.Barrier(3), [], []
    changed_texts = shared_building.changed_texts

    def reading(session, noted):
        reads.append(noted)
        return changed_texts(session, noted)

    monkeypatch.setattr(shared_building, "changed_texts", reading)

    def look(catalogue):
        with database.sessions() as session:
            together.wait()
            found.append(ranking(session, catalogue)[0][0])

    threads = [threading.Thread(target=look, args=(catalogue,)) for catalogue in catalogues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, reads) == ([added.id] * 3, [1])


def test_the_first_index_of_many_patents_is_built_in_no_request(committed, process, few_are_many):
    catalogue = process()
    with pytest.raises(IndexBeingBuiltError):
        catalogue.caught_up(committed)
    catalogue._building.wait()
    assert (catalogue._building.done, catalogue._building.total) == (30, 30)
    assert ranking(committed, catalogue) == in_memory(committed)


def test_two_processes_that_begin_the_first_build_at_once_build_it_once(
    committed, process, few_are_many, monkeypatch
):
    begun, create = [], MilvusServer.create

    def creating(server, alias):
        begun.append(alias)
        return create(server, alias)

    monkeypatch.setattr(MilvusServer, "create", creating)
    both = [process(), process()]
    for catalogue in both:
        with pytest.raises(IndexBeingBuiltError):
            catalogue.caught_up(committed)
    for catalogue in both:
        catalogue._building.wait()
    assert len(begun) == 1
    assert [ranking(committed, catalogue) for catalogue in both] == [in_memory(committed)] * 2


def test_others_change_the_catalogue_while_the_index_is_built_and_no_change_is_lost(
    committed, database, process
):
    changed = []

    def change(_):
        if changed:
            return
        with database.sessions() as session:
            changed.extend(enter_plates(session, "磷酸锰铁锂", 2))
            withdraw_listing(session, patent=session.merge(changed[0]), by=None)
            session.commit()

    catalogue = process()
    assert catalogue.build(committed, change) == 31
    assert ranking(committed, catalogue)[0][0] == changed[1].id
    assert ranking(committed, catalogue) == ranking(committed, process())
    catalogue.build(committed, lambda _: None)
    assert ranking(committed, catalogue) == in_memory(committed)


def test_what_others_read_into_the_index_while_all_is_taken_in_is_not_lost(
    committed, database, process, monkeypatch
):
    catalogue, other = built(committed, process), process()
    all_documents, changes = MilvusServer.all_documents, iter([1])

    def changing(*args):
        for count in changes:
            with database.sessions() as session:
                enter_plates(session, "磷酸锰铁锂", count)
                assert len(ranking(session, other)) == 10
        return all_documents(*args)

    monkeypatch.setattr(MilvusServer, "all_documents", changing)
    assert catalogue.build(committed, lambda _: None) == 31
    assert ranking(committed, catalogue) == ranking(committed, other)
    catalogue.build(committed, lambda _: None)
    assert ranking(committed, catalogue) == in_memory(committed)


def test_readers_see_the_old_index_or_the_new_and_what_they_hold_fits_together(
    committed, database, process, few_are_many
):
    reader = built(committed, process)
    standing = reader.standing(committed)
    query = standing.query(title="", text=TEXT)
    old = standing.index.rank(query.fields)
    enter_plates(committed, "磷酸锰铁锂", 12)
    seen = []

    def look(_):
        with database.sessions() as session:
            seen.append(len(reader.caught_up(session)))

    assert process().build(committed, look) == 42
    assert seen == [30]
    assert [standing.index.explain(query.fields, hit.id).score for hit in old] == [hit.score for hit in old]
    assert ranking(committed, reader) == in_memory(committed)


def test_many_changes_are_read_behind_the_index_at_hand_which_answers_meanwhile(
    committed, database, process, few_are_many
):
    catalogue = built(committed, process)
    before = ranking(committed, catalogue)
    enter_plates(committed, "磷酸锰铁锂", 12)
    with alone(database.engine, "index building"):
        assert [ranking(committed, each) for each in (catalogue, process())] == [before] * 2
    catalogue._building.wait()
    assert ranking(committed, catalogue) == in_memory(committed)


def test_the_index_at_hand_answers_while_other_words_have_another_built(committed, process, few_are_many):
    catalogue = built(committed, process)
    before, fingerprint = ranking(committed, catalogue), catalogue.fingerprint
    save_words(committed, vocabulary=Vocabulary(terms=frozenset({"磷酸锰铁锂"})), revision=0, by=None)
    committed.commit()
    (added,) = enter_plates(committed, "玻璃", 1)
    assert catalogue.fingerprint == fingerprint
    assert [hit for hit in ranking(committed, catalogue) if hit[0] != added.id] == before
    catalogue._building.wait()
    assert ranking(committed, catalogue) == in_memory(committed)
    assert catalogue.fingerprint != fingerprint


def test_a_killed_builder_leaves_the_last_good_index_and_keeps_nobody_waiting(
    committed, process, begun, few_are_many
):
    catalogue = built(committed, process)
    before = ranking(committed, catalogue)
    save_words(committed, vocabulary=Vocabulary(terms=frozenset({"磷酸锰铁锂"})), revision=0, by=None)
    committed.commit()
    (killed,) = begun("killed")
    killed.communicate("\n")
    assert killed.returncode == -signal.SIGKILL
    assert ranking(committed, catalogue) == before
    catalogue._building.wait()
    assert ranking(committed, catalogue) == in_memory(committed)


def test_a_build_that_is_interrupted_leaves_the_catalogue_free(committed, database, process):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process().build(committed, interrupt)
    other = Database(database.url.render_as_string(hide_password=False))
    with other.sessions() as session:
        enter_plates(session, "磷酸锰铁锂", 1)
    other.dispose()
    assert ranking(committed, process()) == in_memory(committed)
