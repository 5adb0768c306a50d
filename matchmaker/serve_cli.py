"""The command that serves the platform, and what it says where nobody can listen."""

import errno
import json
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import gettext
from waitress import create_server

from matchmaker.app import catalogue_of, database_of, settings_of
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.jobs.cli import queue_of
from matchmaker.matching.catalogue import IndexBeingBuiltError
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import centre
from matchmaker.ranking.warming import compile_loops
from matchmaker.settings import Settings

_THREADS = 8
_LAST_PORT = 65535


class PortInUseError(ConflictError):
    """Somebody else listens at the port."""

    message = N_(
        "Port %(port)s at %(host)s is in use, perhaps by this platform itself. Stop what listens there, or choose"
        " another port with --port."
    )


class PortForbiddenError(ConflictError):
    """A port that the system keeps for itself."""

    message = N_("This account may not listen at port %(port)s. Choose one above 1023 with --port.")


class AddressError(InvalidError):
    """An address that is not of this machine."""

    message = N_(
        "Nothing can listen at %(host)s. Give an address of this machine with --host, such as 127.0.0.1 or 0.0.0.0."
    )


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, _LAST_PORT),
    help="The port to listen at.",
)
@click.option("--worker/--no-worker", default=True, help="Do the background work in this process too.")
@click.pass_obj
def serve_command(app: Flask, host: str, port: int, worker: bool) -> None:  # noqa: FBT001 - click hands flags over by position
    """Serve the platform; /healthz answers when it is ready."""
    server = _listening(app, host, port)
    compile_loops()
    with database_of(app).transaction() as session:
        with suppress(IndexBeingBuiltError):  # pages say how far it is
            catalogue_of(app).caught_up(session)
        catalogue_of(app).attributes.caught_up(session)
        catalogue_of(app).warm_needs(session)
        home = centre(session)
        fictional = bool(home and home.fictional)
    click.echo(f"http://{host}:{port}")
    if fictional:
        _echo_accounts(settings_of(app))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    queue = queue_of(app)
    try:
        if worker:
            queue.start()
        server.run()
    finally:
        queue.stop()


def accounts_file(settings: Settings) -> Path:
    """Where the passwords of the demo centre's accounts are kept."""
    return settings.instance / "demo-accounts.json"


def _listening(app: Flask, host: str, port: int) -> Any:
    """The server at its address, before anything else is done: whoever cannot have it hears so at once.

    Raises:
        PortInUseError, PortForbiddenError, AddressError: nobody can listen there.
    """
    try:
        _expect_free(host, port)
        return create_server(
            app,
            host=host,
            port=port,
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=not settings_of(app).proxies,  # the application reads them itself
        )
    except PermissionError as error:
        raise PortForbiddenError(port=port) from error
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortInUseError(host=host, port=port) from error
        raise AddressError(host=host) from error


def _expect_free(host: str, port: int) -> None:
    """Listens for a moment as the server is going to; waitress leaves its threads behind where it cannot."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, address in found:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)


def _echo_accounts(settings: Settings) -> None:
    file = accounts_file(settings)
    if not file.exists():
        return
    for row in json.loads(file.read_text(encoding="utf-8")):
        click.echo(f"  {row['email']:30} {row['password']:16} {gettext(Role(row['role']).label)}")
