"""How patents and needs are read at a moment: the recipe and the centre's words, as one thing that never changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from matchmaker.matching.recipe import Query, Recipe
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.ranking.documents import Document
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import Synonyms


class PatentText(NamedTuple):
    """What is read of a patent."""

    id: int
    title: str
    abstract: str
    claims: str


@dataclass(frozen=True)
class Reader:
    """Reads texts by a recipe and a centre's words; it goes to other processes as it is.

    Attributes:
        recipe: which features count by how much.
        vocabulary: the centre's terms, synonyms and stop words.
    """

    recipe: Recipe = field(default_factory=Recipe)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @property
    def segmenter(self) -> Segmenter:
        """Cuts texts into terms."""
        return _segmenter(self.vocabulary)

    @cached_property
    def synonyms(self) -> Synonyms:
        """What a need's words mean too."""
        return Synonyms(self.vocabulary.synonyms)

    @cached_property
    def fingerprint(self) -> str:
        """What changes whenever patents have to be read anew."""
        return self.recipe.fingerprint(self.segmenter)

    def query(self, *, title: str, text: str) -> Query:
        """A need, or a search without a title, read for the index."""
        return self.recipe.need(self.segmenter, title=title, text=text, synonyms=self.synonyms)

    def documents(self, patents: Iterable[PatentText]) -> list[Document]:
        """Patents, read for the index."""
        return [
            Document(
                patent.id,
                self.recipe.patent(
                    self.segmenter, title=patent.title, abstract=patent.abstract, first_claim=patent.claims
                ),
            )
            for patent in patents
        ]


@lru_cache(maxsize=4)
def _segmenter(vocabulary: Vocabulary) -> Segmenter:
    """One for all readers of a process, of the lists used last: a dictionary with own terms takes time and 26 MB."""
    return vocabulary.segmenter()
