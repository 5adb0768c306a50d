"""The index ranks like a plain cosine, says why, and forgets nothing when it changes."""

import doctest
import math
import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking import index as index_module
from matchmaker.ranking import segment
from matchmaker.ranking.documents import Document, Explanation, Fields, Hit
from matchmaker.ranking.index import NotFittedError, TfidfIndex, UnknownDocumentError
from matchmaker.ranking.segment import DuplicateDocumentError, TooManyDocumentsError, TooManyTermsError

_WEIGHTS = {"title": 3.0, "claims": 0.5}
_FIELDS = st.dictionaries(
    st.sampled_from(["title", "abstract", "claims"]), st.lists(st.sampled_from("abcdefgh"))
)
_DOCUMENTS = st.dictionaries(st.integers(-(2**40), 2**40), _FIELDS, max_size=12).map(
    lambda fields_of: [Document(number, fields) for number, fields in fields_of.items()]
)

CERAMIC = Document(1, {"title": ["porous", "ceramic"], "abstract": ["filter", "pores", "ceramic"]})
STEEL = Document(2, {"title": ["steel", "alloy"], "abstract": ["filter", "housing"]})
SENSOR = Document(3, {"title": ["sensor"], "abstract": ["temperature", "ceramic"]})


def _plain_vector(fields: Fields, documents: list[Document]) -> dict[str, float]:
    frequencies: Counter[str] = Counter()
    for field, terms in fields.items():
        for term in terms:
            frequencies[term] += _WEIGHTS.get(field, 1.0)
    vector = {}
    for term, frequency in frequencies.items():
        holding = sum(any(term in terms for terms in document.fields.values()) for document in documents)
        if holding:
            vector[term] = math.sqrt(frequency) * (1.0 + math.log((1 + len(documents)) / (1 + holding)))
    return vector


def _plain_cosine(one: dict[str, float], other: dict[str, float]) -> float:
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(weight * other.get(term, 0.0) for term, weight in one.items()) / lengths if lengths else 0.0


@given(_DOCUMENTS, _FIELDS)
def test_scores_are_the_cosines_computed_term_by_term(documents: list[Document], query: Fields):
    wanted = _plain_vector(query, documents)
    cosines = {
        document.id: _plain_cosine(wanted, _plain_vector(document.fields, documents))
        for document in documents
    }
    hits = TfidfIndex(_WEIGHTS).fit(documents).rank(query, k=len(documents))
    assert {hit.id: hit.score for hit in hits} == pytest.approx(
        {number: score for number, score in cosines.items() if score > 0}, rel=1e-6
    )


@given(_DOCUMENTS, _FIELDS, st.integers(0, 12))
def test_hits_are_ordered_by_score_then_id_and_scored_within_0_and_1(
    documents: list[Document], query: Fields, k: int
):
    index = TfidfIndex(_WEIGHTS).fit(documents)
    everything = index.rank(query, k=len(documents))
    assert everything == sorted(everything, key=lambda hit: (-hit.score, hit.id))
    assert all(0.0 < hit.score <= 1.0 for hit in everything)
    assert index.rank(query, k=k) == everything[:k]


@given(_DOCUMENTS, _FIELDS)
def test_contributions_add_up_to_the_score(documents: list[Document], query: Fields):
    index = TfidfIndex(_WEIGHTS).fit(documents)
    score_of = {hit.id: hit.score for hit in index.rank(query, k=len(documents))}
    for document in documents:
        explanation = index.explain(query, document.id)
        values = [part.value for part in explanation.contributions]
        assert explanation.score == score_of.get(document.id, 0.0)
        assert sum(values) == pytest.approx(explanation.score, abs=1e-9)
        assert values == sorted(values, reverse=True)
        assert all(value > 0 for value in values)


@given(_DOCUMENTS, _DOCUMENTS, st.sets(st.integers(0, 11)), _FIELDS)
def test_a_changed_index_ranks_like_one_fitted_afresh(
    first: list[Document], second: list[Document], removed_places: set[int], query: Fields
):
    removed = {first[place].id for place in removed_places if place < len(first)}
    changed = TfidfIndex(_WEIGHTS).fit(first).remove(removed).add(second)
    left = {document.id: document for document in first if document.id not in removed}
    left |= {document.id: document for document in second}
    afresh = TfidfIndex(_WEIGHTS).fit(left.values())
    assert changed.rank(query, k=len(left)) == afresh.rank(query, k=len(left))
    assert set(changed.ids_.tolist()) == set(left)
    assert changed.unknown_terms(query) == afresh.unknown_terms(query)


