"""The words that the centre taught the matcher: read from its lists, made into a segmenter and synonyms."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.enums import WordKind
from matchmaker.matching.models import Word, WordsRevision
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.stopping import default_stop_phrases, default_stop_words
from matchmaker.text.synonyms import Synonym, default_synonyms

_LONGEST_STOP_WORD = 2
_NOTHING_LEFT_OUT = Segmenter(stop_words=(), stop_phrases=())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The centre's lists, normalised.

    Attributes:
        terms: words for the dictionary.
        synonyms: pairs, each in its direction.
        stop_words: words and set phrases that say nothing.
    """

    terms: frozenset[str] = frozenset()
    synonyms: frozenset[Synonym] = frozenset()
    stop_words: frozenset[str] = frozenset()

    def segmenter(self) -> Segmenter:
        """Cuts texts with these terms, and leaves these stop words out beside the supplied ones.

        An entry of one or two characters is left out where it stands as a word (产品, but not of 副产品); so is
        a Latin word. A longer one is left out wherever it stands, for a long word is also given in its parts.
        """
        as_words = frozenset(filter(_is_left_out_as_word, self.stop_words))
        return Segmenter(
            stop_words=default_stop_words() | as_words,
            stop_phrases=default_stop_phrases() | (self.stop_words - as_words),
            own_terms=self.terms,
        )


SHIPPED_WORDS = Vocabulary(synonyms=default_synonyms().pairs)
"""The lists that a centre begins with."""


def words_revision(session: Session) -> int:
    """The word lists' count of changes: one small query."""
    return session.scalar(sa.select(WordsRevision.number)) or 0


def vocabulary_of(session: Session) -> Vocabulary:
    """The centre's lists: one query."""
    lists: dict[WordKind, set[tuple[str, str]]] = {kind: set() for kind in WordKind}
    for kind, text, meaning in session.execute(sa.select(Word.kind, Word.text, Word.meaning)):
        lists[kind].add((text, meaning))
    return Vocabulary(
        terms=frozenset(text for text, _ in lists[WordKind.TERM]),
        synonyms=frozenset(Synonym(said, meant) for said, meant in lists[WordKind.SYNONYM]),
        stop_words=frozenset(text for text, _ in lists[WordKind.STOP_WORD]),
    )


def _is_left_out_as_word(entry: str) -> bool:
    is_short = len(entry) <= _LONGEST_STOP_WORD or entry.isascii()
    return is_short and _NOTHING_LEFT_OUT.terms(entry) == [entry]
