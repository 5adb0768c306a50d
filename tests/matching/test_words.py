"""Saved lists take the place of the old ones, entry by entry, each change with a row in the trail."""

import pytest
from sqlalchemy import select

from matchmaker.matching.models import Word
from matchmaker.matching.vocabulary import Vocabulary, vocabulary_of, words_revision
from matchmaker.matching.words import WordsChangedError, save_words
from matchmaker.organizations.models import AuditEntry
from matchmaker.text.synonyms import Synonym
from tests.factories.organizations import make_person
from tests.factories.words import make_words


@pytest.fixture(autouse=True)
def empty_lists(session):
    make_words(session)


def trail(session):
    session.flush()
    statement = select(AuditEntry).where(AuditEntry.subject_type == "words").order_by(AuditEntry.id)
    return [(row.action, row.person_id, row.before, row.after) for row in session.scalars(statement)]


def test_the_lists_are_what_was_saved(session):
    saved = make_words(
        session, terms="磷酸锰铁锂", synonyms="硅麦 → 麦克风\n马达 = 电动机", stop_words="智能"
    )
    assert vocabulary_of(session) == saved
    assert len(saved.synonyms) == 3


def test_what_came_in_and_what_went_out_is_in_the_trail(session):
    person = make_person(session)
    known = len(trail(session))
    make_words(session, terms="陶瓷膜", synonyms="硅麦 → 麦克风", by=person)
    make_words(session, synonyms="硅麦 → 麦克风", by=person)
    assert trail(session)[known:] == [
        ("Word entered", person.id, {}, {"list": "Synonym", "word": "硅麦 → 麦克风"}),
        ("Word entered", person.id, {}, {"list": "Term", "word": "陶瓷膜"}),
        ("Word taken out", person.id, {"list": "Term", "word": "陶瓷膜"}, {}),
    ]


def test_what_stays_keeps_its_row_and_the_revision_counts_changes_only(session):
    make_words(session, terms="陶瓷膜\n陶瓷板")
    rows = {word.text: word.id for word in session.scalars(select(Word))}
    revision = words_revision(session)
    make_words(session, terms="陶瓷膜\n陶瓷板")
    assert words_revision(session) == revision
    make_words(session, terms="陶瓷膜\n陶瓷管")
    assert words_revision(session) == revision + 1
    assert session.scalar(select(Word.id).where(Word.text == "陶瓷膜")) == rows["陶瓷膜"]


def test_lists_that_somebody_else_changed_meanwhile_are_not_overwritten(session):
    revision = words_revision(session)
    make_words(session, terms="陶瓷膜")
    with pytest.raises(WordsChangedError):
        save_words(session, vocabulary=Vocabulary(), revision=revision, by=None)
    assert vocabulary_of(session) == Vocabulary(terms=frozenset({"陶瓷膜"}))


def test_it_tells_how_many_entries_changed(session):
    vocabulary = Vocabulary(synonyms=frozenset({Synonym("甲乙", "丙丁"), Synonym("丙丁", "甲乙")}))
    assert save_words(session, vocabulary=vocabulary, revision=words_revision(session), by=None) == 2
    assert save_words(session, vocabulary=vocabulary, revision=words_revision(session), by=None) == 0
