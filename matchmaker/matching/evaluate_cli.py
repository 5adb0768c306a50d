"""The command that measures the matcher on graded needs."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask
from flask_babel import gettext
from rich.console import Console
from rich.table import Table

from matchmaker.matching.adoption import adopted_recipe
from matchmaker.matching.evaluation import Comparison, evaluate
from matchmaker.matching.graded import GradedSet, read_graded_set
from matchmaker.matching.graded_options import DOCUMENTS, FILE, JUDGEMENTS, NEEDS
from matchmaker.matching.grading import (
    DEFAULT_CALIBRATION,
    Reliability,
    judged_pairs,
    reliability,
    reliability_when_refitted,
)
from matchmaker.matching.platform import platform_of
from matchmaker.matching.reading import Reader
from matchmaker.matching.vocabulary import SHIPPED_WORDS, vocabulary_of


@click.command("evaluate")
@click.option("--needs", type=FILE, required=True, help=NEEDS)
@click.option("--documents", type=FILE, required=True, help=DOCUMENTS)
@click.option("--judgements", type=FILE, required=True, help=JUDGEMENTS)
@click.option(
    "--centre", is_flag=True, help="Read with this centre's own words, by the weights it works with."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def evaluate_command(
    app: Flask, *, needs: Path, documents: Path, judgements: Path, centre: bool, as_json: bool
) -> None:
    """Measure the matcher on graded needs, beside words alone, and how far its grades can be relied on.

    Prints means over the needs with 95 % bootstrap intervals, and those of the difference. Without --centre
    the matcher is measured as it is shipped, and no database is opened.
    """
    graded = read_graded_set(needs, documents, judgements)
    reader = _reader_of_centre(app) if centre else Reader(vocabulary=SHIPPED_WORDS)
    comparisons = evaluate(graded, recipe=reader.recipe, vocabulary=reader.vocabulary)
    pairs = judged_pairs(graded, reader.recipe, reader.vocabulary)
    grades = {
        "shipped": reliability(pairs, DEFAULT_CALIBRATION),
        "refitted": reliability_when_refitted(pairs),
    }
    if as_json:
        told = {**_as_json(graded, comparisons), "grades": {k: asdict(each) for k, each in grades.items()}}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        gettext(
            "%(needs)s needs, %(patents)s different patents, %(judgements)s judgements taken, %(skipped)s skipped",
            needs=len(graded.needs),
            patents=len(graded.patents),
            judgements=graded.judgements,
            skipped=graded.skipped,
        )
    )
    Console().print(_table(comparisons))
    click.echo()
    click.echo(gettext("Grades as shipped, and refitted to the other needs of the set:"))
    Console().print(_grades_table(**grades))


def _reader_of_centre(app: Flask) -> Reader:
    with platform_of(app).database.transaction() as session:
        return Reader(adopted_recipe(session), vocabulary_of(session))


def _as_json(graded: GradedSet, comparisons: tuple[Comparison, ...]) -> dict[str, object]:
    return {
        "needs": len(graded.needs),
        "patents": len(graded.patents),
        "judgements": graded.judgements,
        "skipped": graded.skipped,
        "metrics": [
            {
                "metric": each.metric,
                "needs": each.needs,
                "default": asdict(each.recipe),
                "words_alone": asdict(each.baseline),
                "difference": asdict(each.difference),
            }
            for each in comparisons
        ],
    }


def _table(comparisons: tuple[Comparison, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(gettext("Metric"))
    table.add_column(gettext("Needs"))
    table.add_column(gettext("Words and characters"))
    table.add_column(gettext("Words alone"))
    table.add_column(gettext("Difference"))
    for each in comparisons:
        estimates = map(str, (each.recipe, each.baseline, each.difference))
        table.add_row(each.metric, str(each.needs), *estimates)
    return table


def _grades_table(shipped: Reliability, refitted: Reliability) -> Table:
    table = Table(box=None, pad_edge=False)
    headings = gettext("Pairs"), gettext("Judged, mean"), gettext("Judged 3 or 4")
    table.add_column(gettext("Grade shown"), no_wrap=True)
    for heading in (*headings, *headings):
        table.add_column(heading)
    for row, again in zip(shipped.rows, refitted.rows, strict=True):
        cells = (
            (str(each.pairs), _or_dash(each.mean_level), _or_dash(each.relevant)) for each in (row, again)
        )
        table.add_row(gettext(row.level.label), *(cell for three in cells for cell in three))
    for name, figures in (
        (gettext("1/(1+MAE) of grades"), (shipped.of_grades, refitted.of_grades)),
        (gettext("1/(1+MAE) before rounding"), (shipped.of_expected, refitted.of_expected)),
    ):
        table.add_row(name, f"{figures[0]:.3f}", "", "", f"{figures[1]:.3f}")
    return table


def _or_dash(figure: float | None) -> str:
    return "—" if figure is None else f"{figure:.2f}"
