"""Needs' words held against each other by stated rules: which are the same, which nearly, which not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz

from matchmaker.errors import N_
from matchmaker.text.likeness import like_pairs
from matchmaker.text.normalising import normalise
from matchmaker.text.shared_runs import Runs, near_pairs, runs_of, share, shared_places

LEAST_SHARE = 0.6
"""Of the shorter text that stands in the longer; docs/needs.md tells how it was chosen."""

LEAST_TEXT = 40
"""Characters; a shorter text says too little to be held against another by itself."""

LEAST_TITLE_RATIO = 90.0
"""Of ``rapidfuzz.fuzz.ratio`` over two titles."""

LEAST_TITLE = 6
"""Characters; below it one character makes another title."""

_NO_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[0-9]+")


class Reason(StrEnum):
    """Why two needs are taken for one, the surest first."""

    SAME = "same"
    TEXT = "text"
    TITLE = "title"

    @property
    def label(self) -> str:
        """The reason in words; ``percent`` fills it."""
        return _LABELS[self]


class Likeness(NamedTuple):
    """Why two needs are taken for one, and the part of the shorter text that stands in the longer, 0 to 1."""

    reason: Reason
    share: float

    @property
    def percent(self) -> int:
        """The part in hundredths; what is not all of it is never rounded up to all."""
        return int(self.share * 100)


@dataclass(frozen=True, eq=False, slots=True)
class Wording:
    """What a need says, as it is compared: without blanks, punctuation and the differences of spelling."""

    title: str
    text: str
    runs: Runs

    @property
    def numbers(self) -> list[str]:
        """The numbers in the title, which tell two titles apart (304N 不锈钢丝, 316L 不锈钢丝)."""
        return _NUMBER.findall(self.title)


class Part(NamedTuple):
    """A stretch of a text, and whether the text beside it has the stretch too."""

    text: str
    shared: bool


def wording(title: str, text: str) -> Wording:
    """A title and a text as they are compared."""
    key = _key(text)
    return Wording(_key(title), key, runs_of(key))


def likeness_of(one: Wording, other: Wording, *, one_company: bool) -> Likeness | None:
    """Why two needs are taken for one, the surest reason; None where they are not.

    Titles, and texts of fewer than ``LEAST_TEXT`` characters, are held against each other within one company only:
    two companies may well both write 污水处理.
    """
    long = min(len(one.text), len(other.text)) >= LEAST_TEXT
    if (one.title, one.text) == (other.title, other.text):
        return Likeness(Reason.SAME, 1.0) if long or one_company else None
    part = share(one.runs, other.runs) if long else 0.0
    if part >= LEAST_SHARE:
        return Likeness(Reason.TEXT, part)
    return Likeness(Reason.TITLE, part) if one_company and _titles_alike(one, other) else None


def like_needs(needs: Mapping[int, Wording], companies: Mapping[int, int]) -> list[tuple[int, int, Likeness]]:
    """The pairs of needs taken for one, the surest first: lower id, higher id and why.

    Of more than 50 needs with one wording each is paired with the first of them alone.

    Args:
        needs: what each says, by id.
        companies: whose each is, by the same ids.
    """
    held = {*near_pairs({number: each.runs for number, each in needs.items()})}
    held.update(_first_with_each(((each.title, each.text), number) for number, each in needs.items()))
    for own in _of_each_company(companies):
        held.update(_like_titles({number: needs[number].title for number in own}))
    found = (
        (first, second, likeness)
        for first, second in held
        if (
            likeness := likeness_of(
                needs[first], needs[second], one_company=companies[first] == companies[second]
            )
        )
    )
    return sorted(found, key=lambda each: (*surest_first(each[2]), each[0], each[1]))


def surest_first(likeness: Likeness) -> tuple[int, float]:
    """What likenesses are sorted by."""
    return list(Reason).index(likeness.reason), -likeness.share


def differences(text: str, other: str) -> list[Part]:
    """A text in parts: what stands in another in runs of four characters and more, and what does not.

    Blanks and punctuation go with what is before them.
    """
    places = [place for place, character in enumerate(normalise(text)) if not _NO_WORD.match(character)]
    held = shared_places(_key(text), _key(other))
    parts: list[Part] = []
    start, shared = 0, True
    for place, is_held in zip(places, held.tolist(), strict=True):
        if is_held is not shared:
            parts.append(Part(text[start:place], shared))
            start, shared = place, is_held
    parts.append(Part(text[start:], shared))
    return [part for part in parts if part.text]


def _titles_alike(one: Wording, other: Wording) -> bool:
    if one.title == other.title:
        return bool(one.title)
    if one.numbers != other.numbers or min(len(one.title), len(other.title)) < LEAST_TITLE:
        return False
    return bool(fuzz.ratio(one.title, other.title, score_cutoff=LEAST_TITLE_RATIO))


def _of_each_company(companies: Mapping[int, int]) -> Iterable[list[int]]:
    own: dict[int, list[int]] = defaultdict(list)
    for number in sorted(companies):
        own[companies[number]].append(number)
    return own.values()


def _like_titles(titles: Mapping[int, str]) -> set[tuple[int, int]]:
    firsts = {title: number for number, title in sorted(titles.items(), reverse=True)}
    near = like_pairs({number: title for title, number in firsts.items()}, least=LEAST_TITLE_RATIO)
    same = _first_with_each((title, number) for number, title in titles.items())
    return {*((first, second) for first, second, _ in near), *same}


def _first_with_each(keyed: Iterable[tuple[object, int]]) -> Iterable[tuple[int, int]]:
    """Of each key the first number with every other."""
    alike: dict[object, list[int]] = defaultdict(list)
    for key, number in keyed:
        alike[key].append(number)
    for numbers in alike.values():
        first, *others = sorted(numbers)
        yield from ((first, other) for other in others)


def _key(text: str) -> str:
    return _NO_WORD.sub("", normalise(text))


_LABELS = {
    Reason.SAME: N_("Title and text are the same"),
    Reason.TEXT: N_("%(percent)s %% of the shorter text stands in the other, too"),
    Reason.TITLE: N_("The titles are the same or nearly so"),
}
