"""The commands; each one is one service call between opening the database and one commit."""

import datetime as dt
import json
import secrets
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import Flask, current_app
from flask_babel import gettext
from flask_security import hash_password
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matchmaker.app import catalogue_of, create_app, database_of, settings_of
from matchmaker.demo import Account, load_demo_centre
from matchmaker.errors import N_, InvalidError, MatchmakerError
from matchmaker.forms import said
from matchmaker.importing.errors import RowError
from matchmaker.importing.sheets import check_size
from matchmaker.importing.skipped_rows import SKIPPED, rows_named
from matchmaker.jobs.cli import match_all_command, tasks_command, work_command, workplace_of
from matchmaker.matching.calibrating import current_calibration
from matchmaker.matching.cli import export_judgements_command, index_command
from matchmaker.matching.enums import Level
from matchmaker.matching.evaluate_cli import evaluate_command
from matchmaker.matching.evidence import Found
from matchmaker.matching.ipc_cli import import_ipc_command
from matchmaker.matching.own_numbers import own_numbers_of
from matchmaker.matching.queries import matches_of
from matchmaker.matching.service import current_run, evidence_of, search_patents
from matchmaker.matching.tune_cli import tune_command
from matchmaker.needs.queries import need_named
from matchmaker.needs.sheet_on_disk import NeedSheet
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.queries import centre
from matchmaker.organizations.service import create_person, ensure_organization
from matchmaker.patents.cli import import_bar
from matchmaker.patents.sheet_on_disk import SheetOnDisk, likely_holder
from matchmaker.ranking.calibration import Calibration
from matchmaker.serve_cli import accounts_file, serve_command
from matchmaker.settings import Settings
from matchmaker.text.spelling import as_written

_WRONG_ROWS_SHOWN = 20


class Told(NamedTuple):
    """What is told of a sheet before it is imported: how many rows are what, what is wrong, what is no record."""

    new: int
    changed: int
    unchanged: int
    wrong: Sequence[RowError]
    skipped: Sequence[int]


class HolderMissingError(InvalidError):
    """Patents that nobody holds."""

    message = N_("Say whose patents these are: --holder NAME.")


