"""A process begins with the index that the last one left, and believes it only as far as the database agrees."""

import pytest

from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.kept_index import KeptIndex
from matchmaker.matching.service import search_patents
from matchmaker.patents.queries import catalogue_identity
from matchmaker.patents.service import enter_patents, withdraw_listing
from matchmaker.ranking.documents import Document
from tests.factories.organizations import make_university
from tests.factories.patents import ENTERED_ON, make_patent, make_record

TEXT = "陶瓷过滤板第三十号"
MANY = 120


@pytest.fixture
def patents(session):
    """As many patents on offer as make an index worth keeping."""
    records = [
        make_record(title=f"一种陶瓷过滤板第{number}号", abstract="多孔陶瓷") for number in range(MANY)
    ]
    holder = make_university(session)
    return enter_patents(session, records=records, holder=holder, offer=True, on=ENTERED_ON, by=None)


def ranking(session, catalogue):
    session.flush()
    return [(hit.patent.id, hit.score) for hit in search_patents(session, catalogue, text=TEXT).found]


def test_the_next_process_ranks_alike_from_the_folder(session, patents, tmp_path):
    first = ranking(session, Catalogue(tmp_path))
    (kept,) = tmp_path.iterdir()
    assert kept.name.endswith(f"-{patents[0].revision}")
    assert ranking(session, Catalogue(tmp_path)) == first == ranking(session, Catalogue())


def test_what_changed_in_between_is_caught_up(session, patents, tmp_path):
    ranking(session, Catalogue(tmp_path))
    withdraw_listing(session, patent=patents[0], by=None)
    listed = make_patent(session, title="一种陶瓷过滤板第三十号")
    found = ranking(session, Catalogue(tmp_path))
    assert found == ranking(session, Catalogue())
    assert found[0][0] == listed.id
    assert patents[0].id not in {patent_id for patent_id, _ in found}


def test_an_index_of_a_few_patents_is_not_kept(session, tmp_path):
    make_patent(session)
    ranking(session, Catalogue(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_older_index_gives_way_to_the_newer(session, patents, tmp_path):
    ranking(session, Catalogue(tmp_path))
    holder = make_university(session)
    records = [make_record(title=f"一种隔膜{number}") for number in range(MANY)]
    newer = enter_patents(session, records=records, holder=holder, offer=True, on=ENTERED_ON, by=None)
    ranking(session, Catalogue(tmp_path))
    assert [kept.name.rsplit("-", 1)[1] for kept in tmp_path.iterdir()] == [str(newer[0].revision)]


@pytest.mark.parametrize("damage", [b"", b"half a file"])
def test_a_damaged_index_is_not_believed(session, patents, tmp_path, damage):
    ranking(session, Catalogue(tmp_path))
    next(tmp_path.rglob("postings.npy")).write_bytes(damage)
    assert ranking(session, Catalogue(tmp_path)) == ranking(session, Catalogue())


def test_an_index_that_disagrees_in_number_is_not_believed(session, patents, tmp_path):
    catalogue = Catalogue(tmp_path)
    ranking(session, catalogue)
    strange = catalogue.caught_up(session).add([Document(10**6, {"title words": ["陶瓷"]})])
    kept = KeptIndex(tmp_path, catalogue_identity(session), catalogue.fingerprint)
    kept.keep(strange, revision=catalogue.revision)
    assert ranking(session, Catalogue(tmp_path)) == ranking(session, Catalogue())


def test_an_index_of_another_database_or_recipe_or_of_the_future_is_passed_over(session, patents, tmp_path):
    catalogue = Catalogue(tmp_path)
    ranking(session, catalogue)
    identity = catalogue_identity(session)
    revision, _ = KeptIndex(tmp_path, identity, catalogue.fingerprint).newest(up_to=catalogue.revision)
    assert revision == catalogue.revision
    assert KeptIndex(tmp_path, "another", catalogue.fingerprint).newest(up_to=catalogue.revision) is None
    assert KeptIndex(tmp_path, identity, "another").newest(up_to=catalogue.revision) is None
    assert KeptIndex(tmp_path, identity, catalogue.fingerprint).newest(up_to=catalogue.revision - 1) is None


def test_a_folder_that_cannot_be_written_to_costs_only_time(session, patents, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    assert ranking(session, Catalogue(in_the_way)) == ranking(session, Catalogue())
