"""The nine levels of technology readiness (技术成熟度) as sheets write them."""

import re
import unicodedata

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell, cell_text
from matchmaker.importing.errors import WrongValueError

_NAMES = ("报告", "方案", "功能", "仿真", "初样", "正样", "环境", "产品", "系统")
_NUMERALS = "一二三四五六七八九"
_LEVEL = re.compile(rf"(?:TRL|第)?(?P<level>[1-9{_NUMERALS}])(?:\.0)?级?")
_NAMED = re.compile(rf"(?P<name>{'|'.join(_NAMES)})级?")


class WrongReadinessError(WrongValueError):
    """The text names none of the nine levels."""

    message = N_("%(value)s is no level of technology readiness: they go from 1 (报告级) to 9 (系统级).")
    remedy = N_("Write the level as a figure from 1 to 9, or leave the cell blank.")


def parse_readiness(cell: Cell) -> int:
    """The level from 1 to 9: ``6``, ``6级``, ``六级``, ``TRL 6``, ``正样级`` and ``6（正样级）`` are the same.

    Raises:
        WrongReadinessError: it is none of these.
    """
    written = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", cell_text(cell))).upper()
    if named := _NAMED.fullmatch(written):
        return _NAMES.index(named["name"]) + 1
    level, _, rest = written.partition(next((name for name in _NAMES if name in written), "\n"))
    match = _LEVEL.fullmatch(level)
    if match is None or rest not in {"", "级"}:
        raise WrongReadinessError(value=cell_text(cell))
    digit = match["level"]
    return _NUMERALS.index(digit) + 1 if digit in _NUMERALS else int(digit)
