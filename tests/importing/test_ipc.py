"""IPC codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.importing.ipc import WrongIpcError, parse_ipc

CODES = st.from_regex(r"[A-H][0-9]{2}[A-Z]( [1-9][0-9]{0,3}/[0-9]{2,6})?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("", ()),
        ("H01M", ("H01M",)),
        ("A01B1/02(2006.01)I", ("A01B 1/02",)),
        ("E01B3/32(2006.01)I;E01B9/10(2006.01)I", ("E01B 3/32", "E01B 9/10")),
        ("A01B1/02; A01B1/04", ("A01B 1/02", "A01B 1/04")),
        ("A01B1/02 | H01M10/0525", ("A01B 1/02", "H01M 10/0525")),
        ("A01B1/02,A01B1/04，a01b 1/02\nH01M；G06F", ("A01B 1/02", "A01B 1/04", "H01M", "G06F")),
        ("A01B 001/02（2006．01）Ｉ", ("A01B 1/02",)),
    ],
)
def test_lists_of_codes_become_canonical(written, codes):
    assert parse_ipc(written) == codes


@pytest.mark.parametrize("written", ["A01B1/02; 14-03", "A01", "I01B 1/02", "A01B1", "水泥"])
def test_a_wrong_code_is_refused(written):
    with pytest.raises(WrongIpcError):
        parse_ipc(written)


@given(st.lists(CODES, unique=True))
def test_canonical_codes_stay_as_they_are(codes):
    assert parse_ipc("; ".join(codes)) == tuple(codes)
