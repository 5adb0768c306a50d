"""Whether a short question seems to have no answer here: what is found then shares characters, and few words."""

from collections.abc import Iterable

from matchmaker.matching.evidence import Found, weights_in_need
from matchmaker.ranking.documents import Contribution
from matchmaker.text.synonyms import said_by

_FEW = 20  # words: of a longer text a patent that answers it need not have a third either
_LEAST = 1 / 3  # of what the words of a question weigh
_NAMED = 5


def words_without_answer(
    potential: Iterable[Contribution], unheld: Iterable[str], found: Iterable[Found]
) -> tuple[str, ...]:
    """The weightiest words of a question that no patent found has whole, if none has a third of the question.

    Who has a synonym of a word has the word.

    Args:
        potential: what each word of the question could add, the weightiest first; they add up to 1.
        unheld: the words that no patent has.
        found: the best patents.

    Returns:
        Five words at most; none where the question is long, or where a patent has a third of it or more.
    """
    weights, unheld = weights_in_need(potential), tuple(unheld)
    whole = [
        {said_by(part.term) for part in each.evidence.contributions if part.term not in each.evidence.partly}
        for each in found
    ]
    held = [sum(weights.get(word, 0.0) for word in words) for words in whole]
    if not held or len({*weights, *unheld}) > _FEW or max(held) >= _LEAST:
        return ()
    others = (word for word in weights if not any(word in words for words in whole))
    return tuple(dict.fromkeys((*unheld, *others)))[:_NAMED]
