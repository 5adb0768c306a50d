"""Application and publication numbers of Chinese patents.

Source: the standard on patent application numbers (ZC 0006-2003) and that on document numbers
(ZC 0007-2012) of the China National Intellectual Property Administration.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from matchmaker.errors import N_
from matchmaker.importing.cells import cell_text
from matchmaker.importing.errors import WrongValueError

PatentType = Literal["invention", "utility_model", "design"]

_TYPES: dict[str, PatentType] = {
    "1": "invention",
    "2": "utility_model",
    "3": "design",
    "8": "invention",
    "9": "utility_model",
}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_FIRST_YEAR = 1985
_PREFIX = re.compile(r"^(?:CN|ZL)+")
_APPLICATION = re.compile(
    r"(?P<digits>20\d\d[12389]\d{7}|(?:8[5-9]|9\d|0[0-3])[12389]\d{5})(?:\.?(?P<check>[\dX]))?"
)
_NUMBER_READ_AS_FLOAT = re.compile(r"(\d{13}|\d{9})\.0")
_PUBLICATION = re.compile(r"CN(?P<digits>8[5-9][1-3]\d{5}|[1-3]\d{6}(?:\d\d)?)(?P<kind>[A-Z]\d?)?")
_WITHOUT_COUNTRY = re.compile(r"[1-3]\d{8}(?:[A-Z]\d?)?|[1-3]\d{6}[A-Z]\d?")
_DIGITS_WITH_YEAR = 8
_DIGITS_BY_KIND = 7
_STAGES = {"": 0, "A": 1}
_GRANTED = 2
_KINDS = "ABCDSUY"
_KIND = re.compile(r"[A-Z]\d?$")
_MOST_PUBLICATIONS = 20
_BETWEEN_NUMBERS = re.compile(r"[|;；,，、\n]")


class WrongApplicationNumberError(WrongValueError):
    """The text has not the form of a Chinese application number."""

    message = N_(
        "%(number)s is not a Chinese application number, which looks like 202011438186.0 or 95115608.X."
    )
    remedy = N_("Copy the number from the patent document, and format its column as text.")


class WrongCheckDigitError(WrongValueError):
    """The last digit contradicts the others; ``expected`` is what they call for."""

    message = N_("The check digit of %(number)s must be %(expected)s, but it is %(found)s.")
    remedy = N_("A digit was mistyped: compare the whole number with the patent document.")


class TooManyPublicationsError(WrongValueError):
    """A cell names more publications than are taken for one patent."""

    message = N_("%(count)s publication numbers stand here; at most %(most)s are taken for one patent.")
    remedy = N_("Keep those of this patent, and put those of its family into a column of their own.")


class WrongPublicationNumberError(WrongValueError):
    """The text has not the form of a Chinese publication number."""

    message = N_("%(number)s is not a Chinese publication number, which looks like CN114081026A.")
    remedy = N_("Copy the number from the patent document, beginning with CN.")


def check_digit(digits: str) -> str:
    """The check digit for the 8 (before October 2003) or 12 digits of an application number.

    The weights 2 to 9, 2 to 5 are given from the left; the sum is taken modulo 11, and 10 is written X.

    Raises:
        WrongApplicationNumberError: there are not 8 or 12 decimal digits.
    """
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12}", digits):
        raise WrongApplicationNumberError(number=digits)
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 - the rule's own number


@dataclass(frozen=True, slots=True, order=True)
class ApplicationNumber:
    """An application number; ``digits`` are the 8 or 12 before the check digit."""

    digits: str

    @classmethod
    def parse(cls, text: str | float) -> "ApplicationNumber":
        """Reads a number with or without CN or ZL, dot, blanks and check digit, or a spreadsheet's float.

        Raises:
            WrongApplicationNumberError: it has another form.
            WrongCheckDigitError: there is a check digit, and it is wrong.
        """
        written = _PREFIX.sub("", _compact(text))
        if _NUMBER_READ_AS_FLOAT.fullmatch(written):
            written = written.removesuffix(".0")
        match = _APPLICATION.fullmatch(written)
        if match is None:
            raise WrongApplicationNumberError(number=cell_text(text))
        expected = check_digit(match["digits"])
        if match["check"] not in {None, expected}:
            raise WrongCheckDigitError(number=cell_text(text), expected=expected, found=match["check"])
        return cls(match["digits"])

    @property
    def year(self) -> int:
        """The year of filing, four digits."""
        if self._is_long:
            return int(self.digits[:4])
        year = 1900 + int(self.digits[:2])
        return year if year >= _FIRST_YEAR else year + 100

    @property
    def kind(self) -> int:
        """1 invention, 2 utility model, 3 design, 8 invention by PCT, 9 utility model by PCT."""
        return int(self.digits[4 if self._is_long else 2])

    @property
    def patent_type(self) -> PatentType:
        """What the kind stands for, however it was filed."""
        return _TYPES[str(self.kind)]

    @property
    def _is_long(self) -> bool:
        return len(self.digits) == len(_WEIGHTS)

    def __str__(self) -> str:
        return f"{self.digits}.{check_digit(self.digits)}"


@dataclass(frozen=True, slots=True, order=True)
class PublicationNumber:
    """A publication number: 7 to 9 ``digits`` and a kind code such as ``A``, ``B`` or ``U``, or ``""``.

    Numbers of nine digits (since 2007) and of eight (until 1988) are given once: application and grant of one patent
    share them. Those of seven digits (1989 to 2007) were counted anew for each kind: CN1234567A and CN1234567C are
    different patents.
    """

    digits: str
    kind: str = ""

    @classmethod
    def parse(cls, text: str) -> "PublicationNumber":
        """Reads a number in any case and width, with or without blanks, and without CN where nothing else fits.

        Raises:
            WrongPublicationNumberError: it has another form.
        """
        written = _compact(text)
        match = _PUBLICATION.fullmatch(f"CN{written}" if _WITHOUT_COUNTRY.fullmatch(written) else written)
        if match is None:
            raise WrongPublicationNumberError(number=text)
        return cls(match["digits"], match["kind"] or "")

    @property
    def patent_type(self) -> PatentType:
        """What the first digit says; numbers of 1985 to 1988 begin with their year."""
        return _TYPES[self.digits[2 if len(self.digits) == _DIGITS_WITH_YEAR else 0]]

    @property
    def key(self) -> str:
        """What all publications of one patent under these digits have in common."""
        return f"{self.digits}{self.kind[:1]}" if len(self.digits) == _DIGITS_BY_KIND else self.digits

    @property
    def other_keys(self) -> tuple[str, ...]:
        """The keys under which this may stand where its kind was written and here is not, or the other way round.

        Numbers that are given once have none: their key says nothing of the kind.
        """
        if len(self.digits) != _DIGITS_BY_KIND:
            return ()
        return (self.digits,) if self.kind else tuple(f"{self.digits}{kind}" for kind in _KINDS)

    @property
    def stage(self) -> int:
        """How far the procedure was: 0 where no kind tells it, 1 published, 2 granted."""
        return _STAGES.get(self.kind[:1], _GRANTED)

    def __str__(self) -> str:
        return f"CN{self.digits}{self.kind}"


def parse_publications(text: str) -> tuple[str, ...]:
    """The publication numbers of one patent that a cell names, each once: ``CN103123456A; CN103123456B``.

    Raises:
        TooManyPublicationsError: there are more than are taken for one patent.
        WrongPublicationNumberError: something else stands among them.
    """
    parts = dict.fromkeys(part for part in map(str.strip, _BETWEEN_NUMBERS.split(text)) if part)
    if len(parts) > _MOST_PUBLICATIONS:
        raise TooManyPublicationsError(count=len(parts), most=_MOST_PUBLICATIONS)
    return tuple(dict.fromkeys(str(PublicationNumber.parse(part)) for part in parts))


def with_publications(known: Sequence[str], told: Iterable[str]) -> list[str]:
    """The publication numbers of a patent once some more are told: those that say something new come behind.

    None is taken away. One without its kind says nothing new beside another publication under the same key.
    """
    numbers, kept = list(known), set(known)
    keys: set[str] | None = None
    for text in told:
        if text in kept:
            continue
        if keys is None:
            keys = {PublicationNumber.parse(each).key for each in numbers}
        number = PublicationNumber.parse(text)
        if number.kind or number.key not in keys:
            numbers.append(text)
            kept.add(text)
            keys.add(number.key)
    return numbers


def best_publication(numbers: Sequence[str]) -> str | None:
    """The number of the latest stage, of several the first: that of the grant stays, whatever comes behind it."""
    return max(numbers, key=lambda number: PublicationNumber.parse(number).stage, default=None)


def publications_shown(numbers: Sequence[str]) -> list[str]:
    """Publication numbers as they are shown: one without its kind is left off where it stands there with it."""
    told_with_kind = {_KIND.sub("", number) for number in numbers if _KIND.search(number)}
    return [number for number in numbers if number not in told_with_kind]


def _compact(text: str | float) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell_text(text))).upper()
