"""One generation of an index in Milvus: what its last merge learned, looked up term by term and remembered."""

from collections.abc import Iterable, Mapping

import numpy as np

from matchmaker.ranking.milvus.server import MilvusServer, StoredTerm
from matchmaker.ranking.milvus.term_numbers import candidates, fingerprint
from matchmaker.ranking.milvus.weighing import term_weights

SIZE, REVISION = -1, -2
"""The numbers of two rows among the terms that are none: n at the last merge, and what the caller noted."""

_MOST_REMEMBERED = 200_000


class Generation:
    """The terms of a generation. Every process reads the same from Milvus; what it has read does not change.

    Attributes:
        name: its name.
        size: how many documents there were at the last merge.
    """

    def __init__(self, server: MilvusServer, name: str) -> None:
        self.name = name
        server.load(name)
        self.size = server.terms(name, [SIZE])[SIZE].frequency
        self._server = server
        self._remembered: dict[str, StoredTerm] = {}

    def held(self, terms: Iterable[str]) -> dict[str, StoredTerm]:
        """Those of the terms that the index holds."""
        return self._looked_up(terms)[0]

    def numbered(self, terms: Iterable[str]) -> dict[str, StoredTerm]:
        """All the terms, those that are new with a number from now on."""
        terms = frozenset(terms)
        held, free = self._looked_up(terms)
        while free:  # two new terms may want one number; the reading afterwards tells which of them has it
            self._server.write_terms(
                self.name, (StoredTerm(number, fingerprint(term), 0) for number, term in free.items())
            )
            held, free = self._looked_up(terms)
        return held

    def weights(self, terms: Mapping[str, StoredTerm]) -> dict[int, float]:
        """The weights of terms, by number, as of the last merge; a new term weighs as one that none held."""
        return term_weights(self.size, {each.number: each.frequency for each in terms.values()})

    def _looked_up(self, terms: Iterable[str]) -> tuple[dict[str, StoredTerm], dict[int, str]]:
        """The terms that are there, and free numbers with one each of the terms that are not."""
        found: dict[str, StoredTerm] = {}
        free: dict[int, str] = {}
        waiting = {}
        for term in terms:
            if known := self._remembered.get(term):
                found[term] = known
            else:
                own = fingerprint(term)
                waiting[term] = own, candidates(own)
        while waiting:
            asked = {term: next(numbers) for term, (_, numbers) in waiting.items()}
            rows = self._server.terms(self.name, frozenset(asked.values()))
            for term, number in asked.items():
                if number not in rows:
                    free[number] = term
                    del waiting[term]
                elif rows[number].fingerprint == waiting[term][0]:
                    found[term] = rows[number]
                    del waiting[term]
        self._remember(found)
        return found, free

    def _remember(self, terms: Mapping[str, StoredTerm]) -> None:
        if len(self._remembered) + len(terms) > _MOST_REMEMBERED:
            self._remembered = {}
        self._remembered.update(terms)


def weighted_query(
    strengths: Mapping[str, float],
    terms: Mapping[str, StoredTerm],
    weights: Mapping[int, float],
    lightest: float,
) -> dict[str, float]:
    """A query's weighted terms that count, scaled to length 1; those that no document holds are left out."""
    factors = {
        term: strength * weights[terms[term].number] ** 2
        for term, strength in strengths.items()
        if term in terms
    }
    least = lightest * max(factors.values(), default=0.0)
    counting = [term for term, factor in factors.items() if factor >= least]
    products = {term: strengths[term] * weights[terms[term].number] for term in counting}
    length = float(np.sqrt(sum(value * value for value in products.values())))
    return {term: value / length for term, value in products.items()}
