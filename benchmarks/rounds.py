"""How long it takes to match every need with every patent, and again after a hundredth of the patents changed.

``python benchmarks/rounds.py [--needs 300] [--patents 20000] [--json]`` enters made-up patents and needs into an
SQLite database of its own, and times three rounds as the worker does them: the first, one after 1 % of the
patents were rewritten, and one after nothing changed. It then projects what was measured to 10,000 needs and
1,350,000 patents: what ranking costs there is ``--rank-ms``, measured elsewhere; else what it costs among all
patents here more than among a quarter of them is taken to grow with their number, which says little where the
machine is busy. Everything else that a need costs is taken to stay. ``--seed`` chooses the words.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from matchmaker.database import Database, now
from matchmaker.jobs.round import match_all
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.models import MATCHES_A_NEED
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import OrganizationKind
from matchmaker.organizations.models import Organization
from matchmaker.patents.enums import ListingState, Way
from matchmaker.patents.models import Listing, Patent
from matchmaker.patents.service import next_revision
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex

GOAL_NEEDS, GOAL_PATENTS = 10_000, 1_350_000
SHARE_CHANGED = 0.01
SAMPLE, TIMES = 50, 5

CHARACTERS, WORDS = 2_500, 30_000
FIRST_CHARACTER = 0x4E00


class Author:
    """Writes texts from made-up words of two and three characters, a few of them frequent."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - made-up texts, no secrets
        characters = [chr(FIRST_CHARACTER + 7 * number) for number in range(CHARACTERS)]
        reach = list(accumulate(_falling(CHARACTERS)))
        self.words = [
            "".join(self.random.choices(characters, cum_weights=reach, k=self.random.choice((2, 2, 3))))
            for _ in range(WORDS)
        ]
        self.reach = list(accumulate(_falling(WORDS)))

    def text(self, words: int) -> str:
        """A text of so many words."""
        return "".join(self.random.choices(self.words, cum_weights=self.reach, k=words))


def _falling(count: int) -> list[float]:
    return [1.0 / (rank + 20) for rank in range(count)]


def enter(database: Database, author: Author, needs: int, patents: int) -> None:
    """Enters the needs, published, and the patents, on offer."""
    with database.transaction() as session:
        holder = Organization(name="一所大学", kind=OrganizationKind.UNIVERSITY)
        company = Organization(name="一家公司", kind=OrganizationKind.COMPANY)
        session.add_all([holder, company])
        session.flush()
        revision = next_revision(session)
        for start in range(0, patents, 1000):
            numbers = range(start, min(start + 1000, patents))
            session.execute(
                sa.insert(Patent),
                [
                    {
                        "source_key": str(number),
                        "organization_id": holder.id,
                        "title": author.text(4),
                        "abstract": author.text(60),
                        "revision": revision,
                    }
                    for number in numbers
                ],
            )
        ids = session.scalars(sa.select(Patent.id)).all()
        session.execute(
            sa.insert(Listing),
            [
                {
                    "patent_id": each,
                    "ways": [Way.TRANSFER],
                    "listed_on": now().date(),
                    "state": ListingState.OPEN,
                }
                for each in ids
            ],
        )
        session.execute(
            sa.insert(Need),
            [
                {
                    "organization_id": company.id,
                    "title": author.text(4),
                    "content": author.text(60),
                    "state": NeedState.PUBLISHED,
                }
                for _ in range(needs)
            ],
        )


class FittedCatalogue(Catalogue):
    """A catalogue whose index was built at once, as the rebuild in the background leaves it."""

    def fit(self, database: Database, *, share: float = 1.0) -> None:
        """Reads the patents, or a share of them, and weighs the terms by them."""
        with database.sessions() as session:
            rows = session.execute(sa.select(Patent.id, Patent.title, Patent.abstract, Patent.revision)).all()
        rows = rows[: round(share * len(rows))]
        documents = (
            Document(
                row.id,
                self.recipe.patent(self.segmenter, title=row.title, abstract=row.abstract, first_claim=""),
            )
            for row in rows
        )
        revision = max(row.revision for row in rows)
        self._held = replace(
            self._held,
            index=TfidfIndex(self.recipe.field_weights, self.recipe.lightest).fit(documents),
            revision=revision,
            weighed_at=revision,
        )


