"""An index survives its folder; a damaged folder is told from a good one."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking import index_folder
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.index_folder import IndexFileError

_QUERY = {"title": ["陶瓷", "filter"]}
_DOCUMENTS = [
    Document(1, {"title": ["陶瓷", "多孔"], "abstract": ["filter"]}),
    Document(-7, {"title": ["filter"], "abstract": ["a\nb", "\ud800", ""]}),
]


@pytest.fixture
def index() -> TfidfIndex:
    return TfidfIndex({"title": 2.0}).fit(_DOCUMENTS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "patents.index"


def test_a_loaded_index_ranks_explains_and_changes_like_the_saved_one(index: TfidfIndex, path: Path):
    index.save(str(path))
    loaded = TfidfIndex.load(str(path))
    assert loaded.field_weights == {"title": 2.0}
    assert loaded.rank(_QUERY) == index.rank(_QUERY)
    assert loaded.explain(_QUERY, 1) == index.explain(_QUERY, 1)
    assert loaded.unknown_terms({"title": ["a\nb", "\ud800", "", "b"]}) == {"b"}
    further = [Document(3, {"title": ["陶瓷", "new"]})]
    assert loaded.add(further).rank(_QUERY) == index.add(further).rank(_QUERY)


def test_a_loaded_index_counts_the_terms_of_a_query_that_the_saved_one_counts(path: Path):
    TfidfIndex({"title": 2.0}, lightest=0.9).fit(_DOCUMENTS).save(path)
    loaded = TfidfIndex.load(path)
    assert (loaded.lightest, loaded.query_weights({"title": ["陶瓷", "陶瓷", "b"]}).keys()) == (0.9, {"陶瓷"})


def test_a_loaded_index_is_mapped_and_not_read(index: TfidfIndex, path: Path):
    index.save(path)
    postings = TfidfIndex.load(path).state_.parts[0].segment.postings
    assert isinstance(postings.base, np.memmap)


def test_a_saved_index_forgets_what_was_removed(index: TfidfIndex, path: Path):
    index.remove([-7]).save(path)
    loaded = TfidfIndex.load(path)
    assert loaded.ids_.tolist() == [1]
    assert len(loaded.state_.vocabulary) == 3
    assert loaded.rank(_QUERY) == TfidfIndex({"title": 2.0}).fit(_DOCUMENTS[:1]).rank(_QUERY)


def test_an_empty_index_survives_too(path: Path):
    TfidfIndex().fit([]).save(path)
    assert TfidfIndex.load(path).rank(_QUERY) == []


def test_saving_replaces_the_old_index_and_leaves_nothing_beside_it(index: TfidfIndex, path: Path):
    TfidfIndex().fit([Document(5, {"title": ["陶瓷"]})]).save(path)
    opened = TfidfIndex.load(path)
    index.save(path)
    assert TfidfIndex.load(path).rank(_QUERY) == index.rank(_QUERY)
    assert len(list(path.iterdir())) == 2
    assert [hit.id for hit in opened.rank(_QUERY)] == [5]


def test_a_save_that_fails_leaves_the_old_index(index: TfidfIndex, path: Path, monkeypatch):
    index.save(path)

    def full_disk(file):
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr(index_folder, "_sync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        TfidfIndex().fit([]).save(path)
    assert TfidfIndex.load(path).rank(_QUERY) == index.rank(_QUERY)
    assert len(list(path.iterdir())) == 2


def test_a_process_killed_while_it_saves_leaves_the_old_index(index: TfidfIndex, path: Path):
    index.save(path)
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from matchmaker.ranking import index_folder\n"
        "from matchmaker.ranking.index import TfidfIndex\n"
        "index_folder._sync = lambda file: os.kill(os.getpid(), signal.SIGKILL)\n"
        "TfidfIndex().fit([]).save(Path(sys.argv[1]))"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert TfidfIndex.load(path).rank(_QUERY) == index.rank(_QUERY)
    index.save(path)
    assert len(list(path.iterdir())) == 2


def test_a_missing_index_is_named(path: Path):
    with pytest.raises(IndexFileError) as raised:
        TfidfIndex.load(path)
    assert str(raised.value) == f"There is no search index in {path}. Build the index."


def files_of(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file())


def test_a_file_cut_short_anywhere_is_refused(index: TfidfIndex, path: Path):
    index.save(path)
    for file in files_of(path):
        whole = file.read_bytes()
        for length in {0, 1, len(whole) // 2, len(whole) - 1}:
            file.write_bytes(whole[:length])
            with pytest.raises(IndexFileError, match=r"Build the index again"):
                TfidfIndex.load(path)
        file.write_bytes(whole)
    assert TfidfIndex.load(path).rank(_QUERY) == index.rank(_QUERY)


@given(data=st.data())
def test_a_file_with_a_changed_byte_is_refused_or_reads_the_same(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("changed") / "patents.index"
    index = TfidfIndex().fit([Document(1, {"title": ["陶瓷", "多孔"]}), Document(2, {"title": ["filter"]})])
    index.save(path)
    file = data.draw(st.sampled_from(files_of(path)))
    content = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    file.write_bytes(bytes(content))
    try:
        loaded = TfidfIndex.load(path)
    except IndexFileError:
        return
    assert loaded.rank(_QUERY) == index.rank(_QUERY)


@pytest.mark.parametrize("content", [b"", b"text", b"[]", b"{}", b'{"format": 7}'])
def test_a_header_of_another_kind_is_refused(content: bytes, path: Path):
    path.mkdir()
    (path / "index.json").write_bytes(content)
    with pytest.raises(IndexFileError, match=r"damaged or was written by another version"):
        TfidfIndex.load(path)


def test_an_index_of_another_version_is_refused(index: TfidfIndex, path: Path):
    index.save(path)
    header = json.loads((path / "index.json").read_text())
    header["format"] += " of another time"
    (path / "index.json").write_text(json.dumps(header))
    with pytest.raises(IndexFileError, match=r"another version"):
        TfidfIndex.load(path)


def test_a_file_in_the_place_of_the_folder_is_no_index(path: Path):
    path.write_bytes(b"old")
    with pytest.raises(IndexFileError):
        TfidfIndex.load(path)
