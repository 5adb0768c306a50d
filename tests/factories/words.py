"""The centre's word lists as a test wants them."""

from matchmaker.matching.enums import WordKind
from matchmaker.matching.vocabulary import words_revision
from matchmaker.matching.word_lists import read_lists
from matchmaker.matching.words import save_words


def make_words(session, *, terms="", synonyms="", stop_words="", by=None):
    """Saves these lists, one entry a line, in the place of all that was there."""
    texts = {WordKind.TERM: terms, WordKind.SYNONYM: synonyms, WordKind.STOP_WORD: stop_words}
    lists = read_lists(texts)
    assert lists.wrong == ()
    save_words(session, vocabulary=lists.vocabulary, revision=words_revision(session), by=by)
    return lists.vocabulary
