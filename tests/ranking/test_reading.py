"""A batch of documents is counted as each of them is by itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking import reading
from matchmaker.ranking.documents import Document, Fields
from matchmaker.ranking.reading import Numbers, read_runs, term_strengths

_WEIGHTS = {"title": 3.0, "pairs": 1 / 3, "words": 1 / 8}
_FIELDS = st.dictionaries(
    st.sampled_from(["title", "abstract", "pairs", "words"]), st.lists(st.sampled_from("abcdefgh"))
)


@pytest.fixture(autouse=True, scope="module")
def _three_documents_a_run():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_DOCUMENTS_A_RUN", 3)
        yield


@given(st.lists(_FIELDS, max_size=8), st.integers(0, 5))
def test_the_postings_of_a_document_are_its_terms_and_their_strengths(texts: list[Fields], first_row: int):
    numbers = Numbers(known=0)
    documents = [Document(100 - place, fields) for place, fields in enumerate(texts)]
    ids, runs = read_runs(documents, numbers, _WEIGHTS, first_row)
    terms = list(numbers)
    found: list[dict[str, float]] = [{} for _ in texts]
    for run in runs:
        for term, row, place in zip(np.repeat(run.terms, run.counts), run.rows, run.places, strict=True):
            found[row - first_row][terms[term]] = run.values[place]
    assert [sorted(ids[start : start + 3], reverse=True) for start in range(0, len(ids), 3)] == [
        [document.id for document in documents[start : start + 3]] for start in range(0, len(documents), 3)
    ]
    assert dict(zip(ids.tolist(), found, strict=True)) == {
        document.id: {
            term: np.float32(strength) for term, strength in term_strengths(document.fields, _WEIGHTS).items()
        }
        for document in documents
    }


@given(st.lists(_FIELDS, max_size=8))
def test_terms_ascend_in_a_run_and_rows_within_a_term(texts: list[Fields]):
    _, runs = read_runs([Document(place, fields) for place, fields in enumerate(texts)], Numbers(), _WEIGHTS)
    for run in runs:
        postings = list(zip(np.repeat(run.terms, run.counts).tolist(), run.rows.tolist(), strict=True))
        assert postings == sorted(set(postings))


def test_the_documents_of_a_run_stand_in_the_order_of_their_lengths(monkeypatch):
    monkeypatch.setattr(reading, "_DOCUMENTS_A_RUN", 200)
    lengths = np.random.default_rng(0).permutation(np.arange(1, 301)).tolist()
    documents = [
        Document(length, {"abstract": [f"{length} {place}" for place in range(length)]}) for length in lengths
    ]
    ids, _ = read_runs(documents, Numbers(), _WEIGHTS)
    assert ids.tolist() == [*sorted(lengths[:200]), *sorted(lengths[200:])]


def test_terms_are_numbered_in_the_order_in_which_they_are_met():
    numbers = Numbers(known=0)
    read_runs([Document(1, {"title": ["b", "a", "b"], "abstract": ["c", "a"]})], numbers, {})
    assert numbers == {"known": 0, "b": 1, "a": 2, "c": 3}
