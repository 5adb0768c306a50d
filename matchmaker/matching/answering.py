"""A holder answers a published need: which of its own patents are nearest, and why; one or more are offered."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.errors import N_, ConflictError, ForbiddenError, InvalidError
from matchmaker.matching.asking import nearest_others, own_patents_of
from matchmaker.matching.assessment import Yardstick
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.comparison import DEEPEST
from matchmaker.matching.evidence import Found, evidence_for, explained
from matchmaker.matching.filters import Filters
from matchmaker.matching.models import MATCHES_A_NEED, Match, MatchRun
from matchmaker.matching.offering import expect_open, offer_match
from matchmaker.matching.queries import matches_by_patent
from matchmaker.matching.service import current_run
from matchmaker.needs.models import Need
from matchmaker.needs.publication import outward_terms
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import ListingState
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patents_with_ids
from matchmaker.ranking.documents import Contribution
from matchmaker.text.synonyms import said_by

ANSWERS = 10


class NothingOfferedError(InvalidError):
    """An offer without a patent."""

    message = N_("Tick at least one patent that you offer.")


class PatentNotOfferedError(ConflictError):
    """A patent is offered for a need that is not on offer any more, or that shares nothing with the need."""

    message = N_("“%(title)s” is no longer on offer. Reload the page and choose another.")


class PartOfNeedError(ConflictError):
    """A patent is offered for a need that names it as one of its company's own."""

    message = N_("“%(title)s” is part of what this need starts from, so it is no answer to it. Untick it.")


@dataclass(frozen=True, slots=True)
class OwnPatent:
    """One of a holder's patents on offer near a need, why it is near, and its match with the need if there is one."""

    found: Found
    match: Match | None


def own_patents_for(
    session: Session, catalogue: Catalogue, *, need: Need, holder: Organization, today: dt.date
) -> tuple[OwnPatent, ...]:
    """The ten of a holder's patents on offer that are nearest to a need; the score of a pair is that of its match.

    Those that the need itself names are not among them.
    The evidence has those of the need's words that an outsider may read; what the others add is told in one sum.
    """
    on_offer = catalogue.attributes.caught_up(session).allowed_ids(Filters(holder=(holder.id,)))
    own = on_offer[~np.isin(on_offer, [patent.id for patent in own_patents_of(session, need)])]
    if not len(own):
        return ()
    standing = catalogue.standing(session)
    query = standing.query(title=need.title, text=need.wording)
    hits = explained(standing.index, query, standing.index.rank(query.fields, ANSWERS, allowed=own))
    words = Yardstick.of_words(standing.index, query)
    named = (said_by(part.term) for part in words.potential)
    readable = frozenset(outward_terms(need, {*words.unheld, *words.light, *named}))
    yardstick = Yardstick(
        potential=_told(words.potential, readable),
        unheld=tuple(word for word in words.unheld if word in readable),
        light=tuple(word for word in words.light if word in readable),
        need=need,
        today=today,
    )
    patents = patents_with_ids(session, [hit.id for hit, _ in hits])
    matches = matches_by_patent(session, need)
    answers = []
    for rank, (hit, contributions) in enumerate(hits, start=1):
        if hit.id not in patents:
            continue
        patent, told = patents[hit.id], _told(contributions, readable)
        found = Found(
            rank=rank,
            score=hit.score,
            patent=patent,
            evidence=evidence_for(patent, told, catalogue.segmenter),
            assessment=yardstick.assess(patent, contributions),
            asked=f"{need.public_title}\n{need.public_content}",
            untold=fsum(part.value for part in contributions if part not in told),
        )
        answers.append(OwnPatent(found, matches.get(hit.id)))
    return tuple(answers)


def offer_patents(
    session: Session,
    catalogue: Catalogue,
    *,
    need: Need,
    patent_ids: Sequence[int],
    on: dt.date,
    note: str,
    by: Person,
) -> list[Match]:
    """Offers patents of the person's own organisation for a need; see ``offering.offer_match``.

    One that the need's run has not found, because others are nearer, gets a match of its own.

    Raises:
        NothingOfferedError: no patent is given.
        ForbiddenError: one of them is not this person's to offer, or the need is for the centre alone.
        NeedClosedError, AlreadyDecidedError, PatentNotOfferedError: it is too late.
        PartOfNeedError: the need names one of them as its company's own.
        OfferNoteTooLongError: the note is too long.
    """
    expect_open(need, by)
    if not patent_ids:
        raise NothingOfferedError
    patents = patents_with_ids(session, patent_ids)
    if any(number not in patents for number in patent_ids):
        raise ForbiddenError
    named = own_patents_of(session, need)
    for patent in patents.values():
        if patent.organization_id != by.organization_id:
            raise ForbiddenError
        if patent.listing is None or patent.listing.state is not ListingState.OPEN:
            raise PatentNotOfferedError(title=patent.title)
        if patent in named:
            raise PartOfNeedError(title=patent.title)
    run = current_run(session, catalogue, need=need)
    lock(session, need)
    known = matches_by_patent(session, need)
    added = [patent for number, patent in patents.items() if number not in known]
    matches = {**known, **_further_matches(session, catalogue, need, run, added)}
    for number in patents:
        offer_match(session, match=matches[number], on=on, note=note, by=by)
    session.flush()
    return [matches[number] for number in patents]


def _further_matches(
    session: Session, catalogue: Catalogue, need: Need, run: MatchRun, patents: Sequence[Patent]
) -> Mapping[int, Match]:
    """Matches with patents that others stand before, each with its place among all."""
    if not patents:
        return {}
    standing = catalogue.standing(session)
    query = standing.query(title=need.title, text=need.wording)
    by_id = {patent.id: patent for patent in patents}
    hits = standing.index.rank(query.fields, len(by_id), allowed=list(by_id))
    others = nearest_others(standing.index, query, DEEPEST, own_patents_of(session, need))
    places = {hit.id: place for place, hit in enumerate(others, start=1)}
    made = {}
    for hit, contributions in explained(standing.index, query, hits):
        made[hit.id] = Match(
            need=need,
            patent=by_id[hit.id],
            run_id=run.id,
            rank=max(places.get(hit.id, DEEPEST + 1), MATCHES_A_NEED + 1),
            score=hit.score,
            evidence=[(part.term, part.value) for part in contributions],
        )
    for patent in patents:
        if patent.id not in made:
            raise PatentNotOfferedError(title=patent.title)
    session.add_all(made.values())
    session.flush()
    return made


def _told(parts: Iterable[Contribution], readable: frozenset[str]) -> tuple[Contribution, ...]:
    return tuple(part for part in parts if said_by(part.term) in readable)
