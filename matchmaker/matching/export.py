"""A centre's judgements as the files that ``matchmaker evaluate`` reads."""

import csv
import json
from collections.abc import Iterable
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from matchmaker.errors import N_, ConflictError
from matchmaker.importing.formulas import guarded
from matchmaker.matching.graded import Row
from matchmaker.matching.own_judgements import JudgedRows

_NEEDS, _DOCUMENTS, _JUDGEMENTS = "needs.csv", "documents.jsonl", "judgements.csv"


class NoJudgementsError(ConflictError):
    """There is nothing to make a test set of."""

    message = N_("Nobody has graded a match yet. Grade some matches first.")


class FilesInTheWayError(ConflictError):
    """The folder holds files of the same names."""

    message = N_("%(folder)s already holds %(file)s. Name another folder.")


def exported_files(rows: JudgedRows) -> dict[str, bytes]:
    """The files by name; no cell of theirs runs as a formula when a spreadsheet opens them.

    Raises:
        NoJudgementsError: there are no judgements.
    """
    if not rows.judgements:
        raise NoJudgementsError
    return {
        _NEEDS: _csv(rows.needs, ("need_id", "title", "content")),
        _DOCUMENTS: "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows.documents).encode(),
        _JUDGEMENTS: _csv(rows.judgements, ("need_id", "id", "level")),
    }


def zipped(files: dict[str, bytes]) -> bytes:
    """The files in one archive."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Writes the files into a folder, which is made where there is none.

    Raises:
        FilesInTheWayError: the folder holds one of them already; nothing is written.
    """
    for name in files:
        if (folder / name).exists():
            raise FilesInTheWayError(folder=folder, file=name)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _csv(rows: Iterable[Row], columns: tuple[str, ...]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([guarded(row[column]) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")
