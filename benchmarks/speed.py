"""How fast the ranking is, beside reading the postings once and beside other engines, in one run.

``python benchmarks/speed.py --documents 300000 --queries 150 [--features words|recipe|both] [--peers] [--json]``

All engines get the same tokens of the same made documents (``made.py``); ours is checked against a sum over all
postings in double precision. One core ranks; two build. Peers need ``pip install matchmaker[benchmarks]``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import made
import numpy as np
import peers
import psutil

from matchmaker.ranking.building import build_index
from matchmaker.ranking.documents import Fields
from matchmaker.ranking.index import TfidfIndex

K = 10
SLOW_PEER_QUERIES = 15
ADDED = 1_000
ROUNDS = 9
FILTERED = (0.5, 0.01, 0.0001)
Row = dict[str, Any]


def main() -> None:
    """Builds, measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--features", choices=["words", "recipe", "both"], default="both")
    parser.add_argument(
        "--peers", action="store_true", help="measure tantivy, bm25s and scikit-learn on words"
    )
    parser.add_argument("--data", type=Path, default=made.default_folder())
    parser.add_argument(
        "--index", type=Path, help="a folder to keep the indexes in; what is there is not built"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    kinds = ["words", "recipe"] if given.features == "both" else [given.features]
    report = {}
    with tempfile.TemporaryDirectory() as passing:
        folders = {kind: (given.index or Path(passing)) / f"{kind}-{given.documents}" for kind in kinds}
        for kind, folder in folders.items():
            report[kind] = measured(kind, folder, given)
            print(json.dumps({kind: report[kind]}, indent=2), file=sys.stderr, flush=True)
        if given.features == "both":
            report["in turns"] = in_turns(folders, given)
    print(json.dumps(report, indent=None if given.json else 2))


def measured(kind: str, folder: Path, given: argparse.Namespace) -> Row:
    """All figures of one kind of features."""
    row = {} if (folder / "index.json").exists() else build(folder, kind, given)
    start = time.perf_counter()
    index = TfidfIndex.load(folder)
    row |= {"open s": time.perf_counter() - start} | size(index, folder) | private_memory(folder)
    needs = _needs(kind, given)
    row |= ranked(index, needs)
    if given.peers and kind == "words":
        row |= beside(index, needs, given)
    row |= changed(index, kind, given, needs)
    return row


def in_turns(folders: dict[str, Path], given: argparse.Namespace) -> Row:
    """The words and the recipe in turns, and what reading the postings of the words once takes.

    Beside the recipe stands what it takes, and which of its ten best it finds, where every feature of a need counts.
    """
    words, recipe, every = (TfidfIndex.load(folders[kind]) for kind in ("words", "recipe", "recipe"))
    every.lightest = 0.0
    of_words, of_recipe = _needs("words", given), _needs("recipe", given)
    postings = peers.float_postings(words.state_)
    numbers = [words._weighted(words.state_, need).numbers for need in of_words]  # noqa: SLF001
    times = _medians(
        {
            "words ms": (of_words, partial(words.rank, k=K)),
            "recipe ms": (of_recipe, partial(recipe.rank, k=K)),
            "recipe, every feature ms": (of_recipe, partial(every.rank, k=K)),
            "read the words once ms": (numbers, partial(peers.read_once, *postings)),
        }
    )
    once = times["read the words once ms"]
    return times | {
        "recipe, times the words": times["recipe ms"] / times["words ms"],
        "recipe, every feature, times the words": times["recipe, every feature ms"] / times["words ms"],
        "of its ten best, among the ten best": float(
            np.mean([_shared(every, recipe, each) for each in of_recipe])
        ),
        "words, times reading them once": times["words ms"] / once,
        "recipe, times reading the words once": times["recipe ms"] / once,
    }


def _shared(index: TfidfIndex, other: TfidfIndex, need: Fields) -> float:
    """How many of one index's ten best are among another's, of all."""
    best, others = ({hit.id for hit in each.rank(need, K)} for each in (index, other))
    return len(best & others) / len(best)


def _needs(kind: str, given: argparse.Namespace) -> list[Fields]:
    read_need = made.READERS[kind].need
    return [read_need(need) for need in made.needs(given.data, given.queries)]


def build(folder: Path, kind: str, given: argparse.Namespace) -> Row:
    """Builds the index of so many documents from their text."""
    reading = made.READERS[kind]
    read = partial(reading.documents, folder=given.data)
    memory = _PeakMemory()
    start = time.perf_counter()
    with memory:
        build_index(
            folder,
            made.batches(given.documents),
            read,
            field_weights=reading.field_weights,
            lightest=reading.lightest,
        )
    return {"build s": time.perf_counter() - start, "build peak GiB": memory.peak / 2**30}


def size(index: TfidfIndex, folder: Path) -> Row:
    """How large an index is."""
    part = index.state_.parts[0]
    held = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "documents": len(index),
        "postings a document": len(part.segment.postings) / len(index),
        "different terms": len(index.state_.vocabulary),
        "common terms": len(part.columns.terms),
        "index GiB": held / 2**30,
        "bytes a posting": held / len(part.segment.postings),
    }


