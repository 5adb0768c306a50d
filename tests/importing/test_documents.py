"""Families, citations and counts as databases write them."""

import pytest

from matchmaker.importing.documents import (
    WrongCountError,
    WrongDocumentsError,
    offices_of,
    parse_count,
    parse_documents,
)


@pytest.mark.parametrize(
    "written",
    [
        "CN114081026A; US2020/123456A1",
        "CN114081026A | US2020/123456A1",
        "cn114081026a\nUS 2020/123456 A1",
        "ＣＮ114081026A(X)；US2020/123456A1（Y）;CN114081026A",
    ],
)
def test_publication_numbers_are_read_whatever_stands_between_them(written):
    assert parse_documents(written) == ("CN114081026A", "US2020/123456A1")


@pytest.mark.parametrize("written", ["详见附件", "CN114081026A; 无", 12.0, "CN" + "1" * 60])
def test_what_is_no_publication_number_is_named(written):
    with pytest.raises(WrongDocumentsError):
        parse_documents(written)


@pytest.mark.parametrize("written", [12, 12.0, "12", "12.0", " 12 件", "１２次"])
def test_a_count_is_read_with_its_unit(written):
    assert parse_count(written) == 12


@pytest.mark.parametrize("written", ["许多", -1, 1.5, "1234567"])
def test_what_is_no_count_is_refused(written):
    with pytest.raises(WrongCountError):
        parse_count(written)


def test_offices_are_told_once_each():
    assert offices_of(["US2020123456A1", "CN114081026A", "US11000000B2", "?"]) == ("CN", "US")
