"""The unified social credit code: its check character, and what is said of a wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.credit_codes import (
    CreditCodeCharacterError,
    CreditCodeCheckError,
    CreditCodeLengthError,
    check_character,
    read_credit_code,
)

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.tuples(
    st.text(CHARACTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(CHARACTERS, min_size=9, max_size=9),
).map("".join)


def test_the_check_character_is_that_of_the_standard():
    """1 x 1 + 2 x 3 = 7, and 31 - 7 = 24, which is Q; a sum of 31 leaves 0 (GB 32100-2015)."""
    assert check_character("12000000000000000") == "Q"
    assert check_character("1A000000000000000") == "0"


def test_a_code_is_read_however_it_was_typed():
    assert read_credit_code(" １2３３0000xx000001-9b ") == "12330000XX0000019B"
    assert read_credit_code("  ") == ""


@pytest.mark.parametrize(
    ("wrong", "error", "told"),
    [
        ("12330000XX0000019", CreditCodeLengthError, {"length": 17}),
        ("I2330000XX0000019B", CreditCodeCharacterError, {"place": 1, "character": "I"}),
        ("12A30000XX0000019B", CreditCodeCharacterError, {"place": 3, "character": "A"}),
        ("12330000XX00000190", CreditCodeCheckError, {"last": "0", "wanted": "B"}),
    ],
)
def test_a_wrong_code_is_refused_and_the_place_named(wrong, error, told):
    with pytest.raises(error) as refused:
        read_credit_code(wrong)
    assert refused.value.params == told


@given(BODIES, st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_a_code_with_one_character_changed_is_no_code(body, place, other):
    code = body + check_character(body)
    assert read_credit_code(code) == code
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        with pytest.raises((CreditCodeCharacterError, CreditCodeCheckError)):
            read_credit_code(changed)
