"""Application and publication numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.numbers import (
    ApplicationNumber,
    PublicationNumber,
    TooManyPublicationsError,
    WrongApplicationNumberError,
    WrongCheckDigitError,
    WrongPublicationNumberError,
    best_publication,
    check_digit,
    parse_publications,
    publications_shown,
    with_publications,
)

LONG = st.from_regex(r"20[0-9]{2}[12389][0-9]{7}", fullmatch=True)
SHORT = st.from_regex(r"(8[5-9]|9[0-9]|0[0-3])[12389][0-9]{5}", fullmatch=True)
REAL = [
    "202011438186.0",
    "95115608.X",
    "201710601862.3",
    "201080063196.9",
    "97101765.4",
    "201220249767.4",
]


@pytest.mark.parametrize("number", REAL)
def test_real_numbers_are_their_own_canonical_form(number):
    assert str(ApplicationNumber.parse(number)) == number


@pytest.mark.parametrize(
    "written",
    [
        "CN201220249767.4",
        "ZL201220249767.4",
        "ZL 2012 2 0249767.4",
        "cn2012202497674",
        "ＣＮ２０１２２０２４９７６７．４",
        "201220249767",
        2012202497674,
        2012202497674.0,
        201220249767.4,
        201220249767.0,
        "2012202497674.0",
    ],
)
def test_every_way_of_writing_gives_one_number(written):
    assert str(ApplicationNumber.parse(written)) == "201220249767.4"


@pytest.mark.parametrize("written", ["95115608.x", "ZL95115608X", "95115608"])
def test_every_way_of_writing_an_old_number_gives_one_number(written):
    assert str(ApplicationNumber.parse(written)) == "95115608.X"


def test_a_wrong_check_digit_says_which_was_expected():
    with pytest.raises(WrongCheckDigitError) as caught:
        ApplicationNumber.parse("CN201220249767.5")
    assert str(caught.value) == "The check digit of CN201220249767.5 must be 4, but it is 5."


@pytest.mark.parametrize(
    "written",
    ["", "2012", "2.01220249767E+11", "US13/123456", "201240249767.4", "20122024976.74", "50115608.X"],
)
def test_other_texts_are_refused(written):
    with pytest.raises(WrongApplicationNumberError):
        ApplicationNumber.parse(written)


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("202011438186.0", (2020, 1, "invention")),
        ("201220249767.4", (2012, 2, "utility_model")),
        ("201080063196.9", (2010, 8, "invention")),
        ("95115608.X", (1995, 1, "invention")),
        ("03300001", (2003, 3, "design")),
        ("200490000001", (2004, 9, "utility_model")),
    ],
)
def test_a_number_tells_year_kind_and_type(number, facts):
    parsed = ApplicationNumber.parse(number)
    assert (parsed.year, parsed.kind, parsed.patent_type) == facts


@given(LONG | SHORT)
def test_numbers_survive_being_written_and_read(digits):
    number = ApplicationNumber.parse(digits)
    assert ApplicationNumber.parse(str(number)) == number
    assert ApplicationNumber.parse("ZL " + str(number).replace(".", "")) == number


@given(LONG | SHORT, st.data())
def test_one_mistyped_digit_is_always_noticed(digits, data):
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != digits[place]))
    assert check_digit(digits[:place] + other + digits[place + 1 :]) != check_digit(digits)


def test_a_check_digit_needs_8_or_12_digits():
    with pytest.raises(WrongApplicationNumberError):
        check_digit("123456789")


@pytest.mark.parametrize(
    ("written", "canonical", "patent_type"),
    [
        ("CN114081026A", "CN114081026A", "invention"),
        ("CN111504366B", "CN111504366B", "invention"),
        ("CN215792497U", "CN215792497U", "utility_model"),
        ("CN 1234567 C", "CN1234567C", "invention"),
        ("cn306123456s", "CN306123456S", "design"),
        ("ＣＮ１１４０８１０２６Ａ", "CN114081026A", "invention"),
        ("CN114081026", "CN114081026", "invention"),
        ("CN85203720U", "CN85203720U", "utility_model"),
        ("CN101234567A8", "CN101234567A8", "invention"),
        ("114081026", "CN114081026", "invention"),
        ("1234567c", "CN1234567C", "invention"),
    ],
)
def test_publication_numbers_have_one_form_and_a_type(written, canonical, patent_type):
    number = PublicationNumber.parse(written)
    assert (str(number), number.patent_type) == (canonical, patent_type)
    assert PublicationNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "written", ["", "1234567", "95115608", "US20130001A1", "CN12A", "CN414081026A", "CN85403720U"]
)
def test_other_publication_numbers_are_refused(written):
    with pytest.raises(WrongPublicationNumberError):
        PublicationNumber.parse(written)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CN103123456A", "CN103123456B", True),
        ("CN103123456", "CN103123456A", True),
        ("CN101234567A8", "CN101234567B", True),
        ("CN85100001A", "CN85100001B", True),
        ("CN103123456A", "CN103123457A", False),
        ("CN1234567A", "CN1234567C", False),
        ("CN1234567", "CN1234567A", False),
        ("CN2123456U", "CN2123456U", True),
    ],
)
def test_publications_of_one_patent_share_a_key_where_numbers_were_given_once(one, other, same):
    assert (PublicationNumber.parse(one).key == PublicationNumber.parse(other).key) is same


@pytest.mark.parametrize(
    ("written", "stage"), [("CN103123456", 0), ("CN103123456A", 1), ("CN103123456B", 2), ("CN2123456U", 2)]
)
def test_a_kind_tells_how_far_the_procedure_was(written, stage):
    assert PublicationNumber.parse(written).stage == stage


@pytest.mark.parametrize("between", [";", "；", "、", ",", " | ", "\n"])
def test_one_cell_may_name_several_publications(between):
    written = f"CN103123456A{between}cn 103123456 b{between}CN103123456A"
    assert parse_publications(written) == ("CN103123456A", "CN103123456B")
    with pytest.raises(WrongPublicationNumberError):
        parse_publications(f"{written}{between}US1")


def test_a_cell_with_more_publications_than_are_taken_for_one_patent_is_refused():
    numbers = [f"CN{103_123_456 + place}A" for place in range(21)]
    assert parse_publications(";".join((*numbers[:20], *numbers[:20]))) == tuple(numbers[:20])
    with pytest.raises(TooManyPublicationsError) as refused:
        parse_publications(";".join(numbers))
    assert refused.value.params == {"count": 21, "most": 20}


@pytest.mark.parametrize(
    ("known", "told", "together"),
    [
        ((), ("CN103123456A", "CN103123456A"), ["CN103123456A"]),
        (("CN103123456A",), ("CN103123456B", "CN103123456"), ["CN103123456A", "CN103123456B"]),
        (("CN103123456",), ("CN103123456A",), ["CN103123456", "CN103123456A"]),
        (("CN1087654A",), ("CN1034567C", "CN1087654"), ["CN1087654A", "CN1034567C", "CN1087654"]),
    ],
)
def test_what_says_something_new_comes_behind_and_nothing_goes(known, told, together):
    assert with_publications(known, told) == together
    assert with_publications(together, told) == with_publications(together, known) == together


def test_the_number_of_the_latest_stage_is_the_best_and_stays_it():
    assert best_publication(["CN103123456", "CN103123456A", "CN103123456B", "CN103123456C"]) == "CN103123456B"
    assert best_publication([]) is None


def test_a_number_without_its_kind_is_not_shown_beside_the_same_with_it():
    assert publications_shown(["CN1087654", "CN1087654A", "CN1034567"]) == ["CN1087654A", "CN1034567"]
    longer = ["CN1034567", "CN103456712A"]
    assert publications_shown(longer) == longer
