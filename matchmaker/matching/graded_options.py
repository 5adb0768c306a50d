"""The options that name a set of graded needs to a command."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEEDS = "CSV: need_id, title, content."
DOCUMENTS = "CSV or JSON Lines: id, patent_id or achievement_id; title or title_tokens; abstract; claims."
JUDGEMENTS = "CSV: need_id, the id column, level."
