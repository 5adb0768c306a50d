"""The open needs that a patent on offer could answer, the nearest first, as far as a reader may know of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from matchmaker.matching.asking import own_patents_by_need
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.reading import PatentText
from matchmaker.needs.enums import Secrecy
from matchmaker.needs.models import Need
from matchmaker.needs.publication import outward_terms
from matchmaker.needs.queries import needs_with_ids
from matchmaker.organizations.models import Person
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import may_change
from matchmaker.ranking.documents import Contribution, Hit
from matchmaker.ranking.index import UnknownDocumentError


@dataclass(frozen=True, slots=True)
class NeedFound:
    """An open need found for a patent: its place (from 1), its score, and what each word of the need adds.

    Of the words those that the reader may see: outsiders learn none that would be masked.
    """

    rank: int
    score: float
    need: Need
    contributions: tuple[Contribution, ...]


def needs_for(
    session: Session, catalogue: Catalogue, *, patent: Patent, reader: Person | None, k: int = 5
) -> tuple[NeedFound, ...]:
    """The ``k`` open needs nearest to a patent; none where it is not on offer.

    The score of a pair is the one that ranks the patent for the need. Everybody learns of published needs;
    the patent's holder and the centre's staff of those too that are not published yet.
    """
    if patent.listing is None or patent.listing.state is not ListingState.OPEN:
        return ()
    try:
        return _nearest(session, catalogue, patent, reader, k)
    except UnknownDocumentError:  # withdrawn meanwhile, and gone from an index that others change
        return ()


def _nearest(
    session: Session, catalogue: Catalogue, patent: Patent, reader: Person | None, k: int
) -> tuple[NeedFound, ...]:
    index = catalogue.caught_up(session)
    open_needs = catalogue.needs.caught_up(session, catalogue.reader)
    text = PatentText(patent.id, patent.title, patent.abstract, patent.claims)
    (document,) = catalogue.reader.documents([text])
    inside = reader is not None and may_change(patent, reader)
    of_the_staff = reader is not None and reader.role.is_staff
    best = partial(open_needs.best, index, document.fields, patent.id, published_only=not inside)
    return tuple(
        NeedFound(
            rank=rank,
            score=score,
            need=need,
            contributions=_visible(
                need,
                open_needs.queries[need.id].credited(
                    index.explain(open_needs.queries[need.id].fields, patent.id).contributions
                ),
                of_the_staff=of_the_staff,
            ),
        )
        for rank, (need, score) in enumerate(
            _known(session, best, k, patent, of_the_staff=of_the_staff), start=1
        )
    )


def _known(
    session: Session, best: Callable[..., list[Hit]], k: int, patent: Patent, *, of_the_staff: bool
) -> list[tuple[Need, float]]:
    """The ``k`` best needs and their scores, none for the centre alone, none that names the patent as its own."""
    asked = k
    while True:
        hits = best(k=asked)
        needs = needs_with_ids(session, [hit.id for hit in hits])
        own = own_patents_by_need(session, needs.values())
        known = [
            (needs[hit.id], hit.score)
            for hit in hits
            if (of_the_staff or needs[hit.id].secrecy is not Secrecy.CENTRE) and patent not in own[hit.id]
        ]
        if len(known) >= k or len(hits) < asked:
            return known[:k]
        asked *= 2


def _visible(
    need: Need, contributions: tuple[Contribution, ...], *, of_the_staff: bool
) -> tuple[Contribution, ...]:
    if of_the_staff:
        return contributions
    terms = set(outward_terms(need, [part.term for part in contributions]))
    return tuple(part for part in contributions if part.term in terms)
