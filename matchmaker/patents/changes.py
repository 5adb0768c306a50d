"""What sheets tell of known patents: put together in a temporary table, then written over the inventory at once."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from matchmaker.errors import N_
from matchmaker.importing.numbers import best_publication
from matchmaker.organizations.audit import plain_facts
from matchmaker.organizations.models import AuditEntry, Person
from matchmaker.patents.applicants import names_holder
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.models import Listing, Patent, Publication
from matchmaker.patents.records import LABELS, PUBLICATIONS, FieldChange, publication_rows

_COLUMNS = (*LABELS, "publication_number", "names_holder")


def _nullable(name: str) -> sa.Column[Any]:
    kind = Patent.__table__.c[name].type
    return sa.Column(name, sa.JSON(none_as_null=True) if isinstance(kind, sa.JSON) else kind)


_CHANGES = sa.Table(
    "waiting_changes",
    sa.MetaData(),
    sa.Column("patent_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    sa.Column("readiness", Listing.__table__.c.readiness.type),
    *map(_nullable, _COLUMNS),
    prefixes=["TEMPORARY"],
)
_NUMBERS = sa.Table(
    "waiting_numbers",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("patent_id", sa.Integer),
    sa.Column("number", Publication.__table__.c.number.type),
    sa.Column("key", Publication.__table__.c.key.type),
    prefixes=["TEMPORARY"],
)


class Changes:
    """Changes of a holder's patents that are to be written together; what a sheet leaves blank stays as it is."""

    def __init__(self, session: Session) -> None:
        self._session = session
        for table in (_CHANGES, _NUMBERS):
            session.execute(CreateTable(table, if_not_exists=True))

    def add(self, changes: Sequence[tuple[int, Sequence[FieldChange]]], *, own: frozenset[str]) -> None:
        """Takes some more: a patent's id, and its fields that a sheet tells differently; two queries, no lock.

        ``own`` are the compared forms of the holder's names.
        """
        if changes:
            rows = [_row(patent_id, fields, own) for patent_id, fields in changes]
            self._session.execute(sa.insert(_CHANGES), rows)
        numbers = [
            {"patent_id": patent_id, **row}
            for patent_id, fields in changes
            for field in fields
            if field.name == PUBLICATIONS
            for row in publication_rows([each for each in field.after if each not in field.before])
        ]
        if numbers:
            self._session.execute(sa.insert(_NUMBERS), numbers)

    def write(self, *, revision: int, by: Person | None) -> list[int]:
        """Writes all under a revision, with their rows in the trail; gives the patents that lapsed with it.

        A status from a sheet is no check of the register: the day of the last check no longer holds for it.
        """
        told = {name: sa.func.coalesce(_CHANGES.c[name], getattr(Patent, name)) for name in _COLUMNS}
        same_status = _CHANGES.c.status.is_(None)
        checked = {
            "status_checked_on": sa.case((same_status, Patent.status_checked_on)),
            "status_source": sa.case((same_status, Patent.status_source), else_=""),
        }
        patents = sa.update(Patent).where(Patent.id == _CHANGES.c.patent_id)
        offers = sa.update(Listing).where(
            Listing.patent_id == _CHANGES.c.patent_id, _CHANGES.c.readiness.is_not(None)
        )
        unseen = {"synchronize_session": False}
        self._session.execute(patents.values(**told, **checked, revision=revision), execution_options=unseen)
        self._session.execute(offers.values(readiness=_CHANGES.c.readiness), execution_options=unseen)
        added = sa.select(_NUMBERS.c.patent_id, _NUMBERS.c.number, _NUMBERS.c.key).order_by(_NUMBERS.c.id)
        self._session.execute(sa.insert(Publication).from_select(["patent_id", "number", "key"], added))
        self._note(by)
        lapsed = sa.select(_CHANGES.c.patent_id).where(_CHANGES.c.status == PatentStatus.LAPSED)
        ids = list(self._session.scalars(lapsed.order_by(_CHANGES.c.patent_id)))
        self.forget()
        return ids

    def forget(self) -> None:
        """Empties the temporary tables."""
        for table in (_CHANGES, _NUMBERS):
            self._session.execute(sa.delete(table))

    def _note(self, by: Person | None) -> None:
        facts: dict[str, sa.ColumnElement[Any]] = {
            "person_id": sa.literal(by.id if by else None, sa.Integer),
            "action": sa.literal(N_("Patent changed")),
            "subject_type": sa.literal(Patent.__tablename__),
            "subject_id": _CHANGES.c.patent_id,
            "before": _CHANGES.c.before,
            "after": _CHANGES.c.after,
        }
        entries = sa.select(*facts.values()).order_by(_CHANGES.c.patent_id)
        self._session.execute(sa.insert(AuditEntry).from_select(list(facts), entries))


def _row(patent_id: int, fields: Sequence[FieldChange], own: frozenset[str]) -> dict[str, Any]:
    """A row of the temporary table; every row fills the same columns."""
    after = {field.name: field.after for field in fields}
    applicants = after.get("applicants")
    return {
        **dict.fromkeys((*_COLUMNS, "readiness")),
        **{name: value for name, value in after.items() if name != PUBLICATIONS},
        "publication_number": best_publication(after.get(PUBLICATIONS, ())),
        "names_holder": names_holder(applicants, own) if applicants else after.get("names_holder"),
        "patent_id": patent_id,
        "before": plain_facts({field.name: field.before for field in fields}),
        "after": plain_facts(after),
    }
