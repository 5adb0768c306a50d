"""Patents, the offer of each (its listing), and the counter that tells the index what has changed."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from matchmaker.database import Base, Choices, UtcDateTime, choice, now
from matchmaker.importing.numbers import publications_shown
from matchmaker.organizations.clashes import Merged, renamed, settled_by
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.enums import (
    LicenceKind,
    ListingState,
    PatentStatus,
    PatentType,
    Readiness,
    RoyaltyBase,
    Way,
)


def _read_anew(session: Session, merged: Merged) -> None:
    """Gives patents that changed hands the catalogue's next number, so that the index reads their holder anew."""
    if merged.rows:
        number = CatalogueRevision.next_number(session)
        session.execute(sa.update(Patent), [{"id": each, "revision": number} for each in merged.rows])


class Patent(Base):
    """A patent or application in the inventory of one organisation (its holder here).

    It is known by its application number, else its publication number, else the ``source_key`` that the
    database it came from gave it. ``status_checked_on`` is the day on which somebody looked the status up in
    the register (``status_source``); it is empty where only a sheet tells it. ``revision`` is the catalogue's
    count at its last change. ``extension_days`` prolong the term (期限补偿); ``report_on`` is the day of the
    evaluation report (评价报告); ``let_lapse_on`` is when the holder decided to pay no more fees.
    ``publications`` are all numbers under which it was published; ``publication_number`` is that of the latest stage
    among them. Only ``entries`` and ``changes`` write these, together.

    ``family``, ``cites`` and ``cited_by`` are publication numbers of any office as a database gave them; the family
    may list this patent too. ``family_size`` and ``cited_times`` are what the database counted, empty where it did
    not.
    """

    __tablename__ = "patents"
    __table_args__ = (
        UniqueConstraint("organization_id", "source_key"),
        CheckConstraint(
            "application_number IS NOT NULL OR publication_number IS NOT NULL OR source_key IS NOT NULL",
            name="is_identified",
        ),
        settled_by(renamed, then=_read_anew),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    publication_number: Mapped[str | None] = mapped_column(String(20), unique=True)
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
    claim_count: Mapped[int | None]
    family: Mapped[list[str]] = mapped_column(JSON, default=list)
    family_size: Mapped[int | None]
    cites: Mapped[list[str]] = mapped_column(JSON, default=list)
    cited_by: Mapped[list[str]] = mapped_column(JSON, default=list)
    cited_times: Mapped[int | None]
    filed_on: Mapped[dt.date | None] = mapped_column(Date)
    published_on: Mapped[dt.date | None] = mapped_column(Date)
    granted_on: Mapped[dt.date | None] = mapped_column(Date)
    legal_status: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[PatentStatus] = mapped_column(choice(PatentStatus), default=PatentStatus.UNKNOWN)
    status_checked_on: Mapped[dt.date | None] = mapped_column(Date)
    status_source: Mapped[str] = mapped_column(String(80), default="")
    extension_days: Mapped[int] = mapped_column(default=0)
    suspended: Mapped[bool] = mapped_column(default=False)
    report_on: Mapped[dt.date | None] = mapped_column(Date)
    own_use: Mapped[bool] = mapped_column(default=False)
    transferred_on: Mapped[dt.date | None] = mapped_column(Date)
    let_lapse_on: Mapped[dt.date | None] = mapped_column(Date)
    let_lapse_reason: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(index=True)
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)

    organization: Mapped[Organization] = relationship()
    publications: Mapped[list["Publication"]] = relationship(
        order_by="Publication.id", cascade="all, delete-orphan"
    )
    listing: Mapped["Listing | None"] = relationship(back_populates="patent")
    payments: Mapped[list["FeePayment"]] = relationship(
        order_by="FeePayment.year", cascade="all, delete-orphan"
    )
    co_owners: Mapped[list["CoOwner"]] = relationship(order_by="CoOwner.id", cascade="all, delete-orphan")
    pledges: Mapped[list["Pledge"]] = relationship(order_by="Pledge.id", cascade="all, delete-orphan")
    licences: Mapped[list["PatentLicence"]] = relationship(
        order_by="PatentLicence.id", cascade="all, delete-orphan"
    )
    open_licence: Mapped["OpenLicence | None"] = relationship(cascade="all, delete-orphan")

    @property
    def number(self) -> str:
        """The number by which people know it: application, else publication number, else its source's key."""
        return self.application_number or self.publication_number or self.source_key or ""

    @property
    def publication_numbers(self) -> list[str]:
        """All its publication numbers as they are shown."""
        return publications_shown([each.number for each in self.publications])

    @property
    def times_cited(self) -> int | None:
        """How often it was cited: as a database counted, else by what is listed; None where nothing tells."""
        return self.cited_times if self.cited_times is not None else len(self.cited_by) or None


