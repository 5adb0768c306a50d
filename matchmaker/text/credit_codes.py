"""The unified social credit code (统一社会信用代码), GB 32100-2015: its form, and the check of its last character."""

from matchmaker.errors import N_, InvalidError
from matchmaker.text.normalising import normalise

LENGTH = 18
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, Z, S, V
_REGION = range(2, 8)


class CreditCodeLengthError(InvalidError):
    """A code that has too few or too many characters."""

    message = N_("A unified social credit code has 18 characters; this one has %(length)s. Copy it in full.")


class CreditCodeCharacterError(InvalidError):
    """A character that no code has at this place."""

    message = N_(
        "Character %(place)s of the unified social credit code, “%(character)s”, cannot stand there:"
        " I, O, Z, S and V are not used, and characters 3 to 8 are digits. Compare it with the licence."
    )


class CreditCodeCheckError(InvalidError):
    """A code whose last character contradicts the others."""

    message = N_(
        "The check character of the unified social credit code does not fit: it ends in “%(last)s”, the others"
        " ask for “%(wanted)s”. One character is wrong; compare it with the licence."
    )


def read_credit_code(text: str) -> str:
    """Gives the code in its one form: 18 capital letters and digits of half width; empty for a blank text.

    Raises:
        CreditCodeLengthError, CreditCodeCharacterError, CreditCodeCheckError: it is none, and why.
    """
    code = "".join(normalise(text).replace("-", " ").split()).upper()
    if not code:
        return ""
    if len(code) != LENGTH:
        raise CreditCodeLengthError(length=len(code))
    for place, character in enumerate(code):
        if character not in _CHARACTERS or (place in _REGION and not character.isdigit()):
            raise CreditCodeCharacterError(place=place + 1, character=character)
    wanted = check_character(code[:-1])
    if code[-1] != wanted:
        raise CreditCodeCheckError(last=code[-1], wanted=wanted)
    return code


def check_character(body: str) -> str:
    """The 18th character for the 17 before it: weights 3^i mod 31 (GB 32100-2015, 4.2)."""
    total = sum(_CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _CHARACTERS[-total % 31]
