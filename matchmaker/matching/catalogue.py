"""The index of everything on offer: kept outside the request, caught up with the database before each answer."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from matchmaker.matching.adoption import adopted_recipe
from matchmaker.matching.kept_index import KeptIndex
from matchmaker.matching.recipe import Query, Recipe
from matchmaker.patents.enums import ListingState
from matchmaker.patents.queries import catalogue_identity, catalogue_revision, changed_since, listings_open
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.text.segmenting import Segmenter

_WORTH_KEEPING = 100  # patents read at once: reading fewer again costs less than writing the index


@dataclass(frozen=True)
class Standing:
    """The catalogue at one moment, for whoever ranks by it and notes by what.

    ``weighed_at`` is the revision whose patents gave the terms their weights: scores of one ``fingerprint`` and one
    ``weighed_at`` can be compared.
    """

    index: TfidfIndex
    revision: int
    weighed_at: int
    fingerprint: str
    recipe: Recipe
    segmenter: Segmenter

    @cached_property
    def size(self) -> int:
        """How many patents are on offer."""
        return len(self.index.ids_)

    def query(self, *, title: str, text: str) -> Query:
        """A need, read for the index."""
        return self.recipe.need(self.segmenter, title=title, text=text)


class Catalogue:
    """The patents on offer as a searchable index, one a process, shared by its threads.

    ``caught_up`` compares its own revision with the database's (one small query) and reads only what has
    changed since, so a patent listed a moment ago is found by the next search and a withdrawn one is not.
    ``fingerprint`` names the recipe that its scores come from. With a ``folder``, the index of one process
    is where the next one begins.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.segmenter = Segmenter()
        self._folder = folder
        self._catching_up = Lock()
        self._work_by(Recipe())

    def caught_up(self, session: Session) -> TfidfIndex:
        """The index as of the last committed change; it stays as it is while others are caught up.

        Call it before this session itself changes the catalogue: what is not committed must not be found.
        """
        if catalogue_revision(session) != self.revision:
            with self._catching_up:
                self._catch_up(session)
        return copy(self._index)

    def standing(self, session: Session) -> Standing:
        """The index as of the last committed change, with what tells of which change and recipe it is."""
        self.caught_up(session)
        with self._catching_up:
            return Standing(
                copy(self._index),
                self.revision,
                self.weighed_at,
                self.fingerprint,
                self.recipe,
                self.segmenter,
            )

    def query(self, *, title: str = "", text: str) -> Query:
        """A need, or a search without a title, read for ``TfidfIndex.rank``."""
        return self.recipe.need(self.segmenter, title=title, text=text)

    def _work_by(self, recipe: Recipe) -> None:
        self.recipe, self.fingerprint = recipe, recipe.fingerprint(self.segmenter)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.revision = self.weighed_at = 0
        self._index = TfidfIndex(self.recipe.field_weights).fit([])

    def _catch_up(self, session: Session) -> None:
        if (recipe := adopted_recipe(session)) != self.recipe:
            self._work_by(recipe)
        kept = self._kept(session)
        taken_up = kept is not None and self.revision == 0 and self._take_up(session, kept)
        read = self._read_changes(session)
        if taken_up and len(self._index.ids_) != listings_open(
            session
        ):  # it is of a database gone back in time
            self._begin_anew()
            read = self._read_changes(session)
        if kept and read >= _WORTH_KEEPING:
            kept.keep(self._index, revision=self.revision)

    def _kept(self, session: Session) -> KeptIndex | None:
        if self._folder is None:
            return None
        return KeptIndex(self._folder, catalogue_identity(session), self.fingerprint)

    def _take_up(self, session: Session, kept: KeptIndex) -> bool:
        found = kept.newest(up_to=catalogue_revision(session))
        if found:
            self._index, self.revision = found[1], found[0]
            self.weighed_at = self.revision
        return found is not None

    def _read_changes(self, session: Session) -> int:
        """Reads the patents changed since the index's revision; gives their number."""
        revision = catalogue_revision(session)
        on_offer: list[Document] = []
        gone: list[int] = []
        for patent_id, _, title, abstract, claims, state in session.execute(changed_since(self.revision)):
            if state is ListingState.OPEN:
                fields = self.recipe.patent(
                    self.segmenter, title=title, abstract=abstract, first_claim=claims
                )
                on_offer.append(Document(patent_id, fields))
            else:
                gone.append(patent_id)
        if gone:
            self._index.remove(gone)
        if on_offer:
            self._index.add(on_offer)
        self.revision = revision
        if (gone or on_offer) and not self._index.unmerged_:
            self.weighed_at = revision
        return len(gone) + len(on_offer)
