"""An index built by several processes is the one that is fitted in one; an interrupted build leaves the old one."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from matchmaker.ranking.building import build_index
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.segment import DuplicateDocumentError

_WEIGHTS = {"title": 3.0}
_TEXTS = [
    (number, f"pump p{number % 7} seal s{number % 11}", "valve " * (number % 3) + f"n{number}")
    for number in range(60, 0, -1)
]
_BATCHES = [_TEXTS[start : start + 9] for start in range(0, len(_TEXTS), 9)]
_QUERIES = [{"title": ["pump", "p3"]}, {"abstract": ["valve", "s2", "seal"]}, {"title": ["n5", "nothing"]}]


def read(batch):
    return [
        Document(number, {"title": title.split(), "abstract": abstract.split()})
        for number, title, abstract in batch
    ]


def fail_to_read(batch):
    raise ValueError(batch[0][0])


def test_a_built_index_ranks_and_explains_as_a_fitted_one(tmp_path: Path):
    told = []
    build_index(tmp_path, _BATCHES, read, field_weights=_WEIGHTS, progress=told.append)
    built, fitted = TfidfIndex.load(tmp_path), TfidfIndex(_WEIGHTS).fit(read(_TEXTS))
    for query in _QUERIES:
        assert built.rank(query, 60) == fitted.rank(query, 60)
        assert built.explain(query, 30) == fitted.explain(query, 30)
    assert told == [9, 18, 27, 36, 45, 54, 60]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_build_of_nothing_is_an_empty_index(tmp_path: Path):
    build_index(tmp_path, [], read, field_weights=_WEIGHTS)
    assert TfidfIndex.load(tmp_path).ids_.tolist() == []


def wait_for_ever(batch):
    Path(batch[0][1], str(os.getpid())).touch()
    time.sleep(3600)
    return []


def test_the_reading_processes_end_with_the_one_that_is_killed(tmp_path: Path):
    pids, index = tmp_path / "pids", tmp_path / "index"
    pids.mkdir()
    program = (
        "import sys; from pathlib import Path\n"
        "from matchmaker.ranking.building import build_index\n"
        "from tests.ranking.test_building import wait_for_ever\n"
        "if __name__ == '__main__':\n"
        "    batches = [[(number, sys.argv[1], '')] for number in range(4)]\n"
        "    build_index(Path(sys.argv[2]), batches, wait_for_ever, field_weights={})\n"
    )
    script = tmp_path / "build.py"
    script.write_text(program)
    root = Path(__file__).resolve().parents[2]
    builder = subprocess.Popen(
        [sys.executable, script, pids, index], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    eventually(lambda: len(list(pids.iterdir())) == 2)
    builder.kill()
    builder.wait()
    eventually(lambda: not any(psutil.pid_exists(int(file.name)) for file in pids.iterdir()))


def eventually(holds):
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(holds)


class CancelledError(Exception):
    pass


def cancel(_):
    raise CancelledError


@pytest.mark.parametrize(
    ("batches", "reading", "progress", "failure"),
    [
        (_BATCHES, read, cancel, CancelledError),
        (_BATCHES, fail_to_read, lambda _: None, ValueError),
        ([*_BATCHES, _TEXTS[:1]], read, lambda _: None, DuplicateDocumentError),
    ],
    ids=["cancelled", "unreadable", "an id twice"],
)
def test_a_build_that_ends_early_leaves_the_old_index_and_nothing_else(
    batches, reading, progress, failure, tmp_path: Path
):
    TfidfIndex().fit([Document(7, {"title": ["pump"]})]).save(tmp_path)
    with pytest.raises(failure):
        build_index(tmp_path, batches, reading, field_weights=_WEIGHTS, progress=progress)
    assert TfidfIndex.load(tmp_path).ids_.tolist() == [7]
    assert len(list(tmp_path.iterdir())) == 2