def rewrite(database: Database, author: Author) -> int:
    """Gives a hundredth of the patents another text; gives their number."""
    with database.sessions.begin() as session:
        ids = session.scalars(sa.select(Patent.id)).all()
        chosen = author.random.sample(ids, max(1, round(SHARE_CHANGED * len(ids))))
        revision = next_revision(session)
        session.execute(
            sa.update(Patent),
            [
                {"id": each, "title": author.text(4), "abstract": author.text(60), "revision": revision}
                for each in chosen
            ],
        )
    return len(chosen)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def quickest(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the quickest of some times, and what came of it: what others on the machine cost stays out."""
    return min((timed(work) for _ in range(TIMES)), key=itemgetter(0))


def round_of(place: Workplace) -> tuple[float, Mapping[str, object]]:
    """One round; what catches the index up is not counted."""
    with place.sessions() as session:
        place.catalogue.caught_up(session)
    seconds, (_, counts) = timed(lambda: match_all(place, {}, lambda _done, _total: None))
    return seconds, counts


def parts_of_a_need(place: Workplace) -> dict[str, float]:
    """Median milliseconds that the parts of ranking a need take, each need the quickest of some times."""
    samples: dict[str, list[float]] = {"read": [], "rank": [], "explain": [], "credit": []}
    with place.sessions() as session:
        standing = place.catalogue.standing(session)
        for need in session.scalars(sa.select(Need).limit(SAMPLE)):
            seconds, query = quickest(lambda need=need: standing.query(title=need.title, text=need.content))
            samples["read"].append(seconds)
            seconds, hits = quickest(lambda query=query: standing.index.rank(query.fields, MATCHES_A_NEED))
            samples["rank"].append(seconds)
            ids = [hit.id for hit in hits]
            seconds, told = quickest(
                lambda query=query, ids=ids: standing.index.explain_all(query.fields, ids)
            )
            samples["explain"].append(seconds)
            samples["credit"].append(
                quickest(
                    lambda query=query, told=told: [query.credited(each.contributions) for each in told]
                )[0]
            )
    return {name: 1000 * sorted(values)[len(values) // 2] for name, values in samples.items()}


def measure(folder: Path, needs: int, patents: int, seed: int, rank_ms: float | None) -> dict[str, Any]:
    """What was measured and what is projected, in seconds and milliseconds."""
    author, database = Author(seed), Database(f"sqlite:///{folder / 'rounds.sqlite3'}")
    enter(database, author, needs, patents)
    catalogue = FittedCatalogue()
    catalogue.fit(database, share=0.25)
    place = Workplace(database.sessions, catalogue)
    parts_of_a_need(place)  # compiles what is compiled on first use
    parts_of_a_quarter = parts_of_a_need(place)
    building, _ = timed(lambda: catalogue.fit(database))
    parts = parts_of_a_need(place)
    full, full_counts = round_of(place)
    changed = rewrite(database, author)
    incremental, counts = round_of(place)
    idle, _ = round_of(place)
    database.dispose()
    a_need = 1000 * full / needs
    left = int(str(counts["alone"]))
    looking = (1000 * incremental - a_need * int(str(counts["ranked"]))) / needs
    slope = max(parts["rank"] - parts_of_a_quarter["rank"], 0.0) / (0.75 * patents)
    goal_rank = rank_ms if rank_ms is not None else parts["rank"] + slope * (GOAL_PATENTS - patents)
    goal_need = a_need - parts["rank"] + goal_rank
    return {
        "measured": {
            "needs": needs,
            "patents": patents,
            "build_s": building,
            "full_round_s": full,
            "full_round": full_counts,
            "ms_a_need": a_need,
            "ms_of_it": parts,
            "ms_to_rank_a_quarter": parts_of_a_quarter["rank"],
            "patents_changed": changed,
            "incremental_round_s": incremental,
            "incremental_round": counts,
            "ms_to_look_at_a_need": looking,
            "left_alone": left / needs,
            "round_without_changes_s": idle,
        },
        "projected": {
            "needs": GOAL_NEEDS,
            "patents": GOAL_PATENTS,
            "ms_to_rank": goal_rank,
            "ms_a_need": goal_need,
            "full_round_min": goal_need * GOAL_NEEDS / 60_000,
            "incremental_round_min": (looking + goal_need * (1 - left / needs)) * GOAL_NEEDS / 60_000,
        },
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--needs", type=int, default=300)
    parser.add_argument("--patents", type=int, default=20_000)
    parser.add_argument("--rank-ms", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        told = measure(Path(folder), options.needs, options.patents, options.seed, options.rank_ms)
    if options.json:
        print(json.dumps(told))
        return
    for part, figures in told.items():
        print(part)
        for name, value in figures.items():
            print(f"  {name:26} {value:.2f}" if isinstance(value, float) else f"  {name:26} {value}")


if __name__ == "__main__":
    main()
