"""Organisations, their membership, people, and the audit trail."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.errors import N_, ConflictError
from matchmaker.organizations.enums import OrganizationKind, Role


class Organization(Base):
    """A university, institute, company, service provider or the centre itself; ``fictional`` in a demo centre.

    One that was merged into another stays as a row that names it; it is in no list any more.
    """

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind))
    region: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(80), default="")
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    fictional: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="organization")
    aliases: Mapped[list["OrganizationAlias"]] = relationship(
        back_populates="organization", order_by="OrganizationAlias.id", cascade="all, delete-orphan"
    )


class OrganizationAlias(Base):
    """Another name by which an organisation is known: short, former, English; ``key`` is its compared form."""

    __tablename__ = "organization_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200), unique=True)

    organization: Mapped[Organization] = relationship(back_populates="aliases")


class Membership(Base):
    """An organisation's time in the centre's alliance; ``left_on`` is empty while it lasts."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    joined_on: Mapped[dt.date] = mapped_column(Date)
    left_on: Mapped[dt.date | None] = mapped_column(Date)

    organization: Mapped[Organization] = relationship(back_populates="memberships")


class Person(Base):
    """Somebody with an account. ``fs_uniquifier`` is what a session cookie names; a new one ends all sessions."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role] = mapped_column(choice(Role))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    password: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)

    organization: Mapped[Organization] = relationship()


class SignInRecord(Base):
    """How an account was signed in to from one address: wrong passwords since the last right one, and when.

    ``account`` is a digest of the e-mail address that was typed, ``address`` the network address; see ``sign_in``.
    """

    __tablename__ = "sign_in_records"
    __table_args__ = (UniqueConstraint("account", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(60), index=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    signed_in_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Merge(Base):
    """Two things of one kind that were made one: ``gone_id`` points to ``kept_id`` since.

    ``subject_type`` is the table of both. ``changes`` is all that was written for it, in order, so that it can be
    undone: ``{"table", "column", "ids", "before", "after"}``. ``left_rows`` is what an undoing could not put back
    because it was changed since: ``{"table", "column", "count", "rows"}``, the last the first fifty as pairs of id
    and name; None of undoings before it was kept. ``left_behind`` counts all of it.
    """

    __tablename__ = "merges"
    __table_args__ = (Index("ix_merges_gone", "subject_type", "gone_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    kept_id: Mapped[int]
    gone_id: Mapped[int]
    kept_name: Mapped[str] = mapped_column(String(200))
    gone_name: Mapped[str] = mapped_column(String(200))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    merged_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    left_behind: Mapped[int] = mapped_column(default=0)
    left_rows: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))

    merged_by: Mapped[Person | None] = relationship()


class KeptApart(Base):
    """Two things of one kind that look alike and are not the same, as somebody decided; the lower id first."""

    __tablename__ = "kept_apart"
    __table_args__ = (UniqueConstraint("subject_type", "first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    first_id: Mapped[int]
    second_id: Mapped[int]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)


class AuditEntry(Base):
    """One change of something that matters: who, when, before and after. Never changed, never deleted."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person | None] = relationship()


class AppendOnlyError(ConflictError):
    """Somebody tried to change or delete what may only be added to."""

    message = N_("The audit trail and the ledger are never changed. Add a row that reverses the old one.")


def append_only(model: type[Base]) -> None:
    """Makes the session refuse to update or delete rows of this model."""
    event.listen(model, "before_update", _refuse)
    event.listen(model, "before_delete", _refuse)


def _refuse(mapper: Mapper[Any], connection: object, target: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    raise AppendOnlyError


append_only(AuditEntry)
