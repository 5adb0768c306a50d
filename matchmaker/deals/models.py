"""Deals, the patents in them, and the append-only ledger that the statistics are computed from."""

import datetime as dt

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.matching.models import Match
from matchmaker.needs.models import Need
from matchmaker.organizations.clashes import between_partners
from matchmaker.organizations.models import Organization, Person, append_only
from matchmaker.patents.enums import LicenceKind, Way
from matchmaker.patents.models import Patent
from matchmaker.roadshows.models import Intent

deal_patents = Table(
    "deal_patents",
    Base.metadata,
    Column("deal_id", ForeignKey("deals.id"), primary_key=True),
    Column("patent_id", ForeignKey("patents.id"), primary_key=True, index=True),
)


class Deal(Base):
    """A transfer, licence, equity contribution or financing between a holder and a company."""

    __tablename__ = "deals"
    __table_args__ = between_partners()

    id: Mapped[int] = mapped_column(primary_key=True)
    way: Mapped[Way] = mapped_column(choice(Way))
    licence_kind: Mapped[LicenceKind | None] = mapped_column(choice(LicenceKind))
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.LEAD, index=True)
    stage_since: Mapped[dt.date] = mapped_column(Date)
    seller_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id"), index=True)
    intent_id: Mapped[int | None] = mapped_column(ForeignKey("intents.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_on: Mapped[dt.date] = mapped_column(Date)
    talks_on: Mapped[dt.date | None] = mapped_column(Date)
    contract_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    signed_on: Mapped[dt.date | None] = mapped_column(Date)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    co_owners_agreed: Mapped[bool] = mapped_column(default=False)
    registered_on: Mapped[dt.date | None] = mapped_column(Date)
    registration_number: Mapped[str] = mapped_column(String(60), default="")
    lost_on: Mapped[dt.date | None] = mapped_column(Date)
    lost_reason: Mapped[str] = mapped_column(Text, default="")

    seller: Mapped[Organization] = relationship(foreign_keys=seller_id)
    buyer: Mapped[Organization] = relationship(foreign_keys=buyer_id)
    need: Mapped[Need | None] = relationship()
    match: Mapped[Match | None] = relationship()
    intent: Mapped[Intent | None] = relationship()
    owner: Mapped[Person | None] = relationship()
    patents: Mapped[list[Patent]] = relationship(secondary=deal_patents, order_by=Patent.id)
    entries: Mapped[list["LedgerEntry"]] = relationship(back_populates="deal", order_by="LedgerEntry.id")


class LedgerEntry(Base):
    """One countable fact about a deal, on its day. Never changed: a correction reverses it with a new row.

    Each entry says what it adds to each measure: ``contracts`` (项), ``patents`` (件), ``registrations``
    (次) and ``amount_fen``; a reversal carries the same numbers with the sign turned.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("ix_ledger_entries_kind_booked_on", "kind", "booked_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    way: Mapped[Way] = mapped_column(choice(Way))
    booked_on: Mapped[dt.date] = mapped_column(Date)
    amount_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    contracts: Mapped[int] = mapped_column(default=0)
    patents: Mapped[int] = mapped_column(default=0)
    registrations: Mapped[int] = mapped_column(default=0)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)

    deal: Mapped[Deal] = relationship(back_populates="entries")
    entered_by: Mapped[Person | None] = relationship()


class DueMail(Base):
    """Somebody chose to be reminded by e-mail of what is due; ``told_on`` is the last day that was told of."""

    __tablename__ = "due_mails"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    told_on: Mapped[dt.date] = mapped_column(Date)

    person: Mapped[Person] = relationship()


append_only(LedgerEntry)
