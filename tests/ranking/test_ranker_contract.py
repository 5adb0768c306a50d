"""Both rankers keep one contract: the same best documents up to ties, for the same reasons, changed at once."""

import math
import random
from collections import Counter
from itertools import count

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from milvus_lite.server_manager import server_manager_instance as lite_servers

from matchmaker.ranking.documents import Document, Explanation, Hit
from matchmaker.ranking.index import NotFittedError, TfidfIndex, UnknownDocumentError
from matchmaker.ranking.milvus import MilvusRanker, nearest
from matchmaker.ranking.ranker import Ranker
from matchmaker.ranking.segment import DuplicateDocumentError

NEAR = 1e-6
WEIGHTS = {"title": 3.0, "claims": 0.5}
SEVERAL = tried(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIELDS = st.dictionaries(
    st.sampled_from(["title", "abstract", "claims"]), st.lists(st.sampled_from("abcdefgh"), max_size=12)
)
DOCUMENTS = st.dictionaries(st.integers(-(2**63), 2**63 - 1), FIELDS, max_size=12).map(
    lambda fields_of: [Document(number, fields) for number, fields in fields_of.items()]
)

CERAMIC = Document(1, {"title": ["porous", "ceramic"], "abstract": ["filter", "pores", "ceramic"]})
STEEL = Document(2, {"title": ["steel", "alloy"], "abstract": ["filter", "housing"]})
SENSOR = Document(3, {"title": ["sensor"], "abstract": ["temperature", "ceramic"]})


class InMemory:
    """Indexes in this process, kept in folders."""

    def __init__(self, folder):
        self.folders = (folder / str(number) for number in count())

    def new(self, lightest=0.0) -> Ranker:
        return TfidfIndex(WEIGHTS, lightest)

    def reopened(self, ranker) -> Ranker:
        folder = next(self.folders)
        ranker.save(folder)
        return TfidfIndex.load(folder)


class InMilvus:
    """Indexes in Milvus Lite, which answers the same client as a cluster, in one file."""

    def __init__(self, folder):
        self.uri = str(folder / "milvus.db")
        self.names = (f"index_{number}" for number in count())

    def new(self, lightest=0.0) -> Ranker:
        return MilvusRanker(self.uri, next(self.names), WEIGHTS, lightest)

    def reopened(self, ranker) -> Ranker:
        ranker.close()
        lite_servers.release_server(self.uri)
        return MilvusRanker(self.uri, ranker.collection, WEIGHTS)


@pytest.fixture(scope="module", params=[InMemory, InMilvus])
def rankers(request, tmp_path_factory):
    return request.param(tmp_path_factory.mktemp("rankers"))


@pytest.fixture
def ranker(rankers):
    return rankers.new()


def made_corpus(seed, size=300, vocabulary=200):
    """Documents of a few common terms and many rare ones, some of them alike."""
    chance = random.Random(seed)
    weights = [1 / (number + 1) for number in range(vocabulary)]
    terms = [f"词{number}" for number in range(vocabulary)]
    fields = [
        {
            name: chance.choices(terms, weights, k=chance.randrange(longest))
            for name, longest in (("title", 8), ("abstract", 40), ("claims", 20))
        }
        for _ in range(size)
    ]
    fields[1::10] = fields[0::10]
    ids = chance.sample(range(-(10**12), 10**12), size)
    return [Document(identity, each) for identity, each in zip(ids, fields, strict=True)]


def assert_best(hits, documents, query, k=10, allowed=None):
    """The hits are the best ``k``, as an index fitted afresh scores them; only ties may stand otherwise."""
    scores = {
        hit.id: hit.score for hit in TfidfIndex(WEIGHTS).fit(documents).rank(query, len(documents), allowed)
    }
    best = sorted(scores.values(), reverse=True)[:k]
    assert [hit.score for hit in hits] == pytest.approx(best, abs=NEAR)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(
        {hit.id: scores[hit.id] for hit in hits}, abs=NEAR
    )
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.id))


