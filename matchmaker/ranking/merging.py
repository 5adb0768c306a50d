"""Changes a state of an index: documents come, documents go, and all is put together anew."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from matchmaker.ranking.arrays import Ids
from matchmaker.ranking.assembling import Allocate, assembled, in_memory
from matchmaker.ranking.documents import Document
from matchmaker.ranking.parts import Part
from matchmaker.ranking.reading import Numbers, read_runs
from matchmaker.ranking.segment import Run, Segment, check_ids
from matchmaker.ranking.state import State
from matchmaker.ranking.vocabulary import Vocabulary


def with_documents(state: State, documents: Iterable[Document], field_weights: Mapping[str, float]) -> State:
    """The state with further documents, weighed as at the last merge, in a part behind the first.

    Raises:
        DuplicateDocumentError: two of ``documents`` have the same id.
    """
    numbers = Numbers()
    ids, runs = read_runs(documents, numbers, field_weights)
    check_ids(ids)
    if not len(ids):
        return state
    vocabulary = state.vocabulary.extended(list(numbers))
    renumbered = tuple(_renumbered(run, vocabulary.numbers(list(numbers))) for run in runs)
    first, *others = without(state, ids).parts
    kept_ids, kept = _living(others)

    def all_runs() -> Iterator[Run]:
        yield from kept()
        yield from (_moved(run, len(kept_ids)) for run in renumbered)

    segment = assembled(np.concatenate([kept_ids, ids]), len(vocabulary), all_runs)
    changed = State(vocabulary, (first,), state.weighed_by, state.weight_of_new)
    weights = changed.term_weights(np.arange(len(vocabulary)))
    return State(vocabulary, (first, Part.of(segment, weights)), state.weighed_by, state.weight_of_new)


def without(state: State, ids: Ids) -> State:
    """The state without some documents; ids that are not there do nothing."""
    parts = tuple(_part_without(part, ids) for part in state.parts)
    return State(state.vocabulary, parts, state.weighed_by, state.weight_of_new)


def merged(state: State) -> State:
    """The state as one part, weighed anew."""
    ids, runs = _living(state.parts)
    return State.of(state.vocabulary, assembled(ids, len(state.vocabulary), runs))


def compact(state: State, allocate: Allocate = in_memory) -> tuple[Vocabulary, Segment]:
    """All documents as one segment, and the terms that they hold, numbered so that they can be saved."""
    ids, runs = _living(state.parts)
    held = np.zeros(len(state.vocabulary), np.bool_)
    for run in runs():
        held[run.terms] = True
    terms = [term for term, is_held in zip(state.vocabulary.terms(), held.tolist(), strict=True) if is_held]
    vocabulary = Vocabulary.of(terms)
    new_numbers = np.zeros(len(held), np.int64)
    new_numbers[held] = vocabulary.numbers(terms)
    segment = assembled(
        ids, len(vocabulary), lambda: (_renumbered(run, new_numbers) for run in runs()), allocate
    )
    return vocabulary, segment


def _living(parts: Iterable[Part]) -> tuple[Ids, "_Runs"]:
    """The ids of the documents that are not gone, and their runs."""
    parts = tuple(parts)
    ids = np.concatenate([np.empty(0, np.int64), *(part.ids for part in parts)])
    return ids, _Runs(parts)


class _Runs:
    """Gives the runs of the documents that are not gone, each time anew."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts

    def __call__(self) -> Iterator[Run]:
        first_row = 0
        for part in self.parts:
            new_rows = np.cumsum(~part.gone, dtype=np.int32) - np.int32(1) + np.int32(first_row)
            yield from part.segment.runs(np.where(part.gone, np.int32(-1), new_rows))
            first_row += len(part.ids)


def _part_without(part: Part, ids: Ids) -> Part:
    return part.without(part.rows_of(ids))


def _renumbered(run: Run, numbers: Ids) -> Run:
    return Run(numbers[run.terms], run.counts, run.rows, run.values, run.places)


def _moved(run: Run, rows: int) -> Run:
    return Run(run.terms, run.counts, run.rows + np.int32(rows), run.values, run.places)
