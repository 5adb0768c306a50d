"""Groups that may hold one of the best are found by what they are worth."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.bounding import CHUNK, groups_worth
from matchmaker.ranking.lengths import FULL


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_groups_between_two_worths_are_listed_in_their_order(seed, chunks, one, other):
    rng = np.random.default_rng(seed)
    bounds = rng.integers(0, 300, chunks * CHUNK).astype(np.uint16)
    inverses = rng.integers(0, FULL + 1, chunks * CHUNK).astype(np.uint16)
    worth = bounds.astype(np.int64) * inverses
    low, high = sorted(max(int(share * worth.max()), 1) for share in (one, other))
    best = worth.reshape(chunks, CHUNK).max(axis=1).astype(np.uint32)
    room = np.empty(chunks * CHUNK + 1, np.int32)
    found = groups_worth(np.uint32(low), np.uint32(high), room, bounds, best, inverses)
    assert found.tolist() == np.flatnonzero((worth >= low) & (worth <= high)).tolist()


def test_a_group_whose_bound_is_full_is_worth_more_than_any_other():
    bounds, inverses = np.zeros(CHUNK, np.uint16), np.ones(CHUNK, np.uint16)
    bounds[7] = FULL
    best, room = np.array([0xFFFFFFFF], np.uint32), np.empty(CHUNK + 1, np.int32)
    highest = np.uint32(0xFFFFFFFF)
    assert groups_worth(highest, highest, room, bounds, best, inverses).tolist() == [7]