@SEVERAL
@given(DOCUMENTS, FIELDS)
def test_the_best_ten_are_those_of_the_cosines_and_their_parts_add_up(rankers, documents, query):
    ranker, reference = rankers.new().fit(documents), TfidfIndex(WEIGHTS).fit(documents)
    hits = ranker.rank(query)
    assert_best(hits, documents, query)
    assert ranker.unknown_terms(query) == reference.unknown_terms(query)
    assert len(ranker) == len(documents)
    assert ranker.query_weights(query) == pytest.approx(reference.query_weights(query), abs=NEAR)
    assert ranker.term_weights("abcdefghi").tolist() == pytest.approx(
        reference.term_weights("abcdefghi").tolist(), abs=NEAR
    )
    score_of = {hit.id: hit.score for hit in ranker.rank(query, 12)}
    for document in documents:
        explanation = ranker.explain(query, document.id)
        values = {part.term: part.value for part in explanation.contributions}
        wanted = reference.explain(query, document.id).contributions
        assert explanation.score == score_of.get(document.id, 0.0)
        assert sum(values.values()) == pytest.approx(explanation.score, abs=1e-9)
        assert values == pytest.approx({part.term: part.value for part in wanted}, abs=NEAR)
        assert list(values.values()) == sorted(values.values(), reverse=True)


@SEVERAL
@given(DOCUMENTS, DOCUMENTS, st.sets(st.integers(0, 11)), FIELDS)
def test_after_changes_and_a_merge_the_best_are_those_of_an_index_fitted_afresh(
    rankers, first, second, places, query
):
    removed = {first[place].id for place in places if place < len(first)}
    ranker = rankers.new().fit(first).remove(removed).add(second).merge()
    left = {document.id: document for document in first if document.id not in removed}
    left |= {document.id: document for document in second}
    assert_best(ranker.rank(query, 20), list(left.values()), query, 20)
    assert set(ranker.ids_.tolist()) == set(left)


@pytest.fixture(scope="module")
def corpus():
    return made_corpus(seed=11)


@pytest.fixture(scope="module")
def fitted(rankers, corpus):
    return rankers.new().fit(corpus)


@pytest.mark.parametrize("seed", range(8))
def test_some_hundred_documents_are_ranked_alike(fitted, corpus, seed):
    query = random.Random(seed).choice(corpus).fields
    for k in (1, 10, 100):
        assert_best(fitted.rank(query, k), corpus, query, k)


@pytest.mark.parametrize("size", [0, 1, 7, 60, 299])
def test_only_allowed_documents_are_found_whatever_their_number(fitted, corpus, monkeypatch, size):
    monkeypatch.setattr(nearest, "MOST_AMONG", 25)
    allowed = {document.id for document in random.Random(size).sample(corpus, size)} | {5}
    query = corpus[30].fields
    for k in (1, 10, 100):
        hits = fitted.rank(query, k, allowed)
        assert_best(hits, corpus, query, k, allowed)
        assert {hit.id for hit in hits} <= allowed


def test_a_document_ranked_for_its_own_terms_scores_1(ranker):
    assert ranker.fit([CERAMIC, STEEL, SENSOR]).rank(CERAMIC.fields, k=1) == [
        Hit(1, pytest.approx(1, abs=NEAR))
    ]


def test_documents_that_say_the_same_are_found_by_ascending_id(ranker):
    twins = [Document(number, CERAMIC.fields) for number in range(120, 0, -1)]
    hits = ranker.fit([*twins, Document(500, STEEL.fields)]).rank({"title": ["ceramic"]}, k=4)
    assert [hit.id for hit in hits] == [1, 2, 3, 4]


