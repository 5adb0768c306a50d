"""The International Patent Classification: its sections, and codes as numbers, so that a prefix is a range."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from matchmaker.errors import N_, InvalidError

_CODE = re.compile(
    r"(?P<section>[A-H])"
    r"(?:(?P<class>[0-9]{2})(?:(?P<subclass>[A-Z])(?:(?P<group>[0-9]{1,4})(?:/(?P<subgroup>[0-9]{1,6}))?)?)?)?"
)
_SUBGROUP_DIGITS = 6
_SUBGROUPS = 10**_SUBGROUP_DIGITS
_GROUPS = 10**4
_SUBCLASSES = 26
_CLASSES = 100
SUBCLASS_SIZE = _GROUPS * _SUBGROUPS


class IpcPrefixError(InvalidError):
    """A filter that is no beginning of an IPC code."""

    message = N_("%(code)s is not the beginning of an IPC code, which looks like H, H01, H01M or H01M 10/05.")


class IpcSection(StrEnum):
    """The eight sections of the International Patent Classification."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"
    H = "H"

    @property
    def label(self) -> str:
        """The section's title."""
        return _SECTION_LABELS[self]


def parse_prefix(text: str) -> str:
    """A section, class, subclass, group or subgroup in canonical form: ``h01m10/05`` is ``H01M 10/05``.

    Raises:
        IpcPrefixError: it is none of these.
    """
    match = _matched(text)
    if match["group"] is None:
        return match[0]
    group = f"{match['section']}{match['class']}{match['subclass']} {int(match['group'])}"
    return f"{group}/{match['subgroup']}" if match["subgroup"] else group


@lru_cache(maxsize=1 << 17)
def code_number(code: str) -> int:
    """The number of a code, between 0 and 2⁴⁸; codes of one section, class, subclass or group stand together.

    Subgroups are ordered as decimal fractions, as the classification does: 10/05, 10/0525, 10/06.

    Raises:
        IpcPrefixError: it is no code.
    """
    return code_range(code)[0]


def code_range(prefix: str) -> tuple[int, int]:
    """The numbers of all codes that begin with a prefix: from the first up to, and without, the second.

    Raises:
        IpcPrefixError: it is no beginning of a code.
    """
    match = _matched(prefix)
    number, size = ord(match["section"]) - ord("A"), _CLASSES * _SUBCLASSES * SUBCLASS_SIZE
    start = number * size
    if match["class"]:
        size //= _CLASSES
        start += int(match["class"]) * size
    if match["subclass"]:
        size //= _SUBCLASSES
        start += (ord(match["subclass"]) - ord("A")) * size
    if match["group"]:
        size //= _GROUPS
        start += int(match["group"]) * size
    if match["subgroup"]:
        size //= 10 ** len(match["subgroup"])
        start += int(match["subgroup"]) * size
    return start, start + size


def subclass_name(number: int) -> str:
    """The subclass that begins at ``number * SUBCLASS_SIZE``, such as ``H01M``."""
    number, subclass = divmod(number, _SUBCLASSES)
    section, its_class = divmod(number, _CLASSES)
    return f"{chr(ord('A') + section)}{its_class:02}{chr(ord('A') + subclass)}"


def _matched(text: str) -> re.Match[str]:
    compact = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    match = _CODE.fullmatch(compact)
    if match is None:
        raise IpcPrefixError(code=text.strip())
    return match


_SECTION_LABELS = {
    IpcSection.A: N_("Human necessities"),
    IpcSection.B: N_("Performing operations; transporting"),
    IpcSection.C: N_("Chemistry; metallurgy"),
    IpcSection.D: N_("Textiles; paper"),
    IpcSection.E: N_("Fixed constructions"),
    IpcSection.F: N_("Mechanical engineering; lighting; heating"),
    IpcSection.G: N_("Physics"),
    IpcSection.H: N_("Electricity"),
}