@given(_DOCUMENTS, _FIELDS, st.sets(st.integers(0, 11)))
def test_only_allowed_documents_are_found(documents: list[Document], query: Fields, places: set[int]):
    index = TfidfIndex(_WEIGHTS).fit(documents)
    allowed = {documents[place].id for place in places if place < len(documents)}
    everything = index.rank(query, k=len(documents))
    assert index.rank(query, k=len(documents), allowed=allowed) == [
        hit for hit in everything if hit.id in allowed
    ]


def test_a_document_ranked_for_its_own_terms_scores_1():
    index = TfidfIndex().fit([CERAMIC, STEEL, SENSOR])
    assert index.rank(CERAMIC.fields, k=1) == [Hit(1, 1.0)]


def test_documents_that_say_the_same_are_found_by_ascending_id():
    twins = [Document(number, CERAMIC.fields) for number in (9, 4, 7)]
    hits = TfidfIndex().fit([*twins, STEEL]).rank({"title": ["ceramic"]}, k=2)
    assert [hit.id for hit in hits] == [4, 7]


def test_a_term_in_the_title_counts_more_than_in_the_abstract():
    index = TfidfIndex().fit([CERAMIC, STEEL, SENSOR])
    assert [hit.id for hit in index.rank({"title": ["ceramic"]})] == [1, 3]


def test_terms_that_no_document_holds_are_reported_and_play_no_part():
    index = TfidfIndex().fit([CERAMIC, STEEL])
    query = {"title": ["ceramic", "graphene"], "content": ["graphene", "sensor"]}
    assert index.unknown_terms(query) == {"graphene", "sensor"}
    assert index.rank(query) == index.rank({"title": ["ceramic"]})


def test_a_document_that_shares_nothing_is_explained_by_nothing():
    index = TfidfIndex().fit([CERAMIC, STEEL])
    assert index.explain({"title": ["steel"]}, 1) == Explanation(0.0, ())
    assert index.explain({}, 1) == Explanation(0.0, ())


def test_a_document_that_is_not_in_the_index_cannot_be_explained():
    with pytest.raises(UnknownDocumentError) as raised:
        TfidfIndex().fit([CERAMIC]).explain({"title": ["steel"]}, 2)
    assert str(raised.value) == "Document 2 is not in the search index. Add it, then ask again."


def test_an_added_document_takes_the_place_of_the_one_with_its_id():
    index = TfidfIndex().fit([CERAMIC, STEEL]).add([Document(1, {"title": ["glass"]})])
    assert [hit.id for hit in index.rank({"title": ["glass"]})] == [1]
    assert index.unknown_terms(CERAMIC.fields) == {"porous", "ceramic", "pores"}


def test_removing_a_document_that_is_not_there_changes_nothing():
    index = TfidfIndex().fit([CERAMIC, STEEL]).remove([99])
    assert sorted(index.ids_.tolist()) == [1, 2]


def test_a_document_given_twice_is_refused_and_the_index_stays():
    index = TfidfIndex().fit([CERAMIC])
    with pytest.raises(DuplicateDocumentError) as raised:
        index.add([STEEL, SENSOR, STEEL])
    assert str(raised.value) == "Document 2 is given twice. Give each document once."
    assert index.ids_.tolist() == [1]


def test_more_documents_than_postings_can_tell_apart_are_refused_and_the_index_stays(monkeypatch):
    index = TfidfIndex(_WEIGHTS).fit([CERAMIC, STEEL])
    monkeypatch.setattr(segment, "MOST_DOCUMENTS", 2)
    with pytest.raises(TooManyDocumentsError, match=r"3 documents are more than one index takes \(2\)"):
        index.add([SENSOR])
    assert sorted(index.ids_.tolist()) == [1, 2]


