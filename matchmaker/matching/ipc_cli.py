"""The command that loads the International Patent Classification."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask
from flask_babel import gettext

from matchmaker.importing.errors import RowError
from matchmaker.importing.ipc_scheme import read_scheme
from matchmaker.matching.platform import platform_of
from matchmaker.patents.scheme.service import load_scheme

_LONGEST_LINE = 64 * 1024


@click.command("ipc")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_ipc_command(app: Flask, *, file: Path) -> None:
    """Load the International Patent Classification: lines of a code, a tab and its title.

    Codes of patents are checked against it from then on, and shown with their names. The same file again
    changes nothing; a newer one adds to it.
    """
    with platform_of(app).database.transaction() as session, file.open("rb") as opened:
        load = load_scheme(session, entries=read_scheme(_lines(opened)))
    click.echo(
        gettext(
            "%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(wrong)s wrong",
            new=load.new,
            changed=load.changed,
            unchanged=load.unchanged,
            wrong=load.wrong_count,
        )
    )
    for error in load.wrong:
        click.echo(_told(error), err=True)
    if load.wrong_count > len(load.wrong):
        click.echo(gettext("… and %(count)s more", count=load.wrong_count - len(load.wrong)), err=True)
    if load.wrong_count:
        sys.exit(1)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; one without end comes in pieces, so that memory does not grow with it."""
    return iter(lambda: file.readline(_LONGEST_LINE), b"")


def _told(error: RowError) -> str:
    reason = f"{gettext(error.reason)} {gettext(error.remedy)}"
    if not error.value:
        return str(gettext("Line %(row)s: %(reason)s", row=error.row, reason=reason))
    return str(
        gettext("Line %(row)s, “%(value)s”: %(reason)s", row=error.row, value=error.value, reason=reason)
    )
