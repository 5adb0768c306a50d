"""What a document holds is what the postings say of it, whichever loops turned them around."""

import numpy as np
import pytest

from matchmaker.ranking import kernels, looking_up, plain_kernels
from matchmaker.ranking.documents import Document
from matchmaker.ranking.holdings import Holdings
from matchmaker.ranking.index import TfidfIndex


@pytest.fixture(scope="module")
def part():
    """Documents of some terms, of none, and of terms so often that their strength is no level."""
    rng = np.random.default_rng(23)
    documents = []
    for number in range(800):
        terms = rng.choice(400, rng.integers(0, 40))
        often = ["t1"] * int(rng.integers(200, 3_000)) if number % 3 == 0 else []
        documents.append(Document(number, {"abstract": [f"t{term}" for term in terms] + often}))
    return TfidfIndex().fit(documents).state_.parts[0]


def test_each_document_holds_the_terms_of_its_postings_in_ascending_order(part):
    segment, holdings = part.segment, part.holdings
    terms = np.repeat(np.arange(len(segment.starts) - 1), segment.document_frequencies)
    rows = segment.rows(0, len(segment.postings))
    for row in range(len(segment)):
        held = holdings.held[holdings.starts[row] : holdings.starts[row + 1]]
        assert np.array_equal(held >> 8, terms[rows == row])
        assert np.array_equal(held & 255, segment.postings[rows == row] & 255)


def test_numpy_turns_postings_around_as_the_compiled_loop_does(part):
    held = np.zeros_like(part.holdings.held)
    plain_kernels.turn_around(part.segment, part.holdings.starts, held)
    assert np.array_equal(held, part.holdings.held)


def test_several_blocks_of_documents_are_turned_around_one_after_the_other(part, monkeypatch):
    held = np.zeros_like(part.holdings.held)
    segment = part.segment
    monkeypatch.setattr(looking_up, "_ROWS_AT_ONCE", 64)
    looking_up.turn_around.py_func(segment.starts, segment.postings, part.holdings.starts, held)
    assert np.array_equal(held, part.holdings.held)


@pytest.mark.parametrize("terms", [[0, 128, 256, 384], [127, 255, 383, 0], [5]])
def test_strengths_are_found_for_terms_that_share_a_slot_or_follow_the_last_one(part, terms):
    slots = len(looking_up.slots_of(np.array(terms)))
    assert len({term % slots for term in terms}) == (2 if 0 in terms and 127 in terms else 1)
    rows = np.arange(len(part.segment), dtype=np.int32)
    strengths = kernels.strengths_at(part, np.array(terms), rows)
    assert np.array_equal(strengths, plain_kernels.strengths_at(part, np.array(terms), rows))
    assert (strengths > 0).any(axis=0).all()


def test_strengths_that_are_no_level_are_found(part):
    odd = np.searchsorted(part.segment.starts, part.segment.odd_postings, side="right") - 1
    terms, rows = np.unique(odd), np.arange(len(part.segment), dtype=np.int32)
    strengths = kernels.strengths_at(part, terms, rows)
    assert np.array_equal(strengths, plain_kernels.strengths_at(part, terms, rows))
    assert np.isin(part.segment.odd_strengths, strengths).all()
    assert len(part.segment.odd_strengths) > 0


def test_no_documents_hold_nothing():
    holdings = TfidfIndex().fit([]).state_.parts[0].holdings
    assert isinstance(holdings, Holdings)
    assert holdings.starts.tolist() == [0]
    assert len(holdings.held) == 0
