"""The compiled loops and NumPy's find the same; both find what a plain sum over all postings finds."""

import math
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.ranking import kernels, plain_kernels
from matchmaker.ranking.columns import BLOCK
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex

_SEED = st.integers(0, 2**32 - 1)


def zipfian_documents(rng, count, vocabulary=60, longest=40):
    """Documents of a few very common terms and many rare ones, with strengths that are no level."""
    weights = 1.0 / np.arange(1, vocabulary + 1)
    for number in range(count):
        terms = rng.choice(vocabulary, rng.integers(0, longest), p=weights / weights.sum())
        repeated = ["t0"] * int(rng.integers(0, 400)) if number % 97 == 0 else []
        yield Document(int(number) * 3 - 50, {"abstract": [f"t{term}" for term in terms] + repeated})


@pytest.fixture(scope="module")
def large_index():
    """More documents than one block of columns, some of them removed, some added since the last merge."""
    rng = np.random.default_rng(7)
    index = TfidfIndex({"title": 3.0}).fit(zipfian_documents(rng, 9_000))
    index.remove(range(-50, 3_000, 21))
    return index.add(
        Document(100_000 + number, each.fields) for number, each in enumerate(zipfian_documents(rng, 300))
    )


@pytest.fixture(scope="module")
def index_of_likes():
    """Several blocks of documents that are much like one another, so that most may be among the best.

    Some hold a term so often that its strength is no level.
    """

    def often(number):
        return ["t0"] * (number // 100) if number % 97 == 0 else []

    rng = np.random.default_rng(17)
    held = rng.random((40_000, 50)) < 0.3
    return TfidfIndex().fit(
        Document(number, {"abstract": [f"t{term}" for term in np.flatnonzero(row)] + often(number)})
        for number, row in enumerate(held)
    )


def query_of(rng):
    terms = rng.choice(70, rng.integers(1, 30))
    return {"abstract": [f"t{term}" for term in terms]}


def scores_by_sum(index, query):
    """Every document's score, by adding up each posting in double precision."""
    state = index.state_
    weighted = index._weighted(state, query)
    scores = {}
    for part in state.parts:
        sums = np.zeros(len(part.segment))
        for start, stop, factor in zip(*part.segment.bounds(weighted.numbers), weighted.factors, strict=True):
            sums[part.segment.rows(start, stop)] += part.segment.strengths(start, stop) * factor
        living = ~part.gone & (part.norms > 0)
        cosines = sums[living] / part.norms[living]
        scores.update(zip(part.segment.ids[living].tolist(), cosines.tolist(), strict=True))
    return scores


@given(_SEED, st.integers(1, 120))
def test_the_best_are_those_of_a_full_sum(large_index, seed, k):
    query = query_of(np.random.default_rng(seed))
    scores = scores_by_sum(large_index, query)
    hits = large_index.rank(query, k)
    best = sorted((score for score in scores.values() if score > 0), reverse=True)[:k]
    assert [hit.score for hit in hits] == pytest.approx(best, abs=1e-11)
    assert all(scores[hit.id] == pytest.approx(hit.score, abs=1e-11) for hit in hits)


@settings(max_examples=25)
@given(_SEED, st.integers(1, 60))
def test_the_best_are_found_where_many_documents_are_nearly_as_good(index_of_likes, seed, k):
    query = query_of(np.random.default_rng(seed))
    scores = sorted(scores_by_sum(index_of_likes, query).values(), reverse=True)
    hits = index_of_likes.rank(query, k)
    assert [hit.score for hit in hits] == pytest.approx(
        [score for score in scores[:k] if score > 0], abs=1e-11
    )


@settings(max_examples=25)
@given(_SEED)
def test_the_same_are_found_whatever_number_of_documents_is_summed_at_once(index_of_likes, seed):
    query = query_of(np.random.default_rng(seed))
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(kernels, "_ROWS_AT_ONCE", BLOCK)
        by_blocks = index_of_likes.rank(query)
    assert by_blocks == index_of_likes.rank(query)


@given(_SEED, st.integers(1, 40), st.integers(0, 400))
def test_ten_allowed_are_found_whenever_there_are_ten(large_index, seed, k, how_many):
    rng = np.random.default_rng(seed)
    query = query_of(rng)
    allowed = rng.choice(large_index.ids_, how_many, replace=False)
    scores = scores_by_sum(large_index, query)
    best = sorted((scores[number] for number in allowed.tolist() if scores.get(number, 0) > 0), reverse=True)[
        :k
    ]
    hits = large_index.rank(query, k, allowed=allowed)
    assert [hit.score for hit in hits] == pytest.approx(best, abs=1e-11)
    assert {hit.id for hit in hits} <= set(allowed.tolist())


@pytest.mark.parametrize("apart", [1, 1_000_000])
@given(ids=st.lists(st.one_of(st.integers(0, 60), st.integers(-(2**62), 2**62))))
def test_both_kinds_of_loops_allow_the_same_rows(apart, ids):
    part = parts_of_ids_apart()[apart]
    wanted = np.array([number * apart if abs(number) <= 60 else number for number in ids], np.int64)
    compiled, plain = kernels.permitted(part, wanted), plain_kernels.permitted(part, wanted)
    assert np.array_equal(compiled[: len(plain)], plain)
    assert not compiled[len(plain) :].any()


@cache
def parts_of_ids_apart():
    """Fifty documents whose ids stand so far apart, from the second on."""
    return {
        apart: TfidfIndex()
        .fit(Document(number * apart, {"title": ["pump"]}) for number in range(1, 51))
        .state_.parts[0]
        for apart in (1, 1_000_000)
    }


@given(_SEED, st.integers(1, 50))
def test_both_kinds_of_loops_find_the_same_rows(large_index, seed, k):
    state = large_index.state_
    query = large_index._weighted(state, query_of(np.random.default_rng(seed)))
    nobody_barred = np.empty(0, np.bool_)
    for part in state.parts:
        arguments = (part, query.numbers, query.factors, k, nobody_barred)
        compiled, plain = kernels.best_rows(*arguments)[0], plain_kernels.best_rows(*arguments)[0]
        best = np.sort(plain_scores(part, query))[::-1][:k]
        for rows in (compiled, plain):
            found = plain_scores(part, query)[rows]
            assert np.sort(found)[::-1][: len(best[best > 0])] == pytest.approx(best[best > 0], rel=1e-6)
        assert np.array_equal(
            kernels.strengths_at(part, query.numbers, plain),
            plain_kernels.strengths_at(part, query.numbers, plain),
        )


def plain_scores(part, query):
    sums = np.zeros(len(part.segment))
    for start, stop, factor in zip(*part.segment.bounds(query.numbers), query.factors, strict=True):
        sums[part.segment.rows(start, stop)] += part.segment.strengths(start, stop) * factor
    return np.divide(sums, part.norms, out=np.zeros(len(sums)), where=(part.norms > 0) & ~part.gone)


def test_many_equal_documents_are_found_by_ascending_id():
    twins = [Document(number, {"title": ["pump", "seal"]}) for number in range(6_000, 0, -1)]
    index = TfidfIndex().fit([*twins, Document(0, {"title": ["valve"]})])
    assert [hit.id for hit in index.rank({"title": ["seal"]}, 40)] == list(range(1, 41))


def test_without_numba_numpy_ranks():
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "from matchmaker.ranking.documents import Document\n"
        "from matchmaker.ranking.engine import loops\n"
        "from matchmaker.ranking.index import TfidfIndex\n"
        "index = TfidfIndex().fit([Document(1, {'title': ['seal']}), Document(2, {'title': ['pump']})])\n"
        "print(loops().__name__, index.rank({'title': ['seal', 'pump', 'seal']}))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.split(maxsplit=1) == [
        "matchmaker.ranking.plain_kernels",
        "[Hit(id=1, score=0.816496580928), Hit(id=2, score=0.57735026919)]\n",
    ]


