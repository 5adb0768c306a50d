"""Numbers of patents in a text: whoever looks one up knows whose it is."""

import re
from collections.abc import Iterator

from matchmaker.text.clues import Clue, Find

_PREFIX = r"(?:(?:CN|ZL)[ .:：]{0,2})"
_LONG = r"20\d\d ?[12389] ?\d{7}(?:[. ]?[\dX])?"
_CHINESE = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_PREFIX}{{1,2}}(?:{_LONG}|\d{{8}}\.?[\dX]|\d{{7,9}}(?: ?[A-Z]\d?)?)"
    rf"|{_LONG})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"(?<![0-9A-Za-z])(?:PCT/[A-Z]{2}\d{4}/\d{5,6}|(?:WO|US|EP|JP|KR|DE) ?\d{6,11} ?[A-Z]\d?)(?![0-9A-Za-z])"
)
_NAMED = re.compile(
    r"(?:专利|申请|公开|公告|授权)号(?:为|是)?[:： ]*([A-Z]{0,2} ?\d{7,13}(?:\.[\dX])?[A-Z]?\d?)(?![0-9A-Za-z])"
)


def patent_numbers(text: str) -> Iterator[Find]:
    """The numbers of patents in a text; one without prefix, dot and a word that names it may be another number."""
    for match in _NAMED.finditer(text):
        yield Find(Clue.PATENT, match[1].strip())
    for match in _CHINESE.finditer(text):
        yield Find(Clue.PATENT, match[0], sure=not match[0][0].isdigit() or "." in match[0])
    for match in _FOREIGN.finditer(text):
        yield Find(Clue.PATENT, match[0])


def number_pattern(number: str) -> re.Pattern[str]:
    """A pattern for the number of a known patent, with or without prefix, blanks, dot, check digit and kind."""
    digits = "".join(filter(str.isdecimal, number.partition(".")[0]))
    return re.compile(
        rf"(?<![0-9A-Za-z]){_PREFIX}{{0,2}}{' ?'.join(digits)}(?:\.?[\dX]|[A-Z]\d?)?(?![0-9A-Za-z])",
        re.IGNORECASE,
    )
