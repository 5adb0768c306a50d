"""Technology needs, what people note on them, and how long each stage may last."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, Choices, UtcDateTime, choice, now
from matchmaker.needs.enums import PUBLIC_STATES, Cooperation, NeedState, Ownership, Secrecy
from matchmaker.organizations.clashes import renamed, settled_by
from matchmaker.organizations.models import Organization, Person


class Need(Base):
    """A problem that a company wants solved.

    ``title`` and ``content`` are what is ranked: the company's words, or the centre's once it has refined them;
    then ``original_title`` and ``original_content`` keep the company's. ``public_title`` and ``public_content``
    are what others read while it is published, and ``masks`` what was replaced in them, as pairs of kind and text;
    None where nobody has looked for what gives the company away.

    ``own_patents`` are numbers of patents of the company's own, which say in which field its problem is, and
    ``patents_text`` is what these patents say: it is ranked below the need's own words, and nobody outside reads it.

    ``source_key`` is the number that an imported sheet gave it; ``budget_fen`` is empty where the price is
    to be agreed (面议); ``curator`` is who is on it; ``stage_since`` is when it came into its state; ``looked_at``
    is when its company last looked at its matches, ``desk_looked_at`` when the centre's staff did. One that was
    merged into another is closed and names it in ``merged_into_id``.
    """

    __tablename__ = "needs"
    __table_args__ = (UniqueConstraint("organization_id", "source_key"), settled_by(renamed))

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    curator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    source_key: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    original_title: Mapped[str | None] = mapped_column(String(200))
    original_content: Mapped[str | None] = mapped_column(Text)
    public_title: Mapped[str | None] = mapped_column(Text)
    public_content: Mapped[str | None] = mapped_column(Text)
    masks: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    goal: Mapped[str] = mapped_column(Text, default="")
    targets: Mapped[str] = mapped_column(Text, default="")
    tried: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    ownership: Mapped[Ownership | None] = mapped_column(choice(Ownership))
    cooperation: Mapped[list[Cooperation]] = mapped_column(Choices(Cooperation), default=list)
    secrecy: Mapped[Secrecy] = mapped_column(choice(Secrecy), default=Secrecy.MASKED)
    contact: Mapped[str] = mapped_column(String(200), default="")
    own_patents: Mapped[list[str]] = mapped_column(JSON, default=list)
    patents_text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[NeedState] = mapped_column(choice(NeedState), default=NeedState.DRAFT, index=True)
    stage_since: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    deadline: Mapped[dt.date | None] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    looked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    desk_looked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
    created_by: Mapped[Person | None] = relationship(foreign_keys=[created_by_id])
    curator: Mapped[Person | None] = relationship(foreign_keys=[curator_id])

    @property
    def is_refined(self) -> bool:
        """Whether the centre has put it into words of its own."""
        return self.original_content is not None

    @property
    def own_title(self) -> str:
        """The title as the company wrote it."""
        return self.title if self.original_title is None else self.original_title

    @property
    def own_content(self) -> str:
        """The text as the company wrote it."""
        return self.content if self.original_content is None else self.original_content

    @hybrid_property
    def said(self) -> str:
        """The need's own words that are ranked: refined, or the company's with its goal and targets below."""
        if self.original_content is not None:
            return self.content
        return "\n".join(filter(None, (self.content, self.goal, self.targets)))

    @said.inplace.expression
    @classmethod
    def _said_expression(cls) -> sa.ColumnElement[str]:
        return _said(cls)

    @hybrid_property
    def wording(self) -> str:
        """The text that is ranked: what is said, and below it what the company's own patents say."""
        return "\n".join(filter(None, (self.said, self.patents_text)))

    @wording.inplace.expression
    @classmethod
    def _wording_expression(cls) -> sa.ColumnElement[str]:
        return _said(cls) + _below(cls.patents_text)

    @hybrid_property
    def is_public(self) -> bool:
        """Whether everyone may read its public text."""
        return self.state in PUBLIC_STATES and self.public_content is not None

    @is_public.inplace.expression
    @classmethod
    def _is_public_expression(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.state.in_(PUBLIC_STATES), cls.public_content.is_not(None))


class NeedComment(Base):
    """What somebody notes on a need; ``inside`` is for the centre's staff alone. Never changed."""

    __tablename__ = "need_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    text: Mapped[str] = mapped_column(Text)
    inside: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship()


class StageLimit(Base):
    """How many days a need may stay in a state before the desk calls it stale, from ``valid_from`` on."""

    __tablename__ = "stage_limits"
    __table_args__ = (UniqueConstraint("state", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[NeedState] = mapped_column(choice(NeedState))
    days: Mapped[int]
    valid_from: Mapped[dt.date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)


def _said(need: type[Need]) -> sa.ColumnElement[str]:
    return sa.case(
        (need.original_content.is_not(None), need.content),
        else_=need.content + _below(need.goal) + _below(need.targets),
    )


def _below(column: sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[str]:
    return sa.case((column == "", ""), else_=sa.literal("\n").concat(column))
