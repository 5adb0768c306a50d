"""Patents on their way into an inventory: put together in temporary tables, then moved at once.

What takes long, turning records into rows, is done before the move, and nobody waits for it; the move is one
statement for each table, and alone holds the lock of a SQLite database.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from matchmaker.database import Base
from matchmaker.errors import N_
from matchmaker.importing.patents import PatentRecord
from matchmaker.organizations.audit import plain_facts
from matchmaker.organizations.models import AuditEntry, Organization, Person
from matchmaker.patents.applicants import names_holder
from matchmaker.patents.enums import ListingState, Way
from matchmaker.patents.models import Listing, Patent, Publication
from matchmaker.patents.records import entry_of, publication_rows, stated_readiness

DEFAULT_WAYS = (Way.TRANSFER, Way.LICENCE)
_TERMS = ("state", "ways", "price_fen", "readiness")
_GIVEN_BY_THE_MOVE = {"id", "organization_id", "revision", "patent_id"}


def _waiting(model: type[Base], name: str) -> sa.Table:
    """A temporary table like a model's, with each row's place and what the trail is to tell of it."""
    table = model.__table__
    kept = [
        sa.Column(each.name, each.type, default=each.default.arg if each.default is not None else None)
        for each in table.columns
        if each.name not in _GIVEN_BY_THE_MOVE
    ]
    place = sa.Column("place", sa.Integer, primary_key=True, autoincrement=False)
    return sa.Table(name, sa.MetaData(), place, sa.Column("told", sa.JSON), *kept, prefixes=["TEMPORARY"])


_PATENTS = _waiting(Patent, "waiting_patents")
_LISTINGS = _waiting(Listing, "waiting_listings")
_PUBLICATIONS = sa.Table(  # keyed by the place, for the move looks them up by it
    "waiting_publications",
    sa.MetaData(),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", Publication.__table__.c.number.type),
    sa.Column("key", Publication.__table__.c.key.type),
    prefixes=["TEMPORARY"],
)
_TABLES = (_PATENTS, _LISTINGS, _PUBLICATIONS)


class Entries:
    """Patents that are to enter a holder's inventory together.

    With ``offer`` those are put on offer that have not lapsed and whose applicants name the holder.

    ``own`` are the compared forms of the holder's names.
    """

    def __init__(self, session: Session, *, own: frozenset[str], offer: bool, on: dt.date) -> None:
        self._session, self._own, self._offer, self._on = session, own, offer, on
        self._count = 0
        for table in _TABLES:
            session.execute(CreateTable(table, if_not_exists=True))

    def add(self, records: Sequence[PatentRecord]) -> None:
        """Takes some more, in their order; costs three queries however many there are, and no lock."""
        placed = list(enumerate(records, start=self._count + 1))
        self._count += len(placed)
        if placed:
            self._session.execute(sa.insert(_PATENTS), [self._patent(*each) for each in placed])
        published = [
            {"place": place, "position": position, **row}
            for place, record in placed
            for position, row in enumerate(publication_rows(record.publication_numbers))
        ]
        if published:
            self._session.execute(sa.insert(_PUBLICATIONS), published)
        offered = [each for each in placed if self._offer and self._may_offer(each[1])]
        if offered:
            self._session.execute(sa.insert(_LISTINGS), [self._listing(*each) for each in offered])

    def move(self, *, holder: Organization, revision: int, by: Person | None) -> None:
        """Moves all into the inventory under a revision that nothing else has, with their rows in the trail."""
        if not self._count:
            return
        given = {"organization_id": holder.id, "revision": revision}
        self._session.execute(_moved(Patent, _PATENTS, given, sa.select(_PATENTS)))
        entered = (  # ids are given in the order of the places
            sa.select(Patent.id, sa.func.row_number().over(order_by=Patent.id).label("place"))
            .where(Patent.revision == revision)
            .subquery()
        )
        self._note(
            Patent, N_("Patent entered"), by, sa.select(entered.c.id, _PATENTS.c.told), _PATENTS, entered
        )
        numbers = sa.select(entered.c.id, _PUBLICATIONS.c.number, _PUBLICATIONS.c.key)
        numbers = numbers.join(_PUBLICATIONS, _PUBLICATIONS.c.place == entered.c.place)
        published = numbers.order_by(_PUBLICATIONS.c.place, _PUBLICATIONS.c.position)
        self._session.execute(
            sa.insert(Publication).from_select(["patent_id", "number", "key"], published),
        )
        offers = sa.select(_LISTINGS).join(entered, entered.c.place == _LISTINGS.c.place)
        self._session.execute(_moved(Listing, _LISTINGS, {"patent_id": entered.c.id}, offers))
        listed = sa.select(Listing.id, _LISTINGS.c.told).join(entered, entered.c.id == Listing.patent_id)
        self._note(Listing, N_("Patent put on offer"), by, listed, _LISTINGS, entered)
        self.forget()

    def _may_offer(self, record: PatentRecord) -> bool:
        return record.status != "lapsed" and names_holder(record.applicants, self._own)

    def _patent(self, place: int, record: PatentRecord) -> dict[str, Any]:
        row = entry_of(record, self._own)
        return {**row, "place": place, "told": {"number": record.number}}

    def _listing(self, place: int, record: PatentRecord) -> dict[str, Any]:
        row = {
            "ways": list(DEFAULT_WAYS),
            "readiness": stated_readiness(record),
            "listed_on": self._on,
            "state": ListingState.OPEN,
        }
        return {**row, "place": place, "told": plain_facts({name: row.get(name) for name in _TERMS})}

    def _note(
        self,
        kind: type[Patent | Listing],
        action: str,
        by: Person | None,
        subjects: sa.Select[Any],
        table: sa.Table,
        entered: sa.Subquery,
    ) -> None:
        told = subjects.join(table, table.c.place == entered.c.place).order_by(table.c.place)
        facts: dict[str, sa.ColumnElement[Any]] = {
            "person_id": sa.literal(by.id if by else None, sa.Integer),
            "action": sa.literal(action),
            "subject_type": sa.literal(kind.__tablename__),
            "before": sa.literal({}, sa.JSON),
        }
        statement = told.add_columns(*facts.values())
        self._session.execute(sa.insert(AuditEntry).from_select(["subject_id", "after", *facts], statement))

    def forget(self) -> None:
        """Empties the temporary tables."""
        for table in _TABLES:
            self._session.execute(sa.delete(table))


def _moved(model: type[Base], table: sa.Table, given: dict[str, Any], rows: sa.Select[Any]) -> sa.Insert:
    """The statement that moves a table's rows in their order, each with what is given to all."""
    names = [each.name for each in table.columns if each.name not in {"place", "told"}]
    values = [value if isinstance(value, sa.ColumnElement) else sa.literal(value) for value in given.values()]
    chosen = rows.with_only_columns(*(table.c[name] for name in names), *values).order_by(table.c.place)
    return sa.insert(model).from_select([*names, *given], chosen)