def test_more_terms_than_an_index_takes_are_refused_and_nothing_is_changed(monkeypatch):
    index = TfidfIndex().fit([Document(1, {"title": ["pump", "seal"]})])
    monkeypatch.setattr(segment, "MOST_TERMS", 2)
    with pytest.raises(TooManyTermsError, match=r"3 different terms are more than one index takes \(2\)"):
        index.add([Document(2, {"title": ["pump", "valve"]})])
    assert index.ids_.tolist() == [1]


def test_an_index_that_was_fitted_to_nothing_finds_nothing():
    index = TfidfIndex().fit([])
    assert index.rank({"title": ["ceramic"]}) == []
    assert [hit.id for hit in index.add([CERAMIC]).rank({"title": ["ceramic"]})] == [1]


def test_documents_without_terms_are_kept_and_never_found():
    index = TfidfIndex().fit([Document(5, {}), CERAMIC])
    assert sorted(index.ids_.tolist()) == [1, 5]
    assert [hit.id for hit in index.rank({"title": ["ceramic"]})] == [1]


@pytest.mark.parametrize(
    "asked",
    [
        lambda index: index.rank({}),
        lambda index: index.explain({}, 1),
        lambda index: index.unknown_terms({}),
        lambda index: index.add([CERAMIC]),
        lambda index: index.remove([1]),
        lambda index: index.ids_,
    ],
)
def test_an_index_that_was_not_built_says_so(asked):
    with pytest.raises(NotFittedError, match="has not been built"):
        asked(TfidfIndex())


def test_a_reader_sees_the_state_before_or_after_a_change_and_nothing_between():
    index = TfidfIndex().fit([CERAMIC, STEEL, SENSOR])
    query = {"title": ["ceramic", "filter"]}
    before = index.rank(query)
    extra = [Document(number, CERAMIC.fields) for number in range(10, 60)]
    after = TfidfIndex().fit([CERAMIC, STEEL, SENSOR, *extra]).rank(query)
    changed = threading.Event()

    def change() -> None:
        for _ in range(20):
            index.add(extra)
            index.remove(document.id for document in extra)
        changed.set()

    writer = threading.Thread(target=change)
    writer.start()
    seen = [index.rank(query)]
    while not changed.is_set():
        seen.append(index.rank(query))
    writer.join()
    assert [hits for hits in seen if hits not in (before, after)] == []


def test_changes_made_at_once_all_take_place():
    index = TfidfIndex().fit([])
    writers = [
        threading.Thread(
            target=lambda first=first: [index.add([Document(first + step, {})]) for step in range(25)]
        )
        for first in (0, 100, 200, 300)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(index.ids_.tolist()) == [first + step for first in (0, 100, 200, 300) for step in range(25)]


def test_the_example_of_the_docstring_holds():
    assert doctest.testmod(index_module).failed == 0


@given(_DOCUMENTS, _DOCUMENTS, _FIELDS)
def test_documents_explained_together_are_explained_as_one_by_one(first, later, query):
    index = TfidfIndex(_WEIGHTS).fit(first).add(later)
    ids = [*index.ids_.tolist(), *index.ids_.tolist()[:2]]
    together = index.explain_all(query, ids)
    assert together == [index.explain(query, document_id) for document_id in ids]
    scores = {hit.id: hit.score for hit in index.rank(query, k=len(ids))}
    assert [each.score for each in together] == [scores.get(document_id, 0.0) for document_id in ids]


def test_documents_in_several_parts_are_explained_in_the_order_asked_for(monkeypatch):
    monkeypatch.setattr(index_module, "_MERGED_AT_ONCE", 0)
    index = TfidfIndex(_WEIGHTS).fit([CERAMIC, STEEL]).add([SENSOR])
    query = {"title": ["ceramic", "steel"]}
    assert index.explain_all(query, [3, 2, 1]) == [index.explain(query, number) for number in (3, 2, 1)]
    assert index.explain_all(query, []) == []


def test_documents_are_explained_together_only_where_all_are_known():
    with pytest.raises(UnknownDocumentError) as refused:
        TfidfIndex().fit([CERAMIC]).explain_all({"title": ["ceramic"]}, [1, 7])
    assert refused.value.params == {"id": 7}
