"""The index of everything on offer in Milvus: one for all processes and machines of a centre."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from matchmaker.matching.adoption import adopted_recipe
from matchmaker.matching.catalogue import READ_IN_A_REQUEST, Catalogue, Standing, changed_texts
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.vocabulary import vocabulary_of, words_revision
from matchmaker.patents.queries import catalogue_identity, catalogue_revision, changes_since, texts_on_offer
from matchmaker.patents.service import hold_catalogue
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import NotFittedError
from matchmaker.ranking.ranker import Ranker

if TYPE_CHECKING:
    from matchmaker.ranking.milvus import MilvusRanker

_FINGERPRINT_LENGTH = 16
_A_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _Known:
    """An index in Milvus, and how far this process knows it to have come: by which words, up to which change."""

    reader: Reader
    index: "MilvusRanker"
    revision: int
    word_lists: int


class SharedCatalogue(Catalogue):
    """The patents on offer as an index in Milvus, which whichever process sees a change first catches up.

    How far the index has read is noted with it. Who finds it behind holds the catalogue in the database until
    the end of its transaction, so that there is one writer, and reads what has changed; the first build, and
    more than ``READ_IN_A_REQUEST`` changes, read all patents on offer. Other words or weights begin another
    index. Other processes may be further on: a hit can be gone before it is explained.

    Args:
        uri: where Milvus is, as for ``MilvusRanker``.
    """

    def __init__(self, uri: str) -> None:
        super().__init__()
        self._uri = uri
        self._known: _Known | None = None

    @property
    def reader(self) -> Reader:
        """What the index was read by."""
        return self._known.reader if self._known else super().reader

    @property
    def revision(self) -> int:
        """The catalogue's count of changes that the index has read at least."""
        return self._known.revision if self._known else 0

    def caught_up(self, session: Session) -> Ranker:
        """The index with at least all changes that are committed.

        Call it before this session itself changes the catalogue: what is not committed must not be found.

        Raises:
            RankerUnavailableError: Milvus does not answer, or will not.
        """
        known = self._known
        if known is None or (known.revision, known.word_lists) != (
            catalogue_revision(session),
            words_revision(session),
        ):
            known, _ = self._known_by(session, lambda _: None)
        return known.index

    def standing(self, session: Session) -> Standing:
        """The index with at least all changes that are committed; each change may weigh all terms anew."""
        index = self.caught_up(session)
        return Standing(self.reader, index, revision=self.revision, weighed_at=self.revision)

    def build(self, session: Session, progress: Callable[[int], None]) -> int:
        """Builds the index where there is none, or takes all changes in; gives the number of patents in it.

        Args:
            session: holds the catalogue in the database until its end.
            progress: told how many are read; what it raises ends the build and leaves the last good index.
        """
        hold_catalogue(session)
        known, is_fitted = self._known_by(session, progress)
        if not is_fitted:
            known.index.merge()
        return len(known.index)

    def _known_by(self, session: Session, progress: Callable[[int], None]) -> tuple[_Known, bool]:
        """The index, up to the database, and whether it was built for that."""
        reader = Reader(adopted_recipe(session), vocabulary_of(session))
        word_lists, revision = words_revision(session), catalogue_revision(session)
        index, is_fitted = self._index(session, reader), False
        if _noted(index) != revision:
            hold_catalogue(session)
            revision = catalogue_revision(session)
            is_fitted = _bring_up(session, index, reader, revision, progress)
        self._known = _Known(reader, index, revision, word_lists)
        return self._known, is_fitted

    def _index(self, session: Session, reader: Reader) -> "MilvusRanker":
        from matchmaker.ranking.milvus import MilvusRanker  # an optional extra

        if self._known and self._known.reader.fingerprint == reader.fingerprint:
            return self._known.index
        name = f"catalogue_{catalogue_identity(session)}_{reader.fingerprint[:_FINGERPRINT_LENGTH]}"
        return MilvusRanker(self._uri, name, reader.recipe.field_weights)


def _noted(index: "MilvusRanker") -> int | None:
    """Up to which change an index has read; None where there is no index yet."""
    try:
        return index.revision_
    except NotFittedError:
        return None


def _bring_up(
    session: Session, index: "MilvusRanker", reader: Reader, revision: int, progress: Callable[[int], None]
) -> bool:
    """Reads what the index has not read yet, and says whether that was all there is."""
    noted = _noted(index)
    if noted == revision:  # somebody else was faster
        return False
    # One that has read more than there is belongs to a database that has gone back in time.
    is_fitted = noted is None or noted > revision or changes_since(session, noted) > READ_IN_A_REQUEST
    if is_fitted:
        index.fit(_documents_on_offer(session, reader, progress))
    elif noted is not None:
        on_offer, gone = changed_texts(session, noted)
        index.remove(gone).add(reader.documents(on_offer))
    index.note_revision(revision)
    return is_fitted


def _documents_on_offer(
    session: Session, reader: Reader, progress: Callable[[int], None]
) -> Iterator[Document]:
    last, done = 0, 0
    while batch := [PatentText(*row) for row in session.execute(texts_on_offer(last).limit(_A_BATCH))]:
        yield from reader.documents(batch)
        last, done = batch[-1].id, done + len(batch)
        progress(done)
