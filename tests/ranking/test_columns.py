"""Columns say at least how strong a common term is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.columns import GROUPS, LACKING, MOST_STEPS, TOGETHER, WORDS, Columns
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex


@pytest.fixture(scope="module")
def segment():
    """Terms from common to rare, some of them so often in one document that their strength is no level."""
    rng = np.random.default_rng(11)
    shares = 1.0 / np.arange(1, 301)
    documents = []
    for number in range(1_500):
        terms = rng.choice(300, rng.integers(0, 60), p=shares / shares.sum())
        often = ["t1"] * int(rng.integers(200, 2_000)) if number % 5 == 0 else []
        documents.append(Document(number, {"abstract": [f"t{term}" for term in terms] + often}))
    return TfidfIndex().fit(documents).state_.parts[0].segment


@pytest.fixture(scope="module")
def columns(segment):
    return Columns.of(segment)


def steps_of(columns, column):
    """The steps of every document of a column."""
    bytes_of_groups = columns.fours[column][:, None] >> (2 * np.arange(TOGETHER, dtype=np.uint8))
    return (bytes_of_groups & MOST_STEPS).reshape(-1)


def test_a_common_term_has_steps_where_it_stands_and_nowhere_else(segment, columns):
    for column, term in enumerate(columns.terms):
        rows = segment.rows(segment.starts[term], segment.starts[term + 1])
        assert np.array_equal(np.flatnonzero(steps_of(columns, column)), rows)


def test_steps_and_what_loud_and_odd_postings_add_are_never_less_than_the_strength(segment, columns):
    assert len(columns.loud) > 0
    assert len(segment.odd_postings) > 0
    for column, term in enumerate(columns.terms):
        start, stop = segment.starts[term], segment.starts[term + 1]
        most = steps_of(columns, column) * columns.steps[column].astype(np.float64)
        loud = columns.loud[columns.loud_starts[column] : columns.loud_starts[column + 1]]
        most[loud >> 8] += segment.levels[loud & 255] - MOST_STEPS * columns.steps[column]
        odd = slice(segment.odd_starts[term], segment.odd_starts[term + 1])
        most[segment.postings[segment.odd_postings[odd]] >> 8] += segment.odd_strengths[odd]
        assert (most[segment.rows(start, stop)] >= segment.strengths(start, stop) * (1 - 2e-6)).all()
        assert len(loud) <= (stop - start) / 32


def test_the_peaks_are_the_most_steps_of_each_group(columns):
    for column in range(len(columns.terms)):
        fields = columns.peaks[column][:, None, :] >> (2 * np.arange(8, dtype=np.uint16))[:, None]
        peaks = (fields & MOST_STEPS).reshape(-1)
        assert np.array_equal(peaks, steps_of(columns, column).reshape(-1, TOGETHER).max(axis=1))
        assert len(peaks) == GROUPS == 8 * WORDS


def test_what_documents_lack_of_their_groups_peaks_in_the_mean(columns):
    for column in range(len(columns.terms)):
        groups = steps_of(columns, column).reshape(-1, TOGETHER)
        lacking = groups.max(axis=1, keepdims=True) - groups
        assert columns.lacking[column] == pytest.approx(lacking.mean(), rel=1e-6)


@given(st.lists(st.integers(0, MOST_STEPS), min_size=TOGETHER, max_size=TOGETHER))
def test_what_a_byte_lacks_is_told_for_each_of_its_documents(steps):
    lacking = int(LACKING[sum(own << (2 * place) for place, own in enumerate(steps))])
    assert [lacking >> (16 * place) & 65_535 for place in range(TOGETHER)] == [
        max(steps) - own for own in steps
    ]
