"""The commands of the index, and of what was judged by it."""

from pathlib import Path

import click
from flask import Flask
from flask_babel import gettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from matchmaker.matching.export import exported_files, write_files
from matchmaker.matching.own_judgements import judged_rows
from matchmaker.matching.platform import platform_of
from matchmaker.patents.queries import listings_open

_SPEED = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


@click.command("index")
@click.pass_obj
def index_command(app: Flask) -> None:
    """Build the search index of all patents on offer, with progress; Ctrl-C leaves the last good one.

    The platform does so by itself; this is for before the first start of a large centre. With Milvus, it also
    takes in all changes since the last time.
    """
    with (
        platform_of(app).database.sessions() as session,
        Progress(*_SPEED, console=Console(stderr=True)) as shown,
    ):
        bar = shown.add_task(gettext("Patents"), total=listings_open(session))
        count = platform_of(app).catalogue.build(session, lambda done: shown.update(bar, completed=done))
        shown.update(bar, completed=count)
    click.echo(gettext("%(count)s patents are in the search index.", count=count))


@click.command("export-judgements")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export_judgements_command(app: Flask, *, folder: Path) -> None:
    """Write the centre's grades as a test set that evaluate reads; names are left out."""
    with platform_of(app).database.transaction() as session:
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
