"""The real server in a process of its own, for tests that speak to it from outside."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager

MATCHMAKER = (sys.executable, "-c", "from matchmaker.cli import main; main()")


@contextmanager
def served(environment):
    """Serves the centre of these settings while it lasts: its address, and the first line that was printed."""
    port = free_port()
    with subprocess.Popen(
        [*MATCHMAKER, "serve", "--port", str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        yield f"http://127.0.0.1:{port}", server.stdout.readline()
        server.terminate()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