def private_memory(folder: Path) -> Row:
    """What a process that opens the index and ranks by it holds for itself; the rest is shared with all others."""
    program = (
        "import psutil, sys; from pathlib import Path; from matchmaker.ranking.index import TfidfIndex\n"
        "from matchmaker.ranking import kernels\n"
        "own = lambda: sum(each.private_dirty for each in psutil.Process().memory_maps()); before = own()\n"
        "index = TfidfIndex.load(Path(sys.argv[1])); terms = index.state_.vocabulary.terms()[::5000]\n"
        "[index.rank({'title': terms[start::200]}) for start in range(200)]; print(own() - before)"
    )
    answer = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    return {"private MiB a process": int(answer.stdout) / 2**20}


def ranked(index: TfidfIndex, needs: list[Fields]) -> Row:
    """Ranking needs, beside reading their float postings and adding them up in a plain loop."""
    state = index.state_
    first = _first_times(index, needs)
    postings = peers.float_postings(state)
    scores = np.zeros(len(state.parts[0].segment), np.float32)
    weighted = [index._weighted(state, need) for need in needs]  # noqa: SLF001 - the weights to check by
    queries = [
        (query.terms, query.numbers, query.factors / state.term_weights(query.numbers)) for query in weighted
    ]
    times = _medians(
        {
            "rank ms": (needs, partial(index.rank, k=K)),
            "read once ms": (queries, lambda query: peers.read_once(*postings, query[1])),
            "plain loop ms": (
                queries,
                lambda query: peers.plain_loop(*postings, query[1], query[2], scores, K),
            ),
        }
    )
    wrong = sum(not _equal(index, need, query, postings) for need, query in zip(needs, queries, strict=True))
    return times | {
        "rank ms, each need for the first time": float(np.median(first)),
        "terms a need": float(np.mean([len(query.numbers) for query in weighted])),
        "postings a need": float(np.mean([_read_of(state, query.numbers) for query in weighted])),
        "times reading once": times["rank ms"] / times["read once ms"],
        "times the plain loop": times["rank ms"] / times["plain loop ms"],
        "differ from a full sum": wrong,
    }


def changed(index: TfidfIndex, kind: str, given: argparse.Namespace, needs: list[Fields]) -> Row:
    """What filters cost, and what it takes to list and to withdraw a thousand documents."""
    row: Row = {}
    read, count = partial(made.READERS[kind].documents, folder=given.data), given.documents
    rng = np.random.default_rng(0)
    for share in FILTERED:
        allowed = np.flatnonzero(rng.random(count) < share)
        row |= _medians({f"rank {share:.2%} allowed ms": (needs, partial(index.rank, k=K, allowed=allowed))})
    further = list(read(range(count, count + ADDED)))
    start = time.perf_counter()
    index.add(further)
    found = [index.rank(document.fields, 1)[0].id == document.id for document in further[:20]]
    row["add 1,000 s"] = time.perf_counter() - start
    start = time.perf_counter()
    index.remove(document.id for document in further)
    row["remove 1,000 s"] = time.perf_counter() - start
    gone = {document.id for document in further} & {hit.id for need in needs for hit in index.rank(need, K)}
    row["added and found, withdrawn and gone"] = all(found) and not gone
    return row


