"""The index of everything on offer: kept outside the request, caught up with the database before each answer."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from matchmaker.errors import N_, ConflictError
from matchmaker.matching.adoption import adopted_recipe
from matchmaker.matching.attributes import AttributeTable
from matchmaker.matching.index_building import IndexBuilding, build_catalogue
from matchmaker.matching.kept_index import KeptIndex
from matchmaker.matching.need_index import NeedIndex
from matchmaker.matching.need_shelf import NeedShelf
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.matching.recipe import Query, Recipe
from matchmaker.matching.vocabulary import vocabulary_of, words_revision
from matchmaker.needs.alike import AlikeNeeds
from matchmaker.patents.enums import ListingState
from matchmaker.patents.queries import (
    catalogue_identity,
    catalogue_revision,
    changed_since,
    changes_since,
    listings_open,
)
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.ranker import Ranker
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import Synonyms

_WORTH_KEEPING = 100  # patents read at once: reading fewer again costs less than writing the index
READ_IN_A_REQUEST = 10_000
"""Patents that are read while somebody waits, some seconds; more are read in the background."""

_UNMERGED = 0.05  # of an index; beyond it the index is written anew, with all changes taken in


class IndexBeingBuiltError(ConflictError):
    """There are patents on offer and no index of them yet."""

    message = N_(
        "The search index is being built: %(done)s of %(total)s patents are read. Try again in a minute."
    )


@dataclass(frozen=True)
class Standing:
    """The catalogue at one moment, for whoever ranks by it and notes by what.

    Attributes:
        reader: what texts are read by.
        index: the patents on offer.
        revision: the catalogue's count of changes that the index has read.
        weighed_at: the revision whose patents gave the terms their weights: scores of one ``fingerprint`` and one
            ``weighed_at`` can be compared.
    """

    reader: Reader
    index: Ranker
    revision: int = 0
    weighed_at: int = 0

    @cached_property
    def fingerprint(self) -> str:
        """What changes whenever the same texts may get other scores."""
        return f"{self.reader.fingerprint}\n{self.reader.synonyms.fingerprint}"

    @cached_property
    def size(self) -> int:
        """How many patents are on offer."""
        return len(self.index)

    def query(self, *, title: str, text: str) -> Query:
        """A need, read for the index."""
        return self.reader.query(title=title, text=text)


@dataclass(frozen=True)
class _Held(Standing):
    """What this process has of the catalogue.

    Attributes:
        index: the patents on offer, in memory or mapped into it.
        word_lists: the count of the word lists that ``reader`` has.
        on_disk: the revision of the newest index that is kept.
    """

    index: TfidfIndex
    word_lists: int = -1
    on_disk: int = 0


class Catalogue:
    """The patents on offer as a searchable index, one a process, shared by its threads.

    ``caught_up`` compares its own revision with the database's (two small queries) and reads only what has
    changed since, so a patent listed a moment ago is found by the next search and a withdrawn one is not. What
    takes long, thousands of patents or words of the trade by which all have to be read anew, happens in the
    background, in other processes, while the index at hand goes on answering. With a ``folder``, an index is
    left there for the other processes and the next start, which map it into memory. ``attributes`` are what
    filters ask, and ``needs`` the other side; ``public_needs`` and ``inside_needs`` are what a text finds of that,
    and ``alike_needs`` which of them may be one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.attributes = AttributeTable(folder)
        self.needs = NeedIndex()
        self.public_needs, self.inside_needs = NeedShelf(inside=False), NeedShelf(inside=True)
        self.alike_needs = AlikeNeeds()
        self._folder = folder
        self._catching_up = Lock()
        self._held = _begun(Reader())
        self._building: IndexBuilding | None = None

    @property
    def reader(self) -> Reader:
        """What the index was read by."""
        return self._held.reader

    @property
    def segmenter(self) -> Segmenter:
        """How texts are cut."""
        return self.reader.segmenter

    @property
    def recipe(self) -> Recipe:
        """Which features count by how much."""
        return self.reader.recipe

    @property
    def synonyms(self) -> Synonyms:
        """What a need's words mean too."""
        return self.reader.synonyms

    @property
    def fingerprint(self) -> str:
        """What changes whenever the same texts may get other scores."""
        return self.reader.fingerprint

    @property
    def revision(self) -> int:
        """The catalogue's count of changes up to which the index has read."""
        return self._held.revision

    def caught_up(self, session: Session) -> Ranker:
        """The index as of the last committed change; it stays as it is while others are caught up.

        Call it before this session itself changes the catalogue: what is not committed must not be found.

        Raises:
            IndexBeingBuiltError: there are so many patents that the first index is built in the background.
        """
        held = self._held
        if (held.revision, held.word_lists) != (catalogue_revision(session), words_revision(session)):
            with self._catching_up:
                self._catch_up(session)
        return copy(self._held.index)

    def warm_needs(self, session: Session) -> None:
        """Reads the needs that the box for needs searches, so that its first reader does not wait for it."""
        for shelf in (self.public_needs, self.inside_needs):
            shelf.caught_up(session, self.reader)

    def standing(self, session: Session) -> Standing:
        """The index as of the last committed change, with what tells of which change and recipe it is."""
        self.caught_up(session)
        held = self._held
        return replace(held, index=copy(held.index))

    def query(self, *, title: str = "", text: str) -> Query:
        """A need, or a search without a title, read for ``Ranker.rank``."""
        return self.reader.query(title=title, text=text)

    def build(self, session: Session, progress: Callable[[int], None]) -> int:
        """Builds the whole index now, where there is a folder to keep it in; gives the number of patents in it.

        Args:
            session: only read from.
            progress: told how many are read; what it raises ends the build and leaves the last good index.
        """
        reader = Reader(adopted_recipe(session), vocabulary_of(session))
        kept = self._kept(session, reader)
        if kept:
            build_catalogue(session, kept, reader, progress=progress, replaces=bool(self._held.revision))
        return len(self.caught_up(session))

    def _catch_up(self, session: Session) -> None:
        wanted = Reader(adopted_recipe(session), vocabulary_of(session))
        word_lists, revision = words_revision(session), catalogue_revision(session)
        held = self._held
        if wanted.fingerprint == held.reader.fingerprint:
            begin = replace(held, reader=wanted, word_lists=word_lists)
        else:
            begin = replace(_begun(wanted), word_lists=word_lists)
        kept = self._kept(session, wanted)
        if kept:
            begin = _newest(session, kept, begin, revision)
            if changes_since(session, begin.revision) > READ_IN_A_REQUEST:
                building = self._build(session, kept, wanted)
                if changes_since(session, held.revision) <= READ_IN_A_REQUEST:
                    self._held = replace(_with_changes(session, held, revision), word_lists=held.word_lists)
                elif not held.revision:
                    raise IndexBeingBuiltError(done=building.done, total=building.total)
                return
        self._held = _with_changes(session, begin, revision)
        if kept:
            self._keep(session, kept)

    def _kept(self, session: Session, reader: Reader) -> KeptIndex | None:
        if self._folder is None:
            return None
        return KeptIndex(self._folder, catalogue_identity(session), reader.fingerprint)

    def _keep(self, session: Session, kept: KeptIndex) -> None:
        held, index = self._held, self._held.index
        size = len(index)
        if size <= READ_IN_A_REQUEST:
            if changes_since(session, held.on_disk) >= _WORTH_KEEPING:
                kept.keep(index, revision=held.revision)
                self._held = replace(held, on_disk=held.revision)
        elif index.unmerged_ > size * _UNMERGED:
            self._build(session, kept, held.reader)

    def _build(self, session: Session, kept: KeptIndex, reader: Reader) -> IndexBuilding:
        """Starts to build in the background, unless that goes on already."""
        if self._building is None or self._building.is_over:
            build = partial(_build_kept, kept, reader, replaces=bool(self._held.revision))
            self._building = IndexBuilding(session.get_bind(), build)
            self._building.start()
        return self._building