class Commands(click.Group):
    """Commands whose refusal is one sentence on the error stream, and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command."""
        try:
            return super().invoke(ctx)
        except MatchmakerError as error:
            click.echo(said(error) if current_app else str(error), err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Turns dormant patents into deals: the platform of an industry IP operation centre.

    The database is named by DATABASE_URL (SQLite in ./instance where it is not set); an empty one is
    migrated first.
    """
    app = create_app(Settings.from_env())
    context.obj = app
    context.with_resource(app.app_context())
    context.call_on_close(database_of(app).dispose)


@main.group("import")
def import_() -> None:
    """Import patents or needs from a sheet (Excel, CSV, JSON Lines), or the classification."""


import_.add_command(import_ipc_command)
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_yes = click.option("--yes", is_flag=True, help="Import the good rows without asking.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@import_.command("patents")
@_file
@click.option("--holder", default="", help="The organisation whose inventory the patents belong to.")
@click.option("--offer/--no-offer", default=True, help="Put the new patents on offer at once.")
@_yes
@_json
@click.pass_obj
def import_patents_command(
    app: Flask,
    file: Path,
    holder: str,
    offer: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Import patents from a database export into a holder's inventory."""
    if not holder and not sys.stdin.isatty():
        raise HolderMissingError
    _check_file(app, file)
    name = holder or click.prompt(gettext("Holder"), default=likely_holder(file) or None)
    with import_bar(gettext("Reading a sheet of patents"), hidden=_is_quiet(as_json=as_json)) as watch:
        sheet = SheetOnDisk(workplace_of(app).patiently, file, watch)
        findings = sheet.held_against(name)
    with closing(findings):
        wrong = [error for verdicts in findings.others for row in verdicts for error in row.errors]
        counts = findings.counts
        told = Told(counts.new, counts.changed, counts.unchanged, wrong, findings.skipped)
        if _agreed(told, yes=yes, as_json=as_json):
            sheet.take_over(findings, name, offer=offer, on=_today(app))
    _exit_if_wrong(told)


@import_.command("needs")
@_file
@click.option("--company", default="", help="The company that has the needs of rows that name none.")
@_yes
@_json
@click.pass_obj
def import_needs_command(app: Flask, file: Path, company: str, yes: bool, as_json: bool) -> None:
    """Import technology needs from a sheet; they come in as submitted."""
    _check_file(app, file)
    with import_bar(gettext("Reading a sheet of needs"), hidden=_is_quiet(as_json=as_json)) as watch:
        sheet = NeedSheet(workplace_of(app).patiently, file, watch, own_numbers_of)
        findings = sheet.held_against(company)
    with closing(findings):
        counts, wrong = findings.counts, [error for errors in findings.errors for error in errors]
        told = Told(counts.new, counts.changed, counts.unchanged, wrong, findings.skipped)
        if _agreed(told, yes=yes, as_json=as_json):
            sheet.take_over(findings, company)
    _exit_if_wrong(told)


@main.command()
@click.option("--text", default="", help="A problem in plain words.")
@click.option("--need", default="", help="The number of a need, here or in the sheet it came from.")
@click.option(
    "-k", "--top", default=10, show_default=True, type=click.IntRange(1, 100), help="How many patents."
)
@_json
@click.pass_obj
def match(app: Flask, text: str, need: str, top: int, as_json: bool) -> None:
    """Rank the patents on offer for a problem or a need, and say why."""
    if bool(text) == bool(need):
        raise click.UsageError(gettext("Give either --text or --need."))
    with database_of(app).transaction() as session:
        catalogue = catalogue_of(app)
        if text:
            answer = search_patents(session, catalogue, text=text, k=top)
            found: Sequence[Found] = answer.found
        else:
            chosen = need_named(session, need)
            run = current_run(session, catalogue, need=chosen)
            found = [evidence_of(each, catalogue) for each in matches_of(session, chosen, run)[:top]]
        _show_found(found, current_calibration(session), as_json=as_json)


@main.command()
@click.pass_obj
def demo(app: Flask) -> None:
    """Load the fictional demo centre into an empty database; what is there already is kept."""
    settings = settings_of(app)
    with database_of(app).transaction() as session:
        if centre(session):
            return
        accounts = load_demo_centre(
            session,
            today=_today(app),
            max_bytes=settings.max_upload_bytes,
            new_password=lambda: secrets.token_urlsafe(9),
            hashed=hash_password,
        )
        _keep_accounts(settings, accounts)


@main.command("add-person")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What they do here."
)
@click.option("--organization", required=True, help="The organisation they work for; entered if it is new.")
@click.pass_obj
def add_person(app: Flask, email: str, name: str, role: str, organization: str) -> None:
    """Open an account and print its first password."""
    password = secrets.token_urlsafe(12)
    with database_of(app).transaction() as session:
        is_founding = Role(role).is_staff and centre(session) is None
        kind = OrganizationKind.CENTRE if is_founding else None
        create_person(
            session,
            email=email,
            name=name,
            role=Role(role),
            organization=ensure_organization(session, name=organization, kind=kind),
            password_hash=hash_password(password),
        )
    click.echo(password)


for command in (
    evaluate_command,
    tune_command,
    index_command,
    export_judgements_command,
    match_all_command,
    tasks_command,
    work_command,
    serve_command,
):
    main.add_command(command)


def _today(app: Flask) -> dt.date:
    return dt.datetime.now(settings_of(app).timezone).date()


def _check_file(app: Flask, file: Path) -> None:
    """Refuses a sheet that is too large, and migrates the database for one that is not."""
    check_size(file.stat().st_size, file.name, max_bytes=settings_of(app).max_import_bytes)
    database_of(app).migrate()


def _is_quiet(*, as_json: bool) -> bool:
    return as_json or not sys.stderr.isatty()


