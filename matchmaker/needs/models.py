"""Technology needs."""

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.models import Organization, Person


class Need(Base):
    """A problem that a company wants solved, as it wrote it.

    ``source_key`` is the number that an imported sheet gave it; ``budget_fen`` is empty where the price is
    to be agreed (面议); ``looked_at`` is when its company last looked at its matches, ``desk_looked_at`` when
    the centre's staff did.
    """

    __tablename__ = "needs"
    __table_args__ = (UniqueConstraint("organization_id", "source_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source_key: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[NeedState] = mapped_column(choice(NeedState), default=NeedState.DRAFT, index=True)
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    deadline: Mapped[dt.date | None] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    looked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    desk_looked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
    created_by: Mapped[Person | None] = relationship()
