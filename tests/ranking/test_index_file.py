"""An index survives its file; a damaged file is told from a good one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.index_file import IndexFileError

_QUERY = {"title": ["陶瓷", "filter"]}


@pytest.fixture
def index() -> TfidfIndex:
    return TfidfIndex({"title": 2.0}).fit(
        [
            Document(1, {"title": ["陶瓷", "多孔"], "abstract": ["filter"]}),
            Document(-7, {"title": ["filter"], "abstract": ["a\nb", "\ud800", ""]}),
        ]
    )


def test_a_loaded_index_ranks_explains_and_changes_like_the_saved_one(index: TfidfIndex, tmp_path: Path):
    path = tmp_path / "patents.index"
    index.save(path)
    loaded = TfidfIndex.load(path)
    assert loaded.field_weights == {"title": 2.0}
    assert loaded.rank(_QUERY) == index.rank(_QUERY)
    assert loaded.explain(_QUERY, 1) == index.explain(_QUERY, 1)
    assert loaded.unknown_terms({"title": ["a\nb", "\ud800", "", "b"]}) == {"b"}
    further = [Document(3, {"title": ["陶瓷", "new"]})]
    assert loaded.add(further).rank(_QUERY) == index.add(further).rank(_QUERY)


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(index: TfidfIndex, tmp_path: Path):
    path = tmp_path / "patents.index"
    path.write_bytes(b"old")
    index.save(path)
    index.save(path)
    assert TfidfIndex.load(path).rank(_QUERY) == index.rank(_QUERY)
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_that_fails_leaves_the_old_state(index: TfidfIndex, tmp_path: Path):
    taken = tmp_path / "patents.index"
    taken.mkdir()
    with pytest.raises(OSError, match=r"patents\.index"):
        index.save(taken)
    assert list(tmp_path.iterdir()) == [taken]


def test_a_missing_file_is_named(tmp_path: Path):
    path = tmp_path / "patents.index"
    with pytest.raises(IndexFileError) as raised:
        TfidfIndex.load(path)
    assert str(raised.value) == f"There is no search index in {path}. Build the index."


def test_a_file_cut_short_anywhere_is_refused(index: TfidfIndex, tmp_path: Path):
    path = tmp_path / "patents.index"
    index.save(path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexFileError, match=r"Build the index again"):
            TfidfIndex.load(path)


@given(data=st.data())
def test_a_file_with_a_changed_byte_is_refused_or_reads_the_same(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("changed") / "patents.index"
    index = TfidfIndex().fit([Document(1, {"title": ["陶瓷", "多孔"]}), Document(2, {"title": ["filter"]})])
    index.save(path)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    try:
        loaded = TfidfIndex.load(path)
    except IndexFileError:
        return
    assert loaded.rank(_QUERY) == index.rank(_QUERY)


@pytest.mark.parametrize("content", [b"", b"text", b"\x93NUMPY"])
def test_a_file_of_another_kind_is_refused(content: bytes, tmp_path: Path):
    path = tmp_path / "patents.index"
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match=r"damaged or was written by another version"):
        TfidfIndex.load(path)


def test_an_index_of_another_version_is_refused(index: TfidfIndex, tmp_path: Path):
    path = tmp_path / "patents.index"
    index.save(path)
    with np.load(path) as arrays:
        contents = dict(arrays)
    contents["header"] = np.frombuffer(contents["header"].tobytes().replace(b"index 2", b"index 1"), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **contents)
    with pytest.raises(IndexFileError, match=r"another version"):
        TfidfIndex.load(path)


def test_an_array_file_is_no_index(tmp_path: Path):
    path = tmp_path / "patents.index"
    with path.open("wb") as file:
        np.save(file, np.arange(3))
    with pytest.raises(IndexFileError, match=r"another version"):
        TfidfIndex.load(path)