def test_what_is_added_is_found_at_once_and_takes_the_place_of_the_old(ranker):
    ranker.fit([CERAMIC, STEEL, SENSOR]).add([Document(4, {"title": ["graphene", "steel"]})])
    assert [hit.id for hit in ranker.rank({"title": ["graphene"]})] == [4]
    ranker.add([Document(4, {"title": ["glass"]})])
    assert ranker.rank({"title": ["graphene"]}) == []
    assert [hit.id for hit in ranker.rank({"title": ["glass"]})] == [4]
    assert len(ranker) == 4


def test_what_is_removed_is_gone_at_once(ranker):
    ranker.fit([CERAMIC, STEEL, SENSOR]).remove([1, 99])
    assert [hit.id for hit in ranker.rank({"title": ["ceramic"]})] == [3]
    assert sorted(ranker.ids_.tolist()) == [2, 3]
    with pytest.raises(UnknownDocumentError):
        ranker.explain({"title": ["ceramic"]}, 1)


def test_terms_that_no_document_holds_are_reported_and_play_no_part(ranker):
    ranker.fit([CERAMIC, STEEL])
    query = {"title": ["ceramic", "graphene"], "content": ["graphene", "sensor"]}
    assert ranker.unknown_terms(query) == {"graphene", "sensor"}
    assert ranker.rank(query) == ranker.rank({"title": ["ceramic"]})


def test_terms_weigh_by_how_few_documents_hold_them_and_nothing_where_none_does(ranker):
    ranker.fit([CERAMIC, STEEL])
    weights = [1 + math.log(3 / 2), 1.0, 0.0]
    assert ranker.term_weights(["ceramic", "filter", "graphene"]).tolist() == pytest.approx(weights)
    length = math.hypot(*weights)
    assert ranker.query_weights({"text": ["ceramic", "filter", "graphene"]}) == pytest.approx({
        "ceramic": weights[0] / length, "filter": weights[1] / length
    })  # fmt: skip
    assert ranker.query_weights({"text": ["graphene"]}) == {}


def test_only_terms_count_that_can_add_a_share_of_what_the_heaviest_can(rankers):
    ranker = rankers.new(lightest=0.8).fit([CERAMIC, STEEL, SENSOR])
    # Two documents have "ceramic" and "filter", which can add 0.58 of what "steel" and "sensor" can, which one has.
    query = {"text": ["filter", "steel", "graphene", "ceramic", "sensor"]}
    heaviest = {"text": ["steel", "sensor"]}
    assert ranker.query_weights(query) == pytest.approx({"steel": 0.5**0.5, "sensor": 0.5**0.5})
    assert ranker.rank(query) == ranker.rank(heaviest)
    assert [ranker.explain(query, number) for number in (1, 2)] == [
        ranker.explain(heaviest, number) for number in (1, 2)
    ]
    assert ranker.unknown_terms(query) == {"graphene"}
    assert ranker.query_weights({"text": ["ceramic"]}) == {"ceramic": 1.0}


@SEVERAL
@given(DOCUMENTS, FIELDS, st.floats(0, 1))
def test_the_terms_that_count_are_the_heaviest_at_their_own_lengths(rankers, documents, query, lightest):
    ranker, reference = rankers.new(lightest).fit(documents), TfidfIndex(WEIGHTS).fit(documents)
    weights, counted = reference.query_weights(query), ranker.query_weights(query)
    factors = {term: weight * float(reference.term_weights([term])[0]) for term, weight in weights.items()}
    least = lightest * max(factors.values(), default=0.0)
    surely = {term for term, factor in factors.items() if factor > least * (1 + NEAR)}
    perhaps = {term for term, factor in factors.items() if factor >= least * (1 - NEAR)}
    assert surely <= counted.keys() <= perhaps
    length = math.hypot(*(weights[term] for term in counted))
    assert counted == pytest.approx({term: weights[term] / length for term in counted}, abs=NEAR)


