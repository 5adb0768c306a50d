"""Lines of a sheet that are no record: totals, headings once more, notes, lines with nothing but their number.

A line is skipped where one of these holds of its filled cells; in doubt it is a record, and what is wrong with it is
told. One with a text of more than 400 characters is a record.

- Headings once more, as each printed page has them: every cell says the heading of its own column, and there are two
  of them, or as many as there are headings.
- A total: the first says 合计, 总计, 小计, 共 51 条, Total: 51 …, and every other is a plain figure (``51``, ``20%``,
  ``12.5万元``); or it stands alone with more behind it (共 51 件，其中发明 30 件). A figure of seven digits and more
  in a column of numbers may be the number of a patent: then it is a record.
- A note under the table: every cell begins with a word of notes and a colon (注：…, 数据来源：…, 制表人：…), or is
  the number of a page (第 1 页 共 3 页) or the end of the table (以下空白).
- A number in the list, 序号, and nothing else: the line was numbered beforehand and never filled in.

What stands where the title or the content is told is read as one (说明：现有过滤板开裂, 数据汇总, 共3件，模具寿命短):
there only 合计, 总计, 小计 and a bare 共 51 件 make a total, and only pages and ends of tables a note.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, starmap

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell, cell_text, is_blank
from matchmaker.importing.headings import ColumnUse, Field, fold_heading

SKIPPED = N_(
    "Lines left out because they are no entries (totals, repeated headings, notes, blank numbered lines): "
    "%(count)s, in rows %(rows)s."
)

_LONGEST = 400  # characters of a note; a longer text is somebody's abstract
_FIGURES_OF_A_NUMBER = 7
_MOST_NAMED = 20

_WHAT = r"(?:记录|数据|专利申请|专利|申请|技术需求|需求|结果|成果)"
_UNIT = r"(?:条|件|项|个|篇|行|家|份|名|万元|元|%|records?|rows?|items?|patents?|needs?)"
_COUNTED = rf"[0-9][0-9,]*(?:\.[0-9]+)?{_UNIT}?{_WHAT}?"
_TOTAL_WORD = (
    rf"(?:本页|本表|全部|以上|总体)?{_WHAT}?(?:合计|总计|小计|共计|累计|总数|总共|汇总|共有|共)"
    r"|(?:grand|sub)?-?total|sum"
)
_TOTAL = re.compile(
    rf"(?:{_TOTAL_WORD}){_WHAT}?(?:数量|数)?(?:\([^)]{{1,4}}\))?:?(?:{_COUNTED})?[。.]?", re.IGNORECASE
)
_TOTAL_FOR_A_TITLE = re.compile(
    rf"(?:(?:本页|本表|全部|以上|总体)?{_WHAT}?(?:合计|总计|小计)|(?:grand|sub)?-?total)"
    rf"(?:\([^)]{{1,4}}\))?:?(?:{_COUNTED})?[。.]?"
    rf"|共有?{_COUNTED}[。.]?",
    re.IGNORECASE,
)
_TOTAL_SENTENCE = re.compile(rf"(?:{_TOTAL_WORD}){_WHAT}?:?{_COUNTED}[,;。(].*", re.IGNORECASE | re.DOTALL)
_FIGURE = re.compile(rf"[-+]?{_COUNTED}", re.IGNORECASE)
_NOTE = re.compile(
    r"[*※#(]*(?:备?注(?:释|意)?[0-9一二三四五六七八九十]{0,2}|(?:填表|填写)?说明|(?:数据)?来源|检索(?:式|日期|时间|人)"
    r"|(?:导出|下载|打印)(?:日期|时间|人)|统计(?:日期|时间|口径)|截[止至]日期|(?:制表|填表|填报)(?:人|日期|单位|时间)?"
    r"|(?:审核|复核|批准)人?|notes?|remarks?|source|exported(?:on|at|by)?)[)]*:.*",
    re.IGNORECASE | re.DOTALL,
)
_NO_TEXT = re.compile(
    r"第?[0-9]+页?[/,、;]?共?[0-9]+页|第[0-9]+页|page[0-9]+(?:(?:of|/)[0-9]+)?"
    r"|[(-]*(?:以下(?:为)?空白|以下无正文|以下无内容|(?:表格|数据)结束)[)-]*[。.]?",
    re.IGNORECASE,
)
_TOLD_IN_WORDS = frozenset({"title", "content"})
_PLACES_IN_A_LIST = frozenset({"序号", "序", "no", "no.", "#", "行号"})


class SkippedRows:
    """Tells which lines below the headings of one sheet are no record: ``cells in skipped``."""

    def __init__(self, headings: Sequence[str], uses: Sequence[ColumnUse], fields: Sequence[Field]) -> None:
        self._headings = tuple(map(fold_heading, headings))
        self._headed = sum(map(bool, self._headings))
        numbers = {field.name for field in fields if field.is_number}
        self._numbers = frozenset(use.column for use in uses if use.field in numbers)
        self._words = frozenset(use.column for use in uses if use.field in _TOLD_IN_WORDS)

    def __contains__(self, cells: Sequence[Cell]) -> bool:
        first = next(((column, cell) for column, cell in enumerate(cells) if not is_blank(cell)), None)
        if first is None or _is_long(first[1]):
            return False
        column, text, is_heading = first[0], _compact(first[1]), self._is_heading(*first)
        is_total, is_note = self._is_total(column, text), self._is_note(column, text)
        is_place = text.isdecimal() and self._heading(column) in _PLACES_IN_A_LIST
        is_sentence = column not in self._words and bool(_TOTAL_SENTENCE.fullmatch(text))
        if not (is_total or is_note or is_place or is_sentence or is_heading):
            return False
        rest = [each for each in enumerate(cells) if each[0] > column and not is_blank(each[1])]
        return not any(_is_long(cell) for _, cell in rest) and (
            (is_total and all(self._is_figure(place, _compact(cell)) for place, cell in rest))
            or (is_note and all(self._is_note(place, _compact(cell)) for place, cell in rest))
            or ((is_place or is_sentence) and not rest)
            or (is_heading and len(rest) + 1 >= min(2, self._headed) and all(starmap(self._is_heading, rest)))
        )

    def _is_total(self, column: int, text: str) -> bool:
        pattern = _TOTAL_FOR_A_TITLE if column in self._words else _TOTAL
        return text != "共" and bool(pattern.fullmatch(text))

    def _is_note(self, column: int, text: str) -> bool:
        return bool(_NO_TEXT.fullmatch(text) or (column not in self._words and _NOTE.fullmatch(text)))

    def _is_figure(self, column: int, text: str) -> bool:
        if self._is_total(column, text):
            return True
        is_long = sum(character.isdecimal() for character in text) >= _FIGURES_OF_A_NUMBER
        return bool(_FIGURE.fullmatch(text)) and not (column in self._numbers and is_long)

    def _is_heading(self, column: int, cell: Cell) -> bool:
        return isinstance(cell, str) and fold_heading(cell) == self._heading(column) != ""

    def _heading(self, column: int) -> str:
        return self._headings[column] if column < len(self._headings) else ""


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > _LONGEST


def _compact(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", cell_text(cell)).split())


def rows_named(rows: Sequence[int]) -> str:
    """Rows in their order as a person reads them, the first stretches of them.

    >>> rows_named([51, 102, 103, 104])
    '51, 102–104'
    """
    named = list(_stretches(rows))
    shown = ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in named[:_MOST_NAMED]
    )
    return f"{shown} …" if len(named) > _MOST_NAMED else shown


def _stretches(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow one another taken together: the difference to their place is the same for all of them."""
    for _, stretch in groupby(enumerate(rows), key=lambda each: each[1] - each[0]):
        numbers = [row for _, row in stretch]
        yield numbers[0], numbers[-1]
