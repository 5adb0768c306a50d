"""How light a feature may be among as many patents as the country has: graded needs, weighed as there.

``python benchmarks/lightest.py --index FOLDER [--data FOLDER]`` prints the table of ``docs/matching.md``. The index
is one of the recipe that ``speed.py --index`` has kept; the judged patents are added to it, so that terms weigh as
among its documents.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from recipe import DATA, FILES, JUDGED_BY, SHOWN, read

from matchmaker.matching.evaluation import measured, scores
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.tuning import Bench
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.metrics.bootstrap import bootstrap

TRIED = (0.0, 1 / 64, 1 / 32, 1 / 16, 1 / 8)
FIRST_ID = 10_000_000  # of the judged patents; above those of the index


def print_table(folder: Path, name: str, bench: Bench) -> None:
    """Prints the means of a set for each share, and the interval of what it has over all features."""
    reader, index = Reader(), TfidfIndex.load(folder)
    patents = (PatentText(FIRST_ID + place, *text) for place, text in enumerate(bench.graded.patents))
    index.add(reader.documents(patents))
    needs = [
        replace(need, levels={FIRST_ID + place: level for place, level in need.levels.items()})
        for need in bench.needs
    ]
    queries = [reader.query(title=need.title, text=need.content).fields for need in needs]
    column, of_all = JUDGED_BY[name], None
    for lightest in TRIED:
        index.lightest = lightest
        values = measured(needs, scores(index, reader, needs))
        of_all = values if of_all is None else of_all
        more = values[:, column] - of_all[:, column]
        interval = bootstrap(more[~np.isnan(more)])
        cells = [f"{np.nanmean(values[:, shown]):.3f}" for shown in SHOWN[name]]
        cells.append(f"{interval.mean:+.3f} ({interval.low:+.3f} … {interval.high:+.3f})")
        counted = np.mean([len(index.query_weights(query)) for query in queries])
        print(f"| {name} from {lightest:.3g} | {counted:.0f} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    for set_name, documents in FILES.items():
        print_table(given.index, set_name, read(given.data / set_name, documents))
