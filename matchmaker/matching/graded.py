"""Needs with people's grades of patents, read from files for the evaluation.

Needs: ``need_id``, ``title``, ``content``. Documents: ``id``, ``patent_id`` or ``achievement_id``; ``title`` or
``title_tokens``; ``abstract`` and ``claims`` where there are any. Judgements: ``need_id``, the same id column,
``level`` from 1 (none) to 4 (strong). CSV in UTF-8, or JSON Lines where the name ends in ``.jsonl``; the
apostrophe before what a spreadsheet would take for a formula is no part of a CSV cell.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import NamedTuple, TypeAlias

from matchmaker.errors import N_, InvalidError
from matchmaker.importing.formulas import unguarded
from matchmaker.importing.patents import first_claim

_ID_COLUMNS = ("id", "patent_id", "achievement_id")
_TITLE_COLUMNS = ("title", "title_tokens")
_LOWEST, _HIGHEST = 1.0, 4.0

Row: TypeAlias = Mapping[str, str]
"""A row of a file: its cells by heading."""


class ColumnMissingError(InvalidError):
    """A file of the evaluation has not what is needed."""

    message = N_("%(file)s has no column %(columns)s. Add it and evaluate again.")


class UnreadableGradesError(InvalidError):
    """A file of the evaluation is not what its name says."""

    message = N_("%(file)s cannot be read as %(format)s in UTF-8. Save it in that form.")


class WrongLevelError(InvalidError):
    """A grade that is none."""

    message = N_("%(file)s, row %(row)s: the level is “%(value)s”, but levels go from 1 to 4.")


class GradedPatent(NamedTuple):
    """What a patent says; two patents that say the same are one."""

    title: str
    abstract: str
    first_claim: str


@dataclass(frozen=True, slots=True)
class GradedNeed:
    """A need with the mean level of each patent judged for it, by the patent's place."""

    title: str
    content: str
    levels: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class GradedSet:
    """A test set.

    Attributes:
        patents: the patents to rank among, each text once.
        needs: the needs that have judgements.
        judgements: how many judgements were taken.
        skipped: how many name a need or a document that is not there.
    """

    patents: tuple[GradedPatent, ...]
    needs: tuple[GradedNeed, ...]
    judgements: int
    skipped: int


def read_graded_set(needs: Path, documents: Path, judgements: Path) -> GradedSet:
    """Reads a test set; patents of one text become one, whose level is the mean of the grades.

    Raises:
        ColumnMissingError: a file lacks a column.
        UnreadableGradesError: a file is no CSV or JSON Lines in UTF-8.
        WrongLevelError: a level is no number from 1 to 4.
    """
    judged = [
        {**row, "level": _checked_level(judgements, number, row["level"])}
        for number, row in enumerate(_rows(judgements, "need_id", _ID_COLUMNS, "level"), start=2)
    ]
    return graded_set(
        _rows(needs, "need_id", "title", "content"), _rows(documents, _ID_COLUMNS, _TITLE_COLUMNS), judged
    )


def graded_set(needs: Iterable[Row], documents: Iterable[Row], judgements: Iterable[Row]) -> GradedSet:
    """Makes a test set of rows as the files have them, the documents' ids in the column ``id``."""
    need_rows = {row["need_id"]: row for row in needs}
    place_of_id, patents = _patents(documents)
    grades: dict[str, dict[int, list[float]]] = {}
    taken = skipped = 0
    for row in judgements:
        place = place_of_id.get(row["id"])
        if place is None or row["need_id"] not in need_rows:
            skipped += 1
            continue
        grades.setdefault(row["need_id"], {}).setdefault(place, []).append(float(row["level"]))
        taken += 1
    return GradedSet(
        patents=patents,
        needs=tuple(
            GradedNeed(
                title=need_rows[need_id]["title"],
                content=need_rows[need_id]["content"],
                levels={place: fmean(levels) for place, levels in by_place.items()},
            )
            for need_id, by_place in grades.items()
        ),
        judgements=taken,
        skipped=skipped,
    )


def _patents(documents: Iterable[Row]) -> tuple[dict[str, int], tuple[GradedPatent, ...]]:
    place_of_text: dict[GradedPatent, int] = {}
    place_of_id: dict[str, int] = {}
    for row in documents:
        text = GradedPatent(row["title"], row.get("abstract", ""), first_claim(row.get("claims", "")))
        place_of_id[row["id"]] = place_of_text.setdefault(text, len(place_of_text))
    return place_of_id, tuple(place_of_text)


def _checked_level(path: Path, number: int, value: str) -> str:
    try:
        level = float(value)
    except ValueError:
        level = 0.0
    if not _LOWEST <= level <= _HIGHEST:
        raise WrongLevelError(file=path.name, row=number, value=value)
    return value


def _rows(path: Path, *columns: str | tuple[str, ...]) -> Iterable[Row]:
    """The rows of a file; a column of several names is given under the first of them."""
    is_json = path.suffix == ".jsonl"
    try:
        rows = _json_rows(path) if is_json else _csv_rows(path)
    except (ValueError, AttributeError, csv.Error) as error:
        file_format = "JSON Lines" if is_json else "CSV"
        raise UnreadableGradesError(file=path.name, format=file_format) from error
    headings = rows[0].keys() if rows else ()
    for column in columns:
        names = (column,) if isinstance(column, str) else column
        found = next((name for name in names if name in headings), None)
        if found is None:
            raise ColumnMissingError(file=path.name, columns=" / ".join(names))
        rows = [row if found == names[0] else {**row, names[0]: row.get(found, "")} for row in rows]
    return rows


def _csv_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {name: unguarded(value or "") for name, value in row.items() if name is not None}
            for row in csv.DictReader(file)
        ]


def _json_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig") as file:
        return [
            {name: "" if value is None else str(value) for name, value in json.loads(line).items()}
            for line in file
            if line.strip()
        ]
