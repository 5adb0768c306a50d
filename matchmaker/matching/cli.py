"""The commands that measure the matcher, tune it, and export what was judged."""

import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import gettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track
from rich.table import Table
from sqlalchemy.orm import Session

from matchmaker.database import Database
from matchmaker.errors import N_, InvalidError
from matchmaker.matching.adoption import adopt_tuning, adopted_recipe, keep_tuning, take_back_tuning
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.evaluation import Comparison, evaluate
from matchmaker.matching.export import exported_files, write_files
from matchmaker.matching.graded import GradedSet, read_graded_set
from matchmaker.matching.grading import (
    DEFAULT_CALIBRATION,
    Reliability,
    judged_pairs,
    reliability,
    reliability_when_refitted,
)
from matchmaker.matching.own_judgements import judged_rows
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.tuning import ENOUGH, METRIC, Tuned, tune
from matchmaker.organizations.models import Person
from matchmaker.organizations.queries import person_with_email
from matchmaker.patents.queries import listings_open
from matchmaker.ranking.metrics.bootstrap import Estimate
from matchmaker.settings import Settings
from matchmaker.showing import moment

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_SPEED = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
_NEEDS = "CSV: need_id, title, content."
_DOCUMENTS = "CSV or JSON Lines: id, patent_id or achievement_id; title or title_tokens; abstract; claims."
_JUDGEMENTS = "CSV: need_id, the id column, level."


class FilesMissingError(InvalidError):
    """A test set of which a part was not named."""

    message = N_("Name all three files: --needs, --documents and --judgements; or none, for your own grades.")


class WhoseWordError(InvalidError):
    """Weights are changed at nobody's word."""

    message = N_("Say at whose word: --by E-MAIL of an account of the centre's staff.")


@click.command("evaluate")
@click.option("--needs", type=_file, required=True, help=_NEEDS)
@click.option("--documents", type=_file, required=True, help=_DOCUMENTS)
@click.option("--judgements", type=_file, required=True, help=_JUDGEMENTS)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate_command(*, needs: Path, documents: Path, judgements: Path, as_json: bool) -> None:
    """Measure the matcher on graded needs, beside words alone, and how far its grades can be relied on.

    Prints means over the needs with 95 % bootstrap intervals, and those of the difference.
    """
    graded = read_graded_set(needs, documents, judgements)
    comparisons = evaluate(graded)
    pairs = judged_pairs(graded, Recipe())
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


@click.command("tune")
@click.option("--needs", type=_file, help=_NEEDS)
@click.option("--documents", type=_file, help=_DOCUMENTS)
@click.option("--judgements", type=_file, help=_JUDGEMENTS)
@click.option("--adopt", is_flag=True, help="Work with the weights chosen from now on.")
@click.option("--revert", is_flag=True, help="Go back to the weights in use before.")
@click.option("--by", default="", help="The e-mail address of whoever decides to adopt or revert.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def tune_command(
    app: Flask,
    *,
    needs: Path | None,
    documents: Path | None,
    judgements: Path | None,
    adopt: bool,
    revert: bool,
    by: str,
    as_json: bool,
) -> None:
    """Choose the matcher's few weights anew on the centre's own grades, or on a test set.

    Prints what is reached on needs held back from the choice, before and after. Nothing changes without
    --adopt or --revert, and the word of a person.
    """
    database, catalogue = _database(app), _catalogue(app)
    with database.transaction() as session:
        person = _person(session, by) if adopt or revert else None
        if revert and person:
            tuning = take_back_tuning(session, by=person)
            when = moment(tuning.tuned_at, _settings(app).timezone)
            click.echo(gettext("Taken back: the weights of %(when)s.", when=when))
            return
        present = adopted_recipe(session)
        graded = _files_given(needs, documents, judgements) or judged_rows(session).graded()
    tuned = tune(graded, present, watched=partial(_watched, shown=not as_json))
    _show_tuned(tuned, present, as_json=as_json)
    agreed = adopt and (
        not sys.stdin.isatty() or click.confirm(gettext("Work with these weights from now on?"))
    )
    if needs and not agreed:
        return
    with database.transaction() as session:
        tuning = keep_tuning(session, tuned=tuned, fingerprint=tuned.recipe.fingerprint(catalogue.segmenter))
        if agreed and person:
            adopt_tuning(session, tuning=tuning, by=person)
            click.echo(gettext("Adopted. Open needs are ranked anew."), err=as_json)