def beside(index: TfidfIndex, needs: list[Fields], given: argparse.Namespace) -> Row:
    """Other engines on the same words."""
    state = index.state_
    queries = [
        (query.terms, query.numbers, query.factors / state.term_weights(query.numbers))
        for query in (index._weighted(state, need) for need in needs)  # noqa: SLF001 - the weights
    ]

    def tokens() -> Iterable[list[str]]:
        for number in range(given.documents):
            fields = made.words(made.document(number, given.data))
            yield [term for terms in fields.values() for term in terms]

    row: Row = {}
    for name, peer, count in (
        ("bm25s", lambda: peers.bm25s_peer(tokens(), K), len(queries)),
        ("tantivy", lambda: peers.tantivy_peer(tokens(), K), len(queries)),
        ("scikit-learn", lambda: peers.sklearn_peer(state, K), SLOW_PEER_QUERIES),
    ):
        times = _medians(
            {f"{name} ms": (queries[:count], peer()), "ours ms": (needs, partial(index.rank, k=K))}
        )
        row |= {
            f"{name} ms": times[f"{name} ms"],
            f"faster than {name}": times[f"{name} ms"] / times["ours ms"],
        }
    return row


def _medians(engines: dict[str, tuple[list[Any], Callable[[Any], Any]]]) -> Row:
    """The median milliseconds of each engine; they take turns, so that a busy minute hits all alike.

    Each has answered every query once before: its loops are compiled and what it reads is in memory.
    """
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for queries, rank in engines.values():
        for query in queries:
            rank(query)
    for _ in range(ROUNDS):
        for name, (queries, rank) in engines.items():
            for query in queries:
                start = time.perf_counter()
                rank(query)
                taken[name].append((time.perf_counter() - start) * 1e3)
    return {name: float(np.median(times)) for name, times in taken.items()}


def _first_times(index: TfidfIndex, needs: list[Fields]) -> list[float]:
    """Milliseconds of an index that was just opened, once its loops are compiled."""
    index.rank(needs[0], K)
    taken = []
    for need in needs[1:]:
        start = time.perf_counter()
        index.rank(need, K)
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def _equal(index: TfidfIndex, need: Fields, query: peers.Query, postings: Any) -> bool:
    """Whether the ten best have the scores of a full sum, and each its own."""
    starts, rows, weights = postings
    sums = np.zeros(len(index.state_.parts[0].segment))
    for term, factor in zip(query[1].tolist(), query[2].tolist(), strict=True):
        place = slice(starts[term], starts[term + 1])
        sums[rows[place]] += weights[place].astype(np.float64) * factor
    best = np.sort(sums)[::-1][:K]
    hits = index.rank(need, K)
    found = np.array([hit.score for hit in hits])
    own = sums[index.state_.parts[0].segment.rows_of(np.array([hit.id for hit in hits]))]
    return np.allclose(found, best[: len(found)], atol=1e-6) and np.allclose(found, own, atol=1e-6)


def _read_of(state: Any, numbers: Any) -> int:
    starts, stops = state.parts[0].segment.bounds(numbers)
    return int((stops - starts).sum())


class _PeakMemory:
    """The most memory that this process and its children held while the context lasts, in bytes."""

    def __enter__(self) -> None:
        self.peak, self._over = 0, threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        own = psutil.Process()
        while not self._over.wait(0.5):
            held = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, held)


if __name__ == "__main__":
    main()
