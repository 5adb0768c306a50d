"""The other direction: the open needs of a patent, with the scores that rank the patent for the need."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.demand import needs_for
from matchmaker.matching.need_index import OpenNeeds
from matchmaker.matching.need_search import shelf_for
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.vocabulary import Vocabulary, words_revision
from matchmaker.matching.words import save_words
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.service import change_need, close_need, publish_need
from matchmaker.organizations.enums import Role
from matchmaker.patents.service import withdraw_listing
from matchmaker.ranking.index import TfidfIndex
from matchmaker.text.synonyms import Synonym
from tests.factories.needs import make_need
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import make_patent

WORDS = ("陶瓷", "过滤板", "高温", "开裂", "轨枕", "光纤", "烧结", "PEEK", "电解液", "的", "3D打印")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)


@pytest.fixture
def near(session, catalogue):
    def near(patent, *, reader=None, k=5):
        session.flush()
        return needs_for(session, catalogue, patent=patent, reader=reader, k=k)

    return near


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    patents=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5),
    needs=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6),
    k=st.integers(1, 7),
)
def test_both_directions_give_a_pair_the_same_score(session, patents, needs, k):
    with session.begin_nested() as everything:
        catalogue = Catalogue()
        listed = [make_patent(session, title=title, abstract=abstract) for title, abstract in patents]
        asked = [make_need(session, title=title, content=content) for title, content in needs]
        session.flush()
        index = catalogue.caught_up(session)
        scores = {}
        for need in asked:
            query = catalogue.query(title=need.title, text=need.content)
            for hit in index.rank(query.fields, len(listed)):
                scores[need.id, hit.id] = hit.score
        for patent in listed:
            best = needs_for(session, catalogue, patent=patent, reader=None, k=k)
            expected = sorted(
                ((need.id, scores[need.id, patent.id]) for need in asked if (need.id, patent.id) in scores),
                key=lambda pair: (-pair[1], pair[0]),
            )
            assert [(found.need.id, found.score) for found in best] == expected[:k]
            for found in best:
                parts = sum(part.value for part in found.contributions)
                assert parts == pytest.approx(found.score, abs=1e-9)
        everything.rollback()


@given(
    patents=st.lists(TEXTS, min_size=1, max_size=5),
    needs=st.lists(TEXTS, min_size=1, max_size=6),
    lightest=st.floats(0, 1),
    k=st.integers(1, 7),
)
def test_both_directions_count_the_same_features(patents, needs, lightest, k):
    reader = Reader()
    weights = reader.recipe.field_weights
    documents = reader.documents(PatentText(number, text, "", "") for number, text in enumerate(patents))
    index = TfidfIndex(weights, lightest).fit(documents)
    queries = {number: reader.query(title=text[:4], text=text[4:]) for number, text in enumerate(needs)}
    open_needs = OpenNeeds.of(dict.fromkeys(queries, True), {}, queries, weights)
    for document in documents:
        scores = {
            number: hit.score
            for number, query in queries.items()
            for hit in index.rank(query.fields, allowed=[document.id])
        }
        best = open_needs.best(index, document.fields, document.id, k=k, published_only=False)
        ordered = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        assert [(hit.id, hit.score) for hit in best] == ordered[:k]


def test_only_needs_that_may_be_among_the_best_are_scored_one_by_one():
    reader = Reader()
    weights, words = reader.recipe.field_weights, WORDS[:8]
    documents = reader.documents(PatentText(number, word, "", "") for number, word in enumerate(words))
    index = TfidfIndex(weights).fit(documents)
    texts = [f"{word}{other}" for word in words for other in words if other != word]
    queries = {number: reader.query(title=text, text="") for number, text in enumerate(texts)}
    open_needs = OpenNeeds.of(dict.fromkeys(queries, True), {}, queries, weights)
    asked = []

    class Watched(TfidfIndex):
        def explain(self, query, document_id):
            asked.append(query)
            return super().explain(query, document_id)

    watched = Watched(weights)
    watched.state_ = index.state_
    best = open_needs.best(watched, documents[0].fields, 0, k=1, published_only=False)
    assert (len(best), len(texts)) == (1, 56)
    scores = [index.explain(query.fields, 0).score for query in queries.values()]
    assert len(asked) == sum(score >= best[0].score * (1 - 1e-5) for score in scores) < 15


def test_needs_for_the_centre_alone_take_no_holder_the_place_of_others(session, near):
    patent, staff = make_patent(session), make_person(session)
    holder = make_person(session, role=Role.OFFICER, organization=patent.organization)
    secret = [make_need(session, state=NeedState.SUBMITTED, secrecy=Secrecy.CENTRE) for _ in range(3)]
    known = [make_need(session, state=NeedState.SUBMITTED) for _ in range(2)]
    assert [found.need for found in near(patent, reader=staff, k=2)] == secret[:2]
    assert [found.need for found in near(patent, reader=holder, k=2)] == known
    assert [found.need for found in near(patent, reader=holder, k=5)] == known


def test_a_need_is_there_as_soon_as_it_is_handed_in_and_gone_as_soon_as_it_is_closed(session, near):
    patent, by = make_patent(session), make_person(session)
    assert near(patent, reader=by) == ()
    need = make_need(session, state=NeedState.SUBMITTED)
    assert [found.need for found in near(patent, reader=by)] == [need]
    close_need(session, need=need, by=None)
    assert near(patent, reader=by) == ()


def test_a_need_with_other_words_is_found_by_these(session, near):
    ceramic, fibre, need = make_patent(session), make_patent(session, title="光纤"), make_need(session)
    assert ([found.need for found in near(ceramic)], near(fibre)) == ([need], ())
    change_need(
        session, need=need, patents=(), title="光纤", content="光纤", budget_fen=None, deadline=None, by=None
    )
    assert (near(ceramic), [found.need for found in near(fibre)]) == ((), [need])


def test_only_insiders_learn_of_needs_that_are_not_published(session, near):
    holder = make_university(session)
    patent, need = make_patent(session, holder=holder), make_need(session, state=NeedState.SUBMITTED)
    officer = make_person(session, role=Role.OFFICER, organization=holder)
    stranger = make_person(session, role=Role.OFFICER, organization=make_university(session))
    broker = make_person(session)
    found = {who: bool(near(patent, reader=who)) for who in (officer, broker, stranger, None)}
    assert found == {officer: True, broker: True, stranger: False, None: False}
    publish_need(session, need=need, by=broker)
    assert all(near(patent, reader=who) for who in found)


def test_a_patent_that_is_not_on_offer_has_no_needs(session, near):
    make_need(session)
    patent = make_patent(session)
    withdraw_listing(session, patent=patent, by=None)
    assert near(patent) == near(make_patent(session, offer=False)) == ()


def test_needs_that_nobody_changed_are_not_read_again(session, catalogue, near, count_queries):
    patent = make_patent(session)
    make_need(session)
    session.commit()
    near(patent)
    with count_queries() as statements:
        near(patent)
    # the revisions of catalogue and words, the count of changes, the needs found, their companies' other names
    assert len(statements) == 5


def test_the_box_for_needs_reads_nothing_more_once_it_is_warm(session, catalogue, count_queries):
    need, staff = make_need(session), make_person(session)
    session.commit()
    catalogue.warm_needs(session)
    for reader in (None, staff):
        with count_queries() as statements:
            assert list(shelf_for(session, catalogue, reader).needs) == [need.id]
        assert len(statements) == 2  # the counts of changes of needs and of organisations


def test_a_saved_synonym_finds_needs_too(session, near):
    patent, need = make_patent(session, title="光纤"), make_need(session, title="磁悬", content="磁悬")
    assert near(patent) == ()
    lists = Vocabulary(synonyms=frozenset({Synonym("磁悬", "光纤")}))
    save_words(session, vocabulary=lists, revision=words_revision(session), by=None)
    assert [found.need for found in near(patent)] == [need]
