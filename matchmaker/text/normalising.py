"""One form for text that means the same: full width or half, capital or small, traditional or simplified.

The length never changes, so that a position in the normalised text is a position in the original.
"""

import unicodedata

from matchmaker.text.simplifying import simplified

_BLANKED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


class _OneForOne(dict[int, str]):
    """The replacement of every character, worked out when it is first met (see ``str.translate``)."""

    def __missing__(self, code_point: int) -> str:
        replacement = _replacement(chr(code_point))
        self[code_point] = replacement
        return replacement


def _replacement(character: str) -> str:
    if unicodedata.category(character) in _BLANKED_CATEGORIES:
        return " "
    for form in (unicodedata.normalize("NFKC", character), character):
        if len(form) == 1:
            return simplified(form.lower() if len(form.lower()) == 1 else form)
    return character


_REPLACEMENTS = _OneForOne()


def normalise(text: str) -> str:
    """Gives the form in which texts are compared.

    Each character stands for itself: it becomes its NFKC form and its lower case where these are one
    character, its simplified form where it is a traditional one, and a blank where it is a control, format,
    surrogate or space character. What has no form of one character (``㎡``, ``℃``, ``ﬁ``) stays.

    Args:
        text: any text, of n characters.

    Returns:
        n characters; normalising them again changes nothing.
    """
    return text.translate(_REPLACEMENTS)
