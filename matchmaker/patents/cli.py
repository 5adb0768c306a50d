"""What the commands that import sheets show while they work."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from matchmaker.sheets.import_runs import Watch


@contextmanager
def import_bar(doing: str, *, hidden: bool) -> Iterator[Watch]:
    """A bar on the error stream that tells how far the reading of a sheet is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        line = bar.add_task(doing, total=None)

        def watch(done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        yield watch
