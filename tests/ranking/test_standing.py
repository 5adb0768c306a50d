"""Hits are said to stand only where ranking again gives the same, and do stand where nothing reaches them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking import index as index_module
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import NotFittedError, TfidfIndex
from matchmaker.ranking.standing import still_stands

K = 2
_FIELDS = st.dictionaries(
    st.sampled_from(["title", "abstract"]), st.lists(st.sampled_from("abcdefgh"), max_size=6)
)
_DOCUMENTS = st.dictionaries(st.integers(1, 8), _FIELDS, max_size=8)


@pytest.fixture(autouse=True)
def _never_merged(monkeypatch):
    monkeypatch.setattr(index_module, "_MERGED_AT_ONCE", 0)


def documents(fields_of):
    return [Document(number, fields) for number, fields in fields_of.items()]


def stands(index, query, hits, changed):
    return still_stands(
        index,
        query,
        first=hits[0] if hits else None,
        bar=hits[-1].score if len(hits) == K else 0.0,
        changed=np.array(sorted(changed), np.int64),
    )


@given(_DOCUMENTS, _DOCUMENTS, st.sets(st.integers(1, 8)), _FIELDS)
def test_hits_that_stand_are_what_ranking_again_gives(before, changed, gone, query):
    index = TfidfIndex({}).fit(documents(before))
    hits, weights = index.rank(query, K), index.state_.weighed_by
    index.add(documents(changed)).remove(gone)
    altered = changed.keys() | gone
    if index.state_.weighed_by is not weights:  # it more than doubled, and was merged
        return
    if not any(hit.id in altered for hit in hits) and stands(index, query, hits, altered):
        assert index.rank(query, K) == hits


@pytest.fixture
def index():
    texts = {1: "abc", 2: "ab", 3: "xyz"}
    return TfidfIndex({}).fit([Document(number, {"title": list(text)}) for number, text in texts.items()])


def test_hits_stand_where_nothing_changed(index):
    query = {"title": ["a", "b"]}
    assert stands(index, query, index.rank(query, K), [])


def test_hits_stand_where_what_was_added_is_further_away(index):
    query = {"title": ["a", "b"]}
    hits = index.rank(query, K)
    index.add([Document(4, {"title": list("axyz")})])
    assert stands(index, query, hits, [4])


def test_hits_do_not_stand_where_what_was_added_comes_as_near(index):
    query = {"title": ["a", "b"]}
    hits = index.rank(query, K)
    index.add([Document(4, {"title": ["a", "b"]})])
    assert not stands(index, query, hits, [4])


def test_what_was_added_before_the_hits_were_found_counts_no_more(index):
    query = {"title": ["a", "b"]}
    index.add([Document(4, {"title": ["a", "b"]})])
    assert stands(index, query, index.rank(query, K), [])


def test_hits_do_not_stand_where_a_word_of_the_query_is_new(index):
    query = {"title": ["a", "b", "q"]}
    hits = index.rank(query, K)
    index.add([Document(4, {"title": list("qxyzxyzuvwrst")})])
    assert not stands(index, query, hits, [4])
    assert [hit.id for hit in index.rank(query, K)] == [hit.id for hit in hits]


def test_finding_nothing_stands_until_something_is_found(index):
    query = {"title": ["q"]}
    index.add([Document(4, {"title": ["r"]})])
    assert stands(index, query, [], [4])
    index.add([Document(5, {"title": ["q"]})])
    assert not stands(index, query, [], [4, 5])


def test_hits_do_not_stand_where_their_first_is_gone(index):
    query = {"title": ["a", "b"]}
    hits = index.rank(query, K)
    index.remove([hits[0].id])
    assert not stands(index, query, hits, [])


def test_an_index_without_documents_cannot_tell():
    with pytest.raises(NotFittedError):
        still_stands(TfidfIndex(), {}, first=None, bar=0.0, changed=np.array([], np.int64))
