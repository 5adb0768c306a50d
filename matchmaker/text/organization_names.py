"""Names of organisations held against each other by stated rules: which are the same, which nearly, which not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from matchmaker.errors import N_
from matchmaker.text.likeness import like_pairs
from matchmaker.text.masking_words import PLACES
from matchmaker.text.normalising import normalise

LEAST_RATIO = 90.0
"""Of ``rapidfuzz.fuzz.ratio`` over the cores of two names: one wrong character in ten."""

_LEGAL_FORM = re.compile(
    r"(股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|责任公司|公司|集团"
    r"|(?<=[a-z0-9])(coltd|companylimited|limited|ltd|incorporated|inc|corporation|corp|gmbh|llc))$"
)
_NO_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[0-9零〇一二三四五六七八九十百千]+")
_PLACE = re.compile("|".join(sorted(PLACES, key=len, reverse=True)))
_AFTER_A_PLACE = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")
_OPENING = re.compile(r"[（(【\[]")


class Likeness(StrEnum):
    """Why two organisations are taken for one."""

    CODE = "code"
    NAME = "name"
    ALIAS = "alias"
    FORM = "form"
    PLACE = "place"
    NEAR = "near"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _LABELS[self]


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as it is compared: all its names, the registered one first, and its code or an empty text."""

    names: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart: the text without blanks and brackets, its place, legal form and what is left of it."""

    whole: str
    place: str
    form: str
    core: str

    @property
    def numbers(self) -> list[str]:
        """The numbers in it, which always tell two names apart (第一研究所, 第二研究所)."""
        return _NUMBER.findall(self.core)


@lru_cache(maxsize=100_000)
def parts_of(name: str) -> NameParts:
    """Takes a name apart: traditional is simplified, wide is narrow, capital is small, 省 and 市 are dropped.

    The place is one at the beginning or in brackets. It belongs to the core where nothing would be left (江苏大学).
    """
    text = normalise(name)
    bracketed = [part for part in _OPENING.split(text)[1:] if _PLACE.match(part)]
    whole = _NO_WORD.sub("", text)
    form = _LEGAL_FORM.search(whole)
    core = whole[: form.start()] if form and form.start() > 1 else whole
    place = _PLACE.match(core) or (_PLACE.match(bracketed[0]) if bracketed else None)
    if place:
        stripped = _without(core, place[0])
        core = stripped if len(stripped) > 2 else core  # noqa: PLR2004 - 大学 alone names nobody
    return NameParts(whole, place[0] if place else "", form[0] if form else "", core)


def likeness_of(first: Named, second: Named) -> Likeness | None:
    """Why two organisations are taken for one, the surest reason; None where they are not.

    The same code is certain, differing codes are two organisations. Otherwise any name of one is held against any
    name of the other: differing places or numbers are two organisations; the same core is one, whatever the legal
    form; cores of four characters and more are nearly the same from a ratio of ``LEAST_RATIO`` on.
    """
    if first.code and second.code:
        return Likeness.CODE if first.code == second.code else None
    found = [
        reason
        for place, one in enumerate(first.names)
        for other_place, other in enumerate(second.names)
        if (reason := _of_names(parts_of(one), parts_of(other), own=not place and not other_place))
    ]
    return min(found, key=list(Likeness).index, default=None)


def like_organizations(organizations: Mapping[int, Named]) -> list[tuple[int, int, Likeness]]:
    """The pairs of organisations taken for one, the surest first; lower id, higher id and why.

    Costs one pass over the names and one comparison a pair of names that share a rare pair of characters.
    """
    owners: dict[int, int] = {}
    cores: dict[int, str] = {}
    for number, named in organizations.items():
        for name in named.names:
            owners[len(owners)], cores[len(cores)] = number, parts_of(name).core
    pairs = {
        (min(owners[a], owners[b]), max(owners[a], owners[b]))
        for a, b, _ in like_pairs(cores, least=LEAST_RATIO)
        if owners[a] != owners[b]
    }
    found = (
        (first, second, reason)
        for first, second in pairs
        if (reason := likeness_of(organizations[first], organizations[second]))
    )
    return sorted(found, key=lambda each: (list(Likeness).index(each[2]), each[0], each[1]))


def like_one(named: Named, others: Mapping[int, Named]) -> list[tuple[int, Likeness]]:
    """The organisations that one may be, the surest first: one look at each."""
    found = ((number, likeness_of(named, other)) for number, other in others.items())
    sure = [(number, reason) for number, reason in found if reason]
    return sorted(sure, key=lambda each: (list(Likeness).index(each[1]), each[0]))


def name_key(name: str) -> str:
    """The form in which an alias is looked up: normalised, without blanks and punctuation."""
    return _NO_WORD.sub("", normalise(name))


def names_in(text: str) -> list[str]:
    """The names of a list, one a line, each once."""
    lines: Iterable[str] = (line.strip() for line in text.splitlines())
    return list({name_key(line): line for line in lines if name_key(line)}.values())


def _of_names(one: NameParts, other: NameParts, *, own: bool) -> Likeness | None:
    if one.whole == other.whole:
        return Likeness.NAME if own else Likeness.ALIAS
    if (one.place and other.place and one.place != other.place) or one.numbers != other.numbers:
        return None
    if one.core == other.core:
        if one.place != other.place:
            return Likeness.PLACE
        return Likeness.FORM
    if min(len(one.core), len(other.core)) < 4:  # noqa: PLR2004 - below it, one character is another name
        return None
    return Likeness.NEAR if fuzz.ratio(one.core, other.core, score_cutoff=LEAST_RATIO) else None


def _without(core: str, place: str) -> str:
    for ending in _AFTER_A_PLACE:
        core = core.replace(f"{place}{ending}", "", 1)
    return core.replace(place, "", 1)


_LABELS = {
    Likeness.CODE: N_("The same unified social credit code"),
    Likeness.NAME: N_("The same name, written differently"),
    Likeness.ALIAS: N_("A name of one is another name of the other"),
    Likeness.FORM: N_("The same name but for the legal form"),
    Likeness.PLACE: N_("The same name, but only one names its place"),
    Likeness.NEAR: N_("Nearly the same name"),
}
