"""Which term has which number: a trie that processes share in a file, and beside it the terms added since."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import marisa_trie
import numpy as np

from matchmaker.ranking.arrays import Ids

UNKNOWN = -1
_ANY = "surrogatepass"
_REMEMBERED = 100_000  # terms that queries asked for; the trie takes a microsecond for each
_NOTHING: Mapping[str, int] = MappingProxyType({})


class _Known(dict[str, int]):
    """The numbers of terms that were asked for; others are looked for, once."""

    def __init__(self, trie: marisa_trie.BinaryTrie, added: Mapping[str, int]) -> None:
        super().__init__()
        self._trie = trie
        self._added = added

    def __missing__(self, term: str) -> int:
        number = self[term] = self.looked_for(term)
        return number

    def looked_for(self, term: str) -> int:
        number = self._trie.get(_key(term), UNKNOWN) if len(self._trie) else UNKNOWN
        return number if number != UNKNOWN else self._added.get(term, UNKNOWN)


class Vocabulary:
    """Terms and their numbers, from 0; never changed.

    Args:
        trie: terms whose numbers are the trie's own.
        added: further terms, numbered on from there.
    """

    def __init__(
        self, trie: marisa_trie.BinaryTrie | None = None, added: Mapping[str, int] = _NOTHING
    ) -> None:
        self._trie = marisa_trie.BinaryTrie() if trie is None else trie
        self._added = added
        self._known = _Known(self._trie, added)

    def __len__(self) -> int:
        return len(self._trie) + len(self._added)

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Vocabulary":
        """Numbers terms so that they can be saved; each is taken once."""
        return cls(marisa_trie.BinaryTrie(map(_key, terms)))

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Opens what ``save`` wrote, by memory map.

        Raises:
            RuntimeError, OSError: the file is none of those.
        """
        trie = marisa_trie.BinaryTrie()
        trie.mmap(str(path))
        return cls(trie)

    def save(self, path: Path) -> None:
        """Writes the terms; only of a vocabulary made by ``of``, whose numbers the file keeps."""
        self._trie.save(str(path))

    def numbers(self, terms: Sequence[str]) -> Ids:
        """The number of each term, ``UNKNOWN`` where it has none; (len(terms),)."""
        if len(terms) > _REMEMBERED:
            return np.array([self._known.looked_for(term) for term in terms], np.int64)
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        return np.fromiter(map(self._known.__getitem__, terms), np.int64, len(terms))

    def extended(self, terms: Sequence[str]) -> "Vocabulary":
        """This vocabulary and whatever ``terms`` has that it lacks; the old numbers stay."""
        new = [term for term, number in zip(terms, self.numbers(terms), strict=True) if number == UNKNOWN]
        if not new:
            return self
        added = dict(self._added)
        for term in new:
            added.setdefault(term, len(self._trie) + len(added))
        return Vocabulary(self._trie, added)

    def terms(self) -> list[str]:
        """All terms in the order of their numbers; takes a second for some hundred thousand."""
        keys = [self._trie.restore_key(number) for number in range(len(self._trie))]
        return [key.decode("utf-8", _ANY) for key in keys] + list(self._added)


def _key(term: str) -> bytes:
    return term.encode("utf-8", _ANY)