def test_what_stands_for_the_weights_is_equal_until_they_change(ranker):
    ranker.fit([CERAMIC, STEEL])
    seen = [ranker.weighing_]
    ranker.rank(CERAMIC.fields)
    assert ranker.weighing_ == seen[0]
    for change in (lambda: ranker.add([SENSOR]), ranker.merge, lambda: ranker.fit([CERAMIC, STEEL])):
        change()
        assert ranker.weighing_ not in seen
        seen.append(ranker.weighing_)


def test_a_document_that_shares_nothing_is_explained_by_nothing(ranker):
    ranker.fit([CERAMIC, STEEL])
    assert ranker.explain({"title": ["steel"]}, 1) == Explanation(0.0, ())
    assert ranker.explain({}, 1) == Explanation(0.0, ())


def test_an_index_that_was_fitted_to_nothing_finds_nothing_until_something_is_added(ranker):
    ranker.fit([])
    assert (len(ranker), ranker.ids_.tolist(), ranker.rank({"title": ["ceramic"]})) == (0, [], [])
    assert ranker.unknown_terms({"title": ["ceramic"]}) == {"ceramic"}
    query = {"title": ["ceramic", "filter"]}
    assert_best(ranker.add([CERAMIC, STEEL, SENSOR]).rank(query), [CERAMIC, STEEL, SENSOR], query)


def test_documents_without_terms_are_kept_and_never_found(ranker):
    ranker.fit([Document(5, {}), CERAMIC]).add([Document(6, {"title": []})]).merge()
    assert sorted(ranker.ids_.tolist()) == [1, 5, 6]
    assert [hit.id for hit in ranker.rank({"title": ["ceramic"]})] == [1]
    assert ranker.explain({"title": ["ceramic"]}, 5) == Explanation(0.0, ())


def test_a_document_given_twice_is_refused_and_the_index_stays(ranker):
    ranker.fit([CERAMIC])
    for changed in (ranker.add, ranker.fit):
        with pytest.raises(DuplicateDocumentError) as raised:
            changed([STEEL, SENSOR, STEEL])
        assert raised.value.params == {"id": 2}
    assert ranker.ids_.tolist() == [1]


def test_no_hits_are_given_where_none_are_asked_for(ranker):
    assert ranker.fit([CERAMIC]).rank(CERAMIC.fields, k=0) == []


def test_terms_of_any_characters_and_length_are_told_apart(ranker):
    odd = ["\ud800", "'", '"', "\\", "词", "字" * 70_000, "字" * 70_001, "a\0b", "a", "A", "ａ", " "]
    ranker.fit([Document(number, {"title": [term]}) for number, term in enumerate(odd)])
    found = [[hit.id for hit in ranker.rank({"title": [term]})] for term in odd]
    assert found == [[number] for number in range(len(odd))]


def test_an_index_that_is_opened_again_answers_as_before(rankers, ranker):
    corpus = made_corpus(seed=5, size=60)
    ranker.fit(corpus[:40]).add(corpus[40:]).merge()
    queries = [document.fields for document in corpus[:5]]
    before = [ranker.rank(query) for query in queries]
    opened = rankers.reopened(ranker)
    assert [opened.rank(query) for query in queries] == before
    assert Counter(opened.ids_.tolist()) == Counter(document.id for document in corpus)


@pytest.mark.parametrize(
    "asked",
    [
        lambda ranker: ranker.rank({}),
        lambda ranker: ranker.explain({}, 1),
        lambda ranker: ranker.unknown_terms({}),
        lambda ranker: ranker.add([CERAMIC]),
        lambda ranker: ranker.remove([1]),
        lambda ranker: ranker.merge(),
        lambda ranker: ranker.ids_,
        lambda ranker: ranker.term_weights(["ceramic"]),
        lambda ranker: ranker.query_weights(CERAMIC.fields),
        lambda ranker: ranker.weighing_,
        len,
    ],
)
def test_an_index_that_was_not_built_says_so(ranker, asked):
    with pytest.raises(NotFittedError, match="has not been built"):
        asked(ranker)