@click.command("index")
@click.pass_obj
def index_command(app: Flask) -> None:
    """Build the search index of all patents on offer, with progress; Ctrl-C leaves the last good one.

    The platform does so by itself; this is for before the first start of a large centre. With Milvus, it also
    takes in all changes since the last time.
    """
    with _database(app).sessions() as session, Progress(*_SPEED, console=Console(stderr=True)) as shown:
        bar = shown.add_task(gettext("Patents"), total=listings_open(session))
        count = _catalogue(app).build(session, lambda done: shown.update(bar, completed=done))
        shown.update(bar, completed=count)
    click.echo(gettext("%(count)s patents are in the search index.", count=count))


@click.command("export-judgements")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export_judgements_command(app: Flask, *, folder: Path) -> None:
    """Write the centre's grades as a test set that evaluate reads; names are left out."""
    with _database(app).transaction() as session:
        rows = judged_rows(session)
    write_files(folder, exported_files(rows))
    click.echo(
        gettext(
            "%(needs)s needs, %(patents)s patents and %(judgements)s grades are in %(folder)s",
            needs=len(rows.needs),
            patents=len(rows.documents),
            judgements=len(rows.judgements),
            folder=folder,
        )
    )


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["matchmaker"][0]
    return settings


def _database(app: Flask) -> Database:
    database: Database = app.extensions["matchmaker"][1]
    return database


def _catalogue(app: Flask) -> Catalogue:
    catalogue: Catalogue = app.extensions["matchmaker"][2]
    return catalogue


def _person(session: Session, email: str) -> Person:
    person = person_with_email(session, email)
    if person is None or not person.role.is_staff:
        raise WhoseWordError
    return person


def _files_given(needs: Path | None, documents: Path | None, judgements: Path | None) -> GradedSet | None:
    if needs and documents and judgements:
        return read_graded_set(needs, documents, judgements)
    if needs or documents or judgements:
        raise FilesMissingError
    return None


def _watched(recipes: Any, *, shown: bool) -> Any:
    """Shows how far the trying of recipes has come, on the error stream."""
    progress = Console(stderr=True)
    return track(recipes, gettext("Trying weights"), console=progress, disable=not shown, transient=True)


def _show_tuned(tuned: Tuned, present: Recipe, *, as_json: bool) -> None:
    if as_json:
        told = asdict(tuned) | {
            "metric": METRIC.name,
            "enough": tuned.is_enough,
            "surely_better": tuned.is_surely_better,
            "present": asdict(present),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        gettext(
            "%(needs)s needs held back in turn, %(judgements)s judgements; %(metric)s with 95 %% intervals",
            needs=tuned.needs,
            judgements=tuned.judgements,
            metric=METRIC.name,
        )
    )
    table = Table(box=None, pad_edge=False)
    for heading in ("", gettext("words"), gettext("pairs"), gettext("need opening"), gettext("held back")):
        table.add_column(heading)
    for name, recipe, estimate in (
        (gettext("Before"), present, tuned.before),
        (gettext("After"), tuned.recipe, tuned.after),
    ):
        weights = (recipe.words, recipe.pairs, recipe.need_opening)
        table.add_row(name, *(f"{weight:.3f}" for weight in weights), _written(estimate))
    table.add_row(gettext("Difference"), "", "", "", _written(tuned.difference))
    Console().print(table)
    click.echo(_verdict(tuned))


def _verdict(tuned: Tuned) -> str:
    if not tuned.is_enough:
        said = N_("Too few: it takes %(enough)s needs with ten graded patents each to tell weights apart.")
    elif tuned.is_surely_better:
        said = N_("The weights chosen order the matches better.")
    elif tuned.difference.high < 0:
        said = N_("The weights chosen do worse on needs they were not chosen on. Keep the present ones.")
    else:
        said = N_("The needs at hand cannot tell the weights apart. Keep the present ones.")
    return str(gettext(said, enough=ENOUGH))


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
