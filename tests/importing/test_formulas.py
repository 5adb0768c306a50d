"""What looks like a formula is kept from running, and nothing is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.formulas import guarded, unguarded

TEXTS = st.text() | st.text(alphabet="'=+-@＝＋－＠|% \t\r\n陶a1")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-20 °C", "@SUM(A1)", "＝1", "\t=1", "\r=1", " =1", "\n陶瓷", "\t陶瓷", "|x", "%0"],
)
def test_what_a_spreadsheet_could_run_begins_with_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "陶瓷", "3-5 MPa", "'80年代", "a=b", "（-20 °C）"])
def test_other_text_stays_as_it_is(text):
    assert (guarded(text), unguarded(text)) == (text, text)


@given(TEXTS)
def test_every_text_comes_back_exactly(text: str):
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_no_guarded_text_begins_as_a_formula_does(text: str):
    assert not guarded(text).lstrip().startswith(tuple("=+-@＝＋－＠"))
