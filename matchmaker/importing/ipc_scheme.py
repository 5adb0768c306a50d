"""The classification as a file of lines ``code<TAB>title``, such as ``H01M10/05<TAB>非水电解质蓄电池``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matchmaker.errors import N_
from matchmaker.importing.errors import RowError

_CODE = re.compile(
    r"(?P<section>[A-H])(?:(?P<class>[0-9]{2})(?:(?P<subclass>[A-Z])"
    r"(?:(?P<group>[0-9]{1,4})/(?P<subgroup>[0-9]{2,6}))?)?)?"
)
_MAIN = "00"
_REFERENCES = re.compile(r"[（(〔\[；;].*")
_SHOWN = 60

_NOT_TEXT = N_("The line is not text in UTF-8.")
_SAVE_AS_TEXT = N_("Save the file as text in UTF-8 and import it again.")
_NO_TAB = N_("There is no tab between a code and its title.")
_WRITE_BOTH = N_("Write the code, a tab and the title in one line.")
_NO_CODE = N_("This is not an IPC code, which looks like H, H01, H01M or H01M10/05.")
_CORRECT_CODE = N_("Correct the code, or delete the line.")
_NO_TITLE = N_("The title is empty.")
_WRITE_TITLE = N_("Write the title behind the tab, or delete the line.")


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """A place of the classification: its code in canonical form, its title, and the code above it."""

    code: str
    title: str
    parent: str | None


def read_scheme(lines: Iterable[bytes]) -> Iterator[SchemeEntry | RowError]:
    """The entries of a file one by one, and in their place what is wrong with a line; headings are passed over."""
    for row, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig" if row == 1 else "utf-8").strip("\r\n")
        except UnicodeDecodeError:
            yield RowError(row, "", "", _NOT_TEXT, _SAVE_AS_TEXT, {})
            continue
        code, _, title = (part.strip().replace("\0", "") for part in text.partition("\t"))
        match = _CODE.fullmatch(re.sub(r"\s", "", code.upper()))
        if not text.strip() or (row == 1 and match is None and "\t" in text):
            continue
        if "\t" not in text:
            yield RowError(row, "", text[:_SHOWN], _NO_TAB, _WRITE_BOTH, {})
        elif match is None:
            yield RowError(row, "code", code[:_SHOWN], _NO_CODE, _CORRECT_CODE, {})
        elif not title:
            yield RowError(row, "title", code, _NO_TITLE, _WRITE_TITLE, {})
        else:
            yield SchemeEntry(_canonical(match), title, _parent(match))


def parent_of(code: str) -> str | None:
    """The code above one in canonical form; None for a section.

    >>> parent_of("H01M 10/05"), parent_of("H01M 10/00"), parent_of("H01M"), parent_of("H")
    ('H01M 10/00', 'H01M', 'H01', None)
    """
    match = _CODE.fullmatch(code.replace(" ", ""))
    return _parent(match) if match else None


def short_title(title: str) -> str:
    """A title without its references and its parts after the first.

    >>> short_title("犁的构件；零件（排水用的入E02B11/02）")
    '犁的构件'
    """
    return _REFERENCES.sub("", title).strip() or title


def _canonical(match: re.Match[str]) -> str:
    if match["group"] is None:
        return match[0]
    return f"{_subclass(match)} {int(match['group'])}/{match['subgroup']}"


def _parent(match: re.Match[str]) -> str | None:
    if match["class"] is None:
        return None
    if match["subclass"] is None:
        return match["section"]
    if match["group"] is None:
        return f"{match['section']}{match['class']}"
    if match["subgroup"] == _MAIN:
        return _subclass(match)
    return f"{_subclass(match)} {int(match['group'])}/{_MAIN}"


def _subclass(match: re.Match[str]) -> str:
    return f"{match['section']}{match['class']}{match['subclass']}"
