"""Numbers with what belongs to them, as one word each: 0.2C, 1,000mm, 10^-3Pa, 10μm, 10m/s, PM2.5, LiNi0.8Co0.2O2.

jieba cuts at every sign, so that 0.2C would be 2C, 1,000mm would be 000mm, and a speed of 10m/s a length. A blank
before a customary unit is no part of the word: 0.2 C is 0.2C.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

_RUN = "0-9a-zμω"
_JOINT = r"(?:\.|,(?=[0-9]{3}(?![0-9]))|\^[-+−]?|(?<=10)−)(?=[0-9])"
_UNITS = (
    "[kmcdnμ]?m[23]?|[kmμ]?g|[kmμ]?l|[kmμ]?s|min|h|t|[kmμ]?v|[mμ]?ah?|[kmg]?w|k?wh|[kmg]?hz|[kmg]?pa|[km]?j|k?n|k|c"
    "|[km]?ω|mol|wt|vol|ppm|rpm|db"
)
_GAP = rf"(?<=[0-9]) (?=(?:{_UNITS})(?![{_RUN}]))"
_COMPOUND = rf"(?:{_UNITS})(?:[/·](?:{_UNITS})(?![{_RUN}]))+"  # behind a number: SiO2/C is none
_MEASURE = re.compile(
    rf"(?<![{_RUN}])[{_RUN}]*[0-9]"
    rf"(?:(?:{_JOINT}[0-9]+|{_GAP})?{_COMPOUND}|{_JOINT}[{_RUN}]+|{_GAP}[a-zμω]+[23]?|[a-z]*[μω][{_RUN}]*)+"
)
_HINT = re.compile(r"[0-9](?:[.,^−]| [a-zμω]|[a-z]*[μω]|[a-z]*[23]?[/·])")
_NUMBER = re.compile(r"[\d.,^+−-]*\d")
_BEFORE_A_UNIT = re.compile(_GAP)


def may_have_measures(prepared: str) -> bool:
    """Whether a normalised text is worth looking through; most have no such number, and this tells it soon."""
    return _HINT.search(prepared) is not None


def is_number(word: str) -> bool:
    """Whether a normalised word is a number alone, of digits and the signs inside one."""
    return _NUMBER.fullmatch(word) is not None


def without_gaps(text: str) -> str:
    """A normalised text without the blanks between numbers and their units.

    >>> without_gaps("放电 0.2 c，宽 10 mm")
    '放电 0.2c，宽 10mm'
    """
    return _BEFORE_A_UNIT.sub("", text)


def whole_measures(words: Sequence[str]) -> list[str]:
    """Joins those words of a normalised text that make up a measure.

    One that does not begin and end with words is left as it is: its text may be part of a term of the trade.

    Args:
        words: all that the text was cut into, blanks and signs too.

    Returns:
        Words that make up the same text.

    >>> whole_measures(["倍率", "0", ".", "2c", "、", "10", "μ", "m"])
    ['倍率', '0.2c', '、', '10μm']
    """
    text = "".join(words)
    bounds = [0, *accumulate(map(len, words))]
    joined: list[str] = []
    after = 0  # the words that were taken
    for measure in _MEASURE.finditer(text):
        first, last = (bisect_left(bounds, place) for place in measure.span())
        if (bounds[first], bounds[last]) == measure.span():
            joined += [*words[after:first], measure.group()]
            after = last
    return joined + list(words[after:])
