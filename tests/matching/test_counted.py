"""How many patents on offer have a code beneath each place of the classification."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.columns import columns_of

CODES = st.lists(
    st.sampled_from(["C04B 38/06", "C04B 38/067", "C04B 35/00", "B01D 39/20", "H01M"]), max_size=4
)


def columns(codes):
    texts = (json.dumps(ipc) for ipc in codes)
    return columns_of([
        (number, 1, "in_force", text, '["transfer"]', None, None, None, "[]")
        for number, text in enumerate(texts, start=1)
    ])  # fmt: skip


@given(st.lists(CODES, max_size=80), st.data())
def test_each_patent_counts_once_at_each_place(codes, data):
    gone = data.draw(st.sets(st.integers(1, max(len(codes), 1))))
    changed = columns(codes).changed(np.array(sorted(gone), np.int64), columns([]))
    held = [ipc for number, ipc in enumerate(codes, start=1) if number not in gone]
    places = ["C", "C04B", "C04B 38", "C04B 38/06", "B01D 39/20", "A"]
    expected = [sum(any(code.startswith(place) for code in ipc) for ipc in held) for place in places]
    assert changed.counted(places) == expected
