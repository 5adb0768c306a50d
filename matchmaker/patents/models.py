"""Patents, the offer of each (its listing), and the counter that tells the index what has changed."""

import datetime as dt

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from matchmaker.database import Base, Choices, UtcDateTime, choice, now
from matchmaker.importing.numbers import PublicationNumber
from matchmaker.organizations.models import Organization
from matchmaker.patents.enums import ListingState, PatentStatus, PatentType, Readiness, Way


class Patent(Base):
    """A patent or application in the inventory of one organisation (its holder here).

    It is known by its application number, else its publication number, else the ``source_key`` that the
    database it came from gave it. ``status_checked_on`` is the day on which somebody looked the status up in
    the register; it is empty where only a sheet tells it. ``revision`` is the catalogue's count at its last change.
    ``publication_key`` is what the publication number has in common with the others of the same patent.
    """

    __tablename__ = "patents"
    __table_args__ = (
        UniqueConstraint("organization_id", "source_key"),
        CheckConstraint(
            "application_number IS NOT NULL OR publication_number IS NOT NULL OR source_key IS NOT NULL",
            name="is_identified",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    publication_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    publication_key: Mapped[str | None] = mapped_column(String(20), index=True)
    source_key: Mapped[str | None] = mapped_column(String(80))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    abstract: Mapped[str] = mapped_column(Text, default="")
    claims: Mapped[str] = mapped_column(Text, default="")
    applicants: Mapped[list[str]] = mapped_column(JSON, default=list)
    inventors: Mapped[list[str]] = mapped_column(JSON, default=list)
    department: Mapped[str] = mapped_column(String(200), default="")
    names_holder: Mapped[bool] = mapped_column(default=True)
    patent_type: Mapped[PatentType | None] = mapped_column(choice(PatentType))
    ipc: Mapped[list[str]] = mapped_column(JSON, default=list)
    filed_on: Mapped[dt.date | None] = mapped_column(Date)
    published_on: Mapped[dt.date | None] = mapped_column(Date)
    granted_on: Mapped[dt.date | None] = mapped_column(Date)
    legal_status: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[PatentStatus] = mapped_column(choice(PatentStatus), default=PatentStatus.UNKNOWN)
    status_checked_on: Mapped[dt.date | None] = mapped_column(Date)
    revision: Mapped[int] = mapped_column(index=True)
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)

    organization: Mapped[Organization] = relationship()
    listing: Mapped["Listing | None"] = relationship(back_populates="patent")

    @validates("publication_number")
    def _keep_key(self, _: str, number: str | None) -> str | None:
        self.publication_key = PublicationNumber.parse(number).key if number else None
        return number

    @property
    def number(self) -> str:
        """The number by which people know it: application, else publication number, else its source's key."""
        return self.application_number or self.publication_number or self.source_key or ""


class Listing(Base):
    """The offer of a patent: in which ways, at what price (none: 面议, to be agreed), and how ready it is.

    ``readiness`` is empty where nobody has stated it.
    """

    __tablename__ = "listings"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), unique=True)
    state: Mapped[ListingState] = mapped_column(choice(ListingState), default=ListingState.OPEN)
    ways: Mapped[list[Way]] = mapped_column(Choices(Way), default=list)
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    readiness: Mapped[Readiness | None] = mapped_column(choice(Readiness))
    benefit: Mapped[str] = mapped_column(Text, default="")
    listed_on: Mapped[dt.date] = mapped_column(Date)

    patent: Mapped[Patent] = relationship(back_populates="listing")


class CatalogueRevision(Base):
    """One row that counts the changes of the catalogue; taking a number locks it until the commit.

    ``identity`` is drawn at random when the database is made: no other database has it.
    """

    __tablename__ = "catalogue_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    identity: Mapped[str] = mapped_column(String(32))