def _build_kept(
    kept: KeptIndex, reader: Reader, session: Session, progress: Callable[[int], None], *, replaces: bool
) -> None:
    build_catalogue(session, kept, reader, progress=progress, replaces=replaces)


def changed_texts(session: Session, revision: int) -> tuple[list[PatentText], list[int]]:
    """The patents changed after a revision: the texts of those on offer, and the ids of those that are not."""
    on_offer: list[PatentText] = []
    gone: list[int] = []
    for patent_id, _, title, abstract, claims, state in session.execute(changed_since(revision)):
        if state is ListingState.OPEN:
            on_offer.append(PatentText(patent_id, title, abstract, claims))
        else:
            gone.append(patent_id)
    return on_offer, gone


def _newest(session: Session, kept: KeptIndex, held: _Held, revision: int) -> _Held:
    """The newest index that any process left, where it is further on than the one at hand."""
    found = kept.newest(up_to=revision, beyond=held.revision)
    if found is None:
        return held
    newest = replace(held, index=found[1], revision=found[0], weighed_at=found[0], on_disk=found[0])
    if changes_since(session, newest.revision) > READ_IN_A_REQUEST:
        return newest
    caught_up = _with_changes(session, newest, revision)
    # One of another number is of a database that has gone back in time.
    return caught_up if len(caught_up.index) == listings_open(session) else held


def _with_changes(session: Session, held: _Held, revision: int) -> _Held:
    """An index that has read the patents changed since it was read."""
    on_offer, gone = changed_texts(session, held.revision)
    index = copy(held.index)
    if gone:
        index.remove(gone)
    if on_offer:
        index.add(held.reader.documents(on_offer))
    is_weighed = bool(gone or on_offer) and not index.unmerged_
    weighed_at = revision if is_weighed else held.weighed_at
    return replace(held, index=index, revision=revision, weighed_at=weighed_at)


def _begun(reader: Reader) -> _Held:
    return _Held(reader, TfidfIndex(reader.recipe.field_weights, reader.recipe.lightest).fit([]))
