"""The command that chooses the matcher's weights anew, and adopts them at a person's word."""

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
from rich.progress import track
from rich.table import Table
from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.matching.adoption import adopt_tuning, adopted_recipe, keep_tuning, take_back_tuning
from matchmaker.matching.graded import GradedSet, read_graded_set
from matchmaker.matching.graded_options import DOCUMENTS, FILE, JUDGEMENTS, NEEDS
from matchmaker.matching.own_judgements import judged_rows
from matchmaker.matching.platform import platform_of
from matchmaker.matching.reading import Reader
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.tuning import ENOUGH, METRIC, Tuned, tune
from matchmaker.matching.vocabulary import vocabulary_of
from matchmaker.organizations.models import Person
from matchmaker.organizations.queries import person_with_email
from matchmaker.showing import moment


class FilesMissingError(InvalidError):
    """A test set of which a part was not named."""

    message = N_("Name all three files: --needs, --documents and --judgements; or none, for your own grades.")


class WhoseWordError(InvalidError):
    """Weights are changed at nobody's word."""

    message = N_("Say at whose word: --by E-MAIL of an account of the centre's staff.")


@click.command("tune")
@click.option("--needs", type=FILE, help=NEEDS)
@click.option("--documents", type=FILE, help=DOCUMENTS)
@click.option("--judgements", type=FILE, help=JUDGEMENTS)
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
    --adopt or --revert, and the word of a person. Texts are read with the centre's own words.
    """
    database = platform_of(app).database
    with database.transaction() as session:
        person = _person(session, by) if adopt or revert else None
        if revert and person:
            tuning = take_back_tuning(session, by=person)
            when = moment(tuning.tuned_at, platform_of(app).settings.timezone)
            click.echo(gettext("Taken back: the weights of %(when)s.", when=when))
            return
        present, vocabulary = adopted_recipe(session), vocabulary_of(session)
        graded = _files_given(needs, documents, judgements) or judged_rows(session).graded()
    tuned = tune(graded, present, vocabulary=vocabulary, watched=partial(_watched, shown=not as_json))
    _show_tuned(tuned, present, as_json=as_json)
    agreed = adopt and (
        not sys.stdin.isatty() or click.confirm(gettext("Work with these weights from now on?"))
    )
    if needs and not agreed:
        return
    with database.transaction() as session:
        fingerprint = Reader(tuned.recipe, vocabulary).fingerprint
        tuning = keep_tuning(session, tuned=tuned, fingerprint=fingerprint)
        if agreed and person:
            adopt_tuning(session, tuning=tuning, by=person)
            click.echo(gettext("Adopted. Open needs are ranked anew."), err=as_json)


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
        table.add_row(name, *(f"{weight:.3f}" for weight in weights), str(estimate))
    table.add_row(gettext("Difference"), "", "", "", str(tuned.difference))
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
