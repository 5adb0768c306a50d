"""Weighs documents for Milvus: what is learned from all of them, and the vectors that follow."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

import numpy as np

from matchmaker.ranking.arrays import Floats, Ids
from matchmaker.ranking.milvus.server import StoredDocument, StoredTerm
from matchmaker.ranking.state import inverse_document_frequencies

_MANTISSA = 2.0**22  # of a strength: so few bits that a weight of 32 bits gives it back exactly


@dataclass(frozen=True, slots=True, eq=False)
class NumberedDocument:
    """A document's terms by number, each with its strength; (t,) each."""

    id: int
    numbers: Ids
    strengths: Floats


class Spool:
    """Documents on their way into a new index: in a file, as there are more than memory holds.

    Attributes:
        frequencies: number of a term → how many of the documents hold it.
        size: how many documents there are.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.frequencies: Counter[int] = Counter()
        self.size = 0
        self._file = file

    def put(self, document: NumberedDocument) -> None:
        """Takes a document."""
        self._file.write(np.array([document.id, len(document.numbers)], np.int64).tobytes())
        self._file.write(document.numbers.tobytes())
        self._file.write(document.strengths.tobytes())
        self.frequencies.update(document.numbers.tolist())
        self.size += 1

    def terms(self, fingerprints: Mapping[int, str]) -> Iterator[StoredTerm]:
        """The terms of the documents."""
        return (StoredTerm(number, fingerprints[number], each) for number, each in self.frequencies.items())

    def weighed(self) -> Iterator[StoredDocument]:
        """The documents, weighed by what all of them together say."""
        weights = term_weights(self.size, self.frequencies)
        self._file.seek(0)
        return (weighed(self._next(), weights) for _ in range(self.size))

    def _next(self) -> NumberedDocument:
        document_id, length = np.frombuffer(self._file.read(16), np.int64).tolist()
        numbers = np.frombuffer(self._file.read(8 * length), np.int64)
        return NumberedDocument(document_id, numbers, np.frombuffer(self._file.read(8 * length), np.float64))


def term_weights(size: int, frequencies: Mapping[int, int]) -> dict[int, float]:
    """The weight of each term by its number, from how many of ``size`` documents hold it."""
    counted = np.fromiter(frequencies.values(), np.int64, len(frequencies))
    weights = inverse_document_frequencies(size, counted).tolist()
    return dict(zip(frequencies, weights, strict=True))


def numbered(document_id: int, numbers: Iterable[int], strengths: Iterable[float]) -> NumberedDocument:
    """A document of terms, their strengths rounded so that ``restored`` gives them back."""
    given = np.fromiter(strengths, np.float64)
    return NumberedDocument(document_id, np.fromiter(numbers, np.int64), _rounded(given))


def weighed(document: NumberedDocument, weights: Mapping[int, float]) -> StoredDocument:
    """A document as it is stored: its weighted terms divided by their length, in 32 bits."""
    numbers = document.numbers.tolist()
    products = document.strengths * np.array([weights[number] for number in numbers], np.float64)
    length = float(np.sqrt(np.sum(products * products)))
    values = (products / (length or 1.0)).astype(np.float32).tolist()
    return StoredDocument(document.id, dict(zip(numbers, values, strict=True)), length)


def restored(document: StoredDocument, weights: Mapping[int, float]) -> NumberedDocument:
    """The document that ``weighed`` was given, exactly: merging again and again changes no strength."""
    values = np.fromiter(document.vector.values(), np.float64)
    known = np.array([weights[number] for number in document.vector], np.float64)
    return numbered(document.id, document.vector, values * document.length / known)


def _rounded(strengths: Floats) -> Floats:
    mantissas, exponents = np.frexp(strengths)
    rounded: Floats = np.ldexp(np.rint(mantissas * _MANTISSA) / _MANTISSA, exponents)
    return rounded
