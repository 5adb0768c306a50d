"""Cuts Chinese technical text into the terms that it is compared by.

The cuts are those of jieba's search mode without its guess at unknown words (``cut_for_search(text,
HMM=False)``), made by the Rust implementation ``rjieba``. On judged needs and achievements the parts of long
words and the plain dictionary ranked better than whole words and guessed ones.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import rjieba

from matchmaker.text.measures import is_number, may_have_measures, whole_measures
from matchmaker.text.normalising import normalise
from matchmaker.text.stopping import PhraseBlanker, default_stop_phrases, default_stop_words
from matchmaker.text.words import Located, Word, Words, with_parts

_GUESS_UNKNOWN_WORDS = False
_WORDS_JUDGED = 200_000  # remembered, since most words come again and again


class Segmenter:
    """Cuts text into terms.

    A term is a word of jieba's dictionary or a run of Latin letters and digits, normalised (see
    ``normalise``); a long word is also given in its parts. Left out are stop words, numbers that stand
    alone, single Latin letters, and whatever holds neither letter nor digit.

    >>> Segmenter().terms("本发明公开了一种传感器的制备方法")
    ['传感', '感器', '传感器', '制备', '方法']

    A segmenter may be shared between threads.

    Args:
        stop_words: terms to leave out; this project's own list if None.
        stop_phrases: phrases to leave out before the text is cut; this project's own list if None.
        own_terms: words to know beside jieba's dictionary, such as 磷酸锰铁锂. A segmenter with own terms has
            a dictionary of its own (26 MB, made in 0.12 s); all others share one.
    """

    def __init__(
        self,
        stop_words: Collection[str] | None = None,
        stop_phrases: Collection[str] | None = None,
        own_terms: Collection[str] = (),
    ) -> None:
        self.stop_words = default_stop_words() if stop_words is None else _normalised(stop_words)
        self.stop_phrases = default_stop_phrases() if stop_phrases is None else _normalised(stop_phrases)
        self.own_terms = _normalised(own_terms)
        self._blanker = PhraseBlanker(self.stop_phrases)
        self._jieba = _jieba_that_knows(self.own_terms) if self.own_terms else rjieba
        self._is_term = lru_cache(maxsize=_WORDS_JUDGED)(self._judged)
        self._words = Words(self._jieba.has_word, self._is_term)

    def __reduce__(self) -> tuple[type["Segmenter"], tuple[frozenset[str], ...]]:
        return Segmenter, (self.stop_words, self.stop_phrases, self.own_terms)

    def terms(self, text: str) -> list[str]:
        """Gives the terms of ``text`` in their order, each as often as it occurs."""
        prepared = self.prepared(text)
        if may_have_measures(prepared):
            return [term for term, _, _ in self.located_in(prepared)]
        words = self._jieba.cut_for_search(prepared, _GUESS_UNKNOWN_WORDS)
        return [word for word in words if self._is_term(word)]

    def located_terms(self, text: str) -> list[Located]:
        """Gives the terms of ``text`` with their places.

        Returns:
            (term, start, end) in the order of ``terms``, with ``normalise(text[start:end]) == term``. The
            parts of a long word overlap it.
        """
        return self.located_in(self.prepared(text))

    def located_in(self, prepared: str) -> list[Located]:
        """Gives the terms of a text that ``prepared`` gave, with their places."""
        words = (
            self._with_whole_measures(prepared)
            if may_have_measures(prepared)
            else self._jieba.tokenize(prepared, "search", _GUESS_UNKNOWN_WORDS)
        )
        return [located for located in words if self._is_term(located[0])]

    def words_in(self, prepared: str) -> list[Word]:
        """Gives all words of a text that ``prepared`` gave, terms or not; each is read when it is first met."""
        words = self._jieba.cut(prepared, _GUESS_UNKNOWN_WORDS)
        if may_have_measures(prepared):
            words = whole_measures(words)
        return list(map(self._words.__getitem__, words))

    def prepared(self, text: str) -> str:
        """Gives the text that is cut: normalised, with the stop phrases blanked; the length stays."""
        return self._blanker.blanked(normalise(text))

    def _with_whole_measures(self, prepared: str) -> Iterator[Located]:
        """What jieba's search mode gives, parts before their word, but for measures."""
        place = 0
        for word in whole_measures(self._jieba.cut(prepared, _GUESS_UNKNOWN_WORDS)):
            for part, start, end in with_parts(word, self._jieba.has_word):
                yield part, place + start, place + end
            place += len(word)

    def _judged(self, word: str) -> bool:
        if word in self.stop_words:
            return False
        if len(word) == 1:
            return word.isalpha() and not word.isascii()
        return any(map(str.isalnum, word)) and not is_number(word)


def _normalised(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise, entries))


def _jieba_that_knows(terms: Collection[str]) -> Any:
    """A dictionary with ``terms``, each frequent enough to stay whole; parts come before what holds them."""
    jieba = rjieba.Jieba()
    for term in sorted(terms, key=lambda term: (len(term), term)):
        jieba.add_word(term, None, None)
    return jieba
