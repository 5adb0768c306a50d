"""The word lists as a sheet: one row an entry, with its list, and for a synonym what it means and the direction."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from matchmaker.errors import N_
from matchmaker.importing.cells import cell_text
from matchmaker.importing.errors import NoKnownHeadingError
from matchmaker.importing.formulas import guarded, unguarded
from matchmaker.importing.headings import Field, fold_heading, understand_headings
from matchmaker.importing.sheets import read_sheet
from matchmaker.matching.enums import WordKind
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.matching.word_lists import merged_pairs
from matchmaker.text.synonyms import BOTH_WAYS, ONE_WAY

LIST, WORD, MEANING, DIRECTION = N_("List"), N_("Word"), N_("Means also"), N_("Direction")
ONE_WAY_LABEL, BOTH_WAYS_LABEL = N_("one way"), N_("both ways")
NO_LIST = N_("“%(value)s” is no list. Enter term, synonym or stop word (词条, 同义词, 停用词).")

_FIELDS = (
    Field("kind", LIST, ("list", "词表", "类别", "类型")),
    Field("word", WORD, ("word", "词", "词语", "词条", "条目")),
    Field("meaning", MEANING, ("means also", "同义词", "含义", "也指")),
    Field("direction", DIRECTION, ("direction", "方向")),
)
_KINDS = {
    "": None,
    "term": WordKind.TERM,
    "词条": WordKind.TERM,
    "术语": WordKind.TERM,
    "synonym": WordKind.SYNONYM,
    "同义词": WordKind.SYNONYM,
    "stopword": WordKind.STOP_WORD,
    "停用词": WordKind.STOP_WORD,
}
_BOTH_WAYS = frozenset({"bothways", "双向", BOTH_WAYS})


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row of the sheet that names no list."""

    row: int
    text: str
    reason: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SheetLines:
    """What a sheet says, as lines for each list, and the rows that cannot be placed."""

    lines: Mapping[WordKind, tuple[str, ...]]
    wrong: tuple[WrongRow, ...]


def read_word_sheet(content: bytes, filename: str, *, max_bytes: int) -> SheetLines:
    """Reads a sheet of entries; a row that names no list is a synonym where it has a meaning, else a term.

    Raises:
        ImportingError: the file cannot be read as a sheet, or has no column of words.
    """
    sheet = read_sheet(content, filename, max_bytes=max_bytes)
    columns = {use.field: use.column for use in understand_headings(sheet.headings, _FIELDS)}
    if "word" not in columns:
        raise NoKnownHeadingError(needed="词 / word", found="、".join(sheet.headings))
    lines: dict[WordKind, list[str]] = {kind: [] for kind in WordKind}
    wrong: list[WrongRow] = []
    for number, cells in sheet.rows:
        told = {
            name: unguarded(cell_text(cells[column]).strip()) if column < len(cells) else ""
            for name, column in columns.items()
            if name
        }
        word, meaning, named = (told.get(name, "") for name in ("word", "meaning", "kind"))
        if fold_heading(named) not in _KINDS:
            wrong.append(WrongRow(number, word, NO_LIST, {"value": named}))
        elif word or meaning:
            kind = _KINDS[fold_heading(named)] or (WordKind.SYNONYM if meaning else WordKind.TERM)
            sign = BOTH_WAYS if fold_heading(told.get("direction", "")) in _BOTH_WAYS else ONE_WAY
            lines[kind].append(f"{word} {sign} {meaning}" if kind is WordKind.SYNONYM else word)
    return SheetLines({kind: tuple(found) for kind, found in lines.items()}, tuple(wrong))


def word_sheet(vocabulary: Vocabulary, *, said: Callable[[str], str]) -> bytes:
    """The lists as CSV that spreadsheet programs open; ``said`` translates headings and labels.

    No word runs as a formula; see ``guarded``.
    """
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(map(said, (LIST, WORD, MEANING, DIRECTION)))
    rows.writerows(tuple(map(guarded, row)) for row in _rows(vocabulary, said))
    return written.getvalue().encode("utf-8-sig")


def _rows(vocabulary: Vocabulary, said: Callable[[str], str]) -> Iterator[tuple[str, str, str, str]]:
    for term in sorted(vocabulary.terms):
        yield said(WordKind.TERM.label), term, "", ""
    for pair, both_ways in merged_pairs(vocabulary.synonyms):
        direction = BOTH_WAYS_LABEL if both_ways else ONE_WAY_LABEL
        yield said(WordKind.SYNONYM.label), pair.said, pair.meant, said(direction)
    for word in sorted(vocabulary.stop_words):
        yield said(WordKind.STOP_WORD.label), word, "", ""
