"""Roadshows: the patents pitched, the companies that come, and the interest they register."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.matching.models import Match
from matchmaker.organizations.clashes import settled_by
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.models import Patent
from matchmaker.roadshows.clashes import one_interest, one_seat
from matchmaker.roadshows.enums import RegistrationState


class Roadshow(Base):
    """An event at which holders pitch patents to companies. ``seats`` are for registered organisations."""

    __tablename__ = "roadshows"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    venue: Mapped[str] = mapped_column(String(200))
    seats: Mapped[int]
    description: Mapped[str] = mapped_column(Text, default="")

    pitches: Mapped[list["Pitch"]] = relationship(back_populates="roadshow", order_by="Pitch.position")
    registrations: Mapped[list["Registration"]] = relationship(
        back_populates="roadshow", order_by="Registration.id"
    )


class Pitch(Base):
    """A patent on a roadshow's programme, with the match that brought it there, if one did."""

    __tablename__ = "pitches"
    __table_args__ = (UniqueConstraint("roadshow_id", "patent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id"))
    position: Mapped[int]

    roadshow: Mapped[Roadshow] = relationship(back_populates="pitches")
    patent: Mapped[Patent] = relationship()
    match: Mapped[Match | None] = relationship()
    intents: Mapped[list["Intent"]] = relationship(back_populates="pitch", order_by="Intent.id")


class Registration(Base):
    """An organisation's place at a roadshow: a seat, the waitlist, or given up."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("roadshow_id", "organization_id"), settled_by(one_seat))

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    state: Mapped[RegistrationState] = mapped_column(choice(RegistrationState))
    registered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    attended: Mapped[bool] = mapped_column(default=False)

    roadshow: Mapped[Roadshow] = relationship(back_populates="registrations")
    organization: Mapped[Organization] = relationship()


class Intent(Base):
    """A company's interest in a pitch, with who follows it up and by when; ``ended_on`` if nothing came of it."""

    __tablename__ = "intents"
    __table_args__ = (UniqueConstraint("pitch_id", "organization_id"), settled_by(one_interest))

    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitches.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    follow_up_on: Mapped[dt.date] = mapped_column(Date)
    ended_on: Mapped[dt.date | None] = mapped_column(Date)
    expressed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)

    pitch: Mapped[Pitch] = relationship(back_populates="intents")
    organization: Mapped[Organization] = relationship()
    owner: Mapped[Person | None] = relationship()
