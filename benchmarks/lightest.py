"""How light a feature may be among as many patents as the country has: graded needs, weighed as there.

``python benchmarks/lightest.py --index FOLDER [--data FOLDER]`` prints the table of ``docs/matching.md``. The index
is one of the recipe that ``speed.py --index`` has kept; the judged patents are added to it, so that terms weigh as
among its documents.
"""

import argparse
from pathlib import Path

import numpy as np
from recipe import DATA, FILES, JUDGED_BY, SHOWN, read

from matchmaker.matching.evaluation import measured
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.tuning import Bench
from matchmaker.ranking.arrays import Floats
from matchmaker.ranking.documents import Fields
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.metrics.bootstrap import bootstrap

TRIED = (0.0, 1 / 64, 1 / 32, 1 / 16, 1 / 8)
FIRST_ID = 10_000_000  # of the judged patents; above those of the index


def print_table(folder: Path, name: str, bench: Bench) -> None:
    """Prints the means of a set for each share, and the interval of what it has over all features."""
    reader, index = Reader(), TfidfIndex.load(folder)
    index.add(
        reader.documents(
            PatentText(FIRST_ID + place, *text) for place, text in enumerate(bench.graded.patents)
        )
    )
    queries = [reader.query(title=need.title, text=need.content).fields for need in bench.needs]
    column, of_all = JUDGED_BY[name], None
    for lightest in TRIED:
        index.lightest = lightest
        values = measured(bench.needs, _scores(index, bench, queries))
        of_all = values if of_all is None else of_all
        more = values[:, column] - of_all[:, column]
        interval = bootstrap(more[~np.isnan(more)])
        cells = [f"{np.nanmean(values[:, shown]):.3f}" for shown in SHOWN[name]]
        cells.append(f"{interval.mean:+.3f} ({interval.low:+.3f} … {interval.high:+.3f})")
        counted = np.mean([len(index.query_weights(query)) for query in queries])
        print(f"| {name} from {lightest:.3g} | {counted:.0f} | {' | '.join(cells)} |", flush=True)


def _scores(index: TfidfIndex, bench: Bench, queries: list[Fields]) -> list[Floats]:
    scores = []
    for need, query in zip(bench.needs, queries, strict=True):
        judged = np.array(list(need.levels)) + FIRST_ID
        score_of = {hit.id: hit.score for hit in index.rank(query, len(judged), judged)}
        scores.append(np.array([score_of.get(number, 0.0) for number in judged.tolist()]))
    return scores


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    for set_name, documents in FILES.items():
        print_table(given.index, set_name, read(given.data / set_name, documents))
