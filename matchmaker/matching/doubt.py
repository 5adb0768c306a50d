"""Whether a short question seems to have no answer here: what is found then shares characters, and few words."""

from collections.abc import Iterable
from itertools import chain

from matchmaker.matching.assessment import Yardstick
from matchmaker.matching.evidence import Found
from matchmaker.text.synonyms import said_by

_FEW = 20  # words: of a longer text a patent that answers it need not have a third either
_LEAST = 1 / 3  # of what the words of a question weigh
_NAMED = 5


def words_without_answer(asked: Yardstick, found: Iterable[Found]) -> tuple[str, ...]:
    """The weightiest words of a question that no patent found has whole, if none has a third of the question.

    Who has a synonym of a word has the word.

    Args:
        asked: what the words of the question could add, and those that no patent has.
        found: the best patents.

    Returns:
        Five words at most; none where the question is long, or where a patent has a third of it or more.
    """
    weights = {part.term: part.value for part in asked.potential}
    words = dict.fromkeys((*asked.unheld, *map(said_by, weights)))
    whole = [
        {part.term for part in each.evidence.contributions if part.term not in each.evidence.partly}
        for each in found
    ]
    held = [sum(weights.get(term, 0.0) for term in terms) for terms in whole]
    if not held or len(words) > _FEW or max(held) >= _LEAST:
        return ()
    known = set(map(said_by, chain.from_iterable(whole)))
    return tuple(word for word in words if word not in known)[:_NAMED]