def _agreed(told: Told, *, yes: bool, as_json: bool) -> bool:
    """Shows what would happen, and asks whether it may where that is not said; JSON never asks."""
    if as_json:
        counts = {"new": told.new, "changed": told.changed, "unchanged": told.unchanged}
        wrong = [_as_json(error) for error in told.wrong]
        told_json = {**counts, "wrong": wrong, "skipped": list(told.skipped)}
        click.echo(json.dumps(told_json, ensure_ascii=False))
    else:
        _show_counts(told)
    if yes or not (told.new or told.changed):
        return yes
    return not as_json and click.confirm(gettext("Import the good rows?"))


def _exit_if_wrong(told: Told) -> None:
    """Wrong rows make exit status 1, also where the good ones were kept."""
    if told.wrong:
        sys.exit(1)


def _as_json(error: RowError) -> dict[str, Any]:
    return {
        "row": error.row,
        "column": gettext(error.column),
        "value": error.value,
        "reason": f"{_filled(error.reason, error)} {_filled(error.remedy, error)}",
    }


def _filled(message: str, error: RowError) -> str:
    text: str = gettext(message)
    return text % error.params if error.params else text


def _show_counts(preview: Told) -> None:
    wrong_rows = {error.row for error in preview.wrong}
    click.echo(
        gettext(
            "%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(wrong)s wrong",
            new=preview.new,
            changed=preview.changed,
            unchanged=preview.unchanged,
            wrong=len(wrong_rows),
        )
    )
    if preview.skipped:
        click.echo(gettext(SKIPPED, count=len(preview.skipped), rows=rows_named(preview.skipped)))
    for error in preview.wrong[:_WRONG_ROWS_SHOWN]:
        told = _as_json(error)
        click.echo(
            gettext(
                "Row %(row)s, %(column)s, “%(value)s”: %(reason)s",
                row=error.row,
                column=told["column"],
                value=error.value[:60],
                reason=told["reason"],
            ),
            err=True,
        )
    if len(preview.wrong) > _WRONG_ROWS_SHOWN:
        click.echo(gettext("… and %(count)s more", count=len(preview.wrong) - _WRONG_ROWS_SHOWN), err=True)


def _show_found(found: Sequence[Found], calibration: Calibration, *, as_json: bool) -> None:
    grades = [Level(calibration.level(each.score)) for each in found]
    if as_json:
        told = [_found_as_json(each, grade) for each, grade in zip(found, grades, strict=True)]
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    if not found:
        click.echo(gettext("No patent on offer shares a word with this."))
        return
    table = Table.grid(padding=(0, 2))
    for each, grade in zip(found, grades, strict=True):
        facts = (
            "、".join(each.patent.applicants) or each.patent.organization.name,
            each.patent.application_number or each.patent.publication_number or "",
            gettext(each.patent.status.label),
        )
        strongest = each.evidence.contributions[:6]
        words = " ".join(f"{as_written(part.term, each.asked)} {part.value:.3f}" for part in strongest)
        table.add_row(str(each.rank), gettext(grade.label), Text(each.patent.title, style="bold"))
        table.add_row("", f"{each.score:.3f}", " · ".join(filter(None, facts)))
        table.add_row("", "", Text(words, style="dim"))
    Console().print(table)


def _found_as_json(each: Found, grade: Level) -> dict[str, Any]:
    return {
        "rank": each.rank,
        "level": grade.value,
        "grade": gettext(grade.label),
        "score": each.score,
        "id": each.patent.id,
        "number": each.patent.number,
        "title": each.patent.title,
        "holder": each.patent.organization.name,
        "applicants": each.patent.applicants,
        "status": each.patent.status.value,
        "terms": [{"term": part.term, "contribution": part.value} for part in each.evidence.contributions],
    }


def _keep_accounts(settings: Settings, accounts: list[Account]) -> None:
    file = accounts_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    rows = [{"role": each.role.value, "email": each.email, "password": each.password} for each in accounts]
    file.write_text(json.dumps(rows), encoding="utf-8")
