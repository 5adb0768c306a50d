"""Reads documents into runs of postings, and queries into weighed terms."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

import numpy as np

from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.documents import Document, Fields
from matchmaker.ranking.segment import Run, run_of

_DOCUMENTS_A_RUN = 8192


def read_runs(
    documents: Iterable[Document],
    numbers: dict[str, int],
    field_weights: Mapping[str, float],
    first_row: int = 0,
) -> tuple[Ids, tuple[Run, ...]]:
    """Reads documents, in their order, into rows from ``first_row`` on.

    Args:
        documents: what to read.
        numbers: term → number; terms that it lacks are added, numbered by its length.
        field_weights: field name → weight; fields that are not named weigh 1.
        first_row: the row of the first document.

    Returns:
        The documents' ids by row, and the runs.
    """
    ids, runs, waiting = array("q"), [], iter(documents)
    while batch := list(islice(waiting, _DOCUMENTS_A_RUN)):
        runs.append(_run(batch, numbers, field_weights, first_row + len(ids)))
        ids.extend(document.id for document in batch)
    return np.array(ids, np.int64), tuple(runs)


def _run(
    batch: list[Document], numbers: dict[str, int], field_weights: Mapping[str, float], first_row: int
) -> Run:
    lengths, terms, frequencies = array("i"), array("q"), array("d")
    for document in batch:
        frequency_of = term_frequencies(document.fields, field_weights)
        lengths.append(len(frequency_of))
        terms.extend([numbers.setdefault(term, len(numbers)) for term in frequency_of])
        frequencies.extend(frequency_of.values())
    rows = np.arange(first_row, first_row + len(batch), dtype=np.int32)
    return run_of(
        np.array(terms, np.int64),
        np.repeat(rows, np.array(lengths, np.int32)),
        np.sqrt(np.array(frequencies, np.float64)).astype(np.float32),
    )


def term_strengths(fields: Fields, field_weights: Mapping[str, float]) -> dict[str, float]:
    """Gives each term's damped frequency: the square root of the field-weighted number of its occurrences.

    Fields that ``field_weights`` does not name weigh 1.
    """
    return {term: math.sqrt(each) for term, each in term_frequencies(fields, field_weights).items()}


def term_frequencies(fields: Fields, field_weights: Mapping[str, float]) -> dict[str, float]:
    """Gives how often each term stands in the fields, each occurrence counted with its field's weight."""
    frequencies: dict[str, float] = {}
    known = frequencies.get
    for field, terms in fields.items():
        weight = field_weights.get(field, 1.0)
        for term, count in Counter(terms).items():
            frequencies[term] = known(term, 0.0) + weight * count
    return frequencies
