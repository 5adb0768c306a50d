"""The dated thresholds of recognition; the only table of this room."""

import datetime as dt

from sqlalchemy import BigInteger, Date, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, choice
from matchmaker.statistics.enums import Measure, RecognitionLevel


class Threshold(Base):
    """What a measure must reach from ``valid_from`` on, and the rule that says so.

    ``value`` is in fen for amounts and a plain count otherwise.
    """

    __tablename__ = "thresholds"
    __table_args__ = (UniqueConstraint("level", "measure", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[RecognitionLevel] = mapped_column(choice(RecognitionLevel))
    measure: Mapped[Measure] = mapped_column(choice(Measure))
    value: Mapped[int] = mapped_column(BigInteger)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
