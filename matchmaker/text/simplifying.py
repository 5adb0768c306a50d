"""Traditional characters as simplified ones, each for itself.

The table is that of OpenCC (``t2s``). A character that is itself the simplified form of another stays what it
is: 坏 is how 壞 is written, and no 坯. So do those that simplified texts write too (著 of 显著, 瞭 of 瞭望);
乾 becomes 干, for 乾燥 is more in technical texts than 乾坤. Words are not exchanged: 軟體 becomes 软体, no 软件.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import opencc

_IDEOGRAPHS = (range(0x3400, 0xA000), range(0x20000, 0x323B0))
_TABLE = Path(opencc.__file__).parent / "clib" / "share" / "opencc" / "t2s.json"
"""Named in full: by its short name, OpenCC would take a file of that name in the working directory."""

_BETWEEN = "\n"  # keeps OpenCC from seeing phrases


def simplified(character: str) -> str:
    """Gives the simplified form of one character; simplifying it again changes nothing."""
    if not any(ord(character) in block for block in _IDEOGRAPHS):
        return character
    return _simplified_forms().get(character, character)


@cache
def _simplified_forms() -> Mapping[str, str]:
    characters = [chr(place) for block in _IDEOGRAPHS for place in block]
    converted = opencc.OpenCC(str(_TABLE)).convert(_BETWEEN.join(characters)).split(_BETWEEN)
    forms = {
        character: form for character, form in zip(characters, converted, strict=True) if form != character
    }
    taken = frozenset(forms.values())
    return {character: form for character, form in forms.items() if len(form) == 1 and character not in taken}
