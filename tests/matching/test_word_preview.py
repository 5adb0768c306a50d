"""A preview says exactly what the open needs would find after saving, and writes nothing."""

import pytest

from matchmaker.matching import word_preview
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import WordKind
from matchmaker.matching.vocabulary import Vocabulary, vocabulary_of, words_revision
from matchmaker.matching.word_lists import read_lists
from matchmaker.matching.word_preview import preview_words
from matchmaker.matching.words import save_words
from matchmaker.needs.enums import NeedState
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.factories.words import make_words


@pytest.fixture
def needs(session):
    """Two open needs, a closed one and a draft; fifteen patents."""
    make_words(session)
    for number in range(12):
        make_patent(session, title=f"第{number}种麦克风", abstract="拾取声音" * (number + 1))
    make_patent(session, title="拾取")
    make_patent(session, title="取向硅钢")
    make_patent(session, title="无取向硅钢")
    needs = {
        "sound": make_need(session, title="硅麦拾取声音不清", content="硅麦拾取声音不清"),
        "steel": make_need(session, title="无取向硅钢", content="无取向硅钢"),
    }
    make_need(session, title="硅麦", content="硅麦", state=NeedState.CLOSED)
    make_need(session, title="硅麦", content="硅麦", state=NeedState.DRAFT)
    return needs


def read(terms="", synonyms="", stop_words=""):
    return read_lists(
        {WordKind.TERM: terms, WordKind.SYNONYM: synonyms, WordKind.STOP_WORD: stop_words}
    ).vocabulary


def places(session, catalogue, need):
    index = catalogue.caught_up(session)
    hits = index.rank(catalogue.query(title=need.title, text=need.content).fields, 10)
    return {hit.id: place for place, hit in enumerate(hits, start=1)}


@pytest.mark.parametrize(
    "lists",
    [
        {"synonyms": "硅麦 → 麦克风"},
        {"terms": "无取向"},
        {"stop_words": "拾取"},
        {"synonyms": "硅麦 = 麦克风", "terms": "无取向", "stop_words": "声音"},
    ],
)
def test_what_a_preview_says_is_what_saving_does(session, catalogue, needs, lists):
    before = {need.id: places(session, catalogue, need) for need in needs.values()}
    preview = preview_words(session, catalogue, vocabulary=read(**lists))
    assert (preview.needs, preview.is_exact, preview.is_complete) == (2, True, True)
    save_words(session, vocabulary=read(**lists), revision=words_revision(session), by=None)
    after = {need.id: places(session, Catalogue(), need) for need in needs.values()}
    told = {
        change.need.id: {move.patent.id: (move.before, move.after) for move in change.moves}
        for change in preview.changes
    }
    assert told == {
        need_id: {
            patent_id: (before[need_id].get(patent_id), after[need_id].get(patent_id))
            for patent_id in before[need_id].keys() | after[need_id].keys()
            if before[need_id].get(patent_id) != after[need_id].get(patent_id)
        }
        for need_id in before
        if before[need_id] != after[need_id]
    }
    assert told != {}


def test_only_needs_that_say_a_word_are_ranked_for_synonyms(session, catalogue, needs):
    preview = preview_words(session, catalogue, vocabulary=read(synonyms="硅麦 → 麦克风"))
    assert (preview.looked_at, [change.need for change in preview.changes]) == (1, [needs["sound"]])


def test_what_is_new_and_what_is_taken_out_is_told_apart(session, catalogue, needs):
    make_words(session, terms="陶瓷膜", stop_words="智能")
    preview = preview_words(session, catalogue, vocabulary=read(terms="陶瓷板", stop_words="智能"))
    assert (preview.added, preview.gone) == (read(terms="陶瓷板"), read(terms="陶瓷膜"))
    assert not preview.is_empty


def test_a_preview_of_the_same_lists_has_nothing_to_tell(session, catalogue, needs):
    preview = preview_words(session, catalogue, vocabulary=vocabulary_of(session))
    assert (preview.is_empty, preview.changes, preview.looked_at) == (True, (), 0)


def test_nothing_is_written(session, catalogue, needs):
    session.commit()
    preview_words(session, catalogue, vocabulary=read(terms="磷酸锰铁锂", synonyms="硅麦 → 麦克风"))
    assert [*session.new, *session.dirty, *session.deleted] == []
    assert vocabulary_of(session) == Vocabulary()
    assert catalogue.segmenter.own_terms == frozenset()


def test_of_very_many_patents_the_candidates_of_each_need_are_compared(
    session, catalogue, needs, monkeypatch
):
    monkeypatch.setattr(word_preview, "READ_ANEW", 5)
    preview = preview_words(session, catalogue, vocabulary=read(stop_words="拾取"))
    assert (preview.is_exact, preview.looked_at) == (False, 2)


def test_of_very_many_needs_the_newest_are_looked_at(session, catalogue, needs, monkeypatch):
    monkeypatch.setattr(word_preview, "MOST_NEEDS", 1)
    preview = preview_words(session, catalogue, vocabulary=read(stop_words="拾取"))
    assert (preview.is_complete, preview.looked_at, preview.needs) == (False, 1, 2)


def test_an_empty_centre_has_nothing_to_change(session, catalogue):
    preview = preview_words(session, catalogue, vocabulary=read(terms="磷酸锰铁锂"))
    assert (preview.changes, preview.needs, preview.is_empty) == ((), 0, False)


@pytest.mark.parametrize("most", [word_preview.READ_ANEW, 0])
def test_a_needs_own_patents_have_no_place_in_a_preview(session, catalogue, needs, monkeypatch, most):
    monkeypatch.setattr(word_preview, "READ_ANEW", most)
    own, other = (make_patent(session, title="硅麦防尘网") for _ in range(2))
    need = make_need(session, title="防尘网", content="防尘网。", own_patents=[own.number])
    for lists in ({"stop_words": "防尘网"}, {"synonyms": "防尘网 → 麦克风"}):
        preview = preview_words(session, catalogue, vocabulary=read(**lists))
        (change,) = (change for change in preview.changes if change.need is need)
        moved = [move.patent for move in change.moves]
        assert (own in moved, other in moved) == (False, "stop_words" in lists)
