"""Open needs as they may be searched: by outsiders in their public text alone, by the staff in the centre's."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.orm import Session

from matchmaker.matching.reading import PatentText, Reader
from matchmaker.needs.enums import Cooperation, NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.publication import full_text, shows_company
from matchmaker.needs.queries import needs_with_ids, open_needs
from matchmaker.organizations.models import Organization, Person
from matchmaker.organizations.queries import trail_length
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex


@dataclass(frozen=True, slots=True)
class ShelvedNeed:
    """All that a reader of a shelf may learn of a need.

    ``company`` and ``company_id`` are None where the reader may not learn whose it is; ``since`` is when it was
    published or, before that, handed in.
    """

    id: int
    title: str
    content: str
    industry: str
    region: str
    company: str | None
    company_id: int | None
    cooperation: tuple[Cooperation, ...]
    budget_fen: int | None
    deadline: dt.date | None
    since: dt.datetime
    state: NeedState


@dataclass(frozen=True, eq=False)
class Shelf:
    """Needs that some may read, by id, with an index of what these read; never changed."""

    index: TfidfIndex
    needs: Mapping[int, ShelvedNeed]
    documents: Mapping[tuple[str, str], Document] = field(default_factory=dict)


class NeedShelf:
    """The needs that outsiders, or the staff, may search: one index a process for each, shared by its threads.

    What is masked for outsiders is not in theirs, so that no word of it finds anything. ``caught_up`` counts the
    recorded changes of needs and organisations (two queries) and reads the needs again where there are new ones.

    Args:
        inside: whether it is the staff's, with every open need in the centre's words.
    """

    def __init__(self, *, inside: bool) -> None:
        self._inside = inside
        self._catching_up = Lock()
        self._known: tuple[int, int, str] = (-1, -1, "")
        self._current = Shelf(TfidfIndex().fit([]), {})

    def caught_up(self, session: Session, reader: Reader) -> Shelf:
        """The needs as of the last recorded change."""
        state = trail_length(session, Need), trail_length(session, Organization), reader.fingerprint
        if state != self._known:
            with self._catching_up:
                self._current = self._read(session, reader, afresh=state[2] != self._known[2])
                self._known = state
        return self._current

    def _read(self, session: Session, reader: Reader, *, afresh: bool) -> Shelf:
        needs = _readable(session.scalars(open_needs()), inside=self._inside)
        known = {} if afresh else self._current.documents
        texts = {number: (need.title, need.content) for number, need in needs.items()}
        documents = {
            text: Document(number, known[text].fields) if text in known else _document(reader, number, text)
            for number, text in texts.items()
        }
        index = TfidfIndex(reader.recipe.field_weights, reader.recipe.lightest)
        index.fit(Document(number, documents[text].fields) for number, text in sorted(texts.items()))
        return Shelf(index, needs, documents)


def needs_to_tell(session: Session, ids: Sequence[int], reader: Person) -> dict[int, ShelvedNeed]:
    """Those of some needs that a reader may find in the box at this moment, by id, as there: two queries."""
    return _readable(needs_with_ids(session, ids).values(), inside=reader.role.is_staff)


def _readable(needs: Iterable[Need], *, inside: bool) -> dict[int, ShelvedNeed]:
    return {
        need.id: _shelved(need, inside=inside)
        for need in needs
        if need.state.is_open and (inside or need.is_public)
    }


def _shelved(need: Need, *, inside: bool) -> ShelvedNeed:
    company = need.organization
    is_known = inside or shows_company(need)
    return ShelvedNeed(
        id=need.id,
        title=need.title if inside else need.public_title or "",
        content=full_text(need) if inside else need.public_content or "",
        industry=company.industry or "",
        region=company.region or "",
        company=company.name if is_known else None,
        company_id=company.id if is_known else None,
        cooperation=tuple(need.cooperation),
        budget_fen=need.budget_fen,
        deadline=need.deadline,
        since=need.published_at or need.submitted_at or need.created_at,
        state=need.state,
    )


def _document(reader: Reader, number: int, text: tuple[str, str]) -> Document:
    (document,) = reader.documents([PatentText(number, text[0], text[1], "")])
    return document
