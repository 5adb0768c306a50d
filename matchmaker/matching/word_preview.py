"""What other word lists would do to the centre's open needs, worked out before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.matching.asking import nearest_others, own_patents_by_need
from matchmaker.matching.catalogue import Catalogue, changed_texts
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.vocabulary import Vocabulary, vocabulary_of
from matchmaker.needs.models import Need
from matchmaker.needs.queries import open_needs
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids
from matchmaker.ranking.documents import Hit
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.ranker import Ranker
from matchmaker.text.segmenting import Segmenter

TOP = 10
READ_ANEW = 4_000
"""Up to so many patents on offer are all read anew for a preview of terms and stop words (about 1 ms each)."""

CANDIDATES = 100
"""Of more patents, so many for each need: the best by the present lists."""

MOST_NEEDS = 300
MOST_NEEDS_READ_ANEW = 40
"""How many needs, the newest first, are looked at where candidates are read anew for each."""


@dataclass(frozen=True, slots=True)
class Move:
    """A patent whose place among a need's ten best changes; None is none of them."""

    patent: Patent
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class NeedChange:
    """A need whose ten best change, by their new places, those that go out last."""

    need: Need
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class WordsPreview:
    """What saving would change.

    Attributes:
        added: the lists' new entries, as a vocabulary.
        gone: the entries taken out.
        changes: the needs whose ten best change.
        needs: how many open needs there are.
        looked_at: how many of them were ranked; the others are older, or say none of the words in question.
        is_exact: False where only the present candidates of each need were read anew.
        is_complete: False where older needs were left out.
    """

    added: Vocabulary
    gone: Vocabulary
    changes: tuple[NeedChange, ...]
    needs: int
    looked_at: int
    is_exact: bool = True
    is_complete: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether the lists stay what they are."""
        return self.added == self.gone == Vocabulary()


@dataclass(frozen=True, slots=True)
class _Side:
    """An index with what patents and needs are read by, and the patents that each need names as its own."""

    index: Ranker
    reader: Reader
    own: Mapping[int, Sequence[Patent]]

    def best(self, need: Need, k: int) -> list[Hit]:
        """The need's ``k`` best, none of them its own."""
        query = self.reader.query(title=need.title, text=need.wording)
        return nearest_others(self.index, query, k, self.own[need.id])


def preview_words(session: Session, catalogue: Catalogue, *, vocabulary: Vocabulary) -> WordsPreview:
    """Ranks the open needs by the present lists and by others.

    Only synonyms changed: exact, on the present index, for the needs that say one of the words. Terms or stop
    words changed: the patents on offer are read anew, all of them up to ``READ_ANEW``; of more, the
    ``CANDIDATES`` best of each need.
    """
    index, present = catalogue.caught_up(session), vocabulary_of(session)
    added, gone = _difference(vocabulary, present), _difference(present, vocabulary)
    needs = list(session.scalars(open_needs()))
    before = _Side(index, catalogue.reader, own_patents_by_need(session, needs))
    if added == gone == Vocabulary():
        return WordsPreview(added, gone, (), len(needs), 0)
    is_exact = True
    if added.terms or gone.terms or added.stop_words or gone.stop_words:
        is_exact = len(index) <= READ_ANEW
        concerned = needs
        chosen = needs[: MOST_NEEDS if is_exact else MOST_NEEDS_READ_ANEW]
        reader = replace(catalogue.reader, vocabulary=vocabulary)
        before, after = _read_anew(session, before, reader, chosen, is_exact=is_exact)
    else:
        said = {pair.said for pair in added.synonyms | gone.synonyms}
        concerned = [need for need in needs if _says(need, said, catalogue.segmenter)]
        chosen = concerned[:MOST_NEEDS]
        words = replace(catalogue.reader.vocabulary, synonyms=vocabulary.synonyms)
        after = _Side(index, replace(catalogue.reader, vocabulary=words), before.own)
    return WordsPreview(
        added,
        gone,
        _changes(session, chosen, before, after),
        len(needs),
        len(chosen),
        is_exact,
        is_complete=len(chosen) == len(concerned),
    )


def _difference(some: Vocabulary, others: Vocabulary) -> Vocabulary:
    return Vocabulary(
        some.terms - others.terms, some.synonyms - others.synonyms, some.stop_words - others.stop_words
    )


def _says(need: Need, words: Iterable[str], segmenter: Segmenter) -> bool:
    text = segmenter.prepared(f"{need.title}\n{need.wording}")
    return any(word in text for word in words)


def _read_anew(
    session: Session, before: _Side, reader: Reader, needs: Sequence[Need], *, is_exact: bool
) -> tuple[_Side, _Side]:
    """Both sides on the same patents: all of them, or the candidates of the needs."""
    if is_exact:
        return before, _fitted(reader, changed_texts(session, 0)[0], before.own)
    ids = {hit.id for need in needs for hit in before.best(need, CANDIDATES)}
    patents = patents_with_ids(session, sorted(ids)).values()
    texts = [PatentText(patent.id, patent.title, patent.abstract, patent.claims) for patent in patents]
    return _fitted(before.reader, texts, before.own), _fitted(reader, texts, before.own)


def _fitted(reader: Reader, texts: Iterable[PatentText], own: Mapping[int, Sequence[Patent]]) -> _Side:
    return _Side(
        TfidfIndex(reader.recipe.field_weights, reader.recipe.lightest).fit(reader.documents(texts)),
        reader,
        own,
    )


def _places(side: _Side, need: Need) -> dict[int, int]:
    """The places of a need's ten best, by patent."""
    return {hit.id: place for place, hit in enumerate(side.best(need, TOP), start=1)}


def _changes(session: Session, needs: Sequence[Need], before: _Side, after: _Side) -> tuple[NeedChange, ...]:
    places = [(need, _places(before, need), _places(after, need)) for need in needs]
    changed = [(need, old, new) for need, old, new in places if old != new]
    patents = patents_with_ids(session, sorted({number for _, old, new in changed for number in old | new}))
    return tuple(
        NeedChange(
            need,
            tuple(
                Move(patents[number], old.get(number), new.get(number))
                for number in (*new, *(each for each in old if each not in new))
                if old.get(number) != new.get(number)
            ),
        )
        for need, old, new in changed
    )
