"""The command that measures the matcher; it needs no database."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask_babel import gettext
from rich.console import Console
from rich.table import Table

from matchmaker.matching.evaluation import Comparison, evaluate
from matchmaker.matching.graded import GradedSet, read_graded_set
from matchmaker.ranking.metrics.bootstrap import Estimate

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.option("--needs", type=_file, required=True, help="CSV: need_id, title, content.")
@click.option(
    "--documents",
    type=_file,
    required=True,
    help="CSV or JSON Lines: id, patent_id or achievement_id; title or title_tokens; abstract; claims.",
)
@click.option("--judgements", type=_file, required=True, help="CSV: need_id, the id column, level.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate_command(*, needs: Path, documents: Path, judgements: Path, as_json: bool) -> None:
    """Measure the matcher on graded needs, beside words alone.

    Prints means over the needs with 95 % bootstrap intervals, and those of the difference.
    """
    graded = read_graded_set(needs, documents, judgements)
    comparisons = evaluate(graded)
    if as_json:
        click.echo(json.dumps(_as_json(graded, comparisons), ensure_ascii=False))
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
        estimates = map(_written, (each.recipe, each.baseline, each.difference))
        table.add_row(each.metric, str(each.needs), *estimates)
    return table


def _written(estimate: Estimate) -> str:
    return f"{estimate.mean:.3f} ({estimate.low:.3f} … {estimate.high:.3f})"
