"""Codes of the International Patent Classification."""

import re
import unicodedata

from matchmaker.errors import N_
from matchmaker.importing.errors import WrongValueError

_SEPARATOR = re.compile(r"[;|,、\n]")
_CODE = re.compile(
    r"(?P<subclass>[A-H][0-9]{2}[A-Z])"
    r"(?:\s*(?P<group>[0-9]{1,4})\s*/\s*(?P<subgroup>[0-9]{2,6}))?"
    r"(?:\s*\([0-9]{4}\.[0-9]{2}\)(?:\s*[A-Z])?)?"
)


class WrongIpcError(WrongValueError):
    """A text that is no IPC code stands among the codes."""

    message = N_("%(code)s is not an IPC code, which looks like A01B 1/02 or H01M.")
    remedy = N_("Correct the code; put a semicolon between several codes.")


def parse_ipc(text: str) -> tuple[str, ...]:
    """The codes of a list in canonical form (``A01B 1/02``), each once, in the order given.

    Editions such as ``(2006.01)I`` are dropped; a subclass may stand alone.

    Raises:
        WrongIpcError: one of them is no code.
    """
    parts = (part.strip() for part in _SEPARATOR.split(unicodedata.normalize("NFKC", text).upper()))
    return tuple(dict.fromkeys(_canonical(part) for part in parts if part))


def _canonical(text: str) -> str:
    match = _CODE.fullmatch(text)
    if match is None:
        raise WrongIpcError(code=text)
    if match["group"] is None:
        return match["subclass"]
    return f"{match['subclass']} {int(match['group'])}/{match['subgroup']}"