class Publication(Base):
    """A number under which a patent was published, in its canonical form: as an application, as a grant, corrected.

    ``key`` is what it has in common with the others of the same patent under the same digits (see
    ``PublicationNumber.key``): by it a patent is found with or without the letter of the kind.
    """

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    key: Mapped[str] = mapped_column(String(20), index=True)


class Listing(Base):
    """The offer of a patent: in which ways, at what price (none: 面议, to be agreed), and how ready it is.

    ``readiness`` is empty where nobody has stated it. ``trial_until`` is the last day of a trial before payment
    (先用后转), ``available_until`` the last day of the offer; ``scenarios`` says where the technology is used.
    """

    __tablename__ = "listings"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), unique=True)
    state: Mapped[ListingState] = mapped_column(choice(ListingState), default=ListingState.OPEN)
    ways: Mapped[list[Way]] = mapped_column(Choices(Way), default=list)
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    readiness: Mapped[Readiness | None] = mapped_column(choice(Readiness))
    benefit: Mapped[str] = mapped_column(Text, default="")
    scenarios: Mapped[str] = mapped_column(Text, default="")
    licence_kind: Mapped[LicenceKind | None] = mapped_column(choice(LicenceKind))
    available_until: Mapped[dt.date | None] = mapped_column(Date)
    trial_until: Mapped[dt.date | None] = mapped_column(Date)
    listed_on: Mapped[dt.date] = mapped_column(Date)

    patent: Mapped[Patent] = relationship(back_populates="listing")


class FeePayment(Base):
    """The annual fee of one year of a patent (counted from 1 at its filing) was paid on a day."""

    __tablename__ = "fee_payments"
    __table_args__ = (UniqueConstraint("patent_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"))
    year: Mapped[int]
    paid_on: Mapped[dt.date] = mapped_column(Date)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    entered_by: Mapped[Person | None] = relationship()


class CoOwner(Base):
    """Somebody who owns a patent beside its holder here; ``share_percent`` is empty where none is agreed."""

    __tablename__ = "co_owners"
    __table_args__ = (UniqueConstraint("patent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"))
    name: Mapped[str] = mapped_column(String(200))
    share_percent: Mapped[int | None]


class Pledge(Base):
    """A patent given as security; released on ``released_on``. ``consents`` to an open licence or not."""

    __tablename__ = "pledges"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    pledgee: Mapped[str] = mapped_column(String(200))
    registered_on: Mapped[dt.date] = mapped_column(Date)
    released_on: Mapped[dt.date | None] = mapped_column(Date)
    consents: Mapped[bool] = mapped_column(default=False)


class PatentLicence(Base):
    """A licence given under a patent, running from its first to its last day (none: until the right ends)."""

    __tablename__ = "patent_licences"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    kind: Mapped[LicenceKind] = mapped_column(choice(LicenceKind))
    licensee: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)
    contract_number: Mapped[str] = mapped_column(String(60), default="")


class OpenLicence(Base):
    """The declaration that whoever pays is licensed (开放许可, 专利法第50条).

    The fee is ``fixed_fee_fen``, or ``royalty_points`` (hundredths of one per cent) of ``royalty_base``, or both.
    """

    __tablename__ = "open_licences"

    id: Mapped[int] = mapped_column(primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), unique=True)
    fixed_fee_fen: Mapped[int | None] = mapped_column(BigInteger)
    royalty_points: Mapped[int | None]
    royalty_base: Mapped[RoyaltyBase | None] = mapped_column(choice(RoyaltyBase))
    payment: Mapped[str] = mapped_column(String(400))
    declared_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)


class CatalogueRevision(Base):
    """One row that counts the changes of the catalogue; taking a number locks it until the commit.

    ``identity`` is drawn at random when the database is made: no other database has it.
    """

    __tablename__ = "catalogue_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    identity: Mapped[str] = mapped_column(String(32))

    @classmethod
    def next_number(cls, session: Session) -> int:
        """Counts one change more; others who want to count one wait until this transaction ends."""
        counted = sa.update(cls).values(number=cls.number + 1).returning(cls.number)
        return int(session.execute(counted).scalar_one())
