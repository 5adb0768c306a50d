"""What somebody may mean by what stands in the search box: numbers, codes, a name, or words; told by stated rules.

The first rule that holds gives the reading; the others that hold are offered beside it.

1. Nothing but numbers of patents: one is that patent, several are the query.
2. Nothing but IPC codes with a subclass or more (``H01M``, ``h01m10/05``). A class alone (``H01``, ``C60``) is as
   often a substance or a type: words first.
3. The whole name of a holder, whatever its width, case, brackets and blanks; or a part of names that ends as an
   organisation's does (大学, 公司, 研究院). Any other part of a name is words first.
4. The whole name of an inventor, unless patents on offer have it as a word (王水): then words first.
5. Everything else is words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from matchmaker.errors import InvalidError
from matchmaker.matching.classification import parse_prefix
from matchmaker.matching.enums import Reading

_SEPARATORS = re.compile(r"[,，、;；|\n]+")
_EDITION = re.compile(r"\(\s*[0-9]{4}\.[0-9]{2}\s*\)\s*[A-Z]?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s()\[\]·•.,，、\"'“”-]+")
_ORGANISATION = re.compile(
    r".*(?:大学|学院|研究院|研究所|研究中心|公司|集团|医院|实验室|university|institute|ltd|inc)"
)
_CLASS_LENGTH, _SUBCLASS_LENGTH = 3, 4
_NAME_LENGTHS = range(2, 101)
_MOST_HOLDERS = 20


@dataclass(frozen=True, slots=True)
class Names:
    """Who is known here.

    Attributes:
        holders: names of holders by id.
        is_inventor: whether a patent on offer has an inventor of this name.
        is_word: whether a text is one word, and patents on offer have it.
    """

    holders: Mapping[int, str]
    is_inventor: Callable[[str], bool]
    is_word: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reading of a text, and the filters that it stands for: names of filters with their values in an address."""

    reading: Reading
    filters: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether it asks for all patents of a kind: there is nothing to rank them by."""
        return bool(self.filters)


def readings(text: str, *, numbers: Sequence[str], names: Names) -> tuple[Wanted, ...]:
    """What a text may mean, the likeliest first; there is always one.

    Args:
        text: what was typed.
        numbers: the numbers of patents that it consists of; none where anything else is in it.
        names: who is known here.
    """
    if numbers:
        near = Wanted(Reading.NEAR, {}, tuple(numbers))
        return (near,) if len(numbers) > 1 else (Wanted(Reading.NUMBER, {}, tuple(numbers)), near)
    likely: list[Wanted] = []
    possible: list[Wanted] = []
    for wanted, is_likely in (*_codes(text), *_holders(text, names), *_inventor(text, names)):
        (likely if is_likely else possible).append(wanted)
    return (*likely, Wanted(Reading.WORDS, {}), *possible)


def _codes(text: str) -> Iterator[tuple[Wanted, bool]]:
    parts = [part.strip() for part in _SEPARATORS.split(_EDITION.sub("", _plain(text))) if part.strip()]
    codes = [code for part in parts for code in (_prefixes([part]) or _prefixes(part.split()))]
    complete = all(_prefixes([part]) or _prefixes(part.split()) for part in parts)
    if codes and complete and min(map(len, codes)) >= _CLASS_LENGTH:
        found = tuple(dict.fromkeys(codes))
        yield Wanted(Reading.CODE, {"ipc": found}, found), min(map(len, codes)) >= _SUBCLASS_LENGTH


def _prefixes(parts: Sequence[str]) -> list[str]:
    """The codes that the parts are; none where one of them is no code."""
    with suppress(InvalidError):
        return [parse_prefix(part) for part in parts]
    return []


def _holders(text: str, names: Names) -> Iterator[tuple[Wanted, bool]]:
    sought = _compact(text) if len(text.strip()) in _NAME_LENGTHS else ""
    if len(sought) not in _NAME_LENGTHS:
        return
    having = {number: name for number, name in names.holders.items() if sought in _compact(name)}
    whole = {number: name for number, name in having.items() if _compact(name) == sought}
    found = whole or having
    if 0 < len(found) <= _MOST_HOLDERS:
        likely = bool(whole) or _ORGANISATION.fullmatch(sought) is not None
        yield Wanted(Reading.HOLDER, {"holder": tuple(map(str, found))}, tuple(found.values())), likely


def _inventor(text: str, names: Names) -> Iterator[tuple[Wanted, bool]]:
    name = text.strip()
    if len(name) in _NAME_LENGTHS and names.is_inventor(name):
        yield Wanted(Reading.INVENTOR, {"inventor": (name,)}, (name,)), not names.is_word(name)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 16)
def _compact(text: str) -> str:
    return _BETWEEN.sub("", _plain(text).casefold())
