"""What the centre's words do to the ranking of a need: its ten best by the company's words, and by the refined."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.matching.asking import nearest_others, own_patents_of
from matchmaker.matching.catalogue import Catalogue
from matchmaker.needs.models import Need
from matchmaker.needs.publication import own_wording, with_own_patents
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids

TOP = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A patent among a need's ten best before or after, with its places and scores; None is none of them."""

    patent: Patent
    before: int | None
    after: int | None
    score_before: float
    score_after: float


@dataclass(frozen=True, slots=True)
class Refinement:
    """The ten best by refined words in their order, then those that go out; and how many are in both."""

    places: tuple[Place, ...]
    stay: int

    @property
    def come(self) -> int:
        """How many come in."""
        return sum(place.before is None for place in self.places)

    @property
    def go(self) -> int:
        """How many go out."""
        return sum(place.after is None for place in self.places)


def refinement_of(
    session: Session, catalogue: Catalogue, *, need: Need, title: str, content: str
) -> Refinement:
    """Ranks the patents on offer by the company's own words and by refined ones; nothing is written.

    Whatever the words, the company's own patents are read below them.
    """
    index, own = catalogue.caught_up(session), own_patents_of(session, need)
    own_title, own_text = own_wording(need)
    before, after = (
        {hit.id: (place, hit.score) for place, hit in enumerate(hits, start=1)}
        for hits in (
            nearest_others(index, catalogue.query(title=own_title, text=own_text), TOP, own),
            nearest_others(
                index, catalogue.query(title=title, text=with_own_patents(need, content)), TOP, own
            ),
        )
    )
    patents = patents_with_ids(session, sorted(before | after))
    places = [
        Place(
            patent=patents[number],
            before=before.get(number, (None, 0.0))[0],
            after=after.get(number, (None, 0.0))[0],
            score_before=before.get(number, (None, 0.0))[1],
            score_after=after.get(number, (None, 0.0))[1],
        )
        for number in (*after, *(each for each in before if each not in after))
        if number in patents
    ]
    return Refinement(tuple(places), len(before.keys() & after.keys()))
