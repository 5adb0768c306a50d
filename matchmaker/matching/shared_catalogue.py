"""The index of everything on offer in Milvus: one for all processes and machines of a centre."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from matchmaker.matching.adoption import adopted_recipe
from matchmaker.matching.catalogue import Catalogue, IndexBeingBuiltError, Standing
from matchmaker.matching.index_building import IndexBuilding
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.shared_building import bring_up, build_shared, is_far_behind, noted_in
from matchmaker.matching.vocabulary import vocabulary_of, words_revision
from matchmaker.patents.queries import catalogue_identity, catalogue_revision, texts_on_offer
from matchmaker.patents.service import hold_catalogue
from matchmaker.ranking.index import NotFittedError
from matchmaker.ranking.ranker import Ranker

if TYPE_CHECKING:
    from matchmaker.ranking.milvus import MilvusRanker

_FINGERPRINT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class _Known:
    """An index in Milvus, and how far this process knows it to have come: by which words, up to which change."""

    reader: Reader
    index: "MilvusRanker"
    revision: int
    word_lists: int


class SharedCatalogue(Catalogue):
    """The patents on offer as an index in Milvus, which whichever process sees a change first catches up.

    How far the index has read is noted with it. Who finds it a little behind holds the catalogue in the database
    until the end of its transaction, so that there is one writer, and reads what has changed. More than
    ``READ_IN_A_REQUEST`` patents to read are read in the background beside the index in use, which answers
    meanwhile; the catalogue is held only while the new one takes its place. Other words or weights begin another
    index; until it is built, processes that know the one before answer from that.

    Args:
        uri: where Milvus is, as for ``MilvusRanker``.
    """

    def __init__(self, uri: str) -> None:
        super().__init__()
        self._uri = uri
        self._known: _Known | None = None
        self._indexes: dict[str, MilvusRanker] = {}

    @property
    def reader(self) -> Reader:
        """What the index was read by."""
        return self._known.reader if self._known else super().reader

    @property
    def revision(self) -> int:
        """The catalogue's count of changes that the index has read at least."""
        return self._known.revision if self._known else 0

    def caught_up(self, session: Session) -> Ranker:
        """The index with all changes that are committed, as it is built now: it stays so while others build it anew.

        Call it before this session itself changes the catalogue: what is not committed must not be found.

        Raises:
            IndexBeingBuiltError: there is no index yet, and it is built in the background.
            RankerUnavailableError: Milvus does not answer, or will not.
        """
        return self._seen(session)[1]

    def standing(self, session: Session) -> Standing:
        """The index with all changes that are committed; each change may weigh all terms anew."""
        known, index = self._seen(session)
        return Standing(known.reader, index, revision=known.revision, weighed_at=known.revision)

    def build(self, session: Session, progress: Callable[[int], None]) -> int:
        """Builds the index where there is none, or takes all changes in; gives the number of patents in it.

        Args:
            session: only read from.
            progress: told how many are read; what it raises ends the build and leaves the last good index.
        """
        reader = Reader(adopted_recipe(session), vocabulary_of(session))
        build_shared(session.get_bind(), self._index(session, reader), reader, progress=progress)
        return len(self.caught_up(session))

    def _seen(self, session: Session) -> tuple[_Known, "MilvusRanker"]:
        """What this process knows of the index, and the index as it is built now."""
        known = self._up_to_date(session)
        try:
            return known, known.index.view()
        except NotFittedError:  # somebody dropped it, such as that of earlier words
            self._known = None
            known = self._up_to_date(session)
            return known, known.index.view()

    def _up_to_date(self, session: Session) -> _Known:
        known = self._known
        counts = catalogue_revision(session), words_revision(session)
        if known is None or (known.revision, known.word_lists) != counts:
            self._known = known = self._caught_up_now(session)
        return known

    def _caught_up_now(self, session: Session) -> _Known:
        """The index of the centre's words, or the one at hand where that takes longer than somebody would wait."""
        word_lists = words_revision(session)
        reader = Reader(adopted_recipe(session), vocabulary_of(session))
        wanted = _Known(reader, self._index(session, reader), -1, word_lists)
        if found := _brought_up(session, wanted):
            return found
        building = self._build_behind(session, wanted)
        at_hand = self._known or _as_it_is(session, wanted)
        if at_hand is None:
            raise IndexBeingBuiltError(done=building.done, total=building.total)
        return _brought_up(session, at_hand) or at_hand

    def _build_behind(self, session: Session, wanted: _Known) -> IndexBuilding:
        """Starts to build in the background, unless that goes on already."""
        if self._building is None or self._building.is_over:

            def build(own: Session, progress: Callable[[int], None]) -> None:
                bind = own.get_bind()
                build_shared(bind, wanted.index, wanted.reader, progress=progress, only_where_needed=True)

            self._building = IndexBuilding(session.get_bind(), build)
            self._building.start()
        return self._building

    def _index(self, session: Session, reader: Reader) -> "MilvusRanker":
        from matchmaker.ranking.milvus import MilvusRanker  # an optional extra

        name = f"catalogue_{catalogue_identity(session)}_{reader.fingerprint[:_FINGERPRINT_LENGTH]}"
        if name not in self._indexes:
            recipe = reader.recipe
            self._indexes[name] = MilvusRanker(self._uri, name, recipe.field_weights, recipe.lightest)
        return self._indexes[name]


def _brought_up(session: Session, known: _Known) -> _Known | None:
    """An index that has read all changes; None where there are more than are read while somebody waits.

    Whoever finds it behind holds the catalogue, and looks again: somebody else may have been faster.
    """
    noted, revision = noted_in(known.index), catalogue_revision(session)
    if noted != revision:
        if is_far_behind(session, noted, revision):
            return None
        hold_catalogue(session)
        noted, revision = noted_in(known.index), catalogue_revision(session)
        if noted is None or noted > revision:
            _build_at_once(session, known, revision)
        else:
            bring_up(session, known.index, known.reader)
    return replace(known, revision=revision)


def _build_at_once(session: Session, known: _Known, revision: int) -> None:
    texts = [PatentText(*row) for row in session.execute(texts_on_offer(0))]
    draft = known.index.begin().learn(known.reader.documents(texts))
    draft.note_revision(revision)
    known.index.use(draft)


def _as_it_is(session: Session, known: _Known) -> _Known | None:
    """An index that is far behind and answers until it is built anew; None where it is not of this database."""
    noted = noted_in(known.index)
    if noted is None or noted > catalogue_revision(session):
        return None
    return replace(known, revision=noted)
