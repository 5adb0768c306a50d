"""Which number a term has in a space that is shared by processes that never meet: hashed, and never two alike."""

from collections.abc import Iterator
from hashlib import blake2b

DIMENSIONS = 2**32 - 2
"""How many numbers there are; a sparse vector in Milvus has one dimension more, which no term takes."""


def fingerprint(term: str) -> str:
    """What tells a term from any other: 128 bits in hexadecimal, for terms of any length and any characters."""
    return blake2b(term.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def candidates(of: str) -> Iterator[int]:
    """The numbers that the term with a fingerprint may have; it takes the first that no other term has."""
    first = int(of[:8], 16)
    return ((first + step) % DIMENSIONS for step in range(DIMENSIONS))


class TermNumbers:
    """The numbers of the terms of a new index, given out as they come.

    Attributes:
        fingerprints: number → fingerprint of the term that has it.
    """

    def __init__(self) -> None:
        self.fingerprints: dict[int, str] = {}
        self._numbers: dict[str, int] = {}

    def __getitem__(self, term: str) -> int:
        if term not in self._numbers:
            own = fingerprint(term)
            number = next(each for each in candidates(own) if each not in self.fingerprints)
            self.fingerprints[number] = own
            self._numbers[term] = number
        return self._numbers[term]
