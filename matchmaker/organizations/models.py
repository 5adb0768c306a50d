"""Organisations, their membership, people, and the audit trail."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.errors import N_, ConflictError
from matchmaker.organizations.enums import OrganizationKind, Role


class Organization(Base):
    """A university, institute, company, service provider or the centre itself; ``fictional`` in a demo centre."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind))
    region: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(80), default="")
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    fictional: Mapped[bool] = mapped_column(default=False)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="organization")


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
