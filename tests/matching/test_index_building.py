"""A large index is built in the background, while the one at hand answers; what is interrupted changes nothing."""

import pytest
import sqlalchemy as sa

from matchmaker.matching import catalogue as catalogue_module
from matchmaker.matching.catalogue import Catalogue, IndexBeingBuiltError
from matchmaker.matching.index_building import build_catalogue
from matchmaker.matching.kept_index import KeptIndex
from matchmaker.matching.service import search_patents
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.matching.words import save_words
from matchmaker.patents.queries import catalogue_identity
from matchmaker.patents.service import withdraw_listing
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from tests.factories.matching import enter_plates
from tests.factories.tasks import make_running_task

TEXT = "磷酸锰铁锂过滤板第三号"


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(catalogue_module, "READ_IN_A_REQUEST", 10)


@pytest.fixture
def at_work(tmp_path):
    """Makes catalogues that keep their index; no build outlives the test."""
    made = []

    def make():
        made.append(Catalogue(tmp_path))
        return made[-1]

    yield make
    for catalogue in made:
        if catalogue._building:
            catalogue._building.wait()


def ranking(session, catalogue):
    return [(hit.patent.id, hit.score) for hit in search_patents(session, catalogue, text=TEXT).found]


def test_the_first_index_of_many_patents_is_built_in_the_background(committed, at_work):
    catalogue = at_work()
    with pytest.raises(IndexBeingBuiltError):
        catalogue.caught_up(committed)
    catalogue._building.wait()
    assert (catalogue._building.done, catalogue._building.total) == (30, 30)
    assert ranking(committed, catalogue) == ranking(committed, Catalogue())
    assert catalogue.revision == 1


def test_what_is_listed_while_it_is_built_is_caught_up_afterwards(committed, at_work):
    catalogue = at_work()
    with pytest.raises(IndexBeingBuiltError):
        catalogue.caught_up(committed)
    (listed,) = enter_plates(committed, "磷酸锰铁锂", 1)
    catalogue._building.wait()
    assert ranking(committed, catalogue)[0][0] == listed.id


def test_the_index_at_hand_answers_while_words_have_it_read_anew(committed, at_work):
    catalogue = built(committed, at_work)
    before, fingerprint = ranking(committed, catalogue), catalogue.fingerprint
    save_words(committed, vocabulary=Vocabulary(terms=frozenset({"磷酸锰铁锂"})), revision=0, by=None)
    committed.commit()
    assert ranking(committed, catalogue) == before
    assert catalogue.fingerprint == fingerprint
    catalogue._building.wait()
    after = ranking(committed, catalogue)
    assert catalogue.fingerprint != fingerprint
    assert after == ranking(committed, Catalogue())
    assert after != before


def test_many_changes_are_taken_in_in_the_background(committed, at_work):
    catalogue = built(committed, at_work)
    listed = enter_plates(committed, "磷酸锰铁锂", 12)
    ranking(committed, catalogue)
    assert catalogue.revision == 1
    catalogue._building.wait()
    found = ranking(committed, catalogue)
    assert {patent_id for patent_id, _ in found} <= {patent.id for patent in listed}
    assert found == ranking(committed, Catalogue())


def test_a_small_change_is_found_at_once_and_the_index_written_anew_beside_it(
    committed, at_work, monkeypatch
):
    monkeypatch.setattr("matchmaker.ranking.index._MERGED_AT_ONCE", 0)
    catalogue = built(committed, at_work)
    (listed,) = enter_plates(committed, "磷酸锰铁锂", 1)
    assert ranking(committed, catalogue)[0][0] == listed.id
    withdraw_listing(committed, patent=listed, by=None)
    enter_plates(committed, "钛合金", 3)
    assert listed.id not in {patent_id for patent_id, _ in ranking(committed, catalogue)}
    catalogue._building.wait()
    assert ranking(committed, at_work()) == ranking(committed, Catalogue())


def test_an_interrupted_build_leaves_the_last_good_index(committed, at_work, tmp_path):
    catalogue = built(committed, at_work)
    before = ranking(committed, catalogue)
    enter_plates(committed, "钛合金", 20)

    def interrupt(done):
        raise KeyboardInterrupt

    kept = KeptIndex(tmp_path, catalogue_identity(committed), catalogue.fingerprint)
    with pytest.raises(KeyboardInterrupt):
        build_catalogue(committed, kept, catalogue.reader, progress=interrupt)
    revision, index = kept.newest(up_to=9)
    assert (revision, len(index.ids_)) == (1, 30)
    assert ranking(committed, catalogue) == before


def test_what_another_process_has_built_is_not_built_again(committed, at_work, tmp_path):
    catalogue = built(committed, at_work)
    kept = KeptIndex(tmp_path, catalogue_identity(committed), catalogue.fingerprint)
    told = []
    build_catalogue(committed, kept, catalogue.reader, progress=told.append)
    assert told == []


def builds(session):
    """The builds among the tasks: state, patents read, their number, whether an index answered meanwhile."""
    rows = session.scalars(sa.select(Task).where(Task.kind == TaskKind.INDEX).order_by(Task.id))
    return [(task.state, task.done, task.total, task.arguments["replaces"]) for task in rows]


def test_each_build_stands_among_the_tasks(committed, at_work):
    catalogue = built(committed, at_work)
    save_words(committed, vocabulary=Vocabulary(terms=frozenset({"磷酸锰铁锂"})), revision=0, by=None)
    committed.commit()
    catalogue.caught_up(committed)
    catalogue._building.wait()
    assert builds(committed) == [(TaskState.DONE, 30, 30, False), (TaskState.DONE, 30, 30, True)]


@pytest.mark.parametrize(
    ("ended_by", "state"), [(KeyboardInterrupt, TaskState.CANCELLED), (OSError, TaskState.FAILED)]
)
def test_a_build_that_does_not_come_to_its_end_says_so(committed, tmp_path, ended_by, state):
    def interrupt(done):
        raise ended_by

    reader = Catalogue().reader
    kept = KeptIndex(tmp_path, catalogue_identity(committed), reader.fingerprint)
    with pytest.raises(ended_by):
        build_catalogue(committed, kept, reader, progress=interrupt)
    assert builds(committed) == [(state, 0, 30, False)]


def test_a_build_goes_on_without_a_task_where_somebody_else_has_it(committed, at_work):
    make_running_task(committed, kind=TaskKind.INDEX, replaces=False)
    committed.commit()
    built(committed, at_work)
    assert builds(committed) == [(TaskState.RUNNING, 0, 0, False)]


def built(session, at_work):
    catalogue = at_work()
    with pytest.raises(IndexBeingBuiltError):
        catalogue.caught_up(session)
    catalogue._building.wait()
    catalogue.caught_up(session)
    return catalogue
