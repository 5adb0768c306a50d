"""Whether what was found before still stands after some documents changed, without ranking again."""

from dataclasses import replace

import numpy as np

from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.documents import Fields, Hit
from matchmaker.ranking.index import NotFittedError, TfidfIndex
from matchmaker.ranking.state import scores_of


def still_stands(index: TfidfIndex, query: Fields, *, first: Hit | None, bar: float, changed: Ids) -> bool:
    """Whether ranking ``query`` again would give the same hits with the same scores.

    It holds for hits that were ranked since the index's last ``fit``, ``merge`` or ``load`` and none of which is
    among the changed documents. The scores of the documents that did not change can then only all have been
    scaled, by a term that came into the index or left it, and the first hit tells. Only documents that were
    added since the last merge are scored.

    Args:
        index: the index as it is now.
        query: terms by field, as it was ranked.
        first: the best of the hits, None where nothing was found.
        bar: the score of the last of them; 0 where there were fewer than asked for.
        changed: the ids of the documents that were added, replaced or removed since.

    Raises:
        NotFittedError: nothing was fitted.
    """
    if not hasattr(index, "state_"):
        raise NotFittedError
    state = index.state_
    weighted = state.weighted(query, index.field_weights, index.lightest)
    if first is not None:
        place = state.place(first.id)
        if place is None or not len(weighted.numbers):
            return False
        part, row = place
        if scores_of(part, weighted, np.array([row], np.int32))[0] != first.score:
            return False
    _, scores = replace(state, parts=state.parts[1:]).nearest(weighted, 1, changed)
    reached = scores[scores > 0.0]
    return not (reached >= bar).any()