def test_an_index_that_more_than_doubles_is_weighed_anew():
    rng = np.random.default_rng(3)
    documents = list(zipfian_documents(rng, 6_000))
    grown = TfidfIndex().fit(documents[:100]).add(documents[100:])
    query = query_of(rng)
    assert grown.unmerged_ == 0
    assert grown.rank(query) == TfidfIndex().fit(documents).rank(query)


def test_a_large_index_ranks_like_a_fresh_one_once_it_is_merged():
    rng = np.random.default_rng(5)
    documents = list(zipfian_documents(rng, 7_000))
    changed = TfidfIndex().fit(documents[:6_500]).remove(document.id for document in documents[:40])
    changed.add(documents[6_500:])
    assert changed.unmerged_ == 540
    afresh = TfidfIndex().fit(documents[40:])
    queries = [query_of(rng) for _ in range(20)]
    assert [changed.merge().rank(query) for query in queries] == [afresh.rank(query) for query in queries]


@given(st.lists(st.sampled_from([0.25, 0.5, 1.0, 3.0]), max_size=12), st.floats(0, 1), _SEED)
def test_the_terms_that_count_have_a_share_of_the_greatest_factor(factors, lightest, seed):
    places = np.arange(len(factors), dtype=np.int64) * 3
    weights = np.random.default_rng(seed).random(len(factors)) + 0.5
    kept = [term for term, factor in enumerate(factors) if factor >= lightest * max(factors)]
    length = math.sqrt(sum(weights[term] ** 2 for term in kept))
    for loops in (kernels, plain_kernels):
        counting, scaled = loops.counting(places, weights, np.array(factors), lightest)
        assert counting.tolist() == [3 * term for term in kept]
        assert scaled.tolist() == pytest.approx([factors[term] / length for term in kept])


def test_a_query_of_very_many_terms_finds_what_a_full_sum_finds(large_index):
    query = {"abstract": [f"t{term}" for term in range(60)]}
    state = large_index.state_
    weighted = large_index._weighted(state, query)
    part = state.parts[0]
    often = np.tile(weighted.numbers, 40)  # as if each term were forty
    arguments = (part, often, np.tile(weighted.factors, 40), 5, np.empty(0, np.bool_))
    for found, ours in zip(kernels.best_rows(*arguments), plain_kernels.best_rows(*arguments), strict=True):
        assert np.array_equal(found, ours)


def test_strengths_that_fill_the_bounds_of_sixteen_bits_are_summed_exactly():
    """One document is a thousand times as long as the usual one, so that its bound says nothing."""
    usual = [Document(number, {"abstract": ["pump", f"t{number}"]}) for number in range(200)]
    giant = Document(1_000, {"abstract": ["pump"] * 4_000_000 + ["seal"] * 4_000_000})
    index = TfidfIndex().fit([*usual, giant, Document(2_000, {"abstract": ["seal"]})])
    found = [hit.id for hit in index.rank({"abstract": ["seal", "pump"]}, 300)]
    assert found == [1_000, 2_000, *range(200)]
